"""What one address of the dashboard shows: a question to the scores, in somebody's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from service.numerals import whole
from service.parts import Text, linked
from service.words import Words
from surveys.catalogue import Published
from surveys.database import Database
from surveys.definition import Definition
from surveys.periods import WEEKDAYS
from surveys.report import series
from surveys.scores import Question, Report, count

SEGMENTED = ("responses", "invitations")  # lists that can be asked for a segment


@dataclass(frozen=True, slots=True)
class View:
    """Everything that a panel may use.

    `query` is what the address said, without its mistakes. `figures` is the body of /v1/scores for
    `report.question`: this view's question before it is grouped.
    """

    words: Words
    query: Mapping[str, str]
    surveys: Sequence[Published]
    question: Question
    report: Report
    figures: Mapping[str, Any]
    database: Database
    now: datetime
    mistakes: Sequence[str] = ()

    @property
    def language(self) -> str:
        """Of the words around the figures."""
        return self.words.language

    @property
    def definition(self) -> Definition:
        """The survey, as it is asked now."""
        return self.question.survey.definition

    @property
    def total(self) -> Mapping[str, Any]:
        """The figures of the whole span."""
        found: Mapping[str, Any] = self.figures["total"]
        return found

    @property
    def questions(self) -> Sequence[Question]:
        """Everything that is asked of the scores: as a whole and, when it is grouped, by group."""
        grouped = [replace(self.question, interval="none")] if self.question.group_by else []
        return [self.report.question, *grouped]

    def link(self, **changes: str | None) -> str:
        """The address of this view with some parameters changed; None takes one away."""
        return address({**self.query, **changes})

    def rows(self, listing: str, **more: object) -> str:
        """Where that list shows what was counted; "" where it cannot tell it apart."""
        question = self.question
        if question.as_of or (question.where and listing not in SEGMENTED):
            return ""
        zone, where = question.zone, question.where
        wanted = {
            "survey": self.definition.key,
            "from": question.span.start.astimezone(zone).isoformat(),
            "to": question.span.end.astimezone(zone).isoformat(),
            "tz": zone.key,
            "where": ":".join(where) if where else None,
        }
        found = {name: None if value is None else str(value) for name, value in more.items()}
        return address(wanted | found, f"/lists/{listing}")

    def number(self, n: int, listing: str, **query: object) -> Text:
        """A count of rows, and where they are."""
        return linked(whole(self.language, n), self.rows(listing, **query) if n else "")

    def file(self, panel: str) -> str:
        """Where the figures of a panel are as CSV."""
        return address(self.query, f"/panels/{panel}.csv")

    async def series(self, **changes: Any) -> Sequence[Mapping[str, Any]]:
        """As /v1/scores has it, for a question that differs from this view's in `changes`."""
        return series(await count(self.database, replace(self.question, **changes)))


def address(query: Mapping[str, str | None], path: str = "/") -> str:
    """A page's address for a query; of the dashboard unless it is said."""
    wanted = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(wanted)}" if wanted else path


def api_link(question: Question) -> str:
    """Where the API answers the same question; names all that it would else choose itself."""
    zone, as_of = question.zone, question.as_of
    groups = [name for name in (question.group_by, question.then_by) if name]
    wanted = {
        "survey": question.survey.definition.key,
        "from": question.span.start.astimezone(zone).isoformat(),
        "to": question.span.end.astimezone(zone).isoformat(),
        "interval": question.interval,
        "tz": zone.key,
        "week_start": WEEKDAYS[question.week_start] if question.week_start else None,
        "group_by": ",".join(groups),
        "where": [":".join(one) for one in question.conditions],
        "rate": question.rate if question.rate != "delivered" else None,
        "as_of": as_of.astimezone(zone).isoformat() if as_of else None,
    }
    found = {name: value for name, value in wanted.items() if value}
    return "/v1/scores?" + urlencode(found, doseq=True)
