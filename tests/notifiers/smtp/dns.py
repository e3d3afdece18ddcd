"""Keys that sign mail, and a DNS that knows their public halves."""

from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from notifiers.smtp.signing_key import SigningKey


def pem(private) -> bytes:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@dataclass
class Dns:
    """`folder` holds the private keys, `records` what is published."""

    folder: Path
    records: dict[str, str] = field(default_factory=dict)

    def key(self, kind: str, domain: str = "acme.com", bits: int = 2048) -> str:
        """Makes a key, publishes its record, tells how AFTERWORD_DKIM_KEYS names it."""
        rsa = kind == "rsa"
        private = generate_private_key(65537, bits) if rsa else Ed25519PrivateKey.generate()
        file = self.folder / f"{kind}.{domain}.pem"
        file.write_bytes(pem(private))
        written = f"{kind}._domainkey.{domain}={file}"
        made = SigningKey.parse(written)
        self.records[f"{made.record_name}."] = made.record
        return written

    def txt(self, name: bytes, timeout: int = 5) -> bytes:
        return self.records.get(name.decode(), "").encode()
