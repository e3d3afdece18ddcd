"""`afterword qr`: what a telephone reads off the picture is the link of an open place."""

import io
from pathlib import Path

import pytest
import vl_convert
import zxingcpp
from PIL import Image

from tests.service.commands.shell import Shell

SURVEY = """
key: quick
kind: csat
name: Quick
trigger: {on: ticket.resolved}
channels: [email]
brand: {name: "Kopi & Kita"}
texts: {en: {question: "How happy are you with what you <got> at our counter today?"}}
"""


async def publish(shell: Shell, text: str = SURVEY) -> None:
    (shell.folder / "quick.yaml").write_text(text)
    await shell.told("surveys", "apply", str(shell.folder / "quick.yaml"))


def read(picture: bytes) -> str:
    """What a decoder of another make sees."""
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)).convert("L"))
    return str(found.text)


def drawn(path: Path) -> bytes:
    """An SVG as pixels."""
    return vl_convert.svg_to_png(path.read_text(), scale=4)


async def test_png_svg_and_sheet_lead_to_the_same_place(shell: Shell) -> None:
    await publish(shell)
    png, svg, sheet = (shell.folder / name for name in ("a.png", "a.svg", "sheet.svg"))
    link = (await shell.told("qr", "quick", "counter-1", "--out", str(png))).splitlines()[0]
    assert link.startswith("https://feedback.example.com/s/quick/counter-1~")
    await shell.told("qr", "quick", "counter-1", "--svg", "--out", str(svg))
    await shell.told("qr", "quick", "counter-1", "--sheet", "--out", str(sheet))
    assert read(png.read_bytes()) == link
    assert read(drawn(svg)) == link
    assert read(drawn(sheet)) == link
    assert "Kopi &amp; Kita" in sheet.read_text()
    assert "&lt;got&gt;" in sheet.read_text()
    other = await shell.told("qr", "quick", "counter-2", "--png", "--out", str(png))
    assert other.splitlines()[0].partition("~")[2] != link.partition("~")[2]
    assert "<svg" in await shell.told("qr", "quick", "counter-1")


async def test_a_place_that_the_survey_lists_has_a_short_link(shell: Shell) -> None:
    await publish(shell, SURVEY + "doors: {places: [counter-1]}\n")
    told = await shell.told("qr", "quick", "counter-1", "--out", str(shell.folder / "a.svg"))
    assert told.splitlines() == [
        "https://feedback.example.com/s/quick/counter-1",
        "https://feedback.example.com/kiosk/quick/counter-1 (kiosk)",
    ]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("quick", "counter-2"), "there are: counter-1"),
        (("quick", "a/b"), "place"),
        (("nobody", "counter-1"), "there is no survey 'nobody'"),
        (("quick", "counter-1", "--png", "--sheet"), "choose one"),
        (("quick", "counter-1", "--out", "/nowhere/a.png"), "out: cannot be written"),
    ],
)
async def test_what_cannot_be_drawn_is_told(
    shell: Shell, arguments: tuple[str, ...], named: str
) -> None:
    await publish(shell, SURVEY + "doors: {places: [counter-1]}\n")
    output = await shell.run("qr", *arguments)
    assert output.code == 2
    assert named in output.text
