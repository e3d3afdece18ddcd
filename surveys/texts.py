"""What a survey says."""

from typing import Annotated

from pydantic import Field

from surveys.part import Part

Line = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\r\n\x00]+$")]
Paragraph = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00]+$")]
Slot = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,16}$")]


class Template(Part):
    """A WhatsApp template that Meta has approved, and what fills its variables."""

    content_sid: Annotated[str, Field(pattern=r"^HX[0-9a-fA-F]{32}$")]
    variables: dict[Slot, Line] = Field({})

    def __hash__(self) -> int:
        """Of a part of it: the variables are in a dict, which has none."""
        return hash(self.content_sid)


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
