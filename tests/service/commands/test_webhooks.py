"""`afterword webhooks add`, `list` and `remove`."""

from tests.service.commands.shell import Shell

URL = "https://acme.example/hook"


async def test_a_webhook_is_added_listed_and_removed(shell: Shell) -> None:
    told = (await shell.told("webhooks", "add", URL)).splitlines()
    first = int(told[0].removeprefix("webhook "))
    assert told[1].startswith("whsec_")
    own = ("--shape", "delighted", "--secret", "their secret, long enough")
    assert (await shell.told("webhooks", "add", URL, *own)).endswith("their secret, long enough")
    lines = (await shell.told("webhooks", "list")).splitlines()
    ways = ["standard", "delighted"]
    assert lines == [
        f"{number} {URL} ({way}, all surveys): 0 delivered, 0 waiting, 0 given up"
        for number, way in enumerate(ways, first)
    ]
    await shell.told("webhooks", "remove", str(first))
    assert len((await shell.told("webhooks", "list")).splitlines()) == 1
    again = await shell.run("webhooks", "remove", str(first))
    assert (again.code, "there is no such webhook" in again.text) == (2, True)


async def test_what_is_wrong_is_named(shell: Shell) -> None:
    for arguments, why in {
        ("http://acme.example/hook",): "url: must begin with https://",
        (URL, "--shape", "xml"): "shape: must be standard or delighted",
        (URL, "--survey", "none"): "there is no survey 'none'",
        (URL, "--secret", "short"): "secret: has less than 16 characters",
        (URL, "--secret", "not base64, but long"): "secret: write whsec_",
    }.items():
        output = await shell.run("webhooks", "add", *arguments)
        assert (output.code, why in output.text) == (2, True), output
