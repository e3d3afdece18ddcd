"""A draft as it stands: its mistakes, what customers would see, what publishing would change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service import publishing
from service.previews import Setting, Sight, sight
from surveys import draft
from surveys.catalogue import Published, check_kind
from surveys.definition import Definition
from surveys.difference import difference
from surveys.draft import Draft
from surveys.errors import InvalidInput, flaw
from surveys.keyring import digest

SCHEMES = ("light", "dark")
HEADING = 2  # lines of a diff that name its sides


@dataclass(frozen=True, slots=True)
class Sheet:
    """What somebody has typed. `key` is in the address, None for a new survey; `version` is what
    was live when they began, 0 for nothing; `language` and `scheme` are what they look at."""

    key: str | None
    version: int
    text: str
    language: str = ""
    scheme: str = SCHEMES[0]

    @property
    def mark(self) -> str:
        """Tells this text, on top of this version, from any other."""
        return digest(f"{self.version} {self.text}")


@dataclass(frozen=True, slots=True)
class Drafted:
    """`live` is what it would replace; `changes` are the lines of a diff against it."""

    sheet: Sheet
    draft: Draft
    live: Published | None
    sight: Sight | None
    changes: Sequence[str]


def drafted(sheet: Sheet, live: Mapping[str, Published], setting: Setting) -> Drafted:
    """Takes about a tenth of a second for a survey in eleven languages: keep it off the loop."""

    def check(definition: Definition) -> None:
        _check_key(sheet.key, definition, live)
        publishing.check(definition, setting.link_origins)

    found = draft.read(sheet.text, check)
    before = live.get(sheet.key or "")
    if found.definition is None:
        return Drafted(sheet, found, before, None, ())
    seen = sight(found.definition, sheet.language, setting)
    changes = difference(before, found.definition)[HEADING:] if before else ()
    return Drafted(sheet, found, before, seen, changes)


def _check_key(key: str | None, definition: Definition, live: Mapping[str, Published]) -> None:
    if key is None and definition.key in live:
        raise InvalidInput(
            flaw("key", "there is such a survey already; choose another key, or edit that one")
        )
    if key is not None and definition.key != key:
        raise InvalidInput(
            flaw("key", "must stay %(key)s; start a new survey for another", key=repr(key))
        )
    if key is not None and key in live:
        check_kind(live[key], definition)
