"""`afterword` itself."""

import typer

from service.cli import application


def names(app: typer.Typer) -> set[str]:
    """Of commands and of groups of them."""
    single = {one.callback.__name__ for one in app.registered_commands if one.callback}
    return single | {str(group.name) for group in app.registered_groups}


def test_a_command_that_is_named_is_the_only_one_to_be_imported() -> None:
    assert names(application(["keys", "list"])) == {"keys"}
    assert names(application(["worker"])) == {"worker"}


def test_all_commands_are_there_when_none_is_named() -> None:
    everything = names(application())
    assert everything >= {"serve", "worker", "import", "keys", "rebuild", "version"}
    assert names(application(["--help"])) == names(application(["import"])) == everything
