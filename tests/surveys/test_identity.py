"""Whose survey it is: nobody gets what was meant for somebody else."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from tortoise import Tortoise
from tortoise.migrations.api.migrate import migrate as apply_migrations

from surveys.database import Database
from surveys.inbox import Arrival, accept
from surveys.opening import migrate, open_database, orm_config
from tests.cast import (
    NOW,
    claim,
    column,
    customer,
    decide_all,
    event,
    happen,
    publish,
    rows,
    run,
    survey,
    value,
)
from tests.postgres import Server

PHONE = "+6281200000009"
ALICE = {"id": "1", "email": "alice@example.com", "phone": PHONE, "name": "Alice"}
BOB = {"id": "2", "email": "bob@example.com", "phone": PHONE, "name": "Bob"}


async def test_a_family_with_one_telephone_gets_each_survey_at_its_own_address(
    database: Database,
) -> None:
    await publish(database, survey(delay="1h"))
    await happen(database, event(1, customer=ALICE))
    await happen(database, event(2, customer=BOB))
    due = await claim(database, NOW + timedelta(hours=1))
    assert {(one.name, one.email) for one in due} == {
        ("Alice", "alice@example.com"),
        ("Bob", "bob@example.com"),
    }


async def test_the_same_id_of_two_backends_is_two_people(database: Database) -> None:
    await publish(database, survey(delay="1h"))
    bodies = [
        event(1, customer={"id": "1001", "email": "alice@example.com"}),
        event(2, customer={"id": "1001", "email": "bob@example.com"}),
        event(3, customer={"id": "1001", "email": "carol@example.com"}),
    ]
    for source, body in zip(("shop", "shopify/eu", "shopify/us"), bodies, strict=True):
        await accept(database, [Arrival(source, body, NOW)])
        await decide_all(database)
    due = await claim(database, NOW + timedelta(hours=1))
    assert {one.email for one in due} == {body.customer.email for body in bodies}
    assert len({one.contact_id for one in due}) == 3


async def test_an_event_dated_ahead_does_not_pin_a_wrong_address(database: Database) -> None:
    ahead = NOW + timedelta(hours=20)
    wrong = customer(1, email="typo@example.com")
    await happen(database, event(1, customer=wrong, occurred_at=ahead))
    await happen(database, event(2, person=1), now=NOW + timedelta(minutes=1))
    assert await value(database, "SELECT email FROM contact") == "customer-1@example.com"


async def test_an_event_that_comes_late_is_no_news_of_the_contact(database: Database) -> None:
    await happen(database, event(1, person=1))
    old = customer(1, email="old@example.com")
    late = event(2, customer=old, occurred_at=NOW - timedelta(days=1))
    await happen(database, late, now=NOW + timedelta(minutes=1))
    assert await value(database, "SELECT email FROM contact") == "customer-1@example.com"


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
async def test_ids_from_before_stay_with_the_sources_that_used_them(
    dialect: str, tmp_path: Path, postgres: Server
) -> None:
    name = f"old_{uuid4().hex}"
    url = await postgres.create(name) if dialect == "postgres" else f"sqlite://{tmp_path}/a.db"
    await apply_migrations(config=orm_config(url), target="surveys.0006_limits")
    await Tortoise.close_connections()
    database = await open_database(url)
    try:
        for source, number in (("shop", 1), ("desk", 2)):
            body = event(number, customer={"id": "ann", "email": "ann@example.com"})
            await accept(database, [Arrival(source, body, NOW)])
        await run(database, OLD_CONTACT)
        await run(database, OLD_DECISIONS)
        await migrate(url)
        found = await rows(database, "SELECT source, external_id FROM identity ORDER BY source")
        assert [tuple(row.values()) for row in found] == [("desk", "ann"), ("shop", "ann")]
        assert await value(database, "SELECT email FROM contact") == "ann@example.com"
        indexes = "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'contact'"
        if dialect == "postgres":
            indexes = "SELECT indexname FROM pg_indexes WHERE tablename = 'contact'"
        assert {"idx_contact_email_815930", "idx_contact_phone_0891cc"} <= set(
            await column(database, indexes)
        )
    finally:
        await database.close()
        if dialect == "postgres":
            await postgres.drop(name)


OLD_CONTACT = (
    "INSERT INTO contact (external_id, email, created_at, updated_at) "
    "VALUES ('ann', 'ann@example.com', 1, 1)"
)
OLD_DECISIONS = (
    "INSERT INTO decision "
    "(event_id, contact_id, outcome, rule, reason, sentence, inputs, decided_at) "
    "SELECT e.id, c.id, 'skipped', 'trigger', 'no_survey', '', '{}', 1 FROM event e, contact c"
)
