"""What an operator should know although nothing is wrong."""

from collections.abc import Iterable, Iterator

from notifiers import email
from notifiers.smtp.mailbox import Mailbox
from notifiers.twilio.settings import TwilioSettings
from service.settings import Configuration
from surveys.definition import Definition


def records(configuration: Configuration) -> Iterator[str]:
    """The DNS records with which others check the signatures under our mails."""
    for key in _mail(configuration).signing_keys():
        yield f'{key.record_name} TXT "{key.record}"'


def about(configuration: Configuration, definitions: Iterable[Definition]) -> Iterator[str]:
    """Everything else, a sentence each."""
    yield from _unsigned(_mail(configuration), definitions)
    yield from _unheard(configuration)


def _mail(configuration: Configuration) -> email.Settings:
    settings = configuration.channels["email"]
    assert isinstance(settings, email.Settings)
    return settings


def _unsigned(mail: email.Settings, definitions: Iterable[Definition]) -> Iterator[str]:
    keys = mail.signing_keys()
    if mail.off or not keys:
        return
    for whose, sender in _senders(mail.sender(), definitions):
        if not any(key.fits(sender.domain) for key in keys):
            yield f"{whose} has no key in AFTERWORD_DKIM_KEYS for {sender.domain}: not signed"


def _unheard(configuration: Configuration) -> Iterator[str]:
    ours = configuration.settings.base_url
    for name, one in configuration.channels.items():
        if isinstance(one, TwilioSettings) and not one.off and not one.reaches(ours):
            yield f"Twilio cannot reach {ours}: no receipts, replies or STOP by {name}"


def _senders(default: Mailbox, definitions: Iterable[Definition]) -> Iterator[tuple[str, Mailbox]]:
    yield "AFTERWORD_MAIL_FROM", default
    for one in definitions:
        if one.brand and one.brand.mail_from and "email" in one.channels:
            yield f"the sender of {one.key}", Mailbox.parse(one.brand.mail_from, default)
