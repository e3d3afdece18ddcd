"""Passwords, kept as Argon2id. Hashing takes 40 ms and 19 MiB on purpose, so it runs in threads,
two at a time: a flood of logins must eat neither the event loop nor the memory.
"""

import asyncio
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from surveys.errors import FieldError, InvalidInput

SHORTEST, LONGEST = 10, 1000  # characters
# the second of the equally strong settings in OWASP's password storage cheat sheet
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
THREADS = ThreadPoolExecutor(2, "password")


def check(password: str) -> None:
    """InvalidInput when it is too short or too long to be a password."""
    if len(password) < SHORTEST:
        raise InvalidInput(FieldError("password", f"must have at least {SHORTEST} characters"))
    if len(password) > LONGEST:
        raise InvalidInput(FieldError("password", f"must have at most {LONGEST} characters"))


async def hashed(password: str) -> str:
    """What to store."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(THREADS, HASHER.hash, _bytes(password))


async def fits(password: str, stored: str | None) -> bool:
    """Whether it is the password of `stored`. None (nobody) takes as long, and is never right."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(THREADS, _verify, password, stored)


def _verify(password: str, stored: str | None) -> bool:
    nobodys = _nobodys()
    if len(password) > LONGEST:
        password = ""
    try:
        return HASHER.verify(stored or nobodys, _bytes(password)) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys() -> str:
    return HASHER.hash(b"nobody")


def _bytes(password: str) -> bytes:
    """One form for letters that keyboards compose in different ways."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
