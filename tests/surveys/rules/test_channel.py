from typing import Any

import pytest

from surveys.rules.channel import apply
from surveys.situation import Change, Skip
from tests.surveys.rules.cast import situation

ALL = ["whatsapp", "sms", "email"]


@pytest.mark.parametrize(
    ("overrides", "usable"),
    [
        ({}, ("whatsapp", "sms", "email")),
        ({"channels": ["email", "sms"]}, ("email", "sms")),
        ({"reach": {"email": "email", "sms": "phone"}}, ("sms", "email")),
        ({"phone": None}, ("email",)),
        ({"email": None}, ("whatsapp", "sms")),
        ({"suppressed": frozenset({"phone"})}, ("email",)),
        ({"suppressed": frozenset({"sms"})}, ("whatsapp", "email")),
        ({"allowed": frozenset({"email", "sms", "fax"})}, ("sms", "email")),
        ({"allowed": None}, ("whatsapp", "sms", "email")),
        (
            {"suppressed": frozenset({"email"}), "reach": {"email": "email", "sms": "phone"}},
            ("sms",),
        ),
    ],
)
def test_the_channels_that_can_be_used_are_kept_in_order(
    overrides: dict[str, Any], usable: tuple[str, ...]
) -> None:
    wanted = tuple(overrides.pop("channels", ALL))
    verdict = apply(situation(channels=wanted, **overrides))
    if usable == wanted:
        assert verdict is None
    else:
        assert isinstance(verdict, Change)
        assert verdict.situation.channels == usable
        assert verdict.reason == "channels_narrowed"
        assert verdict.sentence == (
            f"Of {', '.join(wanted)}, usable for this contact: {', '.join(usable)}."
        )
        assert not verdict.deferred


@pytest.mark.parametrize(
    ("overrides", "reason", "sentence"),
    [
        ({"reach": {}}, "no_channel", "Not switched on: whatsapp, sms, email."),
        (
            {"email": None, "phone": None},
            "no_contact",
            "The contact has no usable email or phone for whatsapp, sms, email.",
        ),
        (
            {"email": None, "reach": {"email": "email"}},
            "no_contact",
            "The contact has no usable email for email.",
        ),
        (
            {"suppressed": frozenset({"email", "phone"})},
            "suppressed",
            "The contact unsubscribed or the address is known to be bad: email, phone.",
        ),
        (
            {"suppressed": frozenset({"email"}), "phone": None},
            "suppressed",
            "The contact unsubscribed or the address is known to be bad: email.",
        ),
    ],
)
def test_without_a_channel_the_event_is_skipped(
    overrides: dict[str, Any], reason: str, sentence: str
) -> None:
    verdict = apply(situation(channels=tuple(ALL), **overrides))
    assert isinstance(verdict, Skip)
    assert (verdict.reason, verdict.sentence) == (reason, sentence)


@pytest.mark.parametrize(
    ("allowed", "told"), [(frozenset(), "no channel"), (frozenset({"fax", "email"}), "email, fax")]
)
def test_whoever_agreed_to_none_of_the_channels_is_not_asked(
    allowed: frozenset[str], told: str
) -> None:
    verdict = apply(situation(channels=("sms", "whatsapp"), allowed=allowed))
    assert isinstance(verdict, Skip)
    assert verdict.reason == "no_consent"
    assert verdict.sentence == f"The contact may be written to by {told} only, says the sender."


@pytest.mark.parametrize(
    ("event_type", "allowed", "usable"),
    [
        ("delighted.person", None, ("sms",)),
        ("delighted.person", frozenset({"sms", "email"}), ("sms",)),
        ("delighted.person", frozenset({"email"}), ()),
        ("purchase.completed", frozenset({"email"}), ("email",)),
    ],
)
def test_a_channel_that_a_sender_names_through_delighteds_api_is_the_only_one(
    event_type: str, allowed: Any, usable: tuple[str, ...]
) -> None:
    properties = {"delighted_channel": "sms"}
    asked = situation(channels=ALL, allowed=allowed, event_type=event_type, properties=properties)
    verdict = apply(asked)
    if usable:
        assert isinstance(verdict, Change)
        assert verdict.situation.channels == usable
    else:
        assert isinstance(verdict, Skip)
        assert verdict.reason == "no_consent"
