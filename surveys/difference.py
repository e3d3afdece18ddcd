"""What a survey file would change, line by line."""

from difflib import unified_diff

from surveys import survey_file
from surveys.catalogue import Published
from surveys.definition import Definition


def difference(live: Published | None, wanted: Definition) -> list[str]:
    """The lines of a unified diff from the live version to `wanted`; none when they are equal.

    Both are written in one form, so that comments, order of fields and spelled-out defaults of a
    file are no difference.
    """
    before = _lines(live.definition) if live else []
    told = f"{wanted.key} version {live.version}, live" if live else f"{wanted.key}, not published"
    return [
        line.rstrip("\n")
        for line in unified_diff(before, _lines(wanted), told, f"{wanted.key} in the file")
    ]


def _lines(definition: Definition) -> list[str]:
    return survey_file.write(definition).splitlines(keepends=True)
