"""The surveys that are live: published as versions, read by everything else."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from surveys.database import Database, Row, Transaction
from surveys.definition import Definition
from surveys.errors import Conflict, InvalidInput, NotFound, flaw
from surveys.instant import from_micros, to_micros
from surveys.survey_file import field_errors


@dataclass(frozen=True, slots=True)
class Published:
    """One version of one survey."""

    survey_id: int
    version: int
    definition: Definition


async def publish(
    database: Database, definition: Definition, now: datetime, after: int | None = None
) -> tuple[Published, bool]:
    """Make `definition` the live version; the flag is False when it already was.

    `after`: the version that it was made from, 0 for none; Conflict when another is live by now.
    """

    async def write(tx: Transaction) -> tuple[Published, bool]:
        await tx.lock([f"survey:{definition.key}"])
        live = await tx.fetch("catalogue.live_version", definition.key)
        version = int(live[0]["version"]) if live else 0
        if after not in (None, version):
            raise Conflict(f"version {version} was published meanwhile")
        if not live:
            return await _first(tx, definition, now), True
        found = _published(live[0])
        if _written(found.definition) == _written(definition):
            return found, False
        check_kind(found, definition)
        new = Published(found.survey_id, found.version + 1, definition)
        await tx.fetch("catalogue.raise_version", new.survey_id, new.version)
        await _write_version(tx, new, now)
        return new, True

    return await database.transact(write)


def check_kind(live: Published, definition: Definition) -> None:
    """InvalidInput when a survey would turn into one of another kind: its scores could then no
    longer be added up."""
    if live.definition.kind != definition.kind:
        kind = live.definition.kind
        raise InvalidInput(
            flaw("kind", "is %(kind)s already; give the survey a new key", kind=kind)
        )


async def _first(tx: Transaction, definition: Definition, now: datetime) -> Published:
    row = {
        "key": definition.key,
        "kind": definition.kind,
        "version": 1,
        "created_at": to_micros(now),
    }
    written = await tx.insert("survey", [row], "RETURNING id")
    new = Published(int(written[0]["id"]), 1, definition)
    await _write_version(tx, new, now)
    return new


async def _write_version(tx: Transaction, new: Published, now: datetime) -> None:
    row = {
        "survey_id": new.survey_id,
        "version": new.version,
        "definition": _written(new.definition),
        "created_at": to_micros(now),
    }
    await tx.insert("survey_version", [row])


def _written(definition: Definition) -> str:
    """As JSON. The order counts: of languages the first is the default, of options the first is
    shown first."""
    return definition.model_dump_json(by_alias=True, exclude_defaults=True)


def _published(row: Row) -> Published:
    definition = Definition.model_validate_json(row["definition"])
    return Published(int(row["survey_id"]), int(row["version"]), definition)


class Catalogue:
    """Definitions by survey and version. A version never changes, so each is parsed once.

    One that this release cannot read (its kind is gone, a rule became stricter) is left out of
    `live`, so that it cannot stop the others.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._versions: dict[tuple[int, int], Published] = {}
        self._unreadable: dict[tuple[int, int], str] = {}

    async def live(self, tx: Transaction | None = None) -> list[Published]:
        """The live version of every survey that can be read, by key; as `tx` sees them if given."""
        heads = await self._heads(tx)
        return [self._versions[head] for head in heads.values() if head in self._versions]

    async def published_at(self) -> dict[str, datetime]:
        """When each survey's live version was published, by key."""
        rows = await self._database.fetch("catalogue.published_at")
        return {row["key"]: from_micros(int(row["created_at"])) for row in rows}

    async def unreadable(self) -> list[str]:
        """A sentence for each survey whose live version this release cannot read."""
        heads = await self._heads()
        return [
            f"the survey {key!r} cannot be read and asks nobody: {self._unreadable[head]}"
            for key, head in heads.items()
            if head in self._unreadable
        ]

    async def by_key(self, key: str) -> Published:
        """The live version of one survey; NotFound names the key."""
        heads = await self._heads()
        if key not in heads:
            raise NotFound(f"there is no survey {key!r}; `afterword surveys list` names them")
        return await self.version(*heads[key])

    async def version(self, survey_id: int, version: int) -> Published:
        """One version, from memory after the first time. Conflict when it cannot be read."""
        await self.remember([(survey_id, version)])
        if (survey_id, version) in self._unreadable:
            raise Conflict(f"this survey cannot be read: {self._unreadable[survey_id, version]}")
        return self._versions[survey_id, version]

    async def _heads(self, tx: Transaction | None = None) -> dict[str, tuple[int, int]]:
        rows = await (tx or self._database).fetch("catalogue.heads")
        heads = {row["key"]: (int(row["id"]), int(row["version"])) for row in rows}
        await self.remember(list(heads.values()), tx)
        return heads

    async def remember(
        self, wanted: Collection[tuple[int, int]], tx: Transaction | Database | None = None
    ) -> None:
        """Read the versions that are not in memory yet, all in one statement."""
        known = (self._versions, self._unreadable)
        missing = [[*one] for one in set(wanted) if not any(one in found for found in known)]
        if not missing:
            return
        for row in await (tx or self._database).fetch("catalogue.versions", missing):
            name = (int(row["survey_id"]), int(row["version"]))
            try:
                self._versions[name] = _published(row)
            except ValidationError as error:
                self._unreadable[name] = str(InvalidInput(*field_errors(error)))
