"""What one running process holds: database, rules, channels, and the group commits between them.

The web, the worker, the commands and the tests are built on it; it knows neither HTTP nor loops.
"""

import asyncio
import secrets
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog

import notifiers
from notifiers.channel import Channel
from notifiers.notice import takes_replies
from service.answer_words import labels
from service.clock import SteadyClock, steady
from service.settings import Configuration, Settings
from service.wake import Wake
from surveys import answering, clicking, inbox, installation, walk_ins
from surveys.catalogue import Catalogue
from surveys.database import Database
from surveys.group_commit import GroupCommit
from surveys.idempotency import Once
from surveys.inbox import Accepted, Arrival
from surveys.intake import Intake
from surveys.keyring import Keyring
from surveys.opening import close_orm, open_database, open_orm
from surveys.outbox import Outbox
from surveys.replies import Replies
from surveys.walk_ins import WalkIn

log = structlog.get_logger()
Clock = Callable[[], datetime]


@dataclass(slots=True)
class Engine:
    """Use `Engine.start(...)`, and `stop()` when done."""

    settings: Settings
    clock: Clock
    database: Database
    catalogue: Catalogue
    keyring: Keyring
    channels: dict[str, Channel]
    intake: Intake
    outbox: Outbox
    replies: Replies
    wake: Wake
    once: Once
    events: GroupCommit[Arrival, Accepted] = field(init=False)
    links: GroupCommit[str, clicking.Link | None] = field(init=False)  # by answer token
    clicks: GroupCommit[clicking.Logged, None] = field(init=False)
    answers: GroupCommit[answering.Answer, answering.Verdict] = field(init=False)
    walk_ins: GroupCommit[WalkIn, int] = field(init=False)
    _keeping: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.events = GroupCommit(self._accept, most=1000)
        self.links = GroupCommit(
            lambda tokens: clicking.find_all(self.database, self.catalogue, tokens)
        )
        self.clicks = GroupCommit(lambda clicks: clicking.log(self.database, clicks))
        self.answers = GroupCommit(lambda answers: answering.record(self.database, answers))
        self.walk_ins = GroupCommit(
            lambda given: walk_ins.record(self.database, self.keyring, given)
        )

    @classmethod
    async def start(cls, configuration: Configuration, clock: Clock | None = None) -> "Engine":
        """Open everything. Unavailable without the database, Conflict with another SECRET_KEY."""
        settings = configuration.settings
        database = await open_database(settings.database_url)
        try:
            clock = clock or await steady(database)
            keyring = Keyring(settings.secret_key.get_secret_value())
            await installation.check(database, keyring, clock())
            await open_orm(settings.database_url)
        except BaseException:
            await database.close()
            raise
        channels = notifiers.open_channels(configuration.channels, clock)
        engine = cls.build(settings, clock, database, keyring, channels)
        if isinstance(clock, SteadyClock):
            engine._keeping = asyncio.create_task(clock.keep(), name="clock")
        for sentence in await engine.catalogue.unreadable():
            log.error("survey.unreadable", why=sentence)
        return engine

    @classmethod
    def build(
        cls,
        settings: Settings,
        clock: Clock,
        database: Database,
        keyring: Keyring,
        channels: dict[str, Channel],
    ) -> "Engine":
        """Put the parts together."""
        catalogue = Catalogue(database)
        reach = {name: notifiers.contact_field(name) for name in channels}
        conversing = frozenset(name for name, one in channels.items() if takes_replies(one))
        worker = f"{socket.gethostname()[:40]}-{secrets.token_hex(6)}"
        return cls(
            settings=settings,
            clock=clock,
            database=database,
            catalogue=catalogue,
            keyring=keyring,
            channels=channels,
            intake=Intake(database, catalogue, keyring, reach, settings.timezone),
            outbox=Outbox(
                database, catalogue, keyring, settings.timezone, worker, reach, conversing
            ),
            replies=Replies(database, catalogue, keyring, labels),
            wake=Wake(database),
            once=Once(database),
        )

    async def accept_together(self, arrivals: Sequence[Arrival]) -> list[Accepted]:
        """A whole array of events in one transaction of its own: all or none."""
        return await self._accept(arrivals)

    async def stop(self) -> None:
        """Commit what waits, then let go of everything."""
        if self._keeping is not None:
            self._keeping.cancel()
        for commit in (self.events, self.clicks, self.answers, self.walk_ins):
            await commit.close()
        for channel in self.channels.values():
            await channel.close()
        await close_orm()
        await self.database.close()

    async def _accept(self, arrivals: Sequence[Arrival]) -> list[Accepted]:
        accepted = await inbox.accept(self.database, arrivals)
        if any(not one.duplicate for one in accepted):
            await self.wake.up("intake")
        return accepted
