from dataclasses import replace
from pathlib import Path

import pytest

from notifiers import email, sms, whatsapp
from service import advice
from service.settings import Configuration, Settings
from tests.cast import survey
from tests.notifiers.smtp.dns import Dns


@pytest.fixture
def key(tmp_path: Path) -> str:
    return Dns(tmp_path).key("ed25519", "acme.example")


def configured(keys: str, sender: str = "survey@acme.example") -> Configuration:
    settings = Settings(secret_key="an operator's secret key, 32 bytes")
    mail = email.Settings(smtp_url="smtp://127.0.0.1", mail_from=sender, dkim_keys=keys)
    return Configuration(settings, {"email": mail})


def test_the_record_to_publish_is_told_whole(key: str) -> None:
    [line] = advice.records(configured(key))
    assert line.startswith('ed25519._domainkey.acme.example TXT "v=DKIM1; k=ed25519; p=')
    assert len(line.rpartition("p=")[2]) == 44 + len('"')


def test_senders_that_no_key_fits_are_named(key: str) -> None:
    theirs = {"name": "Other", "mail_from": "ask@other.example"}
    ours = {"name": "Acme", "mail_from": "Acme <ask@mail.acme.example>"}
    surveys = [
        survey("theirs", brand=theirs),
        survey("ours", brand=ours),
        survey("plain"),
        survey("by-phone", brand=theirs, channels=["sms"]),
    ]
    assert list(advice.about(configured(key), surveys)) == [
        "the sender of theirs has no key in AFTERWORD_DKIM_KEYS for other.example: not signed"
    ]
    [default] = advice.about(configured(key, "a@other.example"), [])
    assert default.startswith("AFTERWORD_MAIL_FROM has no key")


def test_without_keys_nothing_is_said_about_signing() -> None:
    assert list(advice.about(configured(""), [survey()])) == []
    assert list(advice.records(configured(""))) == []


def test_twilio_that_cannot_reach_us_is_named_for_each_channel() -> None:
    account = {"twilio_account_sid": "AC1", "twilio_auth_token": "s3cret"}
    senders = {"twilio_sms_from": "+15005550006", "twilio_whatsapp_from": "+15005550007"}
    found = configured("")
    phones = {"sms": sms.Settings(**account, **senders), "whatsapp": whatsapp.Settings()}
    here = replace(found, channels={**found.channels, **phones})
    assert list(advice.about(here, [])) == [
        "Twilio cannot reach http://127.0.0.1:8000: no receipts, replies or STOP by sms"
    ]
    public = found.settings.model_copy(update={"base_url": "https://feedback.acme.example"})
    assert list(advice.about(replace(here, settings=public), [])) == []
