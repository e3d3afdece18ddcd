"""The running service."""

from tests.service.conftest import _plain_logs, house

__all__ = ["_plain_logs", "house"]
