"""How much a figure can be trusted, in words."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from service.numerals import tenths
from service.words import Words


def warning(figures: Mapping[str, Any], words: Words) -> str:
    """What to tell when they are few."""
    return words.ngettext(
        "Only %(number)s answer: too few to go by.",
        "Only %(number)s answers: too few to go by.",
        int(figures["n"]),
    )


def interval(figures: Mapping[str, Any], _: Words) -> Markup:
    """Where the true score lies, 19 times out of 20."""
    low, high = (tenths(_.language, figures[name]) for name in ("low", "high"))
    return Markup(_("%(low)s to %(high)s")) % {"low": low, "high": high}
