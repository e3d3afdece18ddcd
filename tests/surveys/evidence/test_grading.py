from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.evidence import BARE, EXPLICIT, NONE, SCRIPTED
from surveys.evidence.grading import MOST, REASONS, grade
from surveys.evidence.known import agents, is_bot, is_datacenter, networks

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
GATEWAY = "40.92.12.0/24"
OPEN = {
    "method": "GET", "user-agent": FIREFOX, "accept": "text/html,*/*", "network": "203.0.113.0/24",
    "sec-fetch-dest": "document", "sec-fetch-mode": "navigate", "since_sent_seconds": 3600,
}  # fmt: skip
OLD = {name: value for name, value in OPEN.items() if not name.startswith("sec-fetch")}
SEEN = OPEN | {
    "method": "POST", "visible_ms": 1200, "age_ms": 1200, "webdriver": False, "touched": True,
}  # fmt: skip
UNTOUCHED = SEEN | {"touched": False}
FORM = OPEN | {"method": "POST", "touched": None}


@pytest.mark.parametrize(
    ("action", "request_", "worth", "reasons"),
    [
        ("open", OPEN, BARE, []),
        ("open", OLD, BARE, []),
        ("open", OPEN | {"method": "HEAD"}, NONE, ["head"]),
        ("open", OPEN | {"sec-purpose": "prefetch;prerender"}, NONE, ["prefetch"]),
        ("open", OPEN | {"purpose": "prefetch"}, NONE, ["prefetch"]),
        ("open", OPEN | {"x-moz": "prefetch"}, NONE, ["prefetch"]),
        ("open", OPEN | {"sec-fetch-dest": "iframe"}, NONE, ["not_a_page"]),
        ("open", OPEN | {"sec-fetch-dest": "empty"}, NONE, ["not_a_page"]),
        ("open", OPEN | {"sec-fetch-mode": "cors"}, NONE, ["not_a_page"]),
        ("open", OLD | {"accept": "*/*"}, NONE, ["not_a_page"]),
        ("open", OPEN | {"user-agent": ""}, NONE, ["no_agent"]),
        ("open", OPEN | {"user-agent": "Mozilla/5.0 HeadlessChrome/130"}, NONE, ["bot_agent"]),
        ("open", OPEN | {"user-agent": "Slackbot-LinkExpanding 1.0"}, NONE, ["bot_agent"]),
        ("open", OPEN | {"user-agent": "curl/8"}, NONE, ["bot_agent"]),
        ("open", OPEN | {"network": GATEWAY}, NONE, ["datacenter"]),
        ("open", OPEN | {"network": "2a01:111:f400::/48"}, NONE, ["datacenter"]),
        ("open", OPEN | {"since_sent_seconds": 119}, NONE, ["too_soon"]),
        ("open", OPEN | {"since_sent_seconds": 120}, BARE, []),
        ("open", OPEN | {"since_sent_seconds": -5}, NONE, ["too_soon"]),
        ("open", OPEN | {"since_sent_seconds": None}, NONE, ["too_soon"]),
        ("trap", OPEN, NONE, ["hidden_link"]),
        ("seen", SEEN, SCRIPTED, []),
        ("seen", UNTOUCHED, SCRIPTED, ["no_touch"]),
        ("seen", SEEN | {"webdriver": True}, NONE, ["webdriver"]),
        ("seen", SEEN | {"webdriver": None}, NONE, ["webdriver"]),
        ("seen", SEEN | {"visible_ms": 1199}, NONE, ["not_looked_at"]),
        ("seen", SEEN | {"age_ms": 1199}, NONE, ["not_looked_at"]),  # our clock says otherwise
        ("seen", SEEN | {"since_sent_seconds": 40}, SCRIPTED, ["too_soon"]),
        ("seen", UNTOUCHED | {"since_sent_seconds": 40}, NONE, ["too_soon", "no_touch"]),
        ("seen", SEEN | {"network": GATEWAY}, BARE, ["datacenter"]),
        ("seen", UNTOUCHED | {"network": GATEWAY}, NONE, ["datacenter", "no_touch"]),
        ("seen", SEEN | {"user-agent": "python"}, NONE, ["bot_agent"]),
        ("answer", FORM, EXPLICIT, []),
        ("answer", FORM | {"touched": True}, EXPLICIT, []),
        ("answer", FORM | {"hidden_field": True}, EXPLICIT, ["hidden_field"]),
        ("answer", FORM | {"touched": False}, SCRIPTED, ["no_touch"]),
        ("answer", {}, EXPLICIT, []),  # by SMS
    ],
)
def test_a_request_is_worth_what_nothing_speaks_against(
    action: str, request_: dict[str, Any], worth: int, reasons: list[str]
) -> None:
    assert grade(action, request_) == (worth, tuple(reasons))


REQUESTS = st.fixed_dictionaries(
    {},
    optional={
        "method": st.sampled_from(["GET", "HEAD", "POST"]),
        "user-agent": st.sampled_from([FIREFOX, "", "curl/8"]) | st.text(max_size=20),
        "accept": st.sampled_from(["text/html", "*/*"]),
        "network": st.sampled_from(["", "203.0.113.0/24", GATEWAY, "2001:db8::/48"]),
        "sec-fetch-dest": st.sampled_from(["document", "empty"]),
        "sec-purpose": st.just("prefetch"),
        "since_sent_seconds": st.none() | st.floats(-10, 1000),
        "visible_ms": st.integers(0, 3000),
        "age_ms": st.integers(0, 3000),
        "webdriver": st.booleans(),
        "touched": st.sampled_from([True, False, None]),
    },
)


@given(action=st.sampled_from(sorted(MOST)), request_=REQUESTS)
def test_what_is_known_of_machines_only_lowers_a_grade(
    action: str, request_: dict[str, Any]
) -> None:
    with_lists, _ = grade(action, request_)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("surveys.evidence.grading.is_bot", lambda agent: False)
        patch.setattr("surveys.evidence.grading.is_datacenter", lambda network: False)
        without_lists, _ = grade(action, request_)
        patch.setattr("surveys.evidence.grading.is_bot", lambda agent: True)
        patch.setattr("surveys.evidence.grading.is_datacenter", lambda network: True)
        of_a_machine, _ = grade(action, request_)
    assert NONE <= of_a_machine <= with_lists <= without_lists <= MOST[action]


@given(action=st.sampled_from(sorted(MOST)), request_=REQUESTS)
def test_every_reason_lowers_or_leaves_and_a_hand_never_harms(
    action: str, request_: dict[str, Any]
) -> None:
    worth, reasons = grade(action, request_)
    assert set(reasons) <= set(REASONS)
    assert worth <= MOST[action]
    if not reasons:
        assert worth == MOST[action]
    assert grade(action, request_ | {"touched": True})[0] >= worth


def test_the_lists_are_pieces_in_lower_case_and_networks_no_smaller_than_what_is_kept() -> None:
    assert len(agents()) > 20
    assert all(piece == piece.lower() and len(piece) > 2 for piece in agents())
    assert len(set(networks())) == len(networks()) > 5
    assert all(one.prefixlen <= {4: 24, 6: 48}[one.version] for one in networks())


def test_the_lists_know_machines_and_leave_people_alone() -> None:
    assert is_bot("Mozilla/5.0 (compatible; SkypeUriPreview Preview/0.5)")
    assert not is_bot(FIREFOX)
    phone = "Mozilla/5.0 (Linux; Android 10; CUBOT X30) Chrome/120.0 Mobile"
    assert not is_bot(phone)
    assert is_bot(f"{phone} Googlebot/2.1")
    gmail = (
        "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
    )
    assert not is_bot(gmail)  # it fetches images, never links
    assert is_datacenter("52.103.255.0/24")
    assert not is_datacenter("52.104.0.0/24")
    assert not is_datacenter("")
