"""Logs as JSON lines on standard error, without addresses, tokens or keys."""

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

MASKS = (
    # only from where a word begins: else a long word without @ takes time by its square
    (re.compile(r"(?<![^\s@<>\"'])[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+"), "(address)"),
    (re.compile(r"\+\d[\d ()-]{6,}\d"), "(number)"),
    (re.compile(r"\baw_[A-Za-z0-9]{8,}"), "(key)"),
    (re.compile(r"/(r|s|u)/[A-Za-z0-9]+"), r"/\1/(token)"),
)


def configure(level: str) -> None:
    """Set up logging for the whole process, libraries included."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        masked,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    for noisy in ("httpx", "httpcore", "mail.log", "tortoise", "aiosqlite"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def masked(_: object, __: str, event: EventDict) -> EventDict:
    """Take personal data and secrets out of every text, whoever put them there."""
    return {  # what begins with _ is structlog's own
        name: value if name.startswith("_") else _mask(value) for name, value in event.items()
    }


def _mask(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(name): _mask(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_mask(inner) for inner in value]
    text = str(value)
    for form, instead in MASKS:
        text = form.sub(instead, text)
    return text
