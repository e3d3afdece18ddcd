"""The list of contacts: who is in it, and who is none any more."""

from datetime import timedelta
from typing import Any

from surveys import cases, contact_list, decisions, invitations, messages, responses
from surveys.contact_list import Filter
from surveys.database import Database
from tests.cast import NOW, answer, customer, event, happen, invite, publish, run, survey

QUIET = {"type": "somebody.seen"}  # no survey listens
ANN = {"id": "ann", "phone": "+6281200000001"}


async def listed(database: Database, **wanted: Any) -> list[dict[str, Any]]:
    return (await contact_list.page(database, Filter(**wanted)))[0]


async def test_a_contact_tells_all_that_is_known(database: Database) -> None:
    described = customer(7, locale="id-ID", channels=["email"])
    await happen(database, event(1, customer=described, **QUIET))
    [found] = await listed(database)
    assert found.pop("id").startswith("con_")
    assert found == {
        "external_ids": {"shop": "customer-7"},
        "email": "customer-7@example.com",
        "phone": "+6281200000007",
        "name": "Customer 7",
        "locale": "id-ID",
        "timezone": "Asia/Jakarta",
        "channels": ["email"],
        "created_at": NOW.isoformat(),
        "updated_at": NOW.isoformat(),
    }


async def test_they_are_found_by_any_of_their_names_and_by_age(database: Database) -> None:
    for number in range(3):
        later = NOW + timedelta(hours=number)
        await happen(database, event(number, **QUIET, occurred_at=later), now=later)
    for name in ("customer-1", "Customer-1@example.com", "+6281200000001"):
        assert [one["name"] for one in await listed(database, contact=name)] == ["Customer 1"]
    assert await listed(database, contact="nobody") == []
    middle = NOW + timedelta(hours=1)
    assert [one["name"] for one in await listed(database, start=middle)] == [
        "Customer 2",
        "Customer 1",
    ]
    assert [one["name"] for one in await listed(database, end=middle)] == ["Customer 0"]


async def test_two_that_are_one_person_are_one_contact_in_every_list(database: Database) -> None:
    await publish(database, survey(throttle=None, follow_up={"when": "score == 9"}))
    [token] = await invite(database, customer={"email": "ann@example.com"})
    await answer(database, token, 9)
    await invite(database, customer=ANN)
    assert len(await listed(database)) == 2
    both = {"id": "ann", "email": "ann@example.com"}
    await happen(database, event(3, customer=both, **QUIET))
    [found] = await listed(database)
    assert (found["email"], found["phone"]) == ("ann@example.com", "+6281200000001")
    assert found["external_ids"] == {"shop": "ann"}
    for module in (cases, decisions, invitations, messages, responses):
        entries, _ = await module.page(database, module.Filter())
        known = {one["contact"]["email"] for one in entries if one["contact"]}
        assert known == {"ann@example.com"}, module


async def test_lists_outlive_a_contact_that_is_gone(database: Database) -> None:
    await publish(database, survey(throttle=None, follow_up={"when": "score == 9"}))
    [token] = await invite(database, customer=ANN)
    await answer(database, token, 9)
    await run(database, "DELETE FROM identity")
    await run(database, "DELETE FROM contact")
    assert await listed(database) == []
    assert await listed(database, contact="ann") == []
    for module in (cases, decisions, invitations, messages, responses):
        [entry], _ = await module.page(database, module.Filter())
        assert not entry["contact"] or not any(entry["contact"].values()), module


async def test_a_contact_without_an_id_has_none(database: Database) -> None:
    await happen(database, event(1, customer={"email": "ann@example.com"}, **QUIET))
    assert (await listed(database))[0]["external_ids"] == {}
