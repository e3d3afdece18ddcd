"""What mail is signed with (DKIM): AFTERWORD_DKIM_KEYS, read."""

import re
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"({_LABEL}(?:\.{_LABEL})*)\._domainkey\.({_LABEL}(?:\.{_LABEL})+)")
_SMALLEST_RSA_BITS = 1024  # RFC 8301, 3.2: verifiers believe nothing below


@dataclass(frozen=True, slots=True)
class SigningKey:
    """`selector` and `domain` say where its public half is to be found in the DNS."""

    selector: str
    domain: str
    private: RSAPrivateKey | Ed25519PrivateKey

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """Reads `NAME=FILE`: the name of the DNS record and the private key in PEM. Raises
        ValueError with a text for the operator."""
        name, _, file = (part.strip() for part in text.partition("="))
        if not (named := _NAME.fullmatch(name.lower().rstrip("."))) or not file:
            raise ValueError("must look like SELECTOR._domainkey.acme.example=/path/to/key.pem")
        try:
            return cls(named[1], named[2], _private(Path(file)))
        except ValueError as error:
            raise ValueError(f"names {file} for {name}, which {error}") from None

    @property
    def algorithm(self) -> str:
        return f"{self._kind}-sha256"

    @property
    def record_name(self) -> str:
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """What the DNS has to say, as TXT. Ed25519 keys stand there bare (RFC 8463, 4.2)."""
        public = self.private.public_key()
        if isinstance(self.private, RSAPrivateKey):
            octets = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        else:
            octets = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return f"v=DKIM1; k={self._kind}; p={b64encode(octets).decode()}"

    def fits(self, domain: str) -> bool:
        """Whether mail from that domain may be signed so that DMARC takes the two for one."""
        return f".{domain.lower()}".endswith(f".{self.domain}")

    def sign(self, octets: bytes) -> bytes:
        if isinstance(self.private, RSAPrivateKey):
            return self.private.sign(octets, PKCS1v15(), SHA256())
        return self.private.sign(sha256(octets).digest())  # RFC 8463, 3: of the hash

    @property
    def _kind(self) -> str:
        return "rsa" if isinstance(self.private, RSAPrivateKey) else "ed25519"


def _private(file: Path) -> RSAPrivateKey | Ed25519PrivateKey:
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    except TypeError:
        raise ValueError("is locked with a password; write the key without one") from None
    except (ValueError, UnsupportedAlgorithm):
        raise ValueError("holds no private key in PEM") from None
    if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
        raise ValueError("is neither an RSA nor an Ed25519 key")
    if isinstance(key, RSAPrivateKey) and key.key_size < _SMALLEST_RSA_BITS:
        raise ValueError(f"is an RSA key of {key.key_size} bits; make one of 2048")
    return key
