"""Everything derived from SECRET_KEY: address digests, unsubscribe tokens, sealed secrets.

Each purpose has a key of its own, so that one kind of token can never stand in for another.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable

from cryptography.fernet import Fernet, InvalidToken

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 O 1 l I i o
TOKEN_LENGTH = 23
CODE_LENGTH = 11  # 64 bits

Mac = Callable[[bytes], str]


class Keyring:
    """`secret_key` must stay the same for the life of the database."""

    def __init__(self, secret_key: str) -> None:
        self._secret = secret_key.encode()
        self._macs: dict[str, Mac] = {}
        self._fernet = Fernet(urlsafe_b64encode(self._key("seal")))

    def fingerprint(self) -> str:
        """Tells two secret keys apart without telling the key."""
        return self._key("fingerprint").hex()

    def address_digest(self, address: str) -> str:
        """Keyed hash of a normalised address, for the suppression list."""
        return self._mac("address", address.encode())

    def tag(self, purpose: str, text: str) -> str:
        """A 72-bit keyed tag in 18 hex digits: forging one takes 2**71 tries on average."""
        return self._mac(purpose, text.encode("utf-8", "replace"))[:18]

    def tag_fits(self, purpose: str, text: str, tag: str) -> bool:
        """Whether `tag` is the tag of `text`, in constant time."""
        return hmac.compare_digest(self.tag(purpose, text).encode(), tag.encode("utf-8", "replace"))

    def unsubscribe_token(self, invitation_id: int) -> str:
        """Names an invitation, and nothing else may be done with it but to unsubscribe."""
        return f"{invitation_id:x}{self.tag('unsubscribe', str(invitation_id))}"

    def invitation_of(self, unsubscribe_token: str) -> int | None:
        """The invitation of a genuine unsubscribe token, None for anything else."""
        number, tag = unsubscribe_token[:-18], unsubscribe_token[-18:]
        if not 0 < len(number) < 16 or not all(c in "0123456789abcdef" for c in number):
            return None
        invitation_id = int(number, 16)
        return invitation_id if self.tag_fits("unsubscribe", str(invitation_id), tag) else None

    def seal(self, text: str) -> str:
        """Encrypt a secret that must be read again, such as a webhook's signing secret."""
        return self._fernet.encrypt(text.encode()).decode()

    def unseal(self, sealed: str) -> str:
        """What was sealed; ValueError when it was sealed under another SECRET_KEY."""
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as error:
            raise ValueError("sealed under another SECRET_KEY") from error

    def _mac(self, purpose: str, octets: bytes) -> str:
        if purpose not in self._macs:
            self._macs[purpose] = _mac_of(self._key(purpose))
        return self._macs[purpose](octets)

    def _key(self, purpose: str) -> bytes:
        return hmac.digest(self._secret, f"afterword:{purpose}".encode(), "sha256")


def _mac_of(key: bytes) -> Mac:
    """HMAC-SHA-256 in hex, RFC 2104: with the key taken in once, a third of what `hmac` takes."""
    padded = key.ljust(64, b"\0")
    inner, outer = (hashlib.sha256(bytes(one ^ pad for one in padded)) for pad in (0x36, 0x5C))

    def mac(octets: bytes) -> str:
        inside, outside = inner.copy(), outer.copy()
        inside.update(octets)
        outside.update(inside.digest())
        return outside.hexdigest()

    return mac


def new_token() -> str:
    """An answer token: 23 characters that are easy to read, 132 bits of chance drawn at once."""
    left, letters = secrets.randbelow(len(ALPHABET) ** TOKEN_LENGTH), []
    for _ in range(TOKEN_LENGTH):
        left, letter = divmod(left, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)


def short_code(token: str) -> str:
    """What stands for an answer token where every character costs: its first half."""
    return token[:CODE_LENGTH]


def digest(token: str) -> str:
    """SHA-256 of a token with enough chance in it to need no slower hash (API keys, logins)."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
