import json
import subprocess
import sys
from datetime import UTC, datetime

import notifiers


def test_the_folder_is_the_registry() -> None:
    assert notifiers.channel_names() == ("email", "sms", "whatsapp")
    fields = [notifiers.contact_field(name) for name in notifiers.channel_names()]
    assert fields == ["email", "phone", "phone"]


def test_a_new_channel_is_one_file(tmp_path, monkeypatch) -> None:
    (tmp_path / "pigeon.py").write_text(
        "CONTACT_FIELD = 'phone'\nclass Settings:\n    off = True\ndef open_channel(s, now): ...\n"
    )
    (tmp_path / "feathers.py").write_text("WEIGHT_GRAMS = 1\n")
    monkeypatch.setattr(notifiers, "__path__", [*notifiers.__path__, str(tmp_path)])
    notifiers.load.cache_clear()
    try:
        assert notifiers.channel_names() == ("email", "pigeon", "sms", "whatsapp")
        assert notifiers.settings_of("pigeon").off
    finally:
        notifiers.load.cache_clear()
        for name in ("pigeon", "feathers"):
            sys.modules.pop(f"notifiers.{name}", None)


def test_channels_with_nothing_set_stay_off() -> None:
    settings = {name: notifiers.settings_of(name) for name in notifiers.channel_names()}
    assert notifiers.problems_of(settings) == []
    assert notifiers.open_channels(settings, lambda: datetime.now(UTC)) == {}


async def test_it_opens_what_is_set(monkeypatch) -> None:
    for name, value in {
        "SMTP_URL": "smtp://localhost",
        "MAIL_FROM": "survey@acme.com",
        "TWILIO_ACCOUNT_SID": "AC1",
        "TWILIO_AUTH_TOKEN": "token",
        "TWILIO_WHATSAPP_FROM": "+15005550006",
    }.items():
        monkeypatch.setenv(f"AFTERWORD_{name}", value)
    settings = {name: notifiers.settings_of(name) for name in notifiers.channel_names()}
    assert notifiers.problems_of(settings) == []
    channels = notifiers.open_channels(settings, lambda: datetime.now(UTC))
    assert list(channels) == ["email", "whatsapp"]
    for channel in channels.values():
        await channel.close()


def test_a_problem_of_two_channels_is_told_once(monkeypatch) -> None:
    monkeypatch.setenv("AFTERWORD_TWILIO_ACCOUNT_SID", "AC1")
    monkeypatch.setenv("AFTERWORD_TWILIO_SMS_FROM", "+15005550006")
    settings = {name: notifiers.settings_of(name) for name in notifiers.channel_names()}
    assert notifiers.problems_of(settings) == [
        "AFTERWORD_TWILIO_AUTH_TOKEN is missing: Twilio is half-configured"
    ]


def test_twilio_is_not_imported_before_a_channel_opens() -> None:
    code = (
        "import sys, json, notifiers; notifiers.load();"
        "print(json.dumps([n for n in ('twilio', 'requests', 'aiohttp') if n in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert json.loads(done.stdout) == []
