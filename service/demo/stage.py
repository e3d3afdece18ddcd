"""Sets the demo's stage: settings, secret, sample surveys, history, a key and a login."""

import json
import secrets
import shutil
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from pathlib import Path

import notifiers
from notifiers.channel import ChannelSettings
from service.auth import SCOPES, create_key
from service.clock import utc_now
from service.demo import history, twilio_stand_in
from service.demo.inbox import Inbox, InboxMessage
from service.demo.server import running
from service.demo.smtp_inbox import smtp_inbox
from service.engine import Engine
from service.logins import create_user, let_publish
from service.settings import Configuration, Settings
from surveys import survey_file
from surveys.catalogue import publish
from surveys.doors import Doors

LIBRARY = Path(survey_file.__file__).parent / "library"
SHOWN = ("ces-after-return", "csat-after-ticket", "nps-after-purchase")  # with sample history
DOORS = Doors(places=("counter",))
ACCOUNT = "AC00000000000000000000000000000000"
TOKEN = "stand-in"
MAIL_FROM, PHONE = '"Kopi Kita" <hello@kopikita.example>', "+15005550006"
SETTLE_SECONDS = 5  # ten minutes in earnest; nobody watches a demo for so long


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the demo tells its user; kept beside the database so that a restart tells the same."""

    secret_key: str
    api_key: str
    email: str
    password: str


def empty(folder: Path) -> None:
    """Start over: take the demo's files away, and only those."""
    for path in [*folder.glob("demo.db*"), folder / "demo.json"]:
        if path.is_dir():  # the journals beside the database
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def configure(
    folder: Path, base_url: str, secret_key: str, smtp_url: str, twilio_url: str
) -> Configuration:
    """Settings of the demo; the environment's are not read, so that nothing real is sent."""
    settings = Settings(
        database_url=f"sqlite://{folder / 'demo.db'}",
        base_url=base_url,
        secret_key=secret_key,  # type: ignore[arg-type]  # becomes a SecretStr
        timezone="Asia/Jakarta",
        settle_seconds=SETTLE_SECONDS,
        log_level="warning",
        senders=8,
    )
    return Configuration(settings, _channels(smtp_url, twilio_url))


def _channels(smtp_url: str, twilio_url: str) -> dict[str, ChannelSettings]:
    account = {
        "twilio_account_sid": ACCOUNT,
        "twilio_auth_token": TOKEN,
        "twilio_api_url": twilio_url,
    }
    given = {
        "email": {"smtp_url": smtp_url, "mail_from": MAIL_FROM, "dkim_keys": ""},
        "sms": account | {"twilio_sms_from": PHONE},
        "whatsapp": account | {"twilio_whatsapp_from": PHONE},
    }
    modules = notifiers.load()
    return {name: modules[name].Settings(**values) for name, values in given.items()}


def secret_key(folder: Path) -> str:
    """The key of an earlier start, or a new one."""
    known = folder / "demo.json"
    return (
        str(json.loads(known.read_text())["secret_key"])
        if known.exists()
        else secrets.token_urlsafe(32)
    )


async def play(engine: Engine, folder: Path, progress: Callable[[float], object]) -> Credentials:
    """Publish the surveys, and at the first start write the history and make key and login."""
    known = folder / "demo.json"
    read = [survey_file.read(LIBRARY / f"{key}.yaml") for key in SHOWN]
    definitions = [one.model_copy(update={"doors": DOORS}) for one in read]
    if known.exists():
        for definition in definitions:
            await publish(engine.database, definition, engine.clock())
        return Credentials(**json.loads(known.read_text()))
    for definition in definitions:  # without reminders: the past must not write to anybody today
        await publish(
            engine.database, definition.model_copy(update={"reminders": ()}), engine.clock()
        )
    async for share in history.write(engine):
        progress(share)
    for definition in definitions:
        await publish(engine.database, definition, engine.clock())
    made = Credentials(
        secret_key=engine.settings.secret_key.get_secret_value(),
        api_key=await create_key("demo", list(SCOPES), "api", engine.clock()),
        email="demo@example.com",
        password=secrets.token_urlsafe(9),
    )
    await create_user(made.email, made.password, engine.clock())
    await let_publish(made.email)
    known.write_text(json.dumps(asdict(made)))
    return made


async def write_back(base_url: str, message: InboxMessage, text: str) -> None:
    """A customer replies to a text message."""
    url = f"{base_url}/receipts/{message.channel}"
    await twilio_stand_in.write_back(url, message, text, TOKEN)


async def open_stage(stack: AsyncExitStack, inbox: Inbox) -> tuple[str, str]:
    """Start the mail server and Twilio's stand-in; their URLs."""
    smtp_url = await stack.enter_async_context(smtp_inbox(inbox, utc_now))
    app = twilio_stand_in.twilio_stand_in(inbox, ACCOUNT, TOKEN, utc_now)
    return smtp_url, await stack.enter_async_context(running(app))
