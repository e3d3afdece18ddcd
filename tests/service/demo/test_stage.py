from pathlib import Path

from service.demo import stage


def test_starting_over_takes_the_demos_files_away_and_only_those(tmp_path: Path) -> None:
    (tmp_path / "demo.db.sending" / "boot").mkdir(parents=True)
    for name in ("demo.db", "demo.db-wal", "demo.json", "demo.db.sending/boot/worker", "notes.txt"):
        (tmp_path / name).touch()
    stage.empty(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
