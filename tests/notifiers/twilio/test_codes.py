import pytest

from notifiers.errors import Refused, TryLater
from notifiers.twilio.codes import failure


@pytest.mark.parametrize("code", [21211, 21614, 30005, 30006, 63003, 63024])
def test_numbers_where_nothing_arrives_are_to_be_suppressed(code: int) -> None:
    error = failure(code, "no")
    assert isinstance(error, Refused)
    assert error.address_is_bad
    assert error.code == str(code)


@pytest.mark.parametrize("code", [21614, 30006, 63003, 63024])
def test_a_number_may_be_good_on_another_channel(code: int) -> None:
    error = failure(code, "no")
    assert isinstance(error, Refused)
    assert error.only_here
    everywhere = failure(21211, "no")
    assert isinstance(everywhere, Refused)
    assert not everywhere.only_here


@pytest.mark.parametrize("code", [21408, 21606, 21610, 21617, 30007, 30036, 63016, 63049, 99999])
def test_a_message_is_given_up_without_blaming_the_number(code: int) -> None:
    error = failure(code, "no")
    assert isinstance(error, Refused)
    assert not error.address_is_bad


@pytest.mark.parametrize(
    ("code", "about_us"),
    [(21408, True), (30007, True), (30034, True), (63016, True), (21610, False), (99999, False)],
)
def test_what_is_about_us_the_sender_is_told_so(code: int, about_us: bool) -> None:
    error = failure(code, "no")
    assert isinstance(error, Refused)
    assert error.by_policy is about_us


@pytest.mark.parametrize("code", [20003, 20429, 21609, 21611, 30001, 30002, 63017, 63018, 63020])
def test_trouble_of_the_account_pauses_the_channel(code: int) -> None:
    error = failure(code, "no")
    assert isinstance(error, TryLater)
    assert error.channel_wide


@pytest.mark.parametrize("code", [30003, 30008])
def test_a_phone_out_of_reach_is_tried_again_in_an_hour(code: int) -> None:
    error = failure(code, "no")
    assert isinstance(error, TryLater)
    assert error.retry_after_seconds == 3600
    assert not error.channel_wide
