"""What a wrong environment is told, by `check` and by every other command."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.postgres import Server
from tests.service.commands.shell import SECRET, Shell

WRONG = {
    "database_url": "mysql://x",
    "base_url": "feedback.example.com",
    "timezone": "Mars/Olympus",
    "bounce_domain": "b@acme.example",
    "settle_seconds": "-1",
    "senders": "many",
    "log_level": "loud",
    "smtp_url": "smtp://mail.example.com",
    "dkim_keys": "k1._domainkey.acme.example=/no/such/file",
    "twilio_account_sid": "AC123",
    "twilio_sms_from": "+15005550006",
}
NAMED = (*WRONG, "secret_key", "mail_from", "twilio_auth_token")
FINE = {"smtp_url", "twilio_account_sid", "twilio_sms_from"}  # but half of something


async def test_check_names_everything_that_is_missing_or_wrong_at_once(tmp_path: Path) -> None:
    output = await Shell(tmp_path).run("check", **WRONG)
    assert output.code == 1
    lines = [line for line in output.text.splitlines() if line.startswith("wrong")]
    for name in NAMED:
        told = [line for line in lines if f"AFTERWORD_{name.upper()}" in line]
        assert (name, len(told)) == (name, 0 if name in FINE else 1)
    assert len(lines) == len(NAMED) - len(FINE)
    assert "Traceback" not in output.text


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("database_url", "postgres://u:S3#cretPw@host/x", "%23"),
        ("database_url", "postgres://u:pw@host:port/x", "%3A"),
        ("database_url", "postgres://u:S3[cret@host/x", "%5B"),
        ("base_url", "https://a.example/feedback", "must not have a path"),
        ("base_url", "https://a.example/#top", "write a whole URL"),
        ("base_url", "https://user@a.example", "write a whole URL"),
        ("base_url", 'https://a.example" <b>', "write a whole URL"),
    ],
)
async def test_check_finds_what_would_break_later_and_never_tells_a_password(
    tmp_path: Path, name: str, text: str, told: str
) -> None:
    output = await Shell(tmp_path).run("check", secret_key=SECRET, **{name: text})
    [line] = [line for line in output.text.splitlines() if line.startswith("wrong")]
    assert (output.code, told in line) == (1, True), line
    assert "S3" not in output.text


async def test_no_command_begins_with_wrong_settings(tmp_path: Path) -> None:
    for command in (["serve"], ["worker"], ["migrate"], ["keys", "list"], ["surveys", "list"]):
        output = await Shell(tmp_path).run(*command)
        assert output.code == 2, output
        assert output.text.startswith("The settings are not right:\n  - AFTERWORD_SECRET_KEY is")
        assert "secrets.token_urlsafe" in output.text
    short = await Shell(tmp_path).run("serve", secret_key="too short")
    assert "AFTERWORD_SECRET_KEY: must have at least 32 characters" in short.text
    assert "too short" not in short.text.replace("AFTERWORD_SECRET_KEY", "")


async def test_check_says_what_is_on_and_that_all_is_well(shell: Shell) -> None:
    mail = {"smtp_url": "smtp://user:pa55word@127.0.0.1:25", "mail_from": "Kopi <kopi@example.com>"}
    output = await shell.run("check", **mail)
    assert output.code == 0, output
    assert "on       email (needs the contact's email)" in output.text
    assert "off      sms (needs the contact's phone)" in output.text
    assert "https://feedback.example.com" in output.text
    assert "pa55word" not in output.text
    assert SECRET not in output.text
    off = await shell.run("check")
    assert (off.code, "every channel is off" in off.text) == (0, True)


async def test_another_secret_key_is_refused_by_every_command(shell: Shell) -> None:
    await shell.told("keys", "list")  # the first command ties the database to its key
    other = {"secret_key": "quite another secret key, 32 bytes"}
    commands = [["serve", "--port", "0"], ["keys", "list"], ["surveys", "list"], ["rebuild"]]
    for command in commands:
        output = await shell.run(*command, **other)
        assert output.code == 2, (command, output)
        assert "AFTERWORD_SECRET_KEY is not the one that this database was made with" in output.text
        assert "Traceback" not in output.text
    check = await shell.run("check", **other)
    assert (check.code, "bring the old key back" in check.text) == (1, True)


async def test_a_database_that_does_not_answer_is_told_in_one_line(tmp_path: Path) -> None:
    settings = {
        "AFTERWORD_SECRET_KEY": SECRET,
        "AFTERWORD_DATABASE_URL": "postgres://nobody@127.0.0.1:9/none",
    }
    shell = Shell(tmp_path, settings)
    for command in (["serve"], ["worker"], ["migrate"], ["keys", "list"], ["check"]):
        output = await shell.run(*command)
        assert output.code == (1 if command == ["check"] else 2), output
        assert "Traceback" not in output.text
        assert "does not answer" in output.text


async def test_postgresql_is_migrated_by_migrate_alone(
    postgres: Server, worker_id: str, tmp_path: Path
) -> None:
    url = await postgres.create(f"afterword_bare_{worker_id}")
    settings = {"AFTERWORD_SECRET_KEY": SECRET, "AFTERWORD_DATABASE_URL": url}
    shell = Shell(tmp_path, settings)
    try:
        for command in (["serve"], ["worker"], ["keys", "list"]):
            refused = await shell.run(*command)
            assert (refused.code, "run `afterword migrate` first" in refused.text) == (2, True)
        check = await shell.run("check")
        assert (check.code, "run `afterword migrate`" in check.text) == (1, True)
        assert "applied 0001_tables" in await shell.told("migrate")
        assert await shell.told("migrate") == "nothing to do"
        assert (await shell.run("check")).code == 0
    finally:
        await postgres.drop(f"afterword_bare_{worker_id}")


async def test_sqlite_makes_its_own_file_at_the_first_command(tmp_path: Path) -> None:
    path = tmp_path / "new" / "afterword.db"
    settings = {
        "AFTERWORD_SECRET_KEY": SECRET,
        "AFTERWORD_DATABASE_URL": f"sqlite://{path}",
    }
    shell = Shell(tmp_path, settings)
    assert "applied 0001_tables" in await shell.told("migrate")
    assert await shell.told("migrate") == "nothing to do"


def test_the_installed_command_knows_its_version() -> None:
    command = Path(sys.executable).with_name("afterword")
    done = subprocess.run([command, "version"], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip()) == (0, version("afterword"))


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["keys", "create"], ["hooks", "add"], ["keys"]]
)
async def test_what_is_no_command_is_told_how_to_be_one(
    tmp_path: Path, arguments: list[str]
) -> None:
    output = await Shell(tmp_path).run(*arguments)
    assert output.code == 2
    assert "Usage: afterword" in output.text
