"""Customers' pages as they look: each kind asked, chosen and answered, and those that say why there
is nothing to answer; on a narrow phone, a phone and a desk, by day and by night, in languages that
are written one way and the other.

`python -m tests.browser.pages` takes the pictures in golden/pages/ anew; look at them before you
commit.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle, product
from pathlib import Path
from typing import Any, get_args

from playwright.async_api import Browser, Page

from service.pages import Answering, Closed, answer_page, closed_page, unsubscribe_page
from surveys.definition import Definition
from surveys.kinds import kinds
from tests.browser.darkroom import develop, lit
from tests.browser.mails import GOLDEN as MAILS
from tests.browser.mails import SCALE
from tests.service.samples import asked, survey

GOLDEN = MAILS / "pages"
LANGUAGES = ("en", "id", "ar")
STATES = ("ask", "chosen", "thanks")
WIDTHS, SCHEMES = (320, 390, 1024), ("light", "dark")
ORIGIN = "https://reviews.example"
QUESTIONS = {
    "en": "How likely are you to recommend Kopi Kita to a friend or colleague?",
    "id": "Seberapa besar kemungkinan Anda merekomendasikan Kopi Kita kepada teman?",
    "ar": "ما مدى احتمال أن توصي بقهوتنا صديقا أو زميلا؟",
}
ENDS = {
    "ar": {
        "nps": ("غير محتمل إطلاقا", "محتمل جدا"),
        "ces": ("لا أوافق بشدة", "أوافق بشدة"),
        "csat": ("غير راض تماما", "راض جدا"),
        "pmf": ("لا خيبة أمل", "خيبة أمل كبيرة"),
        "thumbs": ("ليس جيدا", "جيد"),
    }
}
THANKS = {
    "en": ("We read every single answer.", "Tell others what you think"),
    "id": ("Setiap jawaban kami baca.", "Ceritakan kepada orang lain"),
    "ar": ("نحن نقرأ كل إجابة.", "أخبر الآخرين برأيك"),
}
COMMENT = {
    "en": "The coffee was cold, and I waited for a long time.",
    "id": "Kopinya dingin, dan saya menunggu lama sekali.",
    "ar": "كانت القهوة باردة وانتظرت طويلا.",
}
FOLLOW_UPS: list[dict[str, Any]] = [
    {
        "key": "improve",
        "type": "multiple",
        "text": {"en": "What should we do better?", "id": "Apa yang perlu kami perbaiki?"}
        | {"ar": "ما الذي ينبغي أن نحسنه؟"},
        "options": {
            "taste": {"en": "The coffee", "id": "Kopinya", "ar": "القهوة"},
            "wait": {"en": "The waiting time", "id": "Waktu tunggunya", "ar": "وقت الانتظار"},
        },
    },
    {
        "key": "long",
        "type": "single",
        "when": {"improve": "wait"},
        "text": {"en": "How long did you wait?", "id": "Berapa lama Anda menunggu?"}
        | {"ar": "كم انتظرت؟"},
        "options": {
            "ten": {"en": "Ten minutes", "id": "Sepuluh menit", "ar": "عشر دقائق"},
            "more": {"en": "Longer", "id": "Lebih lama", "ar": "أكثر"},
        },
    },
    {
        "key": "clean",
        "type": "scale",
        "text": {"en": "How clean was the shop?", "id": "Seberapa bersih tokonya?"}
        | {"ar": "ما مدى نظافة المتجر؟"},
    },
]
ANSWERS = {"improve": ["wait"], "long": "more", "clean": "4"}


@dataclass(frozen=True, slots=True)
class Sight:
    """One page on one screen. `state` is one of STATES, or says why there is no question."""

    kind: str  # of survey, "" where it makes no difference
    state: str
    language: str
    width: int
    scheme: str

    @property
    def name(self) -> str:
        parts = (self.kind, self.state, self.language, str(self.width), self.scheme)
        return "-".join(part for part in parts if part)

    def html(self) -> str:
        """The page."""
        if self.state in STATES:
            return _answer_page(self)
        if self.state.startswith("unsubscribe"):
            done = self.state == "unsubscribed"
            return unsubscribe_page(self.language, done=done, action="/u/abc", brand="Kopi Kita")
        return closed_page(self.language, self.state, "Kopi Kita", "#7a4a2b")  # type: ignore[arg-type]


def definition(kind: str) -> Definition:
    """A survey with everything that a page can show, in three languages."""
    follow_up = {"when": "score <= 2", "ask_contact": True}
    texts = {language: _texts(kind, language) for language in LANGUAGES}
    return survey(kind, questions=FOLLOW_UPS, follow_up=follow_up, texts=texts)


def sights() -> Iterator[Sight]:
    """Every page in every language, each on another screen; one of them on every screen."""
    pages = [*product(kinds(), STATES)]
    pages += [("", state) for state in (*get_args(Closed), "unsubscribe", "unsubscribed")]
    screens = cycle(product(WIDTHS, SCHEMES))
    found = [
        Sight(kind, state, language, *next(screens))
        for language in LANGUAGES
        for kind, state in pages
    ]
    found += [Sight("nps", "thanks", "en", *screen) for screen in product(WIDTHS, SCHEMES)]
    yield from dict.fromkeys(found)


@asynccontextmanager
async def camera(browser: Browser, scale: float = SCALE) -> AsyncIterator[Page]:
    """A tab to take pictures with, which runs no scripts."""
    page = await browser.new_page(device_scale_factor=scale, java_script_enabled=False)
    yield page
    await page.close()


async def picture(page: Page, sight: Sight) -> bytes:
    """A PNG of the whole page."""
    await page.set_viewport_size({"width": sight.width, "height": 200})
    await page.emulate_media(color_scheme=sight.scheme)  # type: ignore[arg-type]  # one of SCHEMES
    await page.set_content(sight.html())
    return await page.screenshot(full_page=True)


def _texts(kind: str, language: str) -> dict[str, Any]:
    text, label = THANKS[language]
    link = {"to": f"{ORIGIN}/us", "label": label}
    ends = ENDS.get(language, {}).get(kind.replace("enps", "nps"))
    words = {"question": QUESTIONS[language], "thanks": [{"text": text, "link": link}]}
    return words | (dict(zip(("low", "high"), ends, strict=True)) if ends else {})


def _answer_page(sight: Sight) -> str:
    scale = kinds()[sight.kind]
    one = asked(definition(sight.kind), sight.language, link_origins=frozenset({ORIGIN}))
    answering = Answering(
        action="/r/abc",
        nonce="n0nce",
        state=sight.state,  # type: ignore[arg-type]  # one of STATES
        score=None if sight.state == "ask" else scale.HIGH - 1,
        comment=COMMENT[sight.language] if sight.state == "thanks" else "",
        answers=ANSWERS if sight.state == "thanks" else {},
        contact=False,
        languages={language: f"/r/abc?lang={language}" for language in LANGUAGES},
    )
    return answer_page(one, answering)


async def _take_all(path: str, folder: Path, scale: float) -> None:
    async with lit(path) as browser, camera(browser, scale) as page:
        for sight in sights():
            (folder / f"{sight.name}.png").write_bytes(await picture(page, sight))


def main(folder: Path = GOLDEN, scale: float = SCALE) -> None:
    """Take every picture."""
    develop(_take_all, folder, scale)


if __name__ == "__main__":
    main()
