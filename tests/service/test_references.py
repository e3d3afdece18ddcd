import re

import pytest

from service.references import find, read, reference_of, return_path
from surveys.keyring import Keyring

DOMAIN = "bounces.acme.example"
LARGEST = 10**18 - 1


def path(message_id: int, keyring: Keyring) -> str:
    return return_path(message_id, keyring, DOMAIN) or pytest.fail("there is a domain")


@pytest.mark.parametrize("message_id", [1, 4711, LARGEST])
def test_a_return_path_names_its_message_in_whatever_case_it_comes_back(
    message_id: int, keyring: Keyring
) -> None:
    own = path(message_id, keyring)
    for form in (own, own.upper(), f"<{own}>", f"rfc822; {own}", f"list+{own}", f"x@y, {own}"):
        assert find([form], keyring) == (message_id, "")
    local, _, domain = own.partition("@")
    assert len(local) <= 64
    assert domain == DOMAIN
    assert re.fullmatch(r"[a-z0-9.]+", local)


def test_without_a_domain_there_is_no_return_path(keyring: Keyring) -> None:
    assert return_path(1, keyring, None) is None


def test_nobody_else_can_make_one(keyring: Keyring) -> None:
    own = path(12, keyring)
    stranger = path(12, Keyring("another secret key, of 32 letters"))
    for forged in (own.replace("b.12.", "b.13."), own.replace("b.", "b.0"), stranger, f"x{own}"):
        assert find([forged], keyring) is None
    local = own.partition("@")[0]
    for place in range(len("b.12."), len(local)):
        other = "0" if local[place] != "0" else "1"
        assert find([own[:place] + other + own[place + 1 :]], keyring) is None


def test_a_return_path_says_more_than_a_message_id(keyring: Keyring) -> None:
    reference = reference_of(7, "K3x9Pq2222")
    assert find([f"<{reference}@acme.example>"], keyring) == (7, "k3x9pq") == read(reference)
    assert find([f"<{reference}@acme.example>", path(12, keyring)], keyring) == (12, "")


@pytest.mark.parametrize(
    "name",
    ["", "b.@", "b.1.@x", "<x@y>", "b.1." + "0" * 17 + "@x", "aw-1-abc@x", "xaw-1-abcdef@x"],
)
def test_it_knows_no_other_names(name: str, keyring: Keyring) -> None:
    assert find([name], keyring) is None
