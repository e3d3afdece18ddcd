"""Vega-Lite charts: templates/charts/*.json with what a page knows put in.

A string "$name" in a template stands for a value of that name, of any JSON type. Colours are
parameters of the chart, so that the page's script can give them those of the style sheet.
"""

import json
from functools import cache
from typing import Any

from service.templating import TEMPLATES


def chart(name: str, **values: Any) -> dict[str, Any]:
    """The chart of a template; KeyError when it wants a value that is not there."""
    filled: dict[str, Any] = _filled(json.loads(_source(name)), values)
    return filled


@cache
def _source(name: str) -> str:
    return (TEMPLATES / "charts" / f"{name}.json").read_text("utf-8")


def _filled(part: Any, values: dict[str, Any]) -> Any:
    if isinstance(part, dict):
        return {key: _filled(value, values) for key, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, values) for value in part]
    if isinstance(part, str) and part.startswith("$"):
        return values[part[1:]]
    return part
