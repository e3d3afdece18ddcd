"""`afterword`: one file a command in commands/, the folder is the registry."""

import sys
from collections.abc import Sequence
from importlib import import_module
from pkgutil import iter_modules

import typer

from service import commands
from service.settings import WrongSettings
from surveys.errors import AfterwordError, InvalidInput


def application(words: Sequence[str] = ()) -> typer.Typer:
    """With every command or, if the first of `words` is the name of one's file, with that one: to
    import all of them takes longer than most of them run."""
    names = sorted(module.name for module in iter_modules(commands.__path__))
    app = typer.Typer(
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="Ask customers one good question after the moment that matters.",
    )
    app.callback()(lambda: None)  # so that a single command keeps its name
    for name in words[:1] if set(words[:1]) & set(names) else names:
        import_module(f"{commands.__name__}.{name}").register(app)
    return app


def main() -> None:
    """Run; what a person can mend is told in plain lines, without a trace, with exit code 2."""
    try:
        application(sys.argv[1:])()
    except WrongSettings as error:
        _complain("The settings are not right:", error.problems)
    except InvalidInput as error:
        _complain("That cannot be used:", [f"{e.field}: {e.message}" for e in error.errors])
    except AfterwordError as error:
        _complain(str(error), [])


def _complain(headline: str, lines: list[str]) -> None:
    print("\n".join([headline, *(f"  - {line}" for line in lines)]), file=sys.stderr)
    sys.exit(2)
