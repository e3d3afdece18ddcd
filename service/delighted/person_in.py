"""A person as POST /people has them."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from surveys import address
from surveys.part import Name
from surveys.wishes import CHANNEL, DELAY


def _email(text: str) -> str:
    if text and address.email(text) is None:
        raise ValueError("is no address that can be written to")
    return text


def _phone(text: str) -> str:
    if text and address.phone(text) is None:
        raise ValueError("is no number in international form, such as +628123456789")
    return text


Email = Annotated[str, Field(max_length=320), AfterValidator(_email)]
Phone = Annotated[str, Field(max_length=40), AfterValidator(_phone)]


class PersonIn(BaseModel):
    """Times are in Unix seconds, `delay` in seconds."""

    model_config = ConfigDict(extra="ignore")
    email: Email | None = None
    phone_number: Phone | None = None
    channel: Name | None = None
    name: Annotated[str, Field(max_length=200)] | None = None
    delay: Annotated[int, Field(ge=0, le=365 * 86400)] = 0
    properties: dict[str, Any] = {}
    send: bool = True
    last_sent_at: Annotated[int, Field(ge=0, lt=2**33)] | None = None
    email_update: Email | None = None
    phone_number_update: Phone | None = None

    @model_validator(mode="after")
    def _can_be_reached(self) -> "PersonIn":
        if not self.email and not self.phone_number:
            raise ValueError("say email or phone_number, or both")
        return self

    def customer(self) -> dict[str, str]:
        """As an event has them, with the addresses that they have from now on."""
        locale = self.properties.get("locale")
        found = {
            "email": self.email_update or self.email,
            "phone": self.phone_number_update or self.phone_number,
            "name": self.name,
            "locale": locale if isinstance(locale, str) and len(locale) <= 35 else None,
        }
        return {name: text for name, text in found.items() if text}

    def event_properties(self) -> dict[str, Any]:
        """With what the rules are to know, from the fields that are checked alone."""
        wishes = {CHANNEL: self.channel, DELAY: self.delay}
        said = {name: one for name, one in self.properties.items() if name not in wishes}
        return said | {name: wish for name, wish in wishes.items() if wish}
