"""Groups so small that their score would tell who answered what. Pure."""

from collections.abc import Collection, Iterator, Mapping

Group = str | None | tuple[str | None, ...]  # of one segment, or of two
OTHER = "other"  # small groups put together


def small(sizes: Mapping[Group, int], least: int) -> frozenset[Group]:
    """The groups to put together: those with fewer than `least` answers, and as many of the next
    larger ones as it takes that no group comes out as the difference to a total.

    With two segments there is a total for each value of either, so this holds along each of them.
    """
    there = {group: size for group, size in sizes.items() if size}
    hidden = {group for group, size in there.items() if size < least}
    while exposed := next(_exposed(there, hidden, least), None):
        hidden.add(exposed[0])
    return frozenset(hidden)


def _exposed(
    sizes: Mapping[Group, int], hidden: Collection[Group], least: int
) -> Iterator[tuple[Group]]:
    """The smallest group that has to go as well, for each line whose hidden part can be told."""
    for line in _lines(sizes):
        gone = [group for group in line if group in hidden]
        left = [group for group in line if group not in hidden]
        if gone and left and (len(gone) == 1 or sum(sizes[one] for one in gone) < least):
            yield (min(left, key=lambda one: (sizes[one], str(one))),)


def _lines(sizes: Mapping[Group, int]) -> Iterator[list[Group]]:
    """Groups that add up to a number which can be asked for."""
    yield list(sizes)
    for place in range(2):
        pairs = [one for one in sizes if isinstance(one, tuple)]
        for value in {one[place] for one in pairs}:
            yield [one for one in pairs if one[place] == value]
