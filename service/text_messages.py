"""What the text messages of a survey cost, before anybody gets one."""

from collections.abc import Iterator
from dataclasses import dataclass

from service import gsm
from service.example import BASE_URL, asked
from service.render import message
from surveys.definition import Definition
from surveys.errors import FieldError, flaw

CHANNELS = ("sms", "whatsapp")
BILLED = ("sms",)  # by segments
MOST_SEGMENTS = 3


@dataclass(frozen=True, slots=True)
class TextMessage:
    """One as it would go out, filled in with names of usual length."""

    channel: str
    language: str
    text: str

    @property
    def segments(self) -> int:
        return gsm.segments(self.text)

    def __str__(self) -> str:
        said = f"{self.channel} {self.language}: {len(self.text)} characters"
        if self.channel not in BILLED:
            return said
        parts = "1 segment" if self.segments == 1 else f"{self.segments} segments"
        strange = gsm.strange(self.text)
        return f"{said}, {parts}" + (f", because of {strange}" if strange else "")


def of(definition: Definition, base_url: str = BASE_URL) -> Iterator[TextMessage]:
    """Each channel and language of the survey."""
    for channel in CHANNELS:
        if channel in definition.channels:
            for language in definition.texts:
                example = asked(definition, language, base_url, replies=True)
                text = str(message(channel, example).text).strip()
                yield TextMessage(channel, language, text)


def too_long(definition: Definition) -> Iterator[FieldError]:
    """Those that would cost more than anybody means to pay."""
    for one in of(definition):
        if one.channel in BILLED and one.segments > MOST_SEGMENTS:
            field = "sms" if definition.texts[one.language].sms else "question"
            yield _too_long(f"texts.{one.language}.{field}", one)


def _too_long(field: str, one: TextMessage) -> FieldError:
    said = {"segments": one.segments, "most": MOST_SEGMENTS}
    if strange := gsm.strange(one.text):
        return flaw(
            field,
            "makes an SMS of %(segments)s segments; %(most)s are allowed: write less, or without "
            "%(strange)s",
            **said,
            strange=strange,
        )
    return flaw(
        field, "makes an SMS of %(segments)s segments; %(most)s are allowed: write less", **said
    )
