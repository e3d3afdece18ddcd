"""Mails as a mail client shows them: on a phone and on a desk, by day and by night, in languages
that are written one way and the other.

`python -m tests.browser.mails` takes the pictures in golden/ anew; look at them before you commit.
"""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.async_api import Browser, Page

from service.render import message
from tests.browser.darkroom import develop, lit
from tests.service.samples import asked, survey

GOLDEN = Path(__file__).with_name("golden")
SCALE = 0.5  # of the pictures: small files, and no fine detail of a font
TEXTS = {
    "en": {
        "intro": "Hi {first_name},\n\nthank you for coming to {store}. How was it this time?",
        "question": "How likely are you to recommend us to a friend or colleague?",
    },
    "id": {
        "intro": "Halo {first_name},\n\nterima kasih sudah datang ke {store}.",
        "question": "Seberapa besar kemungkinan Anda merekomendasikan kami kepada teman?",
    },
    "ar": {
        "intro": "مرحبا {first_name}،\n\nنشكرك على زيارة {store}.",
        "question": "ما مدى احتمال أن توصي بنا صديقا أو زميلا؟",
        "low": "غير محتمل إطلاقا",
        "high": "محتمل جدا",
    },
}
COMPARE = """async ([urls, strip]) => {
    const images = await Promise.all(urls.map(async url => {
        const image = new Image();
        image.src = url;
        await image.decode();
        return image;
    }));
    const [width, height] = [94, Math.round(94 * images[0].height / images[0].width)];
    const pixels = images.map(image => {
        const context = new OffscreenCanvas(width, height).getContext("2d");
        context.imageSmoothingQuality = "high";
        context.drawImage(image, 0, 0, width, width * image.height / image.width);
        return context.getImageData(0, 0, width, height).data;
    });
    const size = width * Math.min(strip ?? height, height);
    const different = new Array(Math.ceil(width * height / size)).fill(0);
    for (let at = 0; at < pixels[0].length; at += 4)
        if ([0, 1, 2].some(by => Math.abs(pixels[0][at + by] - pixels[1][at + by]) > 32))
            different[Math.floor(at / 4 / size)] += 1;
    return Math.max(...different) / size;
}"""


@dataclass(frozen=True, slots=True)
class Sight:
    """One mail in one client."""

    kind: str
    language: str
    width: int
    scheme: str  # light or dark

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.language}-{self.width}-{self.scheme}"

    def html(self) -> str:
        """The mail to Siti."""
        one = asked(survey(self.kind, texts=TEXTS), self.language, segments={"store": "Blok M"})
        return str(message("email", one).html)


def sights() -> Iterator[Sight]:
    """The long scale in every way, the short one on a phone."""
    for language, width, scheme in product(TEXTS, (375, 800), ("light", "dark")):
        yield Sight("nps", language, width, scheme)
    for kind, scheme in product(("ces", "csat", "stars"), ("light", "dark")):
        yield Sight(kind, "en", 375, scheme)


async def picture(browser: Browser, sight: Sight, scale: float = SCALE) -> bytes:
    """A PNG of the whole mail."""
    page = await browser.new_page(
        viewport={"width": sight.width, "height": 200},
        device_scale_factor=scale,
        color_scheme=sight.scheme,  # type: ignore[arg-type]  # one of its literals
        java_script_enabled=False,
    )
    try:
        await page.set_content(sight.html())
        return await page.screenshot(full_page=True)
    finally:
        await page.close()


async def difference(browser: Browser, one: bytes, other: bytes) -> float:
    """The share of what two pictures show that is not the same in both, 0 to 1. They are compared
    at a quarter of a phone's width, where the edges of letters make no difference."""
    page = await browser.new_page()
    try:
        return await compared(page, one, other)
    finally:
        await page.close()


async def compared(page: Page, one: bytes, other: bytes, strip: int | None = None) -> float:
    """The same, in an empty tab that is there already; of the strip that differs most, where each
    has `strip` of the rows that are compared."""
    urls = [f"data:image/png;base64,{b64encode(png).decode()}" for png in (one, other)]
    return float(await page.evaluate(COMPARE, [urls, strip]))


async def _take_all(path: str, folder: Path, scale: float) -> None:
    async with lit(path) as browser:
        for sight in sights():
            (folder / f"{sight.name}.png").write_bytes(await picture(browser, sight, scale))


def main(folder: Path = GOLDEN, scale: float = SCALE) -> None:
    """Take every picture."""
    develop(_take_all, folder, scale)


if __name__ == "__main__":
    main()
