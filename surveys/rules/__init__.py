"""Rules: the folder is the registry, one file a rule, run in the order that each file names.

A rule is a pure function `apply(situation) -> Skip | Change | None`. The first Skip ends it; each
Change is what the next rule sees. Lower ORDER is earlier; this is the only precedence there is.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol

from surveys.situation import Situation, Verdict


class Rule(Protocol):
    """What a rule's file offers. REASONS: every reason code it can give, with its meaning."""

    ORDER: int
    REASONS: dict[str, str]

    def apply(self, situation: Situation) -> Verdict:
        """Skip, Change, or None for no opinion."""


@cache
def rules() -> dict[str, Rule]:
    """Every rule by name, in the order in which they speak."""
    modules = {m.name: import_module(f"{__name__}.{m.name}") for m in iter_modules(__path__)}
    return dict(sorted(modules.items(), key=lambda item: item[1].ORDER))
