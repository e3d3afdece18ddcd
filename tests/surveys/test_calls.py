"""Requests to answer links that share one commit."""

import asyncio
from datetime import timedelta

import pytest

from surveys.answering import Answer
from surveys.calls import Call, Met, meet
from surveys.catalogue import Catalogue
from surveys.clicking import Link, Logged
from surveys.database import Database
from surveys.evidence import BARE, NONE, Click
from surveys.group_commit import GroupCommit
from tests.cast import NOW, column, invite, publish, rows, survey

HERE = {"network": "203.0.113.0/24", "user-agent": "Firefox"}


@pytest.fixture
async def tokens(database: Database) -> list[str]:
    """The answer tokens of two customers who were asked."""
    await publish(database, survey())
    return await invite(database, 2)


def opens(link: Link) -> Logged:
    return Logged(link.invitation_id, Click("open", 9, BARE, "v", NOW), HERE)


def traps(link: Link) -> Logged:
    return Logged(link.invitation_id, Click("trap", None, NONE, "w", NOW), HERE)


def says(link: Link) -> Answer:
    at = NOW + timedelta(seconds=1)
    return Answer(link.invitation_id, 9, at, visit="v", page_at=NOW, request=HERE)


async def test_each_call_gets_its_link_and_what_it_meant_is_written(
    database: Database, catalogue: Catalogue, tokens: list[str]
) -> None:
    calls = [Call(tokens[0], opens), Call(tokens[1], says), Call(tokens[0], lambda _: None)]
    one, two, three = await meet(database, catalogue, calls)
    assert one.link == three.link != two.link
    assert isinstance(one.deed, Logged)
    assert (one.verdict, two.verdict, three.deed) == (None, "recorded", None)
    assert await column(database, "SELECT score FROM response") == [9]
    assert await column(database, "SELECT action FROM click ORDER BY id") == ["open", "answer"]


async def test_a_token_of_nobody_is_asked_nothing_and_writes_nothing(
    database: Database, catalogue: Catalogue, tokens: list[str]
) -> None:
    def never(_: Link) -> None:
        raise AssertionError("there is no link")

    found = await meet(database, catalogue, [Call("a" * 23, never), Call(tokens[0], opens)])
    assert found[0] == Met(None)
    assert await column(database, "SELECT action FROM click") == ["open"]


async def test_a_form_knows_of_the_hidden_link_that_came_with_it(
    database: Database, catalogue: Catalogue, tokens: list[str]
) -> None:
    _, form = await meet(database, catalogue, [Call(tokens[0], traps), Call(tokens[0], says)])
    assert form.verdict == "unsure"
    assert await column(database, "SELECT score FROM response") == []
    [sent] = await rows(database, "SELECT grade, reasons FROM click WHERE action = 'answer'")
    assert (int(sent["grade"]), "unsure" in sent["reasons"]) == (NONE, True)


async def test_one_that_cannot_be_understood_takes_nobody_down(
    database: Database, catalogue: Catalogue, tokens: list[str]
) -> None:
    def breaks(_: Link) -> None:
        raise ValueError("this one")

    calls = GroupCommit[Call, Met](lambda batch: meet(database, catalogue, batch))
    meanings = (says, breaks, opens)
    found = await asyncio.gather(
        *(calls.submit(Call(tokens[0], means)) for means in meanings), return_exceptions=True
    )
    assert [type(one) for one in found] == [Met, ValueError, Met]
    assert await column(database, "SELECT action FROM click ORDER BY id") == ["answer", "open"]
    assert await column(database, "SELECT score FROM response") == [9]
