"""Logs: one JSON line each, without addresses, tokens or keys."""

import json
import subprocess
import sys
import time

from service.logs import masked

SECRETS = {
    "ani@example.com": "(address)",
    "Ani.Kusuma+x@mail.kopi.co.id": "(address)",
    "<ani@example.com>": "<(address)>",
    "+62 812-3456-789": "(number)",
    "+628123456789": "(number)",
    "aw_" + "aB3" * 13 + "x": "(key)",
    "GET /r/Kd9x3QmZ7pAtR2vWnB5yLc/9": "GET /r/(token)/9",
    "GET /s/Kd9x3QmZ7pA": "GET /s/(token)",
    "POST /u/1f00deadbeef00deadbe HTTP": "POST /u/(token) HTTP",
}
SCRIPT = """
import logging, structlog
from service import logs
logs.configure("info")
log = structlog.get_logger()
log.info("one", text="a\\nb\\x1b[31m\\u2028\\ud800", to="ani@example.com", n=1, path="/r/abc123")
logging.getLogger("any.library").warning("sent to %s", "ani@example.com")
try:
    raise ValueError("cannot write to ani@example.com, key aw_aaaaaaaaaaaaaaaaaaaaaaaaaa")
except ValueError:
    log.exception("failed")
log.debug("not said")
logging.getLogger("httpx").info("not said")
"""


def test_it_masks_whatever_names_a_person_or_opens_a_door() -> None:
    for secret, instead in SECRETS.items():
        event = {"event": f"before {secret} after", "other": secret, "n": 1}
        assert masked(None, "info", event) == {
            "event": f"before {instead} after",
            "other": instead,
            "n": 1,
        }


def test_it_masks_inside_of_lists_and_objects() -> None:
    nested = {
        "errors": [{"to": "ani@example.com"}, ("a", "b@example.com")],
        "error": ValueError("c@example.com"),
    }
    assert "@" not in str(masked(None, "info", nested))


def test_every_line_is_json_whatever_is_in_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == ""
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(one["event"], one["level"]) for one in lines] == [
        ("one", "info"),
        ("sent to (address)", "warning"),
        ("failed", "error"),
    ]
    assert all(one["timestamp"].endswith("Z") for one in lines)
    assert "ValueError: cannot write to (address) key (key)" in lines[2]["exception"]
    assert "example.com" not in done.stderr


def test_a_long_line_is_masked_as_fast_as_a_short_one_for_its_length() -> None:
    """A text of strangers may be long, and must not be tried from every one of its letters."""

    def seconds(text: str) -> float:
        start = time.perf_counter()
        masked(None, "info", {"event": text})
        return time.perf_counter() - start

    for unit in ("a", "+1", "aw_", "/r/", "@", "a@"):
        base = min(seconds(unit * 1_000) for _ in range(3))
        assert min(seconds(unit * 20_000) for _ in range(3)) < 100 * base + 0.05, unit
