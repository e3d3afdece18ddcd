"""Places and web sites that a survey opens."""

import pytest

from surveys.doors import Doors, place_of, written
from surveys.errors import InvalidInput
from surveys.keyring import Keyring
from tests.cast import KEYRING, survey

OPEN, LISTED = Doors(), Doors(places=("counter", "receipt"))
OTHERS = Keyring("the secret key of somebody else,")


def test_a_code_opens_its_own_place_of_its_own_survey_only() -> None:
    link = written("nps", OPEN, "counter", KEYRING.tag)
    assert link.startswith("counter~")
    assert place_of("nps", OPEN, link, KEYRING.tag) == "counter"
    code = link.partition("~")[2]
    for survey_key, wrong in (
        ("csat", link),
        ("nps", f"door~{code}"),
        ("nps", "counter"),
        ("nps", "counter~"),
        ("nps", f"counter~{code}~"),
        ("nps", f"counter~{code.upper()}x"),
        ("nps", f"~{code}"),
        ("nps", written("nps", OPEN, "a b", KEYRING.tag)),
        ("nps", written("nps", OPEN, "counter", OTHERS.tag)),
    ):
        assert place_of(survey_key, OPEN, wrong, KEYRING.tag) is None, wrong


def test_listed_places_need_no_code_and_no_code_opens_another() -> None:
    assert written("nps", LISTED, "counter", KEYRING.tag) == "counter"
    printed_before = written("nps", OPEN, "receipt", KEYRING.tag)
    assert place_of("nps", LISTED, "counter", KEYRING.tag) == "counter"
    assert place_of("nps", LISTED, printed_before, KEYRING.tag) == "receipt"
    door = written("nps", OPEN, "door", KEYRING.tag)
    assert place_of("nps", LISTED, door, KEYRING.tag) is None
    assert place_of("nps", Doors(places=()), "counter", KEYRING.tag) is None


@pytest.mark.parametrize(
    "origin",
    ["shop.example", "http://shop.example", "https://shop.example/", "https://SHOP.example", "*",
     "https://", "null", "https://shop.example/page", "https://a.example b", "ftp://a.example"],
)  # fmt: skip
def test_what_is_no_web_site_is_refused(origin: str) -> None:
    with pytest.raises(InvalidInput, match=r"doors\.origins"):
        survey(doors={"origins": [origin]})


def test_web_sites_and_places_are_taken() -> None:
    doors = {"places": ["a.1"], "origins": ["https://a.example:8443", "http://localhost:3000"]}
    assert survey(doors=doors).doors.model_dump(mode="json") == doors
    assert survey().properties == ("store", "team", "place", "pace")
    with pytest.raises(InvalidInput, match="places"):
        survey(doors={"places": ["a b"]})
