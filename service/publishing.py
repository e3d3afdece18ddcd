"""What a survey must hold to be published, beyond its shape. Asked of new versions only: whatever
was published before stays valid, or an upgrade would silence it.
"""

import unicodedata
from collections.abc import Iterator
from datetime import timedelta

import notifiers
from notifiers.smtp.mailbox import Mailbox
from service import text_messages
from surveys import address
from surveys.brand import Brand
from surveys.definition import Definition
from surveys.errors import FieldError, InvalidInput
from surveys.kinds import kinds
from surveys.placeholders import unknown_placeholders

ANYBODY = Mailbox("", "survey@example.com")  # stands for the installation's own sender


def check(definition: Definition) -> None:
    """InvalidInput names everything that would make the survey fail in use."""
    if found := list(_flaws(definition)):
        raise InvalidInput(*found)


def _flaws(definition: Definition) -> Iterator[FieldError]:
    for message in unknown_placeholders(definition):
        yield FieldError("texts", message)
    if unknown := [one for one in definition.channels if one not in notifiers.channel_names()]:
        known = ", ".join(notifiers.channel_names())
        yield FieldError("channels", f"{unknown[0]!r} is no channel; there are {known}")
    if definition.expires <= timedelta():
        yield FieldError("expires", "must be longer than nothing")
    if definition.brand:
        yield from _of_brand(definition.brand)
    for language, texts in definition.texts.items():
        if not _visible(texts.question):
            yield FieldError(f"texts.{language}.question", "has no letter that can be seen")
    yield from _of_questions(definition)
    yield from text_messages.too_long(definition)


def _of_brand(brand: Brand) -> Iterator[FieldError]:
    if brand.reply_to is not None and address.email(brand.reply_to) is None:
        yield FieldError("brand.reply_to", "is not an email address")
    sender = brand.mail_from or ""
    try:
        Mailbox.parse(sender or brand.name, None if "@" in sender else ANYBODY)
    except ValueError:
        yield FieldError("brand.mail_from", 'write one address: "Acme" <survey@acme.example>')


def _of_questions(definition: Definition) -> Iterator[FieldError]:
    kind, seen = kinds()[definition.kind], set()
    for number, question in enumerate(definition.questions):
        if question.key in seen:
            yield FieldError(f"questions[{number}].key", f"{question.key!r} is there twice")
        seen.add(question.key)
        if not any(question.shown_for(score) for score in range(kind.LOW, kind.HIGH + 1)):
            yield FieldError(f"questions[{number}].scores", "no score can be so; nobody sees it")


def _visible(text: str) -> bool:
    return any(unicodedata.category(character)[0] not in "ZC" for character in text)
