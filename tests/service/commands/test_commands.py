"""The short commands, alone and beside a running server."""

import base64
import hmac
import json
import time
from pathlib import Path

import httpx

from surveys import survey_file
from tests.service.commands.shell import Shell
from tests.service.house import purchase

LIBRARY = Path(survey_file.__file__).parent / "library"
SURVEY = """
key: quick
kind: csat
name: Quick
trigger: {on: ticket.resolved}
channels: [email]
texts: {en: {question: "How was it?"}}
"""


async def test_surveys_are_published_once_and_listed(shell: Shell) -> None:
    files = [str(path) for path in sorted(LIBRARY.glob("*.yaml"))]
    told = (await shell.told("surveys", "apply", *files)).splitlines()
    assert [line for line in told if not line.startswith("  ")] == [
        f"{Path(path).stem}: version 1, published" for path in files
    ]
    assert "  sms en: 126 characters, 1 segment" in told
    assert "version 1, unchanged" in await shell.told("surveys", "apply", files[0])
    changed = shell.folder / "changed.yaml"
    first = sorted(LIBRARY.glob("*.yaml"))[0]
    changed.write_text(first.read_text().replace("expires: ", "expires: 1"))
    assert "version 2, published" in await shell.told("surveys", "apply", str(changed))
    listed = await shell.told("surveys", "list")
    assert [line.split("\t")[0] for line in listed.splitlines()] == [
        Path(path).stem for path in files
    ]
    assert listed.splitlines()[0].split("\t")[2] == "version 2"


async def test_one_broken_file_stops_all_and_is_named_with_its_field(shell: Shell) -> None:
    good, bad, worse = (shell.folder / f"{name}.yaml" for name in ("good", "bad", "worse"))
    good.write_text(SURVEY)
    bad.write_text(SURVEY.replace("csat", "mood"))
    worse.write_text("{")
    for broken, field in ((bad, "3: kind: is not a kind of survey"), (worse, "is not YAML")):
        output = await shell.run("surveys", "apply", str(good), str(broken))
        assert output.code == 2
        assert output.text.startswith(f"That cannot be used:\n  - {broken}:")
        assert field in output.text
        assert "Traceback" not in output.text
    missing = await shell.run("surveys", "apply", str(shell.folder / "none.yaml"))
    assert (missing.code, "none.yaml" in missing.text) == (2, True)
    assert await shell.told("surveys", "list") == ""


async def test_what_a_file_would_change_is_shown_before_it_is_published(shell: Shell) -> None:
    file = shell.folder / "quick.yaml"
    file.write_text(SURVEY)
    new = await shell.run("surveys", "diff", str(file))
    assert (new.code, "quick, not published" in new.text) == (1, True)
    await shell.told("surveys", "apply", str(file))
    assert await shell.told("surveys", "diff", str(file)) == "nothing would change"
    file.write_text(SURVEY.replace("name: Quick", "name: Slow"))
    changed = await shell.run("surveys", "diff", str(file))
    assert (changed.code, "-name: Quick\n+name: Slow" in changed.text) == (1, True)
    assert "Traceback" not in changed.text


async def test_the_schema_of_survey_files_is_told_without_a_database(shell: Shell) -> None:
    schema = json.loads(await shell.told("surveys", "schema"))
    assert "quiet_hours" in schema["properties"]


async def test_keys_are_shown_once_and_end_when_they_are_revoked(shell: Shell) -> None:
    key = await shell.told(
        "keys", "create", "--scope", "events", "--scope", "read", "--name", "Shop"
    )
    assert (key[:3], len(key)) == ("aw_", 43)
    [line] = (await shell.told("keys", "list")).splitlines()
    assert line.split("\t") == [
        f"{key[:10]}...",
        "live",
        "events,read",
        "api",
        "never used",
        "Shop",
    ]
    assert key not in line
    assert await shell.told("keys", "revoke", f"{key[:10]}...") == "revoked"
    assert "\trevoked\t" in await shell.told("keys", "list")
    for arguments in (("keys", "revoke", key[:10]), ("keys", "revoke", "aw_nobody")):
        gone = await shell.run(*arguments)
        assert (gone.code, "there is no live key" in gone.text) == (2, True)
    wrong = await shell.run("keys", "create", "--scope", "root")
    assert (wrong.code, "the scopes are events, read, surveys" in wrong.text) == (2, True)


async def test_endpoints_have_one_secret_and_one_name(shell: Shell) -> None:
    url, secret = (await shell.told("hooks", "add", "generic", "shop")).splitlines()[:2]
    assert url == "https://feedback.example.com/hooks/generic/shop"
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    for arguments, why in {
        ("generic", "shop"): "there is a generic endpoint 'shop' already",
        ("nobody", "shop"): "source: must be one of",
        ("generic", "my shop"): "name: write up to 64 letters",
        ("generic", "shop/2"): "name: write up to 64 letters",
    }.items():
        output = await shell.run("hooks", "add", *arguments)
        assert (output.code, why in output.text) == (2, True), output


async def test_short_commands_work_beside_a_running_server(shell: Shell) -> None:
    survey = shell.folder / "quick.yaml"
    survey.write_text(SURVEY)
    async with shell.running("serve", "--port", "0") as server:
        scopes = [word for scope in ("events", "read", "surveys") for word in ("--scope", scope)]
        key = await shell.told("keys", "create", *scopes)
        assert "published" in await shell.told("surveys", "apply", str(survey))
        _, secret = (await shell.told("hooks", "add", "generic", "shop")).splitlines()[:2]
        assert "nothing to do" in await shell.told("migrate")
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=server.url, headers=headers, verify=False) as api:
            [listed] = (await api.get("/v1/surveys")).json()["data"]
            assert listed["key"] == "quick"
            assert (await api.post("/v1/events", json=purchase(1))).status_code == 202
            body = json.dumps(purchase(2)).encode()
            hooked = await api.post(
                "/hooks/generic/shop", content=body, headers=_signed(body, secret)
            )
            assert hooked.status_code == 202
            assert await shell.told("rebuild") == "folded 0 changes and 0 invitations"
            assert "never used" not in await shell.told("keys", "list")
        assert await server.stop() == 0


def _signed(body: bytes, secret: str) -> dict[str, str]:
    timestamp, key = str(int(time.time())), base64.b64decode(secret.removeprefix("whsec_"))
    made = hmac.digest(key, f"m.{timestamp}.".encode() + body, "sha256")
    signature = f"v1,{base64.b64encode(made).decode()}"
    return {"webhook-id": "m", "webhook-timestamp": timestamp, "webhook-signature": signature}


async def test_users_are_made_with_a_password_that_is_not_told(shell: Shell) -> None:
    made = await shell.told("users", "create", "ani@example.com", "--password", "correct horse 9")
    assert made == "ani@example.com may log in now"
    again = await shell.run("users", "create", "ani@example.com", "--password", "correct horse 9")
    assert again.code == 2
    assert "correct horse" not in again.text


async def test_users_can_be_listed_changed_and_removed(shell: Shell) -> None:
    for email in ("ani@example.com", "budi@example.com"):
        await shell.told("users", "create", email, "--password", "correct horse 9")
    assert await shell.told("users", "list") == "ani@example.com\nbudi@example.com"
    changed = await shell.told("users", "password", "ani@example.com", "--password", "another 1 2")
    assert changed == "ani@example.com has a new password and must log in again"
    allowed = await shell.told("users", "allow", "ani@example.com")
    assert allowed == "ani@example.com may publish surveys now"
    await shell.told("users", "remove", "budi@example.com")
    assert await shell.told("users", "list") == "ani@example.com\tmay publish"
    for arguments in (["remove"], ["deny"], ["password", "--password", "another 1 2"]):
        gone = await shell.run("users", arguments[0], "budi@example.com", *arguments[1:])
        assert (gone.code, "there is no user" in gone.text) == (2, True)
