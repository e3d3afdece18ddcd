"""A survey file while it is being written: what it says by now, and what is wrong with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import yaml

from surveys import survey_file
from surveys.definition import Definition
from surveys.errors import FieldError, InvalidInput, Sentence
from surveys.lines import line_of

LONGEST = 60_000  # characters; four times the longest of library/
TOO_LONG = Sentence(
    "has at most %(most)s characters here; `afterword surveys apply` takes more", most=LONGEST
)
# a few bytes could mean billions
ONCE = Sentence("write it out each time: there are no aliases (*) here")
Check = Callable[[Definition], object]


@dataclass(frozen=True, slots=True)
class Flaw:
    """`line` counts from 1; `field` is "" where the text cannot be read at all."""

    line: int
    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Draft:
    """`definition` is None while the text is no survey. One with flaws can be shown all the same,
    and not be published."""

    text: str
    definition: Definition | None
    flaws: Sequence[Flaw]

    @property
    def ready(self) -> Definition | None:
        """What may be published."""
        return None if self.flaws else self.definition


def read(text: str, check: Check) -> Draft:
    """Never raises: every mistake is a flaw, those that `check` finds as well."""
    if len(text) > LONGEST:
        return Draft(text, None, [Flaw(1, "", TOO_LONG)])
    definition: Definition | None = None
    root: yaml.Node | None = None
    try:
        root = survey_file.compose(text)
        if (again := _met_again(root)) is not None:
            return Draft(text, None, [Flaw(again.start_mark.line + 1, "", ONCE)])
        definition = survey_file.parse(survey_file.construct(root))
        check(definition)
    except InvalidInput as error:
        return Draft(text, definition, _at_their_lines(error.errors, root))
    except (yaml.YAMLError, ValueError, *survey_file.MANGLED) as error:
        return Draft(text, None, [_unread(text, error)])
    return Draft(text, definition, ())


def _met_again(root: yaml.Node | None) -> yaml.Node | None:
    """What an alias (*) stands for."""
    left, met = [root] if root else [], set[int]()
    while left:
        node = left.pop()
        if id(node) in met:
            return node
        met.add(id(node))
        if isinstance(node, yaml.MappingNode):
            left.extend(part for pair in node.value for part in pair)
        elif isinstance(node, yaml.SequenceNode):
            left.extend(node.value)
    return None


def _unread(text: str, error: Exception) -> Flaw:
    mark = getattr(error, "problem_mark", None)
    # a character that no file may hold is told by its place in the text
    line = mark.line if mark else text.count("\n", 0, getattr(error, "position", 0))
    why = getattr(error, "problem", None) or getattr(error, "reason", None) or error
    return Flaw(line + 1, "", Sentence("is not YAML: %(why)s", why=why))


def _at_their_lines(errors: Sequence[FieldError], root: yaml.Node | None) -> list[Flaw]:
    fields = [(one, "" if one.field == "body" else one.field) for one in errors]
    flaws = [Flaw(line_of(root, field), field, one.message) for one, field in fields]
    return sorted(flaws, key=lambda flaw: flaw.line)
