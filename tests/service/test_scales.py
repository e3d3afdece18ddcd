import pytest

from service.scales import along, bands, edges, is_net
from surveys.kinds import kinds


def test_it_knows_the_bands_of_a_net_score() -> None:
    assert [*bands("nps").values()] == ["bad"] * 7 + ["middle"] * 2 + ["good"] * 2
    assert (edges("nps", "bad"), edges("nps", "good")) == ((0, 6), (9, 10))


@pytest.mark.parametrize(
    ("kind", "good"), [("csat", (4, 5)), ("ces", (5, 7)), ("pmf", (3, 3)), ("thumbs", (1, 1))]
)
def test_it_knows_which_answers_count_towards_a_share(kind: str, good: tuple[int, int]) -> None:
    assert edges(kind, "good") == good
    assert set(bands(kind).values()) == {"good", "rest"}


@pytest.mark.parametrize("kind", kinds())
def test_it_gives_every_score_of_every_kind_a_band(kind: str) -> None:
    found = kinds()[kind]

    assert [*bands(kind)] == [*range(found.LOW, found.HIGH + 1)]
    assert is_net(kind) == (kind in ("nps", "enps"))


def test_it_knows_how_far_along_the_scale_a_score_is() -> None:
    assert [along("nps", score) for score in (-100, 0, 100)] == [0, 50, 100]
    assert [along("csat", score) for score in (0, 42, 100)] == [0, 42, 100]
