"""Shapes that several answers share. They describe what is answered; nothing is built with them."""

from typing import Annotated, Any

from pydantic import BaseModel, WithJsonSchema


class Shape(BaseModel):
    """An object of an answer: all of its fields are always there. Later releases may add some."""


Moment = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
Object = dict[str, Any]


class Person(Shape):
    """A contact, with the id that the source of the event knows them by."""

    id: str | None
    email: str | None
    name: str | None


class Reachable(Person):
    """The same with the telephone."""

    phone: str | None
