"""`afterword import events FILE`."""

from tests.service.commands.shell import Shell

FILE = """id,type,occurred_at,customer.email,properties.store
1,purchase.completed,2024-03-01T10:00:00Z,ani@example.com,Jakarta
2,purchase.completed,2024-03-01,budi@example.com,Jakarta
3,purchase.completed,2024-03-02T10:00:00Z,citra@example.com,Bandung
"""


async def test_events_are_imported_beside_a_running_server_and_once(shell: Shell) -> None:
    path = shell.folder / "events.csv"
    path.write_text(FILE)
    async with shell.running("serve", "--port", "0"):
        first = await shell.run("import", "events", str(path), "--source", "shop")
        again = await shell.run("import", "events", str(path), "--source", "shop")
    assert (first.code, again.code) == (1, 1)
    bad = f"{path}:3: occurred_at: "
    assert [line for line in first.text.splitlines() if line.startswith(bad)]
    assert "2 accepted, 0 duplicates (0 of them with another content), 1 bad lines" in first.text
    assert "0 accepted, 2 duplicates (0 of them with another content), 1 bad lines" in again.text
    other = await shell.run("import", "events", str(path))
    assert "2 accepted" in other.text  # the ids of another source


async def test_strict_writes_nothing_when_a_line_is_bad(shell: Shell) -> None:
    path = shell.folder / "events.csv"
    path.write_text(FILE)
    output = await shell.run("import", "events", str(path), "--strict")
    assert (output.code, f"{path}:3: occurred_at: " in output.text) == (2, True)
    path.write_text("".join(FILE.splitlines(keepends=True)[:2]))
    assert (await shell.told("import", "events", str(path), "--strict")).startswith("1 accepted, 0")


async def test_what_cannot_be_used_at_all_is_named(shell: Shell) -> None:
    path = shell.folder / "events.csv"
    path.write_text(FILE.replace("properties.store", "shop"))
    for arguments, why in {
        (str(path),): "shop: is not a column; there are id, type",
        (str(shell.folder / "none.csv"),): "none.csv: cannot be read: No such file",
        (str(shell.folder / "events.xls"),): "events.xls: must end in .csv, .jsonl, .ndjson",
        (str(path), "--source", ""): "source: write 1 to 64",
    }.items():
        output = await shell.run("import", "events", *arguments)
        assert (output.code, why in output.text) == (2, True), output
