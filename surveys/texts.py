"""What a survey says."""

import re
from functools import cached_property
from typing import Annotated

from pydantic import Field

from surveys.part import Part

PLACE = re.compile(r"\{([^{}]*)\}")
Line = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\r\n\x00]+$")]
Paragraph = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00]+$")]
Slot = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,16}$")]


class Template(Part):
    """A WhatsApp template that Meta has approved, and what fills its variables."""

    content_sid: Annotated[str, Field(pattern=r"^HX[0-9a-fA-F]{32}$")]
    variables: dict[Slot, Line] = Field({})


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
    thanks: Paragraph | None = None
    sms: Paragraph | None = None
    whatsapp: Paragraph | None = None
    whatsapp_template: Template | None = None

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The names of all placeholders in these words; templates are the provider's to fill."""
        words = [text for _, text in self if isinstance(text, str)]
        return tuple(sorted({name for text in words for name in PLACE.findall(text)}))
