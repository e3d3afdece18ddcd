"""Chance looks for requests that the API stumbles over, and for what it does not keep."""

import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from surveys.periods import Interval
from tests.service.house import House, purchase

TEXT = st.text(max_size=20) | st.sampled_from(
    ["\x00", "\x1b[31m", "\u2028", "\U0001f600", "=1+1", "%00", "{name}", "' OR 1=1 --", "a.b", "$"]
)
NUMBER = st.integers() | st.floats(-1e15, 1e15) | st.sampled_from([2**63, -(2**64), 10**30])
SCALAR = st.none() | st.booleans() | NUMBER | TEXT
VALUE = st.recursive(
    SCALAR, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4)
)
FIELDS = ("id", "type", "occurred_at", "customer", "properties", "kind", "texts", "trigger", "key")
OBJECT = st.dictionaries(st.sampled_from(FIELDS) | TEXT, VALUE, max_size=6)
SURVEY = {
    "key": "fuzzed",
    "kind": "nps",
    "name": "Fuzzed",
    "trigger": {"on": "a.b", "where": {"channel": ["email"]}},
    "delay": "1h",
    "channels": ["email"],
    "quiet_hours": {"from": "21:00", "to": "08:00"},
    "throttle": {"days": 30, "across": "all", "when_hit": "skip"},
    "sample": "50%",
    "reminders": [{"after": "3d"}],
    "expires": "28d",
    "segments": ["store"],
    "follow_up": {"when": "score <= 2", "open_case": True, "reply_within": "30m"},
    "brand": {"name": "Kopi Kita", "color": "#7a4a2b"},
    "questions": [
        {"key": "why", "type": "single", "text": {"en": "Why?"}, "options": {"a": {"en": "A"}}}
    ],
    "texts": {"en": {"question": "How was it?"}},
}
numbers = itertools.count(1)


def spoilt(value: Any, data: st.DataObject) -> Any:
    """The same with one part of it replaced by chance."""
    if isinstance(value, dict | list) and value and data.draw(st.integers(0, 3)):
        copy: Any = value.copy()
        step = data.draw(
            st.sampled_from(sorted(value) if isinstance(value, dict) else range(len(value)))
        )
        copy[step] = spoilt(value[step], data)
        return copy
    return data.draw(VALUE)


@given(body=OBJECT | st.lists(OBJECT, max_size=3) | VALUE)
async def test_a_body_is_taken_or_refused_with_the_field_that_is_wrong(
    house: House, body: Any
) -> None:
    answer = await house.post(body)
    assert answer.status_code in (200, 202, 422), body
    if answer.status_code == 422:
        assert all(one["field"] and one["message"] for one in answer.json()["errors"])


@given(properties=st.dictionaries(TEXT, VALUE, max_size=4), data=st.data())
async def test_what_is_accepted_is_kept_as_it_was(
    house: House, properties: dict[str, Any], data: st.DataObject
) -> None:
    customer = {"id": data.draw(TEXT), "name": data.draw(TEXT), "email": data.draw(TEXT)}
    answer = await house.post(purchase(next(numbers), properties=properties, customer=customer))
    assert answer.status_code in (202, 422)
    if answer.status_code == 202:
        story = await house.story(answer.json()["event"])
        assert (story["properties"], story["customer"]) == (properties, customer)


@given(data=st.data())
async def test_a_definition_with_one_odd_part_is_published_as_it_is_or_refused(
    house: House, data: st.DataObject
) -> None:
    definition = spoilt(SURVEY, data)
    answer = await house.api.put("/v1/surveys/fuzzed", json=definition)
    assert answer.status_code in (200, 201, 422), definition
    if answer.status_code == 422:
        assert all(one["field"] and one["message"] for one in answer.json()["errors"])
    else:
        shown = (await house.api.get("/v1/surveys/fuzzed")).json()
        version = shown.pop("version")
        again = await house.api.put("/v1/surveys/fuzzed", json=shown)
        assert (again.status_code, again.json()["version"]) == (200, version)


DATE = st.dates().map(str) | st.datetimes().map(lambda moment: f"{moment.isoformat()}Z") | TEXT
QUERY = st.fixed_dictionaries(
    {"survey": st.sampled_from(["nps", "none"])},
    optional={
        "from": DATE,
        "to": DATE,
        "as_of": DATE,
        "interval": st.sampled_from(Interval.__args__) | TEXT,  # type: ignore[attr-defined]
        "tz": st.sampled_from(["Asia/Jakarta", "Asia/Kathmandu", "Pacific/Apia", "x"]) | TEXT,
        "group_by": st.sampled_from(["store", "team", "x"]) | TEXT,
        "where": st.sampled_from(["store:a", "store:", ":a"]) | TEXT,
    },
)


@given(query=QUERY)
async def test_every_question_about_scores_has_an_answer(
    house: House, query: dict[str, str]
) -> None:
    if not (await house.api.get("/v1/surveys")).json()["data"]:
        await house.publish()
    answer = await house.api.get("/v1/scores", params=query)
    assert answer.status_code in (200, 404, 422), query
    if answer.status_code == 200:
        assert answer.json()["total"]["n"] == 0
        assert answer.json()["total"]["score"] is None
