"""Lists are read in strides, and hold what fits the filters, whichever these are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import contact_list, decisions, events, invitations, messages, responses, walking
from surveys.database import Database
from surveys.paging import Window
from surveys.searching import index
from surveys.walking import Known, at_once, nowhere, walked
from surveys.wording import words_of
from tests.cast import NOW, answer, event, happen, publish, rows, send_all, survey, value

Entry = dict[str, Any]
HOUR = timedelta(hours=1)
WORDS = ("cold coffee", "coffee", None, "warm tea", "tea and coffee")
TYPES = ("purchase.completed", "ticket.resolved", "ticket.opened")
MOMENTS = st.none() | st.integers(-3, 28).map(lambda hours: NOW + hours * HOUR)


def one_of(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from((None, None, None, *values))


PEOPLE = one_of("customer-1", "customer-2@example.com", "nobody")
SURVEYS = one_of("nps-after-purchase", "csat", "rare")


@given(
    fits=st.lists(st.booleans(), max_size=30),
    stride=st.integers(1, 5),
    limit=st.integers(1, 7),
    known=st.booleans(),
)
async def test_pages_hold_all_that_fits_and_one_read_never_goes_far(
    fits: list[bool], stride: int, limit: int, known: bool
) -> None:
    there = [number for number, fitting in enumerate(fits, 1) if fitting][::-1]

    async def read(part: Window) -> Sequence[Entry]:
        reached = min(part.top, len(fits) + 1) - part.down_to
        assert reached <= stride
        found = [number for number in there if part.down_to <= number < part.top]
        return [{"id": number} for number in found[: part.shown + 1]]

    async def floor(top: int) -> int:
        return min(top, len(fits) + 1) - stride

    async def ends() -> Known | None:
        return Known(min(there, default=1), max(there, default=0)) if known else None

    found, wanted, pages = [], Window(limit=limit), 0
    while True:
        page, following = await walked(wanted, read, dict, floor, ends)
        assert len(page) <= limit
        found += [one["id"] for one in page]
        pages += 1
        if following is None:
            break
        wanted = replace(wanted, before=following)
    assert found == there
    assert pages <= len(there) // limit + len(fits) // (walking.STRIDES * stride) + 1


async def test_a_page_that_takes_too_many_strides_is_given_out_as_it_is() -> None:
    strides = []

    async def read(part: Window) -> Sequence[Entry]:
        strides.append((part.top, part.down_to))
        return [{"id": 995}] if part.down_to <= 995 < part.top else []

    async def floor(top: int) -> int:
        return min(top, 1001) - 10

    page = await walked(Window(), read, dict, floor, nowhere)
    assert page == ([{"id": 995}], 1001 - 10 * walking.STRIDES)
    assert len(strides) == walking.STRIDES
    strides.clear()
    assert await walked(Window(), read, dict, at_once, nowhere) == ([{"id": 995}], None)
    assert len(strides) == 1


async def fill(database: Database) -> None:
    """Three surveys; customers buy every hour, are sent a message some time later, and answer in
    another order than they were asked in."""
    if await rows(database, "SELECT id FROM survey"):
        return
    await publish(database, survey(throttle=None, tags=[{"tag": "hot", "any": ["warm", "cold"]}]))
    await publish(database, survey("csat", kind="csat", trigger={"on": "ticket.resolved"}))
    await publish(database, survey("rare", trigger={"on": "rare.happened"}, throttle=None))
    for number in range(26):
        said = {
            "type": "rare.happened" if number in (2, 20) else TYPES[number % 3],
            "properties": {"store": "AB"[number % 2]},
        }
        await happen(database, event(number, person=number % 5, **said), now=NOW + number * HOUR)
        if number % 3 == 2:
            await send_all(database, NOW + number * HOUR)
    asked = await rows(database, "SELECT token FROM invitation WHERE sent_at IS NOT NULL")
    for number, row in enumerate(asked):
        at = NOW + 7 * number % 26 * HOUR
        await answer(database, row["token"], number % 6, at, comment=WORDS[number % len(WORDS)])
    while await index(database):
        pass


Asked = Mapping[str, Any]  # as for a Filter, but a survey by its key


def within(asked: Asked, told: str | None) -> bool:
    start, end = asked["start"], asked["end"]
    if told is None:
        return start is None and end is None
    at = datetime.fromisoformat(told)
    return (start is None or at >= start) and (end is None or at < end)


def same(asked: Asked, entry: Entry, *names: str) -> bool:
    return all(asked[name] in (None, entry[name]) for name in names)


def about(asked: Asked, contact: Mapping[str, Any]) -> bool:
    return asked["contact"] in (None, contact["id"], contact["email"])


def invitation_fits(asked: Asked, entry: Entry) -> bool:
    there = within(asked, entry[f"{asked['time']}_at"])
    return there and same(asked, entry, "survey", "state") and about(asked, entry["contact"])


def response_fits(asked: Asked, entry: Entry) -> bool:
    low, high, (name, value) = asked["low"], asked["high"], asked["where"] or ("", "")
    return (
        within(asked, entry["answered_at"])
        and same(asked, entry, "survey")
        and (low is None or entry["score"] >= low)
        and (high is None or entry["score"] <= high)
        and (not name or entry["segments"].get(name) == value)
        and (not asked["with_comment"] or entry["comment"] is not None)
        and (not asked["tag"] or asked["tag"] in entry["tags"])
        and {*words_of(asked["search"])} <= {*words_of(entry["comment"] or "")}
    )


SPAN = {"start": MOMENTS, "end": MOMENTS}
LISTS: Mapping[str, tuple[Any, type[Window], Asked, Callable[[Asked, Entry], bool]]] = {
    "contacts": (
        contact_list.page,
        contact_list.Filter,
        SPAN | {"contact": PEOPLE},
        lambda asked, entry: (
            within(asked, entry["created_at"])
            and asked["contact"] in (None, entry["email"], *entry["external_ids"].values())
        ),
    ),
    "decisions": (
        decisions.page,
        decisions.Filter,
        SPAN
        | {
            "contact": PEOPLE,
            "survey": SURVEYS,
            "outcome": one_of("scheduled", "skipped"),
            "rule": one_of("intake", "channel"),
            "reason": one_of("no_survey", "scheduled"),
        },
        lambda asked, entry: (
            within(asked, entry["decided_at"])
            and same(asked, entry, "survey", "outcome", "rule", "reason")
            and about(asked, entry["contact"])
        ),
    ),
    "events": (
        events.page,
        events.Filter,
        SPAN | {"source": one_of("shop", "other"), "type": one_of(*TYPES)},
        lambda asked, entry: (
            within(asked, entry["received_at"]) and same(asked, entry, "source", "type")
        ),
    ),
    "invitations": (
        invitations.page,
        invitations.Filter,
        SPAN
        | {
            "contact": PEOPLE,
            "survey": SURVEYS,
            "state": one_of("waiting", "asked", "answered"),
            "time": st.sampled_from(invitations.TIMES),
        },
        invitation_fits,
    ),
    "messages": (
        messages.page,
        messages.Filter,
        SPAN
        | {"survey": SURVEYS, "state": one_of("queued", "sent"), "channel": one_of("email", "sms")},
        lambda asked, entry: (
            within(asked, entry["due_at"]) and same(asked, entry, "survey", "state", "channel")
        ),
    ),
    "responses": (
        responses.page,
        responses.Filter,
        SPAN
        | {
            "survey": SURVEYS,
            "low": one_of(2, 4),
            "high": one_of(1, 3),
            "where": one_of(("store", "A"), ("store", "C")),
            "with_comment": st.booleans(),
            "tag": st.sampled_from(("", "", "hot", "cool")),
            "search": st.sampled_from(("", "", "coffee", "tea coffee", "milk")),
        },
        response_fits,
    ),
}


@pytest.mark.parametrize("name", LISTS)
@given(drawn=st.data())
async def test_a_list_holds_what_fits_whatever_is_asked(
    database: Database, name: str, drawn: Any
) -> None:
    await fill(database)
    page, filter_of, fields, fits = LISTS[name]
    everything, _ = await page(database, filter_of(limit=1000))
    asked = drawn.draw(st.fixed_dictionaries(fields), "asked")
    wanted = filter_of(
        limit=drawn.draw(st.integers(1, 5), "limit"), **await given_ids(database, asked)
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walking, "STRIDE", drawn.draw(st.integers(1, 3), "stride"))
        patch.setattr(walking, "STRIDES", 3)
        patch.setattr(walking, "COUNTED", drawn.draw(st.sampled_from((2, 100, 100)), "counted"))
        found, following = await page(database, wanted)
        while following is not None:
            more, following = await page(database, replace(wanted, before=following))
            found += more
    assert found == [entry for entry in everything if fits(asked, entry)]


async def given_ids(database: Database, asked: Asked) -> dict[str, Any]:
    """With the survey's id in place of its key."""
    given = dict(asked)
    if key := given.pop("survey", None):
        given["survey_id"] = await value(database, "SELECT id FROM survey WHERE key = $1", key)
    return given
