"""TLS and logins, against a relay with a certificate of its own."""

import ipaddress
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from notifiers.errors import TryLater


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Certificate and key for 127.0.0.1 in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "relay")])
    now = datetime.now(UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    path = tmp_path / "relay.pem"
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + signed.public_bytes(pem)
    )
    return path


@pytest.fixture
def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def authenticator(server, session, envelope, mechanism, data) -> AuthResult:
    known = (data.login, data.password) == (b"me", b"p@ss/word")
    return AuthResult(success=known, handled=False, auth_data=data.login if known else None)


async def test_it_speaks_tls_from_the_first_byte(
    open_email, relay, survey, certificate, server_tls
) -> None:
    channel = await open_email(
        relay, scheme="smtps", query=f"ca_file={certificate}", tls=server_tls
    )
    await channel.send(survey)
    assert relay.recipients == ["ann@example.com"]


async def test_it_logs_in_after_starttls(
    open_email, relay, survey, certificate, server_tls
) -> None:
    channel = await open_email(
        relay,
        scheme="smtp+starttls",
        login="me:p%40ss%2Fword@",
        query=f"ca_file={certificate}",
        tls_context=server_tls,
        require_starttls=True,
        auth_required=True,
        authenticator=authenticator,
    )
    await channel.send(survey)
    await channel.send(survey)
    assert len(relay.mails) == 2


async def test_it_pauses_the_channel_when_the_login_is_wrong(
    open_email, relay, survey, certificate, server_tls
) -> None:
    channel = await open_email(
        relay,
        scheme="smtp+starttls",
        login="me:wrong@",
        query=f"ca_file={certificate}",
        tls_context=server_tls,
        authenticator=authenticator,
    )
    with pytest.raises(TryLater) as caught:
        await channel.send(survey)
    assert caught.value.channel_wide
    assert caught.value.code == "535"


async def test_it_sends_nothing_in_the_clear_when_starttls_is_not_offered(
    open_email, relay, survey
) -> None:
    channel = await open_email(relay, scheme="smtp+starttls")
    with pytest.raises(TryLater, match="STARTTLS") as caught:
        await channel.send(survey)
    assert caught.value.channel_wide
    assert relay.mails == []


async def test_it_trusts_no_certificate_that_nobody_signed(
    open_email, relay, survey, server_tls
) -> None:
    for scheme, server in (
        ("smtps", {"tls": server_tls}),
        ("smtp+starttls", {"tls_context": server_tls}),
    ):
        channel = await open_email(relay, scheme=scheme, **server)
        with pytest.raises(TryLater) as caught:
            await channel.send(survey)
        assert caught.value.channel_wide
    assert relay.mails == []
