"""Style and script of customers' pages. They are sent within the page, so that it is there with one
request; the policy knows these very bytes by their hash, and lets nothing else run or colour it.
"""

from base64 import b64encode
from functools import cache, lru_cache
from hashlib import sha256

from markupsafe import Markup

from service.brand import COLOR, stylesheet
from service.templating import STATIC


@lru_cache(maxsize=256)
def style(color: str) -> Markup:
    """What stands in <style> of a page in a brand's colour (#rrggbb)."""
    own = "" if color.lower() == COLOR else stylesheet(color.removeprefix("#"))
    return Markup(_lean("answer.css") + (own or ""))


@cache
def script() -> Markup:
    """What stands in <script>."""
    return Markup(_lean("answer.js"))


def script_hash() -> str:
    """What a policy calls that script."""
    return _hash(script())


@lru_cache(maxsize=256)
def policy(color: str) -> str:
    """The Content-Security-Policy of a page in this colour."""
    return (
        f"default-src 'none'; script-src {script_hash()}; style-src {_hash(style(color))}; "
        "img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    )


def _lean(name: str) -> str:
    """A file of static/ without its indentation and the lines that are comments."""
    lines = (line.strip() for line in (STATIC / name).read_text("utf-8").splitlines())
    return "\n".join(line for line in lines if line and not line.startswith(("//", "/*")))


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
