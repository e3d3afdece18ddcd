"""Tags of languages as backends, browsers and survey files write them: `id`, `pt-BR`, `zh_CN`."""

from functools import lru_cache

# Java and old Android still send the codes that ISO 639 withdrew in 1989.
WITHDRAWN = {"in": "id", "iw": "he", "ji": "yi"}


@lru_cache(maxsize=1024)
def nearest(wish: str, available: tuple[str, ...]) -> str | None:
    """RFC 4647 lookup of one tag, then any tag of the same language; None when there is none."""
    by_tag = {_plain(tag): tag for tag in reversed(available)}
    tag = wish = _plain(wish)
    while tag:
        if tag in by_tag:
            return by_tag[tag]
        tag = tag.rpartition("-")[0]
    return next((one for one in available if same_language(one, wish)), None)


def same_language(one: str, other: str) -> bool:
    """Whether two tags differ in nothing but the region or the script."""
    return _plain(one).partition("-")[0] == _plain(other).partition("-")[0]


def _plain(locale: str) -> str:
    tag = locale.replace("_", "-").partition(".")[0].strip().lower()
    language, dash, rest = tag.partition("-")
    return WITHDRAWN.get(language, language) + dash + rest
