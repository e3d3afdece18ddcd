"""`afterword export` beside a running server: the same bytes as the API gives."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from service.exporting import WHOLE, Export
from service.lists import listings
from service.tables import FORMS
from tests.service.commands.shell import Shell
from tests.service.house import SECRET, House, open_house


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """Three customers are asked, two answer, one of them changes their mind."""
    async with open_house(database_url) as found:
        await found.publish()
        for number in range(3):
            path = await found.invited(number)
            for score in (9, number + 1)[:number]:
                await found.answer(path, score, comment="=1+1")
                found.clock.forward(minutes=1)
        await found.quiet()
        yield found


@pytest.fixture
def beside(house: House, shell: Shell) -> Shell:
    """A shell with the settings of that house."""
    return replace(shell, environment={**shell.environment, "AFTERWORD_SECRET_KEY": SECRET})


async def test_every_list_is_exported_as_the_api_gives_it(house: House, tmp_path: Path) -> None:
    for name, listing in listings().items():
        for ending, form in FORMS.items():
            told: list[int] = []
            export = Export(house.engine.database, listing, told.append)
            wanted = await listing.wanted({}, house.engine.catalogue, house.engine.settings.zone)
            file = tmp_path / f"{name}.{ending}"
            with file.open("wb") as opened:
                await export.run(wanted, form, opened)
            api = await house.api.get(f"/v1/{name}", headers={"Accept": form.media_type})
            assert file.read_bytes() == api.content, (name, ending)
            assert sum(told) == WHOLE
            listed = (await house.api.get(f"/v1/{name}")).json()["data"]
            assert export.written == len(listed), name


async def test_an_export_the_list_and_the_scores_count_the_same(
    house: House, beside: Shell
) -> None:
    file = beside.folder / "all.jsonl"
    said = await beside.told("export", "responses", "-o", str(file))
    assert "2 responses written" in said
    entries = [json.loads(line) for line in file.read_text().splitlines()]
    assert entries == await house.responses()
    counts = (await house.scores())["total"]["counts"]
    assert [score for score in sorted(counts) for _ in range(counts[score])] == sorted(
        str(entry["score"]) for entry in entries
    )
    assert (file.stat().st_mode & 0o777) == 0o600
    assert list(beside.folder.glob("*.part")) == []


async def test_a_part_that_is_there_already_is_neither_followed_nor_shared(
    house: House, beside: Shell
) -> None:
    other = beside.folder / "other"
    other.write_text("mine")
    (beside.folder / "all.csv.part").symlink_to(other)
    (beside.folder / "open.csv.part").touch(0o666)
    for name in ("all.csv", "open.csv"):
        file = beside.folder / name
        await beside.told("export", "responses", "-o", str(file))
        assert (file.is_symlink(), file.stat().st_mode & 0o777) == (False, 0o600)
    assert other.read_text() == "mine"


async def test_the_parameters_of_the_list_are_options(house: House, beside: Shell) -> None:
    asked = ("export", "responses", "--min-score", "9", "--survey", "nps")
    table = (await beside.told(*asked)).splitlines()
    assert table[0].startswith("id,survey,version,score,comment")
    wanted = {"Accept": "text/csv"}
    api = await house.api.get("/v1/responses?min_score=9&survey=nps", headers=wanted)
    assert set(api.text.splitlines()) <= set(table)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("responses", "--min-score", "99"), "min_score: must be a whole number from 0 to 10"),
        (("contacts", "-o", "list.xls"), "-o: ends in none of csv, jsonl, parquet"),
        (("events", "-o", "no/such/folder/list.csv"), "-o: cannot be written"),
        (("events", "-o", "/dev/null", "--format", "csv"), "-o: is no file"),
        (("decisions", "--survey", "none"), "there is no survey"),
    ],
)
async def test_what_cannot_be_exported_is_told_and_leaves_no_file(
    shell: Shell, arguments: tuple[str, ...], complaint: str
) -> None:
    said = await shell.run("export", *arguments)
    assert (said.code, complaint in said.text) == (2, True), said.text
    assert "Traceback" not in said.text
    left = [path for path in shell.folder.iterdir() if path.suffix in (".csv", ".part", ".xls")]
    assert left == []
