"""What every door has in common: a place where anybody may answer, without being asked.

Strangers come in here, so each door holds them back: per address, per place and over all.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

import structlog
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from service import metrics
from service.answers_in import Filled
from service.asked import Asked
from service.asking import engine_of
from service.attempts import WITHIN, Attempts
from service.forms import form_of
from service.languages import choose
from service.visits import Visit, new_nonce, visit_of
from surveys.catalogue import Published
from surveys.contact import Contact
from surveys.doors import place_of, segments_at
from surveys.errors import NotFound
from surveys.instant import EPOCH
from surveys.walk_ins import WalkIn

log = structlog.get_logger()
# In a quarter of an hour. Customers in a shop share its address, kiosks of one house as well.
MOST_AN_ADDRESS, MOST_OVERALL = 60, 5000
MOST_A_PLACE, MOST_A_KIOSK, MOST_A_SITE = 300, 120, 2000
FAST = 60  # so many answers at a kiosk are still people who wait in line; more are marked
LARGEST_FORM = 64 * 1024
WRONG_LINKS = 30
VISIT = timedelta(hours=2)  # for which a page may stay open
TURN = re.compile(r"[0-9a-z]{1,24}")  # of a kiosk, whose page stays open for many people


@dataclass(frozen=True, slots=True)
class Door:
    """One place of one survey, as a request sees it. `kind`: place, kiosk or embed."""

    kind: str
    survey: Published
    place: str
    asked: Asked
    path: str
    now: datetime

    @property
    def name(self) -> str:
        """What its nonces are signed for, and its answers counted by."""
        return f"{self.kind} {self.survey.definition.key}/{self.place}"


async def door_of(request: Request, kind: str) -> Door | None:
    """The open door that the path names, None for any other."""
    engine, key = engine_of(request), request.path_params["survey"]
    try:
        survey = await engine.catalogue.by_key(key)
    except NotFound:
        return None
    definition = survey.definition
    written, signed_for = request.path_params["place"], "kiosk" if kind == "kiosk" else "place"
    place = place_of(key, definition.doors, written, engine.keyring.tag, signed_for)
    if place is None:
        return None
    language = choose(
        request.query_params.get("lang"),
        request.headers.get("accept-language"),
        tuple(definition.texts),
    )
    url = f"{engine.settings.base_url}{request.url.path}"
    now = engine.clock()
    asked = Asked(
        definition, language, None, {}, url, url, "", now + VISIT,
        link_origins=engine.settings.link_origins,
    )  # fmt: skip
    return Door(kind, survey, place, asked, request.url.path, now)


def lost(request: Request) -> float:
    """Count a link that leads nowhere; the seconds to wait, for whoever has tried many."""
    attempts: Attempts = request.app.state.wrong_codes
    key = f"address {request.client and request.client.host}"
    return attempts.begin({key: WRONG_LINKS}, engine_of(request).clock())


def nonce_for(request: Request, door: Door, visit: Visit | None = None) -> str:
    """For a page; it carries a visit on to the next one."""
    name = visit.name if visit else None
    return new_nonce(engine_of(request).keyring, door.name, door.now, name)


def visit_at(request: Request, door: Door, nonce: str, longest: timedelta = VISIT) -> Visit | None:
    """The visit that a form belongs to. None for a forged or an old one, and for what another web
    site sends."""
    if request.headers.get("sec-fetch-site") == "cross-site" and door.kind != "embed":
        return None
    visit = visit_of(engine_of(request).keyring, door.name, nonce, door.now)
    return visit if visit and door.now - visit.loaded_at <= longest else None


async def small_form(request: Request) -> FormData:
    """The form of a stranger, who has little to say; HTTPException 413."""
    if len(await request.body()) > LARGEST_FORM:
        raise HTTPException(413, f"At most {LARGEST_FORM} bytes.")
    return await form_of(request)


def held_back(request: Request, door: Door) -> float:
    """Count one form; the seconds until the next is taken, 0 when this one is. A kiosk counts none
    but its own taps, so that nobody else can silence it."""
    most = {"overall": MOST_OVERALL}
    if door.kind == "kiosk":
        most[door.name] = MOST_A_KIOSK
    else:
        most[door.name] = MOST_A_SITE if door.kind == "embed" else MOST_A_PLACE
        most[f"address {_network(request)}"] = MOST_AN_ADDRESS
    return _counted(request, door, most)


def junk_held_back(request: Request, door: Door) -> float:
    """The same for a form that is no tap of a kiosk: such count for whoever sends them alone."""
    return _counted(request, door, {f"junk {_network(request)}": MOST_AN_ADDRESS})


def _counted(request: Request, door: Door, most: dict[str, int]) -> float:
    wait = _attempts(request).begin(most, door.now)
    if wait > 0:
        metrics.answers.labels("held back").inc()
        log.warning("door.held_back", door=door.name, seconds=int(wait))
    return max(0.0, wait)


async def welcome(
    request: Request,
    door: Door,
    visit: str,
    filled: Filled,
    at: datetime | None = None,
    contact: Contact | None = None,
) -> None:
    """Record what somebody said at a door."""
    metrics.answers.labels("walk-in").inc()
    given = WalkIn(
        survey=door.survey,
        visit=visit,
        channel=door.kind,
        language=door.asked.language,
        score=filled.score,
        at=at or door.now,
        now=door.now,
        comment=filled.comment,
        answers=filled.answers,
        segments=segments_at(door.place, _fast(request, door, at or door.now)),
        contact=contact,
    )
    await engine_of(request).walk_ins.submit(given)


def _fast(request: Request, door: Door, at: datetime) -> bool:
    """Whether more were given at a kiosk in this quarter of an hour of the clock than people in a
    line would give, in whichever order they arrive."""
    if door.kind != "kiosk":
        return False
    quarter = at - (at - EPOCH) % WITHIN
    return _attempts(request).begin({f"pace {door.name} {quarter:%m-%d %H:%M}": FAST}, quarter) > 0


def _attempts(request: Request) -> Attempts:
    found: Attempts = request.app.state.walk_ins
    return found


def _network(request: Request) -> str:
    """The address; of IPv6 the /64 that one house has."""
    try:
        address = ip_address(request.client.host if request.client else "")
    except ValueError:
        return ""
    return str(ip_network(f"{address}/{32 if address.version == 4 else 64}", strict=False))
