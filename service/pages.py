"""The pages that customers see: one request each, no third party, no cookie."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from markupsafe import Markup

from service import links
from service.answers_in import LONGEST_TEXT
from service.asked import Asked
from service.brand import COLOR
from service.follow_ups import follow_ups
from service.inline import script, style
from service.languages import direction, own_name
from service.looks import Look
from service.templating import render
from service.words import Words, languages, words_in
from surveys.answering import LONGEST_COMMENT
from surveys.questions import Answers
from surveys.texts import Thanks

Closed = Literal["closed", "expired", "withdrawn", "final", "busy", "unknown"]


@dataclass(frozen=True, slots=True)
class Answering:
    """How far a person is: asked without a score, one score chosen, or answered."""

    action: str  # /r/{token}, with or without a query: the form posts there, the script to .../seen
    nonce: str
    state: Literal["ask", "chosen", "thanks"]
    score: int | None = None
    comment: str = ""
    answers: Answers = field(default_factory=dict)
    contact: bool | None = False  # asked to be contacted; None: nobody knows whom to contact
    elsewhere: bool = False  # the answer came another way: by phone, or written back
    again: bool = False  # a form came that could not be taken
    languages: Mapping[str, str] = field(default_factory=dict)  # address of this page in each
    ticked: bool = False  # the box that asks to be contacted, in a form that was not taken


def answer_page(asked: Asked, answering: Answering) -> str:
    """The question with its scale, comment and follow-up questions, as far as the person is.

    A score that is not on the scale is the same as none.
    """
    asked = asked.nameless()
    look = asked.look
    chosen = look.option(answering.score)
    score = chosen.score if chosen else None
    follow_up, said = asked.definition.follow_up, _thanks(asked, score)
    return render(
        "pages/answer.html",
        **_frame(asked.words, asked.brand, asked.color, asked.language),
        question=asked.line(asked.texts.question),
        comment_label=asked.line(asked.texts.comment),
        thanks=asked.say(said.text) if said else "",
        link=_link(asked, said),
        scale=_scale(look, score),
        chosen=chosen,
        state=answering.state if chosen else "ask",
        answering=answering,
        seen=answering.action.partition("?")[0] + "/seen",
        follow_ups=follow_ups(asked, score, answering.answers),
        contact=answering.contact if follow_up and follow_up.ask_contact else None,
        script=script(),
        switch=_switch(answering.languages),
        longest_comment=LONGEST_COMMENT,
        longest_text=LONGEST_TEXT,
    )


def _thanks(asked: Asked, score: int | None) -> Thanks | None:
    return None if score is None else asked.texts.thanks_for(score)


def _link(asked: Asked, said: Thanks | None) -> tuple[str, str] | None:
    """Address and label, None without a link, or with one that has ceased to be allowed."""
    link = said.link if said else None
    if link is None or not links.allowed(link.to, asked.link_origins):
        return None
    return link.to, asked.line(link.label)


@lru_cache(maxsize=512)
def _scale(look: Look, score: int | None) -> Markup:
    """The row of buttons: the larger part of a page, and the same for everybody."""
    return Markup(render("pages/scale.html", look=look, chosen=look.option(score)))


def closed_page(
    language: str,
    kind: Closed,
    brand: str = "",
    color: str = COLOR,
    offered: Sequence[str] = languages(),
) -> str:
    """Why there is nothing to answer, to be read in the `offered` languages. `unknown` is the same
    for everybody: it shows no brand, and does not tell whether there ever was anything.
    """
    if kind == "unknown":
        brand, color = "", COLOR
    frame = _frame(words_in(language), brand, color)
    return render("pages/closed.html", **frame, kind=kind, switch=_switch(_here(offered)))


def unsubscribe_page(
    language: str,
    *,
    done: bool,
    action: str,
    again: bool = False,
    brand: str = "",
    color: str = COLOR,
) -> str:
    """A button that posts to `action`, or word that it is done. `again`: the button was pressed,
    and a hidden field was filled in, which this page has not."""
    frame = _frame(words_in(language), brand, color)
    switch = _switch(_here(languages()))
    more = {"done": done, "action": action, "again": again, "switch": switch}
    return render("pages/unsubscribe.html", **frame, **more)


def _here(offered: Iterable[str]) -> dict[str, str]:
    """The address of the page that is being looked at, in each language."""
    return {tag: f"?lang={tag}" for tag in offered}


def _switch(addresses: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Language, its own name and the page's address in it; nothing for a single one."""
    found = [(tag, own_name(tag), address) for tag, address in addresses.items()]
    return found if len(found) > 1 else []


def _frame(words: Words, brand: str, color: str, language: str | None = None) -> dict[str, object]:
    language = language or words.language
    return {
        "_": words,
        "language": language,
        "direction": direction(language),
        "spoken": words.attributes_within(language),
        "brand": brand,
        "style": style(color),
    }
