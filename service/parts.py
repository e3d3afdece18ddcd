"""What a panel is made of. Each part has a template in templates/dashboard/parts/."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from markupsafe import Markup

Text = str | Markup  # a str is escaped, Markup is not
Color = Literal["good", "middle", "bad", "rest", "accent"]
Tone = Literal["up", "down", "even"]


def linked(text: Text, href: str) -> Text:
    """The text, and where it leads, if anywhere."""
    return Markup('<a href="{}">{}</a>').format(href, text) if href else text


@dataclass(frozen=True, slots=True)
class Figure:
    """One large number, and what it is counted in."""

    number: Text
    unit: Text = ""
    template: str = "figure"


@dataclass(frozen=True, slots=True)
class Gauge:
    """A score and its interval on the whole scale, in percent of the way along it, and the same
    figures for whoever cannot see it."""

    at: float
    low: float
    high: float
    ends: tuple[str, str]
    table: "Table"
    template: str = "gauge"


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence. `warning` for what a reader must not miss."""

    text: Text
    tone: Literal["plain", "soft", "warning"] = "plain"
    template: str = "line"


@dataclass(frozen=True, slots=True)
class Change:
    """A difference; up and down only where it is a real one."""

    number: Text
    text: Text
    verdict: str
    tone: Tone
    template: str = "change"


@dataclass(frozen=True, slots=True)
class Table:
    """Figures in rows; the first cell of a row is its heading."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Text]]
    template: str = "table"


@dataclass(frozen=True, slots=True)
class Chart:
    """A Vega-Lite chart, and the same figures for whoever cannot see it."""

    spec: Mapping[str, Any]
    said: str
    table: Table
    template: str = "chart"


@dataclass(frozen=True, slots=True)
class Share:
    """So many percent of something; `band` is the colour."""

    name: Text
    number: Text
    percent: float
    band: Color


@dataclass(frozen=True, slots=True)
class Bars:
    """A bar for each share, one below the other; `columns` are its names as a table."""

    rows: Sequence[Share]
    columns: Sequence[str] = ()
    template: str = "bars"

    @property
    def table(self) -> Table | None:
        """The same in plain cells."""
        rows = [(one.name, one.number) for one in self.rows]
        return Table("", self.columns, rows) if self.columns else None


@dataclass(frozen=True, slots=True)
class Strip:
    """Shares that make up a whole, side by side in one bar."""

    rows: Sequence[Share]
    template: str = "strip"


@dataclass(frozen=True, slots=True)
class Place:
    """A group's score and interval; at, low and high are percent of the way along the axis."""

    name: Text
    link: str
    score: Text
    answers: Text
    at: float
    low: float
    high: float
    sure: Text  # the interval in words
    few: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """Groups in order. `whole` is where the score of all together stands on the axis."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Place]
    whole: float
    template: str = "ranking"

    @property
    def table(self) -> Table:
        """The same in plain cells."""
        rows = [(one.name, one.sure, one.score, one.answers) for one in self.rows]
        return Table(self.caption, self.columns, rows)


@dataclass(frozen=True, slots=True)
class Quote:
    """A customer's words; `name` is that of the response."""

    name: str
    text: str
    language: str
    score: int
    band: Color
    about: Sequence[str]
    at: str  # ISO 8601
    said_at: str


@dataclass(frozen=True, slots=True)
class Quotes:
    """Customers' words, newest first; `columns` are their names as a table."""

    rows: Sequence[Quote]
    columns: Sequence[str] = ()
    template: str = "quotes"

    @property
    def table(self) -> Table | None:
        """The same in plain cells."""
        rows = [(str(one.score), one.text, ", ".join(one.about), one.at) for one in self.rows]
        return Table("", self.columns, rows) if rows else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Live(Quotes):
    """The same, to which `address` adds what comes after the entry `newest` of the ledger."""

    address: str
    newest: int
    most: int
    template: str = "live"


@dataclass(frozen=True, slots=True)
class Choice:
    """Links of which one is chosen."""

    label: str
    options: Sequence[tuple[str, str, bool]]  # text, address, chosen
    template: str = "choice"


@dataclass(frozen=True, slots=True)
class Search:
    """A field for words. `kept`: the rest of the address; `all`: where it leads without them."""

    label: str
    text: str
    kept: Mapping[str, str]
    all: str
    template: str = "search"


Part = (
    Figure
    | Gauge
    | Line
    | Change
    | Table
    | Chart
    | Bars
    | Strip
    | Ranking
    | Quotes
    | Live
    | Choice
    | Search
)


@dataclass(frozen=True, slots=True)
class Panel:
    """A titled box on the dashboard; `size` is how much of a row it takes on a wide screen, `rows`
    the address of the list of what was counted, "" for none."""

    title: str
    parts: Sequence[Part]
    size: Literal["third", "half", "whole"] = "half"
    rows: str = ""

    @property
    def table(self) -> Table | None:
        """Its figures in rows and columns, if it has any."""
        found = (p if isinstance(p, Table) else getattr(p, "table", None) for p in self.parts)
        return next(filter(None, found), None)
