import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.brand import ink, stylesheet
from surveys.brand import Brand


def luminance(color: str) -> float:
    """WCAG 2.2, relative luminance."""
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


@given(st.integers(0, 0xFFFFFF))
def test_it_can_be_read_on_any_colour(number: int) -> None:
    color = f"#{number:06x}"
    dark, light = sorted([luminance(color), luminance(ink(color))])

    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_it_writes_a_style_sheet() -> None:
    assert stylesheet("FFD54A") == ":root{--brand:#ffd54a;--on-brand:#000000}\n"
    assert stylesheet("7a4a2b") == ":root{--brand:#7a4a2b;--on-brand:#ffffff}\n"


@pytest.mark.parametrize("text", ["", "fff", "1f5fa8}", "1f5fa8\n", "gggggg", "#1f5fa", "١٢٣٤٥٦"])
def test_it_writes_no_style_sheet_for_anything_but_a_colour(text: str) -> None:
    assert stylesheet(text) is None


def test_it_takes_every_colour_that_a_survey_may_have() -> None:
    color = Brand(name="Kopi Kita").color

    assert stylesheet(color.removeprefix("#")) is not None
