"""`afterword settle`."""

from datetime import UTC, datetime, timedelta

from tests.service.commands.shell import Shell


async def test_clicks_are_judged_again_beside_a_running_server(shell: Shell) -> None:
    today = datetime.now(UTC).date()
    async with shell.running("serve", "--port", "0", "--no-worker"):
        told = await shell.told("settle", "--since", str(today - timedelta(days=7)))
    assert told.splitlines() == [
        "0 links looked at, 0 clicks graded anew",
        "  no answer has changed",
    ]
    for since, complaint in (
        (
            str(today - timedelta(days=32)),
            "--since: clicks are kept for 30 days; name a time after",
        ),
        ("last week", "--since: write a date"),
    ):
        output = await shell.run("settle", "--since", since)
        assert (output.code, complaint in output.text) == (2, True), output
