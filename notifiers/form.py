"""A text that many get, but for a few words."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """`literals` is one longer than `blanks`, between each two of which a blank stands: the number
    of the value that goes there. A channel may encode the literals once; forms are compared by
    identity, so that it finds them again."""

    literals: tuple[str, ...]
    blanks: tuple[int, ...]

    def __len__(self) -> int:
        """Characters that are there before anything is filled in."""
        return sum(map(len, self.literals))

    def fill(self, values: Sequence[str]) -> str:
        filled = [self.literals[0]]
        for blank, literal in zip(self.blanks, self.literals[1:], strict=True):
            filled += values[blank], literal
        return "".join(filled)


@dataclass(slots=True)
class Filled:
    """A form with the values for one person, each of them as it should stand there."""

    form: Form
    values: tuple[str, ...]

    def __str__(self) -> str:
        return self.form.fill(self.values)
