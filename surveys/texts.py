"""What a survey says."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Annotated

from pydantic import Discriminator, Field, Tag

from surveys.part import Part
from surveys.questions import ScoreRange

PLACE = re.compile(r"\{([^{}]*)\}")
Line = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\r\n\x00]+$")]
Paragraph = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00]+$")]
Slot = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,16}$")]


class Template(Part):
    """A WhatsApp template that Meta has approved, and what fills its variables."""

    content_sid: Annotated[str, Field(pattern=r"^HX[0-9a-fA-F]{32}$")]
    variables: dict[Slot, Line] = Field({})


class Link(Part):
    """Where people may go on after the answer: a review site, the shop."""

    to: Annotated[str, Field(min_length=1, max_length=1000)]
    label: Line


class Thanks(Part):
    """What is said after an answer with one of these scores."""

    scores: ScoreRange = ScoreRange()
    text: Paragraph
    link: Link | None = None


# One text for all, or a list by score. In brackets: ways to write the field, not parts of its name.
OneOrByScore = Annotated[
    Annotated[Paragraph, Tag("(text)")]
    | Annotated[tuple[Thanks, ...], Field(min_length=1, max_length=11), Tag("(by score)")],
    Discriminator(lambda value: "(text)" if isinstance(value, str) else "(by score)"),
]


class Texts(Part):
    """The survey's own words in one language.

    `{name}`, `{brand}` and `{a segment}` are filled in; whatever is left out comes from the
    interface's catalogue for that language.
    """

    question: Line
    subject: Line | None = None
    intro: Paragraph | None = None
    low: Line | None = None
    high: Line | None = None
    comment: Line | None = None
    thanks: OneOrByScore | None = None
    sms: Paragraph | None = None
    whatsapp: Paragraph | None = None
    whatsapp_template: Template | None = None

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The names of all placeholders in these words; templates are the provider's to fill."""
        return tuple(sorted({name for _, text in self.words() for name in PLACE.findall(text)}))

    def words(self) -> Iterator[tuple[str, str]]:
        """Every text with its field; templates are the provider's to fill."""
        yield from ((field, text) for field, text in self if isinstance(text, str))
        for number, one in enumerate(self.thanks if isinstance(self.thanks, tuple) else ()):
            yield f"thanks[{number}].text", one.text
            if one.link:
                yield f"thanks[{number}].link.label", one.link.label

    def thanks_for(self, score: int) -> Thanks | None:
        """What is said after an answer of `score`: the first that fits."""
        if isinstance(self.thanks, str):
            return Thanks(text=self.thanks)
        return next((one for one in self.thanks or () if one.scores.has(score)), None)
