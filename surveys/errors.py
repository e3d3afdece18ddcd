"""What the domain can refuse. The web maps each class to one status, in one table.

AfterwordError
├── InvalidInput    the caller's data is wrong: names each field and the remedy; nothing was changed
│   └── Unreadable  it is so wrong that no field of it can be trusted
├── NotFound        there is no such thing (or not for this caller)
├── Conflict        the thing exists and is in a state that forbids this
└── Unavailable     the database cannot be reached or is busy; trying again later is right
"""

from dataclasses import dataclass


class Sentence(str):
    """What people are told, in English: `message` with `%(name)s` replaced by `values`. A page may
    say the same in another language."""

    message: str
    values: dict[str, object]

    def __new__(cls, message: str, **values: object) -> "Sentence":
        """As gettext has it: without values a % is a %."""
        found = super().__new__(cls, message % values if values else message)
        found.message, found.values = message, values
        return found


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field: `field` is a path such as `customer.email` or `[3].id`."""

    field: str
    message: str


def flaw(field: str, message: str, **values: object) -> FieldError:
    """A wrong field, told in a sentence."""
    return FieldError(field, Sentence(message, **values))


class AfterwordError(Exception):
    """Base of everything the domain raises on purpose."""


class InvalidInput(AfterwordError):
    """The caller's data cannot be used; `errors` names each field and what would be right."""

    def __init__(self, *errors: FieldError) -> None:
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in errors))
        self.errors = errors


class Unreadable(InvalidInput):
    """The request can be understood in more than one way, or not at all."""


class NotFound(AfterwordError):
    """There is no such thing."""


class Conflict(AfterwordError):
    """The thing is in a state that forbids this."""


class Unavailable(AfterwordError):
    """The database cannot be reached or is busy; nothing was changed."""
