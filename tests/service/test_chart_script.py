import asyncio
import gzip
import subprocess
import sys
from pathlib import Path

import pytest

from service import chart_script
from service.chart_script import ADDRESS, VERSION, ChartScript, make
from surveys.errors import Unavailable
from tests.service.house import House

POSTGRES = "postgres://localhost/nowhere"  # nothing to keep a file beside


def url(folder: Path) -> str:
    return f"sqlite://{folder / 'afterword.db'}"


@pytest.fixture
def maker(tmp_path: Path, monkeypatch) -> Path:
    """A quick maker in place of the real one; each run leaves a line in the file."""
    (tmp_path / "maker.py").write_text(
        "import pathlib, sys\n"
        f"log = pathlib.Path({str(tmp_path / 'log')!r})\n"
        "log.open('a').write('made\\n')\n"
        "sys.stdout.write('script')\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(chart_script, "MAKER", "maker")
    return tmp_path / "log"


def runs(maker: Path) -> int:
    return maker.read_text().count("made")


async def test_it_is_made_once_for_all_who_ask_at_the_same_time(maker: Path) -> None:
    script = ChartScript(POSTGRES)

    assert await asyncio.gather(*(script.packed() for _ in range(5))) == [b"script"] * 5
    assert await script.packed() == b"script"
    assert runs(maker) == 1


async def test_it_is_kept_beside_an_sqlite_database(maker: Path, tmp_path: Path) -> None:
    for _ in range(2):
        assert await ChartScript(url(tmp_path)).packed() == b"script"

    assert runs(maker) == 1
    assert [file.name for file in (tmp_path / "cache").iterdir()] == [f"vega-{VERSION}.js.gz"]


async def test_it_stays_in_memory_where_it_cannot_be_kept(maker: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    script = ChartScript(url(tmp_path))

    assert [await script.packed(), await script.packed()] == [b"script"] * 2
    assert runs(maker) == 1


async def test_it_is_tried_again_after_a_failure(maker: Path, tmp_path: Path, capfd) -> None:
    script = ChartScript(POSTGRES)
    working = (tmp_path / "maker.py").read_text()
    (tmp_path / "maker.py").write_text("raise SystemExit(1)")
    with pytest.raises(Unavailable):
        await script.packed()
    (tmp_path / "maker.py").write_text(working)

    assert await script.packed() == b"script"


async def test_it_does_not_wait_for_ever(maker: Path, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "maker.py").write_text("import time; time.sleep(60)")
    monkeypatch.setattr(chart_script, "SECONDS", 0.2)

    with pytest.raises(Unavailable, match="too long"):
        await make()


async def test_one_who_hangs_up_does_not_take_it_from_the_others(maker: Path) -> None:
    script = ChartScript(POSTGRES)
    impatient = asyncio.create_task(script.packed())
    patient = asyncio.create_task(script.packed())
    await asyncio.sleep(0)
    impatient.cancel()

    assert await patient == b"script"
    assert runs(maker) == 1


async def test_it_is_served_packed_and_plain_and_for_a_year(house: House) -> None:
    packed = await house.web.get(ADDRESS)
    plain = await house.web.get(ADDRESS, headers={"Accept-Encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.text == plain.text
    assert packed.text.rstrip().endswith("as vegaEmbed};")
    for answer in (packed, plain):
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["vary"] == "Accept-Encoding"
    assert len(gzip.compress(packed.content)) < 400_000


def test_the_web_does_not_load_the_library() -> None:
    code = "import service.app, service.routes.dashboard, sys; print('vl_convert' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert done.stdout.strip() == "False"
