"""Addresses as mail headers write them."""

import re
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from notifiers.smtp.headers import encoded_words, without_line_breaks

_ADDR_SPEC = re.compile(
    r'[^\s\x00-\x20\x7f"(),:;<>@\[\\\]]{1,64}'
    r"@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?"
)
_NAME_AND_ADDRESS = re.compile(r'\s*(?:"((?:[^"\\]|\\.)*)"|([^"<>]*?))\s*<([^<>]*)>\s*')


def addr_spec(address: str) -> str:
    """Exactly one address, its domain in ASCII. Raises ValueError for anything else: a comma would
    make two recipients of it, a space or a line break a command."""
    if not address.isascii():
        try:
            valid = validate_email(address, check_deliverability=False)
        except EmailNotValidError:
            raise ValueError("not an e-mail address") from None
        address = f"{valid.local_part}@{valid.ascii_domain}"
    if not _ADDR_SPEC.fullmatch(address):
        raise ValueError("not an e-mail address")
    return address


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`name` is "" when there is none; `address` is a valid addr-spec."""

    name: str
    address: str

    @classmethod
    def parse(cls, text: str, default: "Mailbox | None" = None) -> "Mailbox":
        """Reads `"Acme" <survey@acme.com>`, `survey@acme.com`, or a name alone, which needs a
        `default` for its address. Raises ValueError."""
        without_line_breaks(text)
        if both := _NAME_AND_ADDRESS.fullmatch(text):
            quoted, plain, address = both.groups()
            name = re.sub(r"\\(.)", r"\1", quoted) if quoted is not None else plain
            return cls(name, addr_spec(address))
        text = text.strip()
        if default is None or ("@" in text and " " not in text):
            return cls("", addr_spec(text))
        return cls(text, default.address)

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def header(self) -> str:
        return f"{self.written_name()} <{self.address}>" if self.name else self.address

    def written_name(self) -> str:
        """Quoted or encoded, as headers want it."""
        if self.name.isascii() and self.name.isprintable() and "=?" not in self.name:
            quoted = re.sub(r'(["\\])', r"\\\1", self.name)
            return f'"{quoted}"'
        return encoded_words(self.name)
