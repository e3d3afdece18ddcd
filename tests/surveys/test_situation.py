import pytest

from surveys.situation import Change, Said, Skip
from tests.surveys.rules.cast import situation


@pytest.mark.parametrize("said", ["Because.", lambda: "Because."])
def test_a_rule_gives_its_sentence_or_says_how_to_write_it(said: Said) -> None:
    assert Skip("because", said).sentence == "Because."
    assert Change(situation(), "because", said).sentence == "Because."
