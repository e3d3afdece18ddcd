"""Which WhatsApp templates Twilio has, and how far Meta has got with them."""

from collections.abc import Mapping
from typing import Any

import httpx

from notifiers.twilio.settings import TwilioSettings

TIMEOUT_SECONDS = 15.0
MOST_PAGES = 100
_PATH = "/v1/ContentAndApprovals"


class Unreachable(Exception):
    """Twilio does not say."""


async def approvals(settings: TwilioSettings) -> Mapping[str, str]:
    """`approved`, `pending`, `rejected`, `unsubmitted`... by ContentSid; raises Unreachable."""
    found: dict[str, str] = {}
    url: str | None = f"{settings.content_url}{_PATH}?PageSize=100"
    auth = (settings.twilio_account_sid or "", settings.token)
    async with httpx.AsyncClient(auth=auth, timeout=TIMEOUT_SECONDS, trust_env=False) as web:
        for _ in range(MOST_PAGES):
            if url is None or not url.startswith(settings.content_url):
                break
            page = await _page(web, url)
            found |= {one["sid"]: _status(one) for one in page["contents"]}
            url = page["meta"].get("next_page_url")
    return found


async def _page(web: httpx.AsyncClient, url: str) -> dict[str, Any]:
    try:
        answer = await web.get(url)
        answer.raise_for_status()
        page: dict[str, Any] = answer.json()
    except (httpx.HTTPError, ValueError) as error:
        raise Unreachable(f"Twilio does not tell its templates: {error}") from error
    return page


def _status(content: Mapping[str, Any]) -> str:
    return str((content.get("approval_requests") or {}).get("status") or "unsubmitted")
