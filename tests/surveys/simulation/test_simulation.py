"""A simulated definition against the history that production made."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from surveys.database import Database, Transaction
from surveys.definition import Definition
from surveys.errors import InvalidInput
from surveys.simulation import SLICE, judgements
from surveys.simulation.memory import Memory
from surveys.suppression import on_channel, suppress, unsubscribe
from tests.cast import (
    KEYRING,
    NOW,
    TABLES,
    column,
    event,
    happen,
    post,
    publish,
    rows,
    send_all,
    survey,
    value,
)
from tests.surveys.simulation.history import GROUP, live, plan, really, simulated, tally, weeks

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("seed", range(3))
async def test_the_live_definition_gives_what_really_happened(
    database: Database, seed: int
) -> None:
    definitions = await live(database)
    await weeks(database, seed)
    await compare(database, definitions)


@pytest.mark.parametrize("seed", range(2))
async def test_so_it_does_with_groups_quotas_and_quiet_days(database: Database, seed: int) -> None:
    definitions = await live(database, GROUP)
    await weeks(database, seed, 100, punctual=True)
    await compare(database, definitions)
    reasons = set(await column(database, "SELECT DISTINCT reason FROM decision"))
    assert {"throttled", "throttle_deferred", "quota_reached", "no_consent"} <= reasons


async def compare(database: Database, definitions: Sequence[Definition]) -> None:
    """Fail unless every simulation says what was really said."""
    for definition in definitions:
        happened = await really(database, definition)
        assert len(happened) > 20
        assert await simulated(database, definition) == happened, definition.key
        counted = (await tally(database, definition)).as_dict()
        assert counted["asked"]["real"] > 3, definition.key
        assert counted["asked"]["difference"] == 0
        assert all(one["difference"] == 0 for one in counted["days"].values())
        assert counted["people"]["most"]["difference"] == 0


async def test_a_part_of_the_time_goes_on_from_what_really_happened(database: Database) -> None:
    definitions = await live(database)
    end = await weeks(database, 5)
    start = NOW + (end - NOW) / 2
    for definition in definitions[:1]:
        happened = await really(database, definition, start)
        assert len(happened) > 10
        assert len(happened) < len(await really(database, definition))
        found = await simulated(database, definition, start)
        assert [one[:3] for one in found] == [one[:3] for one in happened]


async def test_shares_of_the_contacts_add_up_to_the_whole(database: Database) -> None:
    definitions = await live(database)
    await weeks(database, 6)
    divisible = [one for one in definitions if (await plan(database, one)).divisible]
    assert [one.key for one in divisible] == ["a", "b", "d"]
    for definition in divisible:
        whole = await simulated(database, definition)
        assert sorted(await simulated(database, definition, shares=3), key=str) == sorted(
            whole, key=str
        )


async def test_nothing_in_the_database_changes(database: Database) -> None:
    definitions = await live(database)
    await weeks(database, 7, steps=30)
    before = {table: await rows(database, f"SELECT * FROM {table}") for table in TABLES}
    assert sum(map(len, before.values())) > 200
    for definition in definitions:
        changed = definition.model_copy(update={"throttle": (), "sample": 30.0})
        found = await tally(database, changed)
        assert found.simulated.outcomes != found.real.outcomes
    after = {table: await rows(database, f"SELECT * FROM {table}") for table in TABLES}
    for table, found_before in before.items():
        assert sorted(map(str, after[table])) == sorted(map(str, found_before)), table


async def bought(database: Database) -> None:
    """A survey that asks once in 30 days; customer 1 buys on five days, customer 2 on one."""
    await publish(database, survey("nps", throttle={"days": 30}))
    for number in range(5):
        await happen(database, event(number, 1), now=NOW + number * DAY)
        await send_all(database, NOW + number * DAY)
    await happen(database, event(9, 2), now=NOW + 5 * DAY)


async def counted(database: Database, **overrides: Any) -> dict[str, Any]:
    """The simulation of the survey with other fields."""
    return (await tally(database, survey("nps", **overrides))).as_dict()


async def test_its_own_would_be_invitations_count_for_the_throttle(database: Database) -> None:
    await bought(database)
    found = await counted(database, throttle={"days": 2})
    assert found["asked"] == {"simulated": 4, "real": 2, "difference": 2}
    assert found["events"] == {"simulated": 6, "real": 6, "difference": 0}
    assert found["reasons"]["throttled"] == {
        "means": "The contact was asked, or is about to be, too short a time ago.",
        "simulated": 2,
        "real": 4,
        "difference": -2,
    }
    assert found["channels"] == {"email": {"simulated": 4, "real": 2, "difference": 2}}
    assert list(found["days"]) == ["2026-11-02", "2026-11-04", "2026-11-06", "2026-11-07"]
    assert found["days"]["2026-11-04"] == {"simulated": 1, "real": 0, "difference": 1}
    assert found["people"] == {
        "asked": {"simulated": 2, "real": 2, "difference": 0},
        "most": {"simulated": 3, "real": 1, "difference": 2},
        "by_times_asked": {
            "1": {"simulated": 1, "real": 2, "difference": -1},
            "3": {"simulated": 1, "real": 0, "difference": 1},
        },
    }


async def test_real_invitations_of_other_surveys_count_across_all(database: Database) -> None:
    await bought(database)
    other = survey("other", throttle={"days": 2, "across": "all"})
    found = (await tally(database, other)).as_dict()
    assert found["asked"] == {"simulated": 2, "real": 0, "difference": 2}
    assert found["reasons"]["throttled"]["simulated"] == 4
    alone = survey("other", throttle={"days": 2})
    assert (await tally(database, alone)).as_dict()["asked"]["simulated"] == 4


async def test_a_trigger_that_listens_to_less_shows_what_would_be_lost(database: Database) -> None:
    await bought(database)
    found = await counted(database, trigger={"on": "ticket.resolved"})
    assert found["events"] == {"simulated": 0, "real": 6, "difference": -6}
    assert found["asked"] == {"simulated": 0, "real": 2, "difference": -2}


async def test_suppressions_count_as_they_are_now(database: Database) -> None:
    await bought(database)
    [first, *_] = await column(database, "SELECT id FROM invitation ORDER BY id")
    await unsubscribe(database, KEYRING, first, NOW + 9 * DAY)
    found = await counted(database, throttle={"days": 30})
    assert found["reasons"]["suppressed"]["simulated"] == 5
    assert found["asked"] == {"simulated": 1, "real": 2, "difference": -1}


async def test_a_channel_that_is_closed_leaves_the_others(database: Database) -> None:
    await bought(database)
    closed = on_channel("sms", "+6281200000001")

    async def close(tx: Transaction) -> None:
        await suppress(tx, KEYRING, [(closed, "unsubscribe", 0)], NOW)

    await database.transact(close)
    by_sms = await counted(database, channels=["sms"])
    assert by_sms["reasons"]["suppressed"]["simulated"] == 5
    by_phone = await counted(database, channels=["sms", "whatsapp"])
    assert by_phone["channels"]["whatsapp"]["simulated"] == 5
    assert by_phone["channels"]["sms"]["simulated"] == 1


async def test_a_quota_counts_what_was_taken_before_the_time(database: Database) -> None:
    await bought(database)
    quota = survey("nps", delay="1d", quota={"per_day": 1})
    assert (await tally(database, quota)).as_dict()["asked"]["simulated"] == 6
    await happen(database, event(10, 3), now=NOW + 5 * DAY + HOUR)
    found = (await tally(database, survey("nps", quota={"per_day": 1}))).as_dict()
    assert found["reasons"]["quota_reached"]["simulated"] == 1
    late = {"start": NOW + 5 * DAY + HOUR, "end": NOW + 6 * DAY}
    found = (await tally(database, survey("nps", quota={"per_day": 1}), **late)).as_dict()
    assert found["asked"] == {"simulated": 0, "real": 1, "difference": -1}


@pytest.mark.parametrize("seen", range(4))
async def test_a_place_that_was_given_back_is_free_from_wherever_the_time_begins(
    database: Database, seen: int
) -> None:
    """Two places: one is taken back, which the last but one gets and the last does not."""
    rule = {"withdraw_on": "ticket.reopened", "quota": {"per_day": 2}, "delay": "2h"}
    definition = survey("nps", trigger={"on": "ticket.resolved"}, **rule)
    await publish(database, definition)
    kinds = [(1, "resolved"), (2, "resolved"), (1, "reopened"), (3, "resolved"), (4, "resolved")]
    for number, (person, kind) in enumerate(kinds):
        ticket = {"type": f"ticket.{kind}", "properties": {"ticket_id": str(person)}}
        await happen(database, event(number, person, **ticket), now=NOW + number * MINUTE)
    reasons = await column(database, "SELECT reason FROM decision ORDER BY id")
    assert reasons == ["scheduled", "scheduled", "withdrawn_on", "scheduled", "quota_reached"]
    start = NOW + seen * MINUTE
    assert [one[2] for one in await simulated(database, definition, start)] == reasons[seen:]


async def test_events_that_the_rules_have_not_seen_stay_out(database: Database) -> None:
    await bought(database)
    await post(database, event(20, 20), now=NOW + 6 * DAY)
    assert await value(database, "SELECT COUNT(*) FROM inbox") == 1
    assert (await counted(database))["events"]["simulated"] == 6


async def test_only_events_of_the_time_are_decided_about(database: Database) -> None:
    await bought(database)
    span = {"start": NOW + 2 * DAY, "end": NOW + 4 * DAY}
    found = (await tally(database, survey("nps"), **span)).as_dict()
    assert found["events"] == {"simulated": 2, "real": 2, "difference": 0}
    assert found["asked"] == {"simulated": 2, "real": 0, "difference": 2}
    before = survey("nps", throttle={"days": 3})  # the real invitation of the first day counts
    assert (await tally(database, before, **span)).as_dict()["asked"]["simulated"] == 1


async def test_a_time_that_ends_before_it_begins_is_refused(database: Database) -> None:
    with pytest.raises(InvalidInput, match="from: must be before `to`"):
        await plan(database, survey("nps"), NOW, NOW)


async def test_everybody_else_gets_turns_while_it_runs(database: Database) -> None:
    await publish(database, survey("nps"))
    await happen(database, *(event(number) for number in range(3 * SLICE)))
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    definition = survey("nps", throttle={"days": 2})
    wanted = await plan(database, definition)
    task = asyncio.create_task(others())
    with Memory() as memory:
        seen = []
        async for some in judgements(database, KEYRING, wanted, memory):
            seen += [turns for _ in some]
    task.cancel()
    assert len(seen) == 3 * SLICE
    assert all(later > earlier for earlier, later in zip(seen, seen[SLICE:], strict=False))
