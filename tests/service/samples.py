"""Surveys and invitations to render."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from service.render import Asked
from surveys.definition import Definition
from surveys.survey_file import parse

ANSWER_URL = "https://fb.kopikita.example/r/Kd9x3QmZ7pAtR2vWnB5yLc"
SHORT_URL = "https://fb.kopikita.example/s/Kd9x3QmZ7pA"
UNSUBSCRIBE_URL = "https://fb.kopikita.example/u/Zq8w2LpX6sBuE4yTmC7nHd"

ENGLISH = {"question": "How was it?", "intro": "Hi {first_name},\n\nthank you.\nReally."}
INDONESIAN = {"question": "Bagaimana?", "intro": "Halo {first_name},\n\nterima kasih."}


def survey(kind: str = "nps", **fields: Any) -> Definition:
    """A survey in English and Indonesian; `fields` replaces any part of it."""
    return parse(
        {
            "key": kind,
            "kind": kind,
            "name": kind,
            "trigger": {"on": "purchase.completed"},
            "channels": ["email"],
            "segments": ["store"],
            "brand": {"name": "Kopi Kita", "color": "#7a4a2b"},
            "texts": {"en": ENGLISH, "id": INDONESIAN},
        }
        | fields
    )


def asked(
    definition: Definition | None = None,
    language: str = "en",
    name: str | None = "Siti Rahma",
    segments: Mapping[str, str] | None = None,
    replies: bool = False,
    link_origins: frozenset[str] = frozenset(),
) -> Asked:
    """Siti's invitation."""
    return Asked(
        definition=definition or survey(),
        language=language,
        name=name,
        segments=segments or {},
        answer_url=ANSWER_URL,
        short_url=SHORT_URL,
        unsubscribe_url=UNSUBSCRIBE_URL,
        expires_at=datetime(2026, 12, 20, 20, 0, tzinfo=UTC),
        replies=replies,
        link_origins=link_origins,
    )


def english(**texts: str) -> Definition:
    """A survey in English only, with these texts."""
    return survey(texts={"en": {"question": "How was it?"} | texts})
