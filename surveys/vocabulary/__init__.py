"""Words that people answer with, one file a language: the folder is the registry.

A file has these fields, with commas between the words:
numbers: 0 to 10, `/` between several spellings of one.
leads: before a score ("score 9").   of: between a score and the end of the scale ("9 of 10").
units: right after a score, where words are not parted ("9分").   stars: what stars are called.
openers: a number before one of these counts nothing ("9 because ..."; but "2 days late").
praise, blame: nor before these where they fit it ("9 great service"; but "2 great rooms").
very: stand before praise and blame.
between: between two scores these leave open which of them is meant ("8 or 9").
"""

import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent


@cache
def languages() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """The words of each language by field."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.yaml"))}


@cache
def words(field: str) -> frozenset[str]:
    """Those of one field in all languages."""
    return frozenset(one for fields in languages().values() for one in fields.get(field, ()))


@cache
def values() -> Mapping[str, int]:
    """What each number word stands for."""
    return {
        word: value
        for fields in languages().values()
        for value, spellings in enumerate(fields["numbers"])
        for word in spellings.split("/")
    }


def _read(path: Path) -> dict[str, tuple[str, ...]]:
    fields = yaml.load(path.read_text("utf-8"), yaml.BaseLoader)  # every scalar is a text
    plain = {name: unicodedata.normalize("NFKC", text) for name, text in fields.items()}
    return {
        name: tuple(one.strip().lower() for one in text.split(",")) for name, text in plain.items()
    }
