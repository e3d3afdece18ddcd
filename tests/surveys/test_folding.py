from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.folding import Group, small


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({"A": 5, "B": 5}, set()),
        ({"A": 9, "B": 8, "C": 3, "D": 2}, {"C", "D"}),
        ({"A": 9, "B": 8, "C": 4}, {"B", "C"}),  # the total would tell C
        ({"A": 9, "B": 8, "C": 2, "D": 2}, {"B", "C", "D"}),  # C and D together are too few
        ({"A": 9, "B": 1}, {"A", "B"}),
        ({"A": 1}, {"A"}),
        ({"A": 9, None: 2, "B": 3}, {None, "B"}),
        ({"A": 9, "B": 0}, set()),
        ({}, set()),
    ],
)
def test_no_group_under_five_comes_out(sizes: dict[Group, int], hidden: set[Group]) -> None:
    assert small(sizes, 5) == hidden


def test_everybody_is_told_apart_unless_that_is_asked_for() -> None:
    assert small({"A": 1, "B": 1}, 1) == frozenset()


groups = st.one_of(
    st.dictionaries(st.sampled_from("ABCDEF"), st.integers(0, 12)),
    st.dictionaries(
        st.tuples(st.sampled_from("ABC"), st.sampled_from([None, "1", "2", "3"])),
        st.integers(0, 12),
    ),
)


@given(groups, st.integers(1, 8))
def test_every_total_less_what_is_told_is_nought_or_enough(
    sizes: dict[Group, int], least: int
) -> None:
    hidden = small(sizes, least)
    assert all(size >= least for group, size in sizes.items() if size and group not in hidden)
    lines: dict[object, list[Group]] = {"all": list(sizes)}
    for group in sizes:
        for place, value in enumerate(group if isinstance(group, tuple) else ()):
            lines.setdefault((place, value), []).append(group)
    for line in lines.values():
        gone = [sizes[group] for group in line if group in hidden]
        whole = len(gone) == sum(sizes[group] > 0 for group in line)
        assert not gone or whole or (len(gone) > 1 and sum(gone) >= least)


def test_it_hides_no_more_than_it_must() -> None:
    sizes = {(store, team): 9 for store in "ABC" for team in "123"}
    hidden = small(sizes | {("A", "1"): 1}, 5)
    assert len(hidden) == 4  # a square: its row, its column, and the corner that ties them
    assert Counter(store for store, _ in hidden) == {"A": 2, "B": 2}
