"""`afterword simulate`."""

import json
from datetime import timedelta
from pathlib import Path

from surveys import survey_file
from surveys.catalogue import publish
from surveys.opening import open_database
from surveys.simulation.plan import plan_of
from surveys.simulation.shares import simulate_shared
from tests.cast import NOW, REACH, event, happen, send_all
from tests.service.commands.shell import SECRET, Shell

SURVEY = """
key: quick
kind: csat
name: Quick
trigger: {on: purchase.completed}
channels: [email]
throttle: {days: 30}
texts: {en: {question: "How was it?"}}
"""
MAIL = {"smtp_url": "smtp://127.0.0.1:9", "mail_from": "shop@example.com"}


async def filled(shell: Shell, events: int = 4) -> Path:
    """A published survey and purchases of customer 1, a day apart: the file, without a throttle."""
    database = await open_database(shell.environment["AFTERWORD_DATABASE_URL"])
    file = shell.folder / "quick.yaml"
    file.write_text(SURVEY)
    await publish(database, survey_file.read(file), NOW)
    for number in range(events):
        await happen(database, event(number, 1), now=NOW + number * timedelta(days=1))
    await database.close()
    file.write_text(SURVEY.replace("throttle: {days: 30}", ""))
    return file


async def test_it_tells_what_would_change(shell: Shell) -> None:
    file = await filled(shell)
    output = await shell.run("simulate", "--survey", str(file), "--json", **MAIL)
    assert output.code == 0, output
    found = json.loads(output.text.splitlines()[-1])
    assert found["asked"] == {"simulated": 4, "real": 1, "difference": 3}
    shown = await shell.run("simulate", "--survey", str(file), "--from", "2026-11-04", **MAIL)
    lines = {" ".join(line.split()) for line in shown.text.splitlines()}
    assert "asked 2 0 +2" in lines, shown.text
    assert "reason throttled 0 2 -2" in lines


async def test_without_a_channel_nobody_would_be_asked(shell: Shell) -> None:
    file = await filled(shell)
    output = await shell.run("simulate", "--survey", str(file), "--json")
    assert json.loads(output.text.splitlines()[-1])["reasons"]["no_channel"]["simulated"] == 4


async def test_what_is_wrong_is_named_and_the_survey_stays(shell: Shell) -> None:
    file = await filled(shell, 0)
    wrong = await shell.run("simulate", "--survey", str(file), "--from", "yesterday")
    assert (wrong.code, "--from: write a date" in wrong.text) == (2, True)
    file.write_text(SURVEY.replace("csat", "mood"))
    broken = await shell.run("simulate", "--survey", str(file))
    assert (broken.code, f"{file}:3: kind" in broken.text) == (2, True)
    assert "version 1" in await shell.told("surveys", "list")


async def test_two_processes_find_what_one_does(shell: Shell) -> None:
    await filled(shell)
    url = shell.environment["AFTERWORD_DATABASE_URL"]
    database = await open_database(url)
    await send_all(database, NOW + timedelta(days=4))
    for number in range(20):
        await happen(database, event(100 + number, number % 7), now=NOW + timedelta(days=9))
    definition = survey_file.parse(
        {
            "key": "quick",
            "kind": "csat",
            "name": "Quick",
            "trigger": {"on": "purchase.completed"},
            "channels": ["email"],
            "delay": "3h",
            "throttle": {"days": 4},
            "texts": {"en": {"question": "How was it?"}},
        }
    )
    end = NOW + timedelta(days=30)
    plan = await plan_of(database, definition, (None, end), REACH, "Asia/Jakarta")
    heard: list[int] = []
    one = await simulate_shared(database, (url, SECRET), plan, 1, heard.append)
    two = await simulate_shared(database, (url, SECRET), plan, 2)
    await database.close()
    assert sum(heard) == one.read == 24
    assert two.as_dict() == one.as_dict()
    assert one.simulated.channels["email"] > one.real.channels["email"] > 0
