import json
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import survey_file
from surveys.definition import Definition
from surveys.duration import write
from surveys.errors import InvalidInput
from surveys.kinds import kinds
from surveys.quiet_hours import WEEK
from surveys.survey_file import parse, read
from tests.cast import survey

DESIGN = """
key: csat-after-ticket
kind: csat
name: After a resolved ticket
trigger: {on: ticket.resolved, where: {channel: [email, chat]}}
withdraw_on: ticket.reopened          # withdrawn and asked again at the next resolve
delay: 1h
channels: [whatsapp, sms, email]
quiet_hours: {from: "21:00", to: "08:00"}
throttle: {days: 30, across: all, when_hit: skip}
sample: 100%
reminders: [{after: 3d}]
expires: 28d
segments: [agent, team, store]
follow_up: {when: "score <= 2", open_case: true, reply_within: 30m}
questions:
  - key: why
    type: single
    scores: {low: 1, high: 3}
    text: {en: "Why?", id: "Kenapa?"}
    options: {slow: {en: Too slow}, rude: {en: Rude}}
texts:
  en: {question: "How did we do?"}
  id: {question: "Bagaimana pelayanan kami?"}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "survey.yaml"


LIBRARY = sorted((Path(survey_file.__file__).parent / "library").glob("*.yaml"))


def wrong_fields(found: Any) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        parse(found)
    assert all(error.message for error in refused.value.errors)
    return [error.field for error in refused.value.errors]


def plain(definition: Definition) -> dict[str, Any]:
    """As it is stored and given out."""
    return definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def test_it_reads_the_file_of_the_design(file: Path) -> None:
    file.write_text(DESIGN, "utf-8")
    found = read(file)
    assert found.trigger.on == ("ticket.resolved",)
    assert found.trigger.where == {"channel": ["email", "chat"]}
    assert found.withdraw_on == "ticket.reopened"
    assert found.delay == timedelta(hours=1)
    assert found.quiet_hours is not None
    assert (found.quiet_hours.start, found.quiet_hours.end) == (time(21), time(8))
    [throttle] = found.throttle
    assert (throttle.days, throttle.across) == (30, "all")
    assert found.sample == 100
    assert [one.after for one in found.reminders] == [timedelta(days=3)]
    assert found.follow_up is not None
    assert found.follow_up.reply_within == timedelta(minutes=30)
    assert list(found.texts) == ["en", "id"]
    assert parse(plain(found)) == found


def test_it_takes_on_for_a_name_and_times_for_text_as_yaml_1_2_does(file: Path) -> None:
    file.write_text(
        "key: s\nkind: nps\nname: yes\n"
        "trigger: {on: [a.b, c.d], where: {vip: true, n: 12, off: no}}\n"
        "quiet_hours: {from: 21:00, to: 08:00}\nchannels: [email]\ntexts: {no: {question: Ja}}\n",
        "utf-8",
    )
    found = read(file)
    assert found.name == "yes"
    assert found.trigger.on == ("a.b", "c.d")
    assert found.trigger.where == {"vip": True, "n": 12, "off": "no"}
    assert found.quiet_hours is not None
    assert found.quiet_hours.start == time(21)
    assert found.default_language == "no"


def test_it_reads_json_as_well(file: Path) -> None:
    file.write_text(json.dumps(plain(survey(delay="90m"))), "utf-8")
    assert read(file) == survey(delay="90m")


@pytest.mark.parametrize(
    "content",
    [
        b"key: [",
        b"\xff\xfe",
        b"key: !!python/object/apply:os.system [true]",
        b"a: 0o99\nb: 089",
        b"a: " + b"9" * 5000,
        b"[" * 1000,
        b"\x00",
    ],
)
def test_it_names_the_file_that_is_no_yaml(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(InvalidInput) as refused:
        read(file)
    assert str(file) in str(refused.value)


def test_it_names_the_line_of_each_wrong_field(file: Path) -> None:
    wrong = DESIGN.replace("email, chat", "email, null").replace("  en: {question", "  en: {q")
    file.write_text(wrong, "utf-8")
    with pytest.raises(InvalidInput) as refused:
        read(file)
    assert [error.field for error in refused.value.errors] == [
        f"{file}:5: trigger.where.channel",
        f"{file}:23: texts.en.question",
        f"{file}:23: texts.en.q",
    ]


def test_a_field_that_is_there_twice_is_refused_with_its_line(file: Path) -> None:
    file.write_text(f"{DESIGN}delay: 2h\n", "utf-8")
    with pytest.raises(InvalidInput, match="the key 'delay' is there twice") as refused:
        read(file)
    assert "line 25" in str(refused.value)


def test_it_names_the_file_that_is_not_there(file: Path) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        read(file)


@pytest.mark.parametrize("found", [None, [], "text", 1, {1: 2}, {}])
def test_it_refuses_what_is_no_survey(found: Any) -> None:
    assert wrong_fields(found)


@pytest.mark.parametrize(
    ("field", "value", "named"),
    [
        ("key", "With Capitals", "key"),
        ("key", "-", "key"),
        ("key", "a" * 65, "key"),
        ("kind", "zps", "kind"),
        ("name", "", "name"),
        ("name", "a\x00b", "name"),
        ("name", "a\ud800b", "name"),
        ("trigger", {"on": "undotted"}, "trigger.on[0]"),
        ("trigger", {"on": []}, "trigger.on"),
        ("trigger", {"on": "a.b", "when": {}}, "trigger.when"),
        ("trigger", {"on": "a.b", "where": {"x": {"y": 1}}}, "trigger.where.x.y"),
        (
            "trigger",
            {"on": "a.b", "where": {"any": [{"x": {"in": 1}}]}},
            "trigger.where.any[0].x.in",
        ),
        ("trigger", {"on": "a.b", "earlier": {"on": "c"}}, "trigger.earlier[0].on[0]"),
        (
            "trigger",
            {"on": "a.b", "earlier": {"on": "c.d", "where": {"x": None}}},
            "trigger.earlier[0].where.x",
        ),
        ("trigger", {"on": "a.b", "where": {"x": "\x00"}}, "trigger.where.x"),
        ("trigger", {"on": "a.b", "where": {"x": float("inf")}}, "trigger.where.x"),
        ("withdraw_on", "reopened", "withdraw_on"),
        ("delay", "an hour", "delay"),
        ("delay", 60, "delay"),
        ("channels", [], "channels"),
        ("channels", ["email", "email"], "channels"),
        ("channels", ["e mail"], "channels[0]"),
        ("quiet_hours", {"from": "21:00"}, "quiet_hours"),
        ("quiet_hours", {}, "quiet_hours"),
        ("quiet_hours", {"days": ["sunday"]}, "quiet_hours.days[0]"),
        ("quiet_hours", {"days": list(WEEK)}, "quiet_hours"),
        ("quiet_hours", {"from": "24:00", "to": "08:00"}, "quiet_hours.from"),
        ("quiet_hours", {"from": 1260, "to": "08:00"}, "quiet_hours.from"),
        ("quiet_hours", {"from": "08:00", "to": "08:00"}, "quiet_hours"),
        ("throttle", {"days": 0}, "throttle[0].days"),
        ("throttle", {"days": 1, "across": "some"}, "throttle[0].across"),
        ("throttle", {"days": 1, "when_hit": "explode"}, "throttle[0].when_hit"),
        ("throttle", [{"days": 1}, {"days": 2}], "throttle"),
        ("quota", {"per_day": 0}, "quota.per_day"),
        ("group", "a b", "group"),
        ("sample", "101%", "sample"),
        ("sample", 0.5, "sample"),
        ("sample", "half", "sample"),
        ("reminders", [{"after": "3d"}] * 6, "reminders"),
        ("reminders", [{"after": "soon"}], "reminders[0].after"),
        ("expires", "11y", "expires"),
        ("segments", ["a", "a"], "segments"),
        ("segments", ["a b"], "segments[0]"),
        ("follow_up", {"when": "score is low"}, "follow_up.when"),
        ("brand", {"name": "A\r\nBcc: x"}, "brand.name"),
        ("brand", {"name": "A", "color": "red"}, "brand.color"),
        ("questions", [{"key": "q", "type": "single", "text": {"en": "?"}}], "questions[0]"),
        ("questions", [{"key": "q", "type": "essay", "text": {"en": "?"}}], "questions[0].type"),
        ("questions", [{"key": "q", "type": "text", "text": {}}], "questions[0].text"),
        ("texts", {}, "texts"),
        ("texts", {"English": {"question": "?"}}, "texts.English.[key]"),
        ("texts", {"en" + "-long" * 7: {"question": "?"}}, f"texts.en{'-long' * 7}.[key]"),
        ("texts", {"en-" + "x" * 40: {"question": "?"}}, f"texts.en-{'x' * 40}.[key]"),
        ("texts", {"en": {}}, "texts.en.question"),
        ("texts", {"en": {"question": "a\nb"}}, "texts.en.question"),
        ("texts", {"en": {"question": "?", "sms": "\x00"}}, "texts.en.sms"),
        ("colour", "red", "colour"),
    ],
)
def test_it_names_the_field_that_is_wrong(field: str, value: Any, named: str) -> None:
    wrong = wrong_fields({**plain(survey()), field: value})
    assert wrong[0] == named
    assert all(name.startswith(field) for name in wrong)


def test_it_names_every_field_that_is_wrong() -> None:
    found = plain(survey()) | {"kind": "zps", "delay": "x", "colour": "red"}
    del found["name"]
    assert set(wrong_fields(found)) == {"kind", "delay", "colour", "name"}


def test_what_it_says_is_a_plain_sentence() -> None:
    with pytest.raises(InvalidInput) as refused:
        parse({**plain(survey()), "colour": "red", "kind": "zps"})
    said = {error.field: error.message for error in refused.value.errors}
    assert said["colour"] == "is not a field here; check the spelling"
    assert said["kind"].startswith("is not a kind of survey; the kinds are ces, csat")


durations = st.timedeltas(min_value=timedelta(), max_value=timedelta(days=90)).map(
    lambda found: write(timedelta(minutes=found // timedelta(minutes=1)))
)
clocks = st.times().map(lambda clock: f"{clock:%H:%M}")
lines = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=40
)
scalars = st.booleans() | st.integers(-(10**12), 10**12) | lines | st.floats(-1e6, 1e6)
surveys = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(sorted(kinds())),
        "trigger": st.fixed_dictionaries(
            {"on": st.just("a.b") | st.just(["a.b", "c.d"])},
            optional={"where": st.dictionaries(lines, scalars | st.lists(scalars), max_size=3)},
        ),
    },
    optional={
        "delay": durations,
        "expires": durations,
        "sample": st.integers(0, 1_000_000).map(lambda share: f"{share / 10_000:.4f}%"),
        "quiet_hours": st.tuples(clocks, clocks)
        .filter(lambda pair: pair[0] != pair[1])
        .map(lambda pair: {"from": pair[0], "to": pair[1]}),
        "throttle": st.fixed_dictionaries(
            {"days": st.integers(1, 3650)},
            optional={"across": st.just("all"), "when_hit": st.sampled_from(["defer", "replace"])},
        ),
        "reminders": st.lists(durations.map(lambda after: {"after": after}), max_size=5),
        "texts": st.fixed_dictionaries(
            {}, optional={tag: lines.map(lambda q: {"question": q}) for tag in ("en", "pt-BR")}
        ).filter(bool),
    },
)


@given(surveys)
def test_what_is_written_reads_back_as_the_same_survey(found: dict[str, Any]) -> None:
    definition = survey(**found)
    assert parse(plain(definition)) == definition
    assert Definition.model_validate_json(json.dumps(plain(definition))) == definition


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_what_it_writes_says_the_same_when_it_is_read(path: Path, file: Path) -> None:
    found = read(path)
    file.write_text(survey_file.write(found), "utf-8")
    assert read(file) == found


def test_it_writes_as_people_do(file: Path) -> None:
    text = survey_file.write(
        survey(
            quiet_hours={"from": "21:00", "to": "08:00"},
            trigger={"on": "purchase.completed", "where": {"zip": "0123", "vip": True, "n": 1}},
            texts={"en": {"question": "How was it?", "intro": "Hi,\n\nthank you.\n"}},
        )
    )
    for line in ("  on:", "    zip: '0123'", "    vip: true", "    n: 1", "    intro: |"):
        assert line in text.splitlines()
    file.write_text(text, "utf-8")
    assert survey_file.write(read(file)) == text


def test_a_long_text_stays_on_its_line() -> None:
    long = "word " * 300 + "end"
    assert f"    thanks: {long}" in survey_file.write(
        survey(texts={"en": {"question": "?", "thanks": long}})
    )
