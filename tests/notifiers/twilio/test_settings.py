import pytest

from notifiers import sms, whatsapp

ACCOUNT = {"twilio_account_sid": "AC1", "twilio_auth_token": "s3cret"}
SMS = {"twilio_sms_from": "+15005550006"}
WHATSAPP = {"twilio_whatsapp_from": "+15005550007"}


@pytest.mark.parametrize(
    ("values", "sms_off", "whatsapp_off"),
    [
        ({}, True, True),
        (ACCOUNT | SMS, False, True),
        (ACCOUNT | WHATSAPP, True, False),
        (ACCOUNT | SMS | WHATSAPP, False, False),
        ({"twilio_api_url": "http://localhost:4010"}, True, True),
    ],
)
def test_a_channel_is_on_when_its_sender_is_set(
    values: dict[str, str], sms_off: bool, whatsapp_off: bool
) -> None:
    assert sms.Settings(**values).problems() == []
    assert whatsapp.Settings(**values).problems() == []
    assert sms.Settings(**values).off is sms_off
    assert whatsapp.Settings(**values).off is whatsapp_off


@pytest.mark.parametrize(
    ("values", "named"),
    [
        (SMS, ["ACCOUNT_SID", "AUTH_TOKEN"]),
        ({"twilio_account_sid": "AC1"} | SMS, ["AUTH_TOKEN"]),
        ({"twilio_auth_token": "s3cret"} | SMS, ["ACCOUNT_SID"]),
        (ACCOUNT, ["SMS_FROM", "WHATSAPP_FROM"]),
        (ACCOUNT | SMS | {"twilio_api_url": "localhost:4010"}, ["API_URL"]),
    ],
)
def test_it_names_what_is_missing(values: dict[str, str], named: list[str]) -> None:
    settings = sms.Settings(**values)
    problems = " ".join(settings.problems())
    assert not settings.off
    assert [name for name in NAMES if f"AFTERWORD_TWILIO_{name}" in problems] == named
    assert "s3cret" not in f"{problems} {settings!r}"


NAMES = ["ACCOUNT_SID", "AUTH_TOKEN", "SMS_FROM", "WHATSAPP_FROM", "API_URL"]


def test_half_an_account_is_no_problem_of_a_channel_that_nobody_wants() -> None:
    assert whatsapp.Settings(**SMS).problems() == []
    assert whatsapp.Settings(**SMS).off


def test_it_reads_the_environment(monkeypatch) -> None:
    monkeypatch.setenv("AFTERWORD_TWILIO_SMS_FROM", " +15005550006 ")
    assert sms.Settings().sender == "+15005550006"


@pytest.mark.parametrize(
    "ours",
    ["http://127.0.0.1:8000", "http://127.1.2.3", "http://localhost:8000", "http://[::1]:80"],
)
def test_only_a_stand_in_on_the_same_machine_reaches_an_address_of_this_one(ours: str) -> None:
    assert not sms.Settings(**ACCOUNT, **SMS).reaches(f"{ours}/receipts/sms")
    beside = {"twilio_api_url": "http://127.0.0.1:4010"}
    assert sms.Settings(**ACCOUNT, **SMS, **beside).reaches(f"{ours}/receipts/sms")


@pytest.mark.parametrize("ours", ["https://feedback.acme.com", "https://localhost.acme.com"])
def test_it_reaches_every_other_address(ours: str) -> None:
    assert sms.Settings(**ACCOUNT, **SMS).reaches(ours)


def test_the_first_of_two_tokens_is_shown_and_both_may_sign() -> None:
    two = sms.Settings(**ACCOUNT | SMS | {"twilio_auth_token": "old, new"})
    assert (two.token, two.tokens) == ("old", ("old", "new"))
    none = sms.Settings(**ACCOUNT | SMS | {"twilio_auth_token": " , "})
    assert [one for one in none.problems() if "AUTH_TOKEN" in one]
