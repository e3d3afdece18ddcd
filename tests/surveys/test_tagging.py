import asyncio
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest

from surveys.database import Database
from surveys.erasing import erase
from surveys.errors import NotFound
from surveys.responses import Filter, one, page
from surveys.retagging import Retagging
from surveys.searching import index
from surveys.tagging import change
from tests.cast import NOW, answer, column, invite, publish, retract, rows, survey, value

LATER = NOW + timedelta(minutes=5)
PRICE = {"tag": "price", "any": ["mahal", "expensive"]}
STAFF = {"tag": "staff", "any": "waiter", "scores": {"high": 6}}
RULES = [PRICE, STAFF]


@pytest.fixture
async def token(database: Database) -> str:
    """Of somebody who has said that it was expensive."""
    await publish(database, survey(tags=RULES, throttle=None))
    [token] = await invite(database)
    await answer(database, token, 3, comment="Expensive. Rude waiter.")
    await index(database)
    return token


async def listed(database: Database, **wanted: Any) -> list[list[str]]:
    """The tags of each response of a list, newest first."""
    return [entry["tags"] for entry in (await page(database, Filter(**wanted)))[0]]


async def tag(database: Database, add: Iterable[str] = (), remove: Iterable[str] = ()) -> list[str]:
    number = int(await value(database, "SELECT MIN(id) FROM response"))
    return await change(database, number, set(add), set(remove), LATER)


async def test_rules_follow_a_comment_and_its_changes(database: Database, token: str) -> None:
    assert await listed(database) == [["price", "staff"]]
    await answer(database, token, 3, LATER, comment="Rude waiter.")
    await index(database)
    assert await listed(database) == [["staff"]]
    await answer(database, token, 9, LATER + timedelta(minutes=1))
    await index(database)
    assert await listed(database) == [[]]
    await answer(database, token, 9, LATER + timedelta(minutes=2), comment="mahal")
    await index(database)
    assert await listed(database) == [["price"]]


async def test_what_a_person_has_put_or_taken_no_rule_changes(
    database: Database, token: str
) -> None:
    assert await tag(database, ["vip", "staff"], ["price"]) == ["staff", "vip"]
    assert await tag(database, ["vip"], ["price", "never-there"]) == ["staff", "vip"]
    await answer(database, token, 9, LATER + timedelta(minutes=1), comment="Expensive, mahal!")
    await index(database)
    assert await listed(database) == [["staff", "vip"]]
    live = await publish(database, survey(tags=[PRICE], throttle=None), LATER)
    assert await Retagging(database, live, LATER).run(lambda _: None) == 1
    assert await listed(database) == [["staff", "vip"]]


async def test_what_is_taken_off_before_it_is_on_stays_off(database: Database) -> None:
    await publish(database, survey(tags=RULES, throttle=None))
    [token] = await invite(database)
    await answer(database, token, 3, comment="Expensive. Rude waiter.")
    assert await tag(database, remove=["price"]) == []
    await index(database)
    assert await listed(database) == [["staff"]]
    [entry], _ = await page(database, Filter())
    assert [t["tag"] for t in (await one(database, entry["id"]))["tagged"]] == ["staff"]


async def test_a_response_tells_the_past_of_its_tags(database: Database, token: str) -> None:
    await tag(database, ["vip"], ["price"])
    await tag(database, ["price"])
    [entry], _ = await page(database, Filter())
    told = (await one(database, entry["id"]))["tagged"]
    assert [(t["tag"], t["by"], t["until_by"]) for t in told] == [
        ("price", "rule", "hand"),
        ("staff", "rule", None),
        ("vip", "hand", None),
        ("price", "hand", None),
    ]
    assert (told[0]["since"], told[0]["until"]) == (NOW.isoformat(), LATER.isoformat())
    assert told[1]["until"] is None


async def test_a_list_leaves_those_with_a_tag(database: Database, token: str) -> None:
    for other, text in zip(await invite(database, 2), ("mahal", "fine"), strict=True):
        await answer(database, other, 9, comment=text)
    await index(database)
    assert await listed(database, tag="price") == [["price"], ["price", "staff"]]
    assert await listed(database, tag="price", limit=1) == [["price"]]
    assert await listed(database, tag="price", search="rude") == [["price", "staff"]]
    assert await listed(database, tag="staff", search="mahal") == []
    await tag(database, [], ["price"])
    assert await listed(database, tag="price") == [["price"]]
    assert await listed(database, tag="pric") == []


async def test_changed_rules_go_over_the_comments_that_are_there(
    database: Database, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("surveys.retagging.AT_A_TIME", 2)
    tokens = await invite(database, 4)
    for other in tokens:
        await answer(database, other, 5, comment="The waiter was slow")
    await answer(database, (await invite(database))[0], 5)  # without words
    await index(database)
    slow = {"tag": "slow", "any": "slow"}
    live = await publish(database, survey(tags=[slow, PRICE], throttle=None), LATER)
    again, steps = Retagging(database, live, LATER), list[int]()
    assert await again.count() == 5
    assert await again.run(steps.append) == 5
    assert steps == [2, 2, 1]
    assert await listed(database) == [[], *[["slow"]] * 4, ["price"]]
    written = await value(database, "SELECT COUNT(*) FROM tagging")
    assert await again.run(steps.append) == 5
    assert await value(database, "SELECT COUNT(*) FROM tagging") == written


async def test_other_surveys_have_other_rules(database: Database, token: str) -> None:
    other = {"on": "a.b"}
    await publish(database, survey("other", trigger=other, throttle=None))
    [asked] = await invite(database, type="a.b")
    await answer(database, asked, 3, comment="Expensive. Rude waiter.")
    await index(database)
    assert await listed(database) == [[], ["price", "staff"]]


async def test_an_answer_that_counts_no_more_cannot_be_tagged(
    database: Database, token: str
) -> None:
    number = int(await value(database, "SELECT id FROM response"))
    await retract(database, [number], LATER)
    with pytest.raises(NotFound):
        await tag(database, ["vip"])
    await index(database)
    assert await column(database, "SELECT tag FROM tagging WHERE gone_at IS NULL") == []
    with pytest.raises(NotFound):
        await change(database, 10**9, {"vip"}, set(), LATER)


async def test_who_is_erased_loses_their_tags_though_somebody_tags_meanwhile(
    databases: list[Database], token: str
) -> None:
    database = databases[0]
    [email] = await column(database, "SELECT email FROM contact")
    await tag(database, ["call-ani"])
    await answer(database, token, 3, LATER, comment="mahal")
    await asyncio.gather(
        erase(databases[-1], (None, email, None), LATER),
        *(index(one) for one in databases),
    )
    while await index(database):
        pass
    assert await rows(database, "SELECT * FROM tagging") == []


async def test_two_people_can_tag_at_the_same_time(databases: list[Database], token: str) -> None:
    number = int(await value(databases[0], "SELECT id FROM response"))
    await asyncio.gather(
        *(
            change(databases[n % len(databases)], number, {"vip", f"t{n}"}, set(), LATER)
            for n in range(8)
        )
    )
    [tags] = await listed(databases[0])
    assert tags == ["price", "staff", *(f"t{n}" for n in range(8)), "vip"]
