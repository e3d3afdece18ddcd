"""A shell with the settings of a small installation."""

from pathlib import Path

import pytest

from tests.service.commands.shell import SECRET, Shell


@pytest.fixture
def shell(database_url: str, tmp_path: Path) -> Shell:
    """An empty, migrated database of each engine, and no channel."""
    settings = {
        "AFTERWORD_DATABASE_URL": database_url,
        "AFTERWORD_SECRET_KEY": SECRET,
        "AFTERWORD_BASE_URL": "https://feedback.example.com",
        "TMPDIR": str(tmp_path),
    }
    return Shell(tmp_path, settings)
