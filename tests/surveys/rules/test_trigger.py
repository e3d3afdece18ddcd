from surveys.rules.trigger import apply
from surveys.situation import Skip
from tests.surveys.rules.cast import situation

WHERE = {"on": "ticket.resolved", "where": {"channel": ["email", "chat"], "vip": True}}


def test_an_event_with_the_wanted_properties_is_asked_about() -> None:
    properties = {"channel": "chat", "vip": True, "more": 1}
    assert apply(situation(trigger=WHERE, properties=properties)) is None


def test_without_conditions_every_event_is_asked_about() -> None:
    assert apply(situation()) is None


def test_an_event_with_another_property_is_skipped_and_the_property_named() -> None:
    verdict = apply(situation(trigger=WHERE, properties={"channel": "phone", "vip": True}))
    assert isinstance(verdict, Skip)
    assert verdict.reason == "where_not_met"
    assert verdict.sentence == (
        "The survey asks for channel = ['email', 'chat']; the event has 'phone'."
    )
    assert verdict.inputs == {"property": "channel", "wanted": ["email", "chat"], "found": "phone"}


def test_an_event_without_the_property_is_skipped() -> None:
    verdict = apply(situation(trigger=WHERE, properties={"channel": "chat"}))
    assert isinstance(verdict, Skip)
    assert verdict.inputs == {"property": "vip", "wanted": True, "found": None}
