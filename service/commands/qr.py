"""`afterword qr`."""

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from service import process, qr
from service.asked import Asked
from service.clock import utc_now
from service.offline import Desk, desk
from surveys.catalogue import Catalogue, Published
from surveys.doors import place_of, written
from surveys.errors import FieldError, InvalidInput
from surveys.part import NAME


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("qr")(draw)


def draw(
    survey: Annotated[str, typer.Argument(help="The survey's key.")],
    place: Annotated[
        str, typer.Argument(help="A name such as counter-1; a segment of the scores.")
    ],
    png: Annotated[bool, typer.Option("--png", help="A PNG in place of an SVG.")] = False,
    svg: Annotated[bool, typer.Option("--svg", help="An SVG, as without an option.")] = False,
    sheet: Annotated[
        bool, typer.Option("--sheet", help="A page to print, with the question.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="A file; else it is written to the output.")
    ] = None,
) -> None:
    """A QR code for a counter or a receipt. The link itself is told beside it."""
    if png + svg + sheet > 1:
        raise InvalidInput(FieldError("png", "choose one of --png, --svg and --sheet"))

    async def main() -> None:
        async with desk() as found:
            live = await Catalogue(found.database).by_key(survey)
            base_url = found.settings.base_url
            link = f"{base_url}/s/{survey}/{_last(live, place, found, 'place')}"
            kiosk = f"{base_url}/kiosk/{survey}/{_last(live, place, found, 'kiosk')}"
            typer.echo(f"{link}\n{kiosk} (kiosk)", err=True)
            raster = png or (out is not None and out.suffix == ".png" and not (svg or sheet))
            picture = qr.png(link) if raster else qr.svg(link)
            _write(out, _sheet(live, link, place) if sheet else picture)

    process.run(main())


def _last(live: Published, place: str, found: Desk, kind: str) -> str:
    """The last part of the link; InvalidInput for a place that is not open."""
    if re.fullmatch(NAME, place) is None:
        raise InvalidInput(FieldError("place", "write letters, digits, dots and dashes: counter-1"))
    key, doors, tag = live.definition.key, live.definition.doors, found.keyring.tag
    last = written(key, doors, place, tag, kind)
    if place_of(key, doors, last, tag, kind) is None:
        known = ", ".join(doors.places or ()) or "none"
        message = f"{place!r} is not one of the survey's doors.places; there are: {known}"
        raise InvalidInput(FieldError("place", message))
    return last


def _sheet(live: Published, link: str, place: str) -> bytes:
    definition = live.definition
    asked = Asked(definition, definition.default_language, None, {}, link, link, "", utc_now())
    return qr.sheet(link, asked.line(asked.texts.question), asked.brand, place)


def _write(out: Path | None, picture: bytes) -> None:
    if out is None:
        sys.stdout.buffer.write(picture)
        return
    try:
        out.write_bytes(picture)
    except OSError as error:
        raise InvalidInput(FieldError("out", f"cannot be written: {error}")) from error
