"""Somebody who might be asked: stands for customers where nobody has been asked yet."""

from datetime import UTC, datetime

from service.asked import Asked
from surveys.definition import Definition

BASE_URL = "https://feedback.example.com"  # as long as many
NAME, SEGMENT = "Siti Rahmawati", "Jakarta Selatan"  # of usual length
SOME_DAY = datetime(2030, 1, 1, tzinfo=UTC)


def asked(
    definition: Definition,
    language: str,
    base_url: str = BASE_URL,
    expires_at: datetime = SOME_DAY,
    *,
    replies: bool,
    link_origins: frozenset[str] = frozenset(),
) -> Asked:
    """Their invitation, with links as long as real ones that lead nowhere."""
    return Asked(
        definition=definition,
        language=language,
        name=NAME,
        segments=dict.fromkeys(definition.segments, SEGMENT),
        answer_url=f"{base_url}/r/{'x' * 23}",
        short_url=f"{base_url}/s/{'x' * 11}",
        unsubscribe_url=f"{base_url}/u/{'x' * 22}",
        expires_at=expires_at,
        replies=replies,
        link_origins=link_origins,
    )
