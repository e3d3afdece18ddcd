"""The running service, for tests that talk to it as the world does."""

from collections.abc import AsyncIterator

import pytest
import structlog

from tests.service.house import House, open_house


@pytest.fixture(autouse=True, scope="session")
def _plain_logs() -> None:
    """structlog's own way of printing an error takes longer than a client waits."""
    steps = [structlog.processors.add_log_level, structlog.processors.format_exc_info]
    structlog.configure(processors=[*steps, structlog.processors.JSONRenderer()])


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """A service of its own for each test, on both databases."""
    async with open_house(database_url) as found:
        yield found
