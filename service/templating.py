"""The templates, compiled once. Whatever is put into *.html is escaped."""

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, TemplateNotFound

from service import gsm
from service.brand import ink

TEMPLATES = Path(__file__).parent.parent / "templates"
STATIC = Path(__file__).parent / "static"


def render(template: str, **values: Any) -> str:
    """The text of a template such as pages/answer.html."""
    return _environment().get_template(template).render(values)


@cache
def find(template: str) -> Template | None:
    """The template, None when there is no such file."""
    try:
        return _environment().get_template(template)
    except TemplateNotFound:
        return None


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=lambda name: name is not None and name.endswith(".html"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {"paragraphs": paragraphs, "gsm": gsm.plain, "ink": ink}
    environment.globals["asset"] = asset
    return environment


def paragraphs(text: str) -> list[list[str]]:
    """The lines of each paragraph; an empty line parts two of them."""
    blocks = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    return [block.strip().split("\n") for block in blocks if block.strip()]


@cache
def asset(name: str) -> str:
    """The address of a file in static/, which changes when the file does."""
    version = sha256((STATIC / name).read_bytes()).hexdigest()[:8]
    return f"/static/{name}?v={version}"
