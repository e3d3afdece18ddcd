"""What the text messages of a survey cost, before anybody gets one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from service import gsm
from service.asked import Asked
from service.render import message
from surveys.definition import Definition
from surveys.errors import FieldError

CHANNELS = ("sms", "whatsapp")
BILLED = ("sms",)  # by segments
MOST_SEGMENTS = 3
BASE_URL = "https://feedback.example.com"  # as long as many
NAME, SEGMENT = "Siti Rahmawati", "Jakarta Selatan"  # stand for what is filled in


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
                text = str(message(channel, _asked(definition, language, base_url)).text).strip()
                yield TextMessage(channel, language, text)


def too_long(definition: Definition) -> Iterator[FieldError]:
    """Those that would cost more than anybody means to pay."""
    for one in of(definition):
        if one.channel in BILLED and one.segments > MOST_SEGMENTS:
            field = "sms" if definition.texts[one.language].sms else "question"
            message = f"makes an SMS of {one.segments} segments; {MOST_SEGMENTS} are allowed"
            strange = gsm.strange(one.text)
            remedy = f"write less, or without {strange}" if strange else "write less"
            yield FieldError(f"texts.{one.language}.{field}", f"{message}: {remedy}")


def _asked(definition: Definition, language: str, base_url: str) -> Asked:
    return Asked(
        definition=definition,
        language=language,
        name=NAME,
        segments=dict.fromkeys(definition.segments, SEGMENT),
        answer_url=f"{base_url}/r/{'x' * 22}",
        short_url=f"{base_url}/s/{'x' * 11}",
        unsubscribe_url=f"{base_url}/u/{'x' * 22}",
        expires_at=datetime(2030, 1, 1, tzinfo=UTC),
        replies=True,
    )
