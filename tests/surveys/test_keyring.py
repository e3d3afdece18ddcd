import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.keyring import ALPHABET, TOKEN_LENGTH, Keyring, digest, new_token

SECRET = "another secret key, just as long"
OTHER = Keyring(SECRET)


def test_an_unsubscribe_token_names_its_invitation(keyring: Keyring) -> None:
    for invitation_id in (0, 1, 255, 10**12):
        assert keyring.invitation_of(keyring.unsubscribe_token(invitation_id)) == invitation_id


def test_an_unsubscribe_token_with_one_character_changed_names_nothing(keyring: Keyring) -> None:
    token = keyring.unsubscribe_token(4711)
    for place in range(len(token)):
        for character in "0f":
            changed = token[:place] + character + token[place + 1 :]
            assert changed == token or keyring.invitation_of(changed) is None
    assert OTHER.invitation_of(token) is None


@given(st.text(max_size=60))
def test_anything_else_names_no_invitation(text: str) -> None:
    assert OTHER.invitation_of(text) is None


def test_what_is_sealed_can_be_read_with_the_same_key_only(keyring: Keyring) -> None:
    sealed = keyring.seal("whsec_geheim")
    assert "geheim" not in sealed
    assert keyring.unseal(sealed) == "whsec_geheim"
    with pytest.raises(ValueError, match="another SECRET_KEY"):
        OTHER.unseal(sealed)


def test_an_address_cannot_be_told_from_its_digest_without_the_key(keyring: Keyring) -> None:
    one = keyring.address_digest("ann@example.com")
    assert one == keyring.address_digest("ann@example.com")
    assert one != OTHER.address_digest("ann@example.com")
    assert one != digest("ann@example.com")


def test_each_purpose_has_a_tag_of_its_own(keyring: Keyring) -> None:
    assert keyring.tag("a", "text") != keyring.tag("b", "text")
    assert keyring.tag_fits("a", "text", keyring.tag("a", "text"))
    for wrong in ("", "é", "\ud800", keyring.tag("b", "text")):
        assert not keyring.tag_fits("a", "text", wrong)


def test_a_fingerprint_tells_keys_apart(keyring: Keyring) -> None:
    assert keyring.fingerprint() != OTHER.fingerprint()


def test_answer_tokens_do_not_repeat_and_are_easy_to_read() -> None:
    tokens = {new_token() for _ in range(5000)}
    assert len(tokens) == 5000
    assert {len(token) for token in tokens} == {TOKEN_LENGTH}
    assert set("".join(tokens)) == set(ALPHABET)
    assert not set("0O1lIio") & set(ALPHABET)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_digest_is_what_hmac_makes_of_it_and_stays_that(address: str) -> None:
    key = hmac.digest(SECRET.encode(), b"afterword:address", "sha256")
    made = hmac.digest(key, address.encode(), "sha256").hex()
    assert Keyring(SECRET).address_digest(address) == made
