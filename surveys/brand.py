"""Who asks."""

from typing import Annotated

from pydantic import Field

from surveys.part import Part


class Brand(Part):
    """Who asks: shown as the sender and on the page."""

    name: Annotated[str, Field(max_length=80, pattern=r"^[^\r\n\x00<>]+$")]
    mail_from: str | None = None
    reply_to: str | None = None
    color: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] = "#1f5fa8"
