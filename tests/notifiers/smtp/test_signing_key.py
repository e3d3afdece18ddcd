from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)

from notifiers.email import Settings
from notifiers.smtp.signing_key import SigningKey
from tests.notifiers.smtp.dns import Dns, pem

NAME = "k1._domainkey.acme.com"
SMALL = b"""\
-----BEGIN RSA PRIVATE KEY-----
MIIBOgIBAAJBALrYozve80eOSwGQ+/byQbLptDi2U6GdZGLXYs1GEHggPV01/EkI
bhuqsA5sQnkIkTYzRBjfDcriFvaNU45d1+cCAwEAAQJBAIYZja4eqYQlv/dz0yK9
ZCHAUbSSRxurFq1J4INrUc6kOb25YDIzC2YMOLHTJ6CEideVrLa4IasJBUwonJ57
8wECIQDu3+f5rElzzXP6RN/Byx6ovAimj5raJLR5FoAuxfeMxwIhAMg92S3OsRnp
EdwBWPxQ7kVqQTu9nri8sjKVXjD1HPvhAiAnNi4YOAXeso0lOgUZBMTFoggxf0VG
JdxSPDVSeEDIpQIgGPc1G7P4er2HX4G/gX3ppzfvOC6VGn1UTmA3JS16VqECIHTD
JMT1oRmt+iPgAAnG6BUWssev+iak12aOrU93kKY4
-----END RSA PRIVATE KEY-----
"""  # 512 bits; cryptography makes none of that size any more


@pytest.fixture
def dns(tmp_path) -> Dns:
    return Dns(tmp_path)


def problems(keys: str) -> list[str]:
    return Settings(
        smtp_url="smtp://127.0.0.1", mail_from="survey@acme.com", dkim_keys=keys
    ).problems()


def test_it_reads_where_the_public_half_is_to_be_found(dns) -> None:
    key = SigningKey.parse(dns.key("rsa").replace("acme.com=", "Acme.Com.="))
    assert (key.selector, key.domain, key.algorithm) == ("rsa", "acme.com", "rsa-sha256")
    assert key.record_name == "rsa._domainkey.acme.com"
    assert key.record.startswith("v=DKIM1; k=rsa; p=MIIB")


def test_the_record_of_an_ed25519_key_is_the_bare_key(dns) -> None:
    key = SigningKey.parse(dns.key("ed25519"))
    assert len(key.record) == len("v=DKIM1; k=ed25519; p=") + 44


@pytest.mark.parametrize(
    ("domain", "fits"),
    [
        ("acme.com", True),
        ("ACME.com", True),
        ("mail.acme.com", True),
        ("notacme.com", False),
        ("com", False),
        ("acme.com.evil.example", False),
    ],
)
def test_a_key_signs_for_its_domain_and_those_below(dns, domain: str, fits: bool) -> None:
    assert SigningKey.parse(dns.key("ed25519")).fits(domain) is fits


@pytest.mark.parametrize("keys", ["/etc/key.pem", f"{NAME}=", "acme.com=/etc/key.pem", "=", "x,y"])
def test_what_names_no_record_is_told_how_to(keys: str) -> None:
    for problem in problems(keys):
        assert problem == (
            "AFTERWORD_DKIM_KEYS must look like SELECTOR._domainkey.acme.example=/path/to/key.pem"
        )
    assert len(problems(keys)) == len(keys.split(","))


def test_every_key_that_cannot_be_used_is_named_with_its_file(dns, tmp_path) -> None:
    locked = BestAvailableEncryption(b"secret")
    files = {
        "cannot be read: No such file": None,
        "holds no private key in PEM": b"nonsense",
        "is neither an RSA nor an Ed25519 key": pem(generate_private_key(SECP256R1())),
        "is locked with a password": Ed25519PrivateKey.generate().private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, locked
        ),
        "is an RSA key of 512 bits": SMALL,
    }
    for number, (told, octets) in enumerate(files.items()):
        file = tmp_path / f"{number}.pem"
        if octets is not None:
            file.write_bytes(octets)
        [problem] = problems(f"{dns.key('rsa')},{NAME}={file}")
        assert problem.startswith(f"AFTERWORD_DKIM_KEYS names {file} for {NAME}, which {told}")


def test_a_record_that_is_named_twice_is_refused(dns) -> None:
    key = dns.key("rsa")
    assert problems(f"{key}, {key}") == ["AFTERWORD_DKIM_KEYS names rsa._domainkey.acme.com twice"]


def test_nothing_of_a_key_is_shown(dns) -> None:
    key = dns.key("rsa")
    file = key.partition("=")[2]
    secret = Path(file).read_text().splitlines()[1]
    assert secret not in f"{SigningKey.parse(key)!r} {problems(key)}"
