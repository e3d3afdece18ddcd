"""What unhappy people write about: terms that are in more of their comments than in those of the
others, by more than chance. Pure.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from math import exp, lgamma

from surveys.comparing import LEVEL, holm
from surveys.wording import terms_of

FEWEST = 3  # low comments that say it
Said = tuple[bool, str]  # whether the score was a low one, and the comment


@dataclass(frozen=True, slots=True)
class Theme:
    """A term, and in how many comments under low scores and under others it is. `p`: how often
    chance alone would put so many of them there (Fisher's exact test); `adjusted`: the same among
    all terms, after Holm."""

    term: str
    low: int
    others: int
    p: float
    adjusted: float

    @property
    def significant(self) -> bool:
        """At the 5 % level for all terms together."""
        return self.adjusted < LEVEL


def themes(comments: Iterable[Said]) -> list[Theme]:
    """The terms that are over-represented in low answers, the clearest first."""
    texts: dict[bool, list[str]] = {True: [], False: []}
    for is_low, text in comments:
        texts[is_low].append(text)
    sizes = {is_low: len(some) for is_low, some in texts.items()}
    low = Counter(chain.from_iterable(map(terms_of, texts[True])))
    told = {term: n for term, n in low.items() if n >= FEWEST}
    rest = texts[False] if told else []
    others = Counter(chain.from_iterable(told.keys() & terms_of(text) for text in rest))
    chances = [_chance(low[term], others[term], sizes[True], sizes[False]) for term in told]
    found = [
        Theme(term, low[term], others[term], p, adjusted)
        for term, p, adjusted in zip(told, chances, holm(chances), strict=True)
        if low[term] * sizes[False] > others[term] * sizes[True]
    ]
    return _without_parts(sorted(found, key=lambda one: (one.p, -one.low, one.term)))


def _without_parts(found: Sequence[Theme]) -> list[Theme]:
    """A word that is only ever said in one pair is told as that pair."""
    pairs = {
        (word, one.low, one.others)
        for one in found
        for word in one.term.split()[:2]
        if " " in one.term
    }
    return [one for one in found if (one.term, one.low, one.others) not in pairs]


def _chance(low: int, others: int, low_size: int, other_size: int) -> float:
    """That `low` or more of `low + others` comments drawn from all are low ones."""
    said, size = low + others, low_size + other_size
    whole = _choices(size, said)
    parts = range(low, min(said, low_size) + 1)
    return min(
        1.0,
        sum(
            exp(_choices(low_size, n) + _choices(other_size, said - n) - whole)
            for n in parts
            if said - n <= other_size
        ),
    )


def _choices(size: int, drawn: int) -> float:
    """The logarithm of the binomial coefficient."""
    return lgamma(size + 1) - lgamma(drawn + 1) - lgamma(size - drawn + 1)
