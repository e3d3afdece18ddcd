"""What customers would get and see of a survey, in one language, made by the code that sends it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

import notifiers
from notifiers.outgoing import Template
from service import example, gsm
from service.asked import Asked
from service.pages import Answering, answer_page
from service.render import message
from service.text_messages import BILLED
from surveys.definition import Definition


@dataclass(frozen=True, slots=True)
class Preview:
    """One message. `template`: what WhatsApp gets in its place, to begin a conversation."""

    channel: str
    subject: str
    text: str
    html: str | None
    template: Template | None

    @property
    def segments(self) -> int | None:
        """What it is billed as, None where nothing is counted."""
        return gsm.segments(self.text) if self.channel in BILLED else None

    @property
    def strange(self) -> str:
        """The character that makes it dear."""
        return gsm.strange(self.text)


@dataclass(frozen=True, slots=True)
class Sight:
    """A survey as one customer would meet it."""

    language: str
    messages: tuple[Preview, ...]
    page: str


@dataclass(frozen=True, slots=True)
class Setting:
    """Where it would be sent from. `conversing`: channels on which customers can write back."""

    base_url: str
    link_origins: frozenset[str]
    conversing: Collection[str]
    now: datetime


def sight(definition: Definition, language: str, setting: Setting) -> Sight:
    """In the survey's default language, if it does not speak this one."""
    if language not in definition.texts:
        language = definition.default_language
    messages = _messages(definition, language, setting)
    page = _page(_asked(definition, language, setting, False))
    return Sight(language, tuple(messages), page)


def _messages(definition: Definition, language: str, setting: Setting) -> Iterator[Preview]:
    for channel in definition.channels:
        if channel in notifiers.channel_names():
            asked = _asked(definition, language, setting, channel in setting.conversing)
            found = message(channel, asked)
            template = asked.template() if channel == "whatsapp" else None
            html = None if found.html is None else str(found.html)
            yield Preview(channel, found.subject, str(found.text).strip(), html, template)


def _page(asked: Asked) -> str:
    languages = dict.fromkeys(asked.definition.texts, "")
    return answer_page(asked, Answering(action="", nonce="", state="ask", languages=languages))


def _asked(definition: Definition, language: str, setting: Setting, replies: bool) -> Asked:
    """Asked about something that happens just now."""
    ends = setting.now + definition.delay + definition.expires
    origins = setting.link_origins
    return example.asked(
        definition, language, setting.base_url, ends, replies=replies, link_origins=origins
    )
