import asyncio
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.contact import Contact
from surveys.contacts import described, resolve
from surveys.database import Database
from tests.cast import KEYRING, column, empty, rows, value

COUNT = "SELECT COUNT(*) FROM contact WHERE merged_into IS NULL"
ANN = {"id": "ann", "email": "ann@example.com", "phone": "+6281200000001", "name": "Ann"}


async def meet(
    database: Database, *customers: dict[str, Any], at: int = 1, source: str = "shop"
) -> list[int]:
    """The ids of the contacts behind these customers, all in one batch; 0 for nobody."""
    wanted = [described(source, customer, at) for customer in customers]
    found = await database.transact(lambda tx: resolve(tx, wanted, KEYRING))
    return [contact.id if contact else 0 for contact in found]


async def stored(database: Database) -> dict[str, Any]:
    """The only contact there is."""
    [row] = await rows(
        database,
        "SELECT i.external_id, c.email, c.phone, c.name, c.locale, c.timezone FROM contact AS c "
        "LEFT JOIN identity AS i ON i.contact_id = c.id AND i.source = 'shop'",
    )
    return row


async def test_a_person_is_met_once_and_known_again(database: Database) -> None:
    [first] = await meet(database, ANN)
    assert await meet(database, ANN, ANN) == [first, first]
    assert await value(database, COUNT) == 1


@pytest.mark.parametrize("key", ["id", "email", "phone"])
async def test_each_key_alone_finds_the_person(database: Database, key: str) -> None:
    [ann] = await meet(database, ANN)
    assert await meet(database, {key: ANN[key]}) == [ann]


async def test_addresses_are_compared_in_their_normal_form(database: Database) -> None:
    [ann] = await meet(database, ANN)
    other = [{"email": " Ann@EXAMPLE.com"}, {"phone": "+62 812-0000-0001"}]
    assert await meet(database, *other) == [ann, ann]


async def test_nobody_is_behind_an_event_that_names_nobody(database: Database) -> None:
    nobody = [{}, {"name": "Ann"}, {"email": "a@b, evil@x"}, {"phone": "0812"}, {"id": None}]
    assert await meet(database, *nobody) == [0] * 5
    assert await value(database, COUNT) == 0


async def test_an_address_that_cannot_be_used_is_not_kept(database: Database) -> None:
    await meet(database, {"id": "ann", "email": "a@b, evil@x", "phone": "+1"})
    assert await stored(database) == dict.fromkeys(
        ("email", "phone", "name", "locale", "timezone")
    ) | {"external_id": "ann"}


async def test_the_own_id_comes_before_the_email_and_that_before_the_phone(
    database: Database,
) -> None:
    by_id, by_email, by_phone = await meet(
        database, {"id": "ann"}, {"email": "ann@example.com"}, {"phone": "+6281200000001"}
    )
    assert len({by_id, by_email, by_phone}) == 3
    assert await meet(database, {"email": ANN["email"], "phone": ANN["phone"]}) == [by_email]
    assert await meet(database, ANN) == [by_id]
    assert await value(database, COUNT) == 1


async def test_news_are_learnt_and_what_is_not_said_is_kept(database: Database) -> None:
    await meet(database, {**ANN, "locale": "id", "timezone": "Asia/Jakarta"}, at=1)
    await meet(database, {"id": "ann", "email": "ann@new.example.com", "name": None}, at=2)
    assert await stored(database) == {
        "external_id": "ann",
        "email": "ann@new.example.com",
        "phone": "+6281200000001",
        "name": "Ann",
        "locale": "id",
        "timezone": "Asia/Jakarta",
    }


async def test_old_news_fill_gaps_only(database: Database) -> None:
    await meet(database, {"id": "ann", "email": "ann@new.example.com"}, at=5)
    await meet(database, ANN, at=2)
    found = await stored(database)
    assert (found["email"], found["name"]) == ("ann@new.example.com", "Ann")


async def test_what_came_late_stays_old_although_nothing_new_was_said_since(
    database: Database,
) -> None:
    for at, zone in [(1, "Asia/Jakarta"), (5, "Asia/Jakarta"), (3, "Asia/Tokyo")]:
        await meet(database, {"id": "ann", "timezone": zone}, at=at)
    assert (await stored(database))["timezone"] == "Asia/Jakarta"


async def test_a_person_found_by_email_gets_the_id_but_never_another(database: Database) -> None:
    [ann] = await meet(database, {"email": "ann@example.com"})
    assert await meet(database, {"id": "ann", "email": "ann@example.com"}) == [ann]
    assert (await stored(database))["external_id"] == "ann"
    [bob] = await meet(database, {"id": "bob", "email": "ann@example.com", "name": "Bob"}, at=9)
    assert bob != ann
    assert await meet(database, {"id": "ann"}, {"id": "bob"}) == [ann, bob]


@pytest.mark.parametrize("together", [True, False])
async def test_two_ids_of_one_source_stay_two_people_with_all_addresses_in_common(
    database: Database, together: bool
) -> None:
    family = {"email": "fam@example.com", "phone": "+6281200000009", "name": "Same"}
    people = [{"id": str(number), **family} for number in range(9)]
    met = (
        await meet(database, *people)
        if together
        else [(await meet(database, one))[0] for one in people]
    )
    assert len(set(met)) == 9
    assert await meet(database, *({"id": str(number)} for number in range(9))) == met
    [nameless] = await meet(database, family)
    assert nameless not in met
    assert await meet(database, family, {"email": "fam@example.com"}) == [nameless] * 2


async def test_an_id_is_one_of_its_source_only(database: Database) -> None:
    [ann] = await meet(database, {"id": "1001", "email": "ann@example.com"})
    desk = {"id": "1001", "email": "bob@example.com"}
    [bob] = await meet(database, desk, source="zendesk/eu")
    assert bob != ann
    assert await meet(database, {"id": "1001"}) == [ann]
    assert await meet(database, {"id": "1001"}, source="zendesk/eu") == [bob]


async def test_one_person_has_an_id_in_each_source(database: Database) -> None:
    [ann] = await meet(database, ANN)
    assert await meet(database, {"id": "7", "email": ANN["email"]}, source="desk") == [ann]
    assert await meet(database, {"id": "x", "phone": ANN["phone"]}, source="crm") == [ann]
    for source, own in (("shop", "ann"), ("desk", "7"), ("crm", "x")):
        assert await meet(database, {"id": own}, source=source) == [ann]


async def test_in_one_batch_a_person_is_known_by_what_was_just_learnt(database: Database) -> None:
    one, two, three, four = await meet(
        database,
        {"id": "ann"},
        {"id": "ann", "email": "ann@example.com"},
        {"email": "ann@example.com", "phone": "+6281200000001"},
        {"phone": "+6281200000001"},
    )
    assert one == two == three == four
    assert (await stored(database))["phone"] == "+6281200000001"


async def test_parallel_workers_do_not_make_a_person_twice(databases: list[Database]) -> None:
    keys = [{"email": ANN["email"]}, {"id": ANN["id"], "email": ANN["email"]}, ANN]
    found = await asyncio.gather(
        *(meet(databases[n % len(databases)], keys[n % 3], at=n) for n in range(48))
    )
    assert len({contact for [contact] in found}) == 1
    assert (await stored(databases[0]))["external_id"] == "ann"


async def test_what_parallel_workers_learn_is_all_kept(databases: list[Database]) -> None:
    await meet(databases[0], ANN)
    news = [
        {"id": "ann", "locale": "id"},
        {"email": ANN["email"], "timezone": "Asia/Jakarta"},
        {"phone": ANN["phone"], "name": "Ann B."},
    ]
    for at in range(2, 10):
        await databases[0].transact(
            lambda tx: tx.query(
                "UPDATE contact SET name = 'Ann', locale = NULL, timezone = NULL", ()
            )
        )
        await asyncio.gather(
            *(meet(databases[n % len(databases)], new, at=at) for n, new in enumerate(news))
        )
        found = await stored(databases[0])
        assert (found["name"], found["locale"], found["timezone"]) == (
            "Ann B.",
            "id",
            "Asia/Jakarta",
        )


people = st.fixed_dictionaries(
    {},
    optional={
        "id": st.sampled_from("abc"),
        "email": st.sampled_from([f"{name}@example.com" for name in "abc"]),
        "phone": st.sampled_from([f"+628120000000{number}" for number in "123"]),
        "name": st.sampled_from(["A", "B"]),
    },
)


@settings(max_examples=60)
@given(st.lists(st.lists(people, min_size=1, max_size=6), max_size=4))
async def test_whoever_can_be_found_is_found_and_no_id_is_given_twice(
    database: Database, batches: list[list[dict[str, Any]]]
) -> None:
    await empty(database)
    for at, batch in enumerate(batches):
        found = await meet(database, *batch, at=at)
        for customer, contact in zip(batch, found, strict=True):
            assert bool(contact) == bool({"id", "email", "phone"} & set(customer))
            if "id" in customer:
                assert await meet(database, {"id": customer["id"]}, at=at) == [contact]
        known = {int(number) for number in await column(database, "SELECT id FROM contact")}
        assert {contact for contact in found if contact} <= known
    ids = await column(database, "SELECT external_id FROM identity")
    assert len(set(ids)) == len(ids)
    assert set(ids) <= {customer.get("id") for batch in batches for customer in batch}


def test_learning_nothing_new_changes_no_more_than_how_new_it_is() -> None:
    contact, older, newer = (described("shop", ANN, at) for at in (2, 1, 3))
    assert isinstance(contact, Contact)
    assert isinstance(older, Contact)
    assert isinstance(newer, Contact)
    contact.learn(older)
    assert not contact.changed
    contact.learn(newer)
    assert (contact.changed, contact.updated_at) == (True, 3)  # known as true for longer
