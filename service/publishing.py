"""What a survey must hold to be published, beyond its shape. Asked of new versions only: whatever
was published before stays valid, or an upgrade would silence it.
"""

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta

import notifiers
from notifiers.smtp.mailbox import Mailbox
from service import links, text_messages
from surveys import address
from surveys.brand import Brand
from surveys.definition import Definition
from surveys.doors import PLACE
from surveys.errors import FieldError, InvalidInput, Sentence, flaw
from surveys.kinds import kinds
from surveys.placeholders import unknown_placeholders
from surveys.questions import Question

ANYBODY = Mailbox("", "survey@example.com")  # stands for the installation's own sender

HOW_TO_LINK = Sentence(
    "is not on an origin of AFTERWORD_LINK_ORIGINS; write a whole address such as "
    "https://reviews.example.com/us, and name its origin there"
)


def check(definition: Definition, link_origins: Collection[str] = ()) -> None:
    """InvalidInput names everything that would make the survey fail in use. Its links may go to
    `link_origins` only."""
    if found := [*_flaws(definition), *_of_links(definition, link_origins)]:
        raise InvalidInput(*found)


def _flaws(definition: Definition) -> Iterator[FieldError]:
    yield from unknown_placeholders(definition)
    if unknown := [one for one in definition.channels if one not in notifiers.channel_names()]:
        known = ", ".join(notifiers.channel_names())
        yield flaw(
            "channels",
            "%(name)s is no channel; there are %(known)s",
            name=repr(unknown[0]),
            known=known,
        )
    if definition.expires <= timedelta():
        yield flaw("expires", "must be longer than nothing")
    if definition.editable is not None and definition.editable <= timedelta():
        yield flaw("editable", "must be longer than nothing; leave it out for no limit")
    if PLACE in definition.segments:
        yield flaw(
            "segments",
            "%(name)s is a segment of its own; call this one otherwise",
            name=repr(PLACE),
        )
    if definition.brand:
        yield from _of_brand(definition.brand)
    for language, texts in definition.texts.items():
        if not _visible(texts.question):
            yield flaw(f"texts.{language}.question", "has no letter that can be seen")
    yield from _of_questions(definition)
    yield from _of_scores(definition)
    yield from text_messages.too_long(definition)


def _of_brand(brand: Brand) -> Iterator[FieldError]:
    if brand.reply_to is not None and address.email(brand.reply_to) is None:
        yield flaw("brand.reply_to", "is not an email address")
    sender = brand.mail_from or ""
    try:
        Mailbox.parse(sender or brand.name, None if "@" in sender else ANYBODY)
    except ValueError:
        yield flaw("brand.mail_from", 'write one address: "Acme" <survey@acme.example>')


def _of_links(definition: Definition, origins: Collection[str]) -> Iterator[FieldError]:
    for language, texts in definition.texts.items():
        for number, one in enumerate(texts.thanks if isinstance(texts.thanks, tuple) else ()):
            if one.link and not links.allowed(one.link.to, origins):
                field = f"texts.{language}.thanks[{number}].link.to"
                yield FieldError(field, HOW_TO_LINK)


def _of_questions(definition: Definition) -> Iterator[FieldError]:
    kind, earlier = kinds()[definition.kind], dict[str, Question]()
    scores = range(kind.LOW, kind.HIGH + 1)
    for number, question in enumerate(definition.questions):
        field = f"questions[{number}]"
        if question.key in earlier:
            yield flaw(f"{field}.key", "%(key)s is there twice", key=repr(question.key))
        yield from _of_languages(field, question, tuple(definition.texts))
        yield from _of_when(f"{field}.when", question, earlier)
        if not any(_reached(question, score, earlier) for score in scores):
            yield flaw(f"{field}.scores", "no score can be so; nobody sees it")
        earlier[question.key] = question


def _of_scores(definition: Definition) -> Iterator[FieldError]:
    kind, follow_up = kinds()[definition.kind], definition.follow_up
    scores = range(kind.LOW, kind.HIGH + 1)
    for language, texts in definition.texts.items():
        shown = [texts.thanks_for(score) for score in scores]
        for number, one in enumerate(texts.thanks if isinstance(texts.thanks, tuple) else ()):
            if not any(one is other for other in shown):
                field = f"texts.{language}.thanks[{number}].scores"
                yield flaw(field, "no score is left for it; nobody sees it")
    if follow_up and follow_up.when and len({follow_up.hit_by(score) for score in scores}) == 1:
        yield flaw(
            "follow_up.when",
            "is so for every score or for none; scores are from %(low)s to %(high)s",
            low=kind.LOW,
            high=kind.HIGH,
        )


def _of_languages(
    field: str, question: Question, languages: tuple[str, ...]
) -> Iterator[FieldError]:
    """A page is in one language; an option without any label shows its key in all."""
    labels = {f"options.{key}": texts for key, texts in question.options.items() if texts}
    for name, texts in {"text": question.text, **labels}.items():
        if lacking := [language for language in languages if language not in texts]:
            spoken = ", ".join(languages)
            yield flaw(
                f"{field}.{name}",
                "lacks %(language)s: `texts` are in %(spoken)s",
                language=lacking[0],
                spoken=spoken,
            )


def _of_when(
    field: str, question: Question, earlier: Mapping[str, Question]
) -> Iterator[FieldError]:
    for key, options in question.when.items():
        if key not in earlier:
            yield _none_before(f"{field}.{key}", ", ".join(earlier))
        elif not (choices := earlier[key].choices):
            yield flaw(f"{field}.{key}", "is a text question, which has no options")
        elif odd := [one for one in options if one not in choices]:
            yield flaw(
                f"{field}.{key}",
                "%(option)s is no option of %(key)s; there are %(known)s",
                option=repr(odd[0]),
                key=repr(key),
                known=", ".join(choices),
            )


def _none_before(field: str, known: str) -> FieldError:
    if known:
        return flaw(field, "is no question before this one; there are %(known)s", known=known)
    return flaw(field, "is no question before this one")


def _reached(question: Question, score: int, earlier: Mapping[str, Question]) -> bool:
    """Whether some answer with this score comes to the question."""
    before = (earlier[key] for key in question.when if key in earlier)
    return question.shown_for(score) and all(_reached(one, score, earlier) for one in before)


def _visible(text: str) -> bool:
    return any(unicodedata.category(character)[0] not in "ZC" for character in text)
