"""Panels of the dashboard: the folder is the registry, one file a panel, shown by ORDER.

A panel turns the figures of a view into parts (service/parts.py), or into None when it has nothing
to say about this view.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from service.parts import Panel
from service.view import View


class PanelFile(Protocol):
    """What a panel's file offers."""

    ORDER: int

    async def show(self, view: View) -> Panel | None:
        """The panel for a view."""


@cache
def panels() -> dict[str, PanelFile]:
    """Every panel by name, in the order in which they stand."""
    modules = {m.name: import_module(f"{__name__}.{m.name}") for m in iter_modules(__path__)}
    found = {name: cast(PanelFile, m) for name, m in modules.items() if hasattr(m, "show")}
    return dict(sorted(found.items(), key=lambda item: item[1].ORDER))


async def show_all(view: View) -> list[tuple[str, Panel]]:
    """The panels that have something to say, by name."""
    shown = [(name, await panel.show(view)) for name, panel in panels().items()]
    return [(name, panel) for name, panel in shown if panel is not None]
