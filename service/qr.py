"""Pictures of a link that a telephone can read off a counter or a receipt."""

import io
from textwrap import wrap
from typing import Any
from xml.sax.saxutils import escape

import segno

BORDER = 4  # modules, as ISO/IEC 18004 wants it
PIXELS = 12  # of a PNG, for each module
LINE, MOST_LINES = 26, 5  # characters of the question on a sheet


def png(link: str) -> bytes:
    """Black on white, about 500 pixels wide."""
    return _saved(link, kind="png", scale=PIXELS, border=BORDER)


def svg(link: str) -> bytes:
    """The same for any size."""
    return _saved(link, kind="svg", border=BORDER, omitsize=True, light="#fff")


def sheet(link: str, question: str, brand: str, place: str) -> bytes:
    """An A4 page to print, SVG: the question, the picture, and the link for whoever has to type."""
    lines = wrap(question, LINE)[:MOST_LINES]
    top = 60 - 7 * (len(lines) - 1)
    texts = [_text(28, brand, 7)]
    texts += [_text(top + 14 * number, line, 11, "bold") for number, line in enumerate(lines)]
    texts += [_text(262, link.partition("://")[2], 4.2), _text(284, place, 3.5)]
    drawn = segno.make(link, error="m", micro=False).svg_inline(
        border=BORDER, omitsize=True, light="#fff"
    )
    inner = drawn.replace("<svg ", '<svg x="35" y="110" width="140" height="140" ', 1)
    page = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" '
        'viewBox="0 0 210 297">'
        f'<rect width="210" height="297" fill="#fff"/>{"".join(texts)}{inner}</svg>\n'
    )
    return page.encode()


def _text(y: float, words: str, size: float, weight: str = "normal") -> str:
    style = f'font-family="sans-serif" font-size="{size}" font-weight="{weight}"'
    return f'<text x="105" y="{y}" text-anchor="middle" {style}>{escape(words)}</text>'


def _saved(link: str, **options: Any) -> bytes:
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(out, **options)
    return out.getvalue()
