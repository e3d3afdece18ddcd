"""A brand's colour, and the ink that can be read on it."""

import re

COLOR = "#1f5fa8"  # of a survey that names no brand, and of static/answer.css


def ink(color: str) -> str:
    """Black or white, whichever stands out more on `color` (#rrggbb): always at least 4.5 to 1."""
    # equal contrast: (1.05 / (L + 0.05)) == ((L + 0.05) / 0.05), WCAG 2.2 "contrast ratio"
    return "#000000" if (_luminance(color) + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff"


def stylesheet(rrggbb: str) -> str | None:
    """The style sheet that colours a page; None when that is not six hexadecimal digits."""
    if not re.fullmatch(r"[0-9a-fA-F]{6}", rrggbb):
        return None
    color = f"#{rrggbb.lower()}"
    return f":root{{--brand:{color};--on-brand:{ink(color)}}}\n"


def _luminance(color: str) -> float:
    red, green, blue = (_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
