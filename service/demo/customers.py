"""The sample history's customers. Every address is in a domain that can never be a real one."""

from dataclasses import dataclass
from random import Random

FIRST = ("Ani", "Budi", "Cahya", "Dian", "Eka", "Fajar", "Gita", "Hadi", "Indah", "Joko", "Kartika",
         "Lestari", "Maya", "Nur", "Putri", "Rizki", "Sari", "Tono", "Wulan", "Yusuf")  # fmt: skip
LAST = ("Halim", "Kusuma", "Lim", "Nugroho", "Pratama", "Santoso", "Setiawan", "Siregar", "Tanjung",
        "Utami", "Wibowo", "Wijaya", "Hartono", "Susanto", "Gunawan")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Customer:
    """A made-up person."""

    id: str
    name: str
    email: str
    phone: str | None
    locale: str


def customers(chance: Random) -> list[Customer]:
    """Three hundred people; two of three read Indonesian, half have told a phone number."""
    return [
        Customer(
            id=f"sample-{number}",
            name=f"{first} {last}",
            email=f"{first}.{last}@customer.example".lower(),
            phone=f"+62812{5550000 + number}" if chance.random() < 0.5 else None,
            locale="id" if chance.random() < 0.66 else "en",
        )
        for number, (first, last) in enumerate((f, n) for f in FIRST for n in LAST)
    ]
