"""The pages on which people write surveys: a list of them, and the editor."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from service.dashboard import frame
from service.drafting import SCHEMES, Drafted
from service.framing import with_links_in_new_tabs
from service.inline import script_hash
from service.languages import own_name
from service.numerals import moment
from service.scales import called
from service.templating import render
from service.words import Words
from surveys.catalogue import Published
from surveys.models.access import User

# Mails and pages bring their styles along, in frames that inherit this policy; nothing can be
# fetched but from here. Of scripts in the frames only that of the answer page may run.
CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; script-src 'self' {script_hash()}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
NAMES = {"sms": "SMS", "whatsapp": "WhatsApp"}
SIMULATED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose page it is."""

    words: Words
    user: User
    csrf: str


def surveys_page(
    reader: Reader,
    live: Iterable[tuple[Published, datetime]],
    unreadable: Sequence[str],
    ready: Mapping[str, str],
) -> str:
    """Every survey, and the `ready` ones to begin with: what each asks, by key."""
    return render(
        "editor/surveys.html",
        **_frame(reader),
        surveys=list(_listed(reader.words, live)),
        unreadable=unreadable,
        ready=ready,
    )


def _listed(_: Words, live: Iterable[tuple[Published, datetime]]) -> Iterator[dict[str, Any]]:
    for one, at in live:
        yield {
            "key": one.definition.key,
            "name": one.definition.name,
            "kind": called(one.definition.kind, _),
            "version": one.version,
            "published": moment(_.language, at),
        }


def editor_page(
    reader: Reader, drafted: Drafted, notice: str = "", simulated: Mapping[str, Any] | str = ""
) -> str:
    """`simulated`: what a simulation came to, or why there was none."""
    _, draft, live = reader.words, drafted.draft, drafted.live
    readable = draft.definition or (live.definition if live else None)
    languages = tuple(readable.texts) if readable else ()
    return render(
        "editor/editor.html",
        **_frame(reader),
        drafted=drafted,
        sheet=drafted.sheet,
        lines=range(1, draft.text.count("\n") + 2),
        flawed={flaw.line for flaw in draft.flaws},
        name=live.definition.name if live else _("A new survey"),
        action=f"/surveys/{drafted.sheet.key}/edit" if drafted.sheet.key else "/surveys/new",
        language_shown=drafted.sight.language if drafted.sight else drafted.sheet.language,
        languages=[(tag, own_name(tag)) for tag in languages],
        schemes=list(zip(SCHEMES, (_("Light"), _("Dark")), strict=True)),
        framed=with_links_in_new_tabs,
        names=NAMES | {"email": _("E-mail")},
        notice=notice,
        simulated=_table(_, simulated) if isinstance(simulated, Mapping) else None,
        refused=simulated if isinstance(simulated, str) else "",
    )


def _table(words: Words, found: Mapping[str, Any]) -> list[tuple[str, Mapping[str, int]]]:
    _, outcomes = words, found["outcomes"]
    reasons = (
        (words(one["means"]), one) for code, one in found["reasons"].items() if code != "scheduled"
    )
    return [
        (_("Events"), found["events"]),
        (_("Asked"), found["asked"]),
        (_("Not asked"), outcomes["skipped"]),
        *reasons,
        *((NAMES.get(name, _("E-mail")), one) for name, one in found["channels"].items()),
    ]


def _frame(reader: Reader) -> dict[str, Any]:
    more = {"ngettext": reader.words.ngettext, "user": reader.user, "csrf": reader.csrf}
    return frame(reader.words) | more
