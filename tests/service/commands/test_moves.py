"""`afterword import delighted`."""

from pathlib import Path

import httpx

import surveys
from tests.service.commands.shell import Shell

LIBRARY = Path(surveys.__file__).parent / "library"
CSV = """Response ID,Email,Name,Score,Comment,Created At,store
1,ani@example.com,Ani,9,Lovely,2025-03-01T10:00:00Z,Jakarta
2,budi@example.com,Budi,3,,2025-03-02T10:00:00Z,Bandung
3,citra@example.com,Citra,99,,2025-03-03T10:00:00Z,Bandung
"""
PEOPLE = """Email,Name,Last Sent At,Unsubscribed At,Bounced At
ani@example.com,Ani,2026-11-01T10:00:00Z,,
budi@example.com,Budi,,2025-04-01,
citra@example.com,Citra,,,2025-04-01
"""


async def test_files_are_taken_over_once(shell: Shell) -> None:
    path, people = shell.folder / "responses.csv", shell.folder / "people.csv"
    path.write_text(CSV)
    people.write_text(PEOPLE)
    survey = LIBRARY / "nps-after-purchase.yaml"
    await shell.told("surveys", "apply", str(survey))
    arguments = ("import", "delighted", "--survey", "nps-after-purchase")
    first = await shell.run(*arguments, str(path))
    assert first.code == 1
    assert f"{path}:4: score: must be a whole number from 0 to 10" in first.text
    assert "2 responses, 0 that were there already, 0 people, 1 that cannot" in first.text
    again = await shell.run(*arguments, str(path))
    assert "0 responses, 2 that were there already" in again.text
    told = await shell.told(*arguments, str(people))
    assert told.startswith("0 responses, 0 that were there already, 3 people, 0")
    neither = await shell.run(*arguments)
    assert (neither.code, "name a file, or --api-key" in neither.text) == (2, True)


async def test_the_api_is_taken_over_and_the_second_run_goes_on_where_the_first_ended(
    shell: Shell,
) -> None:
    """Another survey of the same installation stands in for Delighted."""
    nps = (LIBRARY / "nps-after-purchase.yaml").read_text()
    here, there = shell.folder / "here.yaml", shell.folder / "there.yaml"
    here.write_text(nps)
    named = nps.replace("key: nps-after-purchase", "key: there")
    there.write_text(named.replace("on: purchase.completed", "on: delighted.person"))
    await shell.told("surveys", "apply", str(here), str(there))
    scopes = [word for one in ("events", "read", "responses") for word in ("--scope", one)]
    told = await shell.told("keys", "create", *scopes, "--name", "delighted")
    key = next(word for word in told.split() if word.startswith("aw_"))
    async with shell.running("serve", "--port", "0") as server:
        url = f"{server.url}/compat/delighted/v1"
        arguments = ("import", "delighted", "--survey", "nps-after-purchase")
        environment = {"delighted_api_key": key, "delighted_api_url": url}
        async with httpx.AsyncClient(base_url=url, auth=(key, "")) as client:
            body = {"email": "ani@example.com", "send": False}
            person = (await client.post("/people.json", json=body)).json()
            for days in (2, 1):
                response = {"person": person["id"], "score": 9, "created_at": 1740825000 - days}
                answer = await client.post("/survey_responses.json", json=response)
                assert answer.status_code == 201, answer.text
        first = await shell.run(*arguments, **environment)
        again = await shell.run(*arguments, **environment)
        all_of_it = await shell.run(*arguments, "--from-start", **environment)
    assert "2 responses, 0 that were there already, 1 people, 0" in first.text
    assert "0 responses, 1 that were there already, 1 people, 0" in again.text
    assert "0 responses, 2 that were there already, 1 people, 0" in all_of_it.text
