"""Renders an invitation as the message of one channel."""

from collections.abc import Iterable
from dataclasses import dataclass

from notifiers.form import Filled
from service.answer_words import invitation
from service.asked import Asked
from service.languages import direction
from service.templating import find, render

__all__ = ["Asked", "Rendered", "message"]


@dataclass(slots=True)
class Rendered:
    """What a channel sends; `subject` is one line and never empty."""

    subject: str
    text: str | Filled
    html: str | Filled | None


def message(channel: str, asked: Asked) -> Rendered:
    """Words for `channel` from templates/messages/<channel>.txt and, if there is one, .html.

    A channel without a .txt of its own gets text.txt: a new channel needs no template.
    """
    question = asked.line(asked.texts.question)
    subject = asked.line(asked.texts.subject) or question
    values = {
        "_": asked.words,
        "spoken": asked.words.attributes_within(asked.language),
        "asked": asked,
        "look": asked.look,
        "subject": subject,
        "question": question,
        "intro": asked.say(asked.texts.intro),
        "reply": invitation(asked) if asked.replies else "",
        "direction": direction(asked.language),
        "last_day": asked.words.date(asked.last_day) if asked.last_day else "",
    }
    text = f"messages/{channel}.txt" if find(f"messages/{channel}.txt") else "messages/text.txt"
    html = f"messages/{channel}.html" if find(f"messages/{channel}.html") else None
    return Rendered(
        subject=subject,
        text=render(text, **values).strip() + "\n",
        html=render(html, **values) if html else None,
    )


def prepare(channels: Iterable[str]) -> None:
    """Compile the templates, lest the first message wait for that."""
    for channel in channels:
        for kind in ("txt", "html"):
            find(f"messages/{channel}.{kind}")
