from datetime import timedelta

import pytest

from surveys.database import Database
from surveys.errors import InvalidInput
from surveys.responses import Filter, page
from surveys.searching import index, wanted
from tests.cast import NOW, answer, column, invite, publish, retract, survey

SAID = [
    "Cold coffee, AND a rude waiter's remark (order 4711)",
    "the coffee was hot",
    "咖啡冷了",
    "コーヒーが冷たい",
    "कॉफ़ी ठंडी थी",
    "القهوة باردة",
    "na\u00efve caf\u00e9",
    None,
]


@pytest.fixture
async def tokens(database: Database) -> list[str]:
    """One customer for each of SAID."""
    await publish(database, survey(throttle=None))
    found = await invite(database, len(SAID))
    for number, (token, text) in enumerate(zip(found, SAID, strict=True)):
        await answer(database, token, number, comment=text)
    await index(database)
    return found


async def found(database: Database, search: str, **more: int) -> list[int]:
    """The places in SAID."""
    entries, _ = await page(database, Filter(search=search, **more))
    return sorted(int(one["score"]) for one in entries)


@pytest.mark.parametrize(
    ("search", "places"),
    [
        ("coffee", [0, 1]),
        ("COLD coffee", [0]),
        ("coffee hot", [1]),
        ("4711", [0]),
        ("and", [0]),
        ("OR", []),
        ("coff", []),
        ("waiter's", [0]),
        ("咖啡", [2]),
        ("冷了", [2]),
        ("冷たい", [3]),
        ("ठंडी", [4]),
        ("باردة", [5]),
        ("CAFÉ", [6]),
        ("cafe\u0301", [6]),
        ("cafe", []),
    ],
)
async def test_it_finds_comments_by_their_words_in_any_language(
    database: Database, tokens: list[str], search: str, places: list[int]
) -> None:
    assert await found(database, search) == places


async def test_it_goes_with_the_other_filters_and_in_pages(
    database: Database, tokens: list[str]
) -> None:
    assert await found(database, "coffee", low=1) == [1]
    first, following = await page(database, Filter(search="coffee", limit=1))
    second, end = await page(database, Filter(search="coffee", limit=1, before=following))
    assert [one["score"] for one in (*first, *second)] == [1, 0]
    assert end is None


async def test_it_knows_what_was_changed_and_forgets_what_was_taken_back(
    database: Database, tokens: list[str]
) -> None:
    later = NOW + timedelta(minutes=5)
    await answer(database, tokens[0], 0, later, comment="All is well")
    assert await index(database) == 2
    assert await found(database, "cold") == []
    assert await found(database, "well") == [0]
    ids = await column(database, "SELECT id FROM response WHERE score = 1")
    await retract(database, ids, later)
    assert await found(database, "coffee") == []
    await index(database)
    assert await column(database, "SELECT response_id FROM searchable WHERE terms = 'hot'") == []
    assert await index(database) == 0


async def test_it_reads_a_few_changes_at_a_time(database: Database, tokens: list[str]) -> None:
    more = await invite(database, 3)
    for token in more:
        await answer(database, token, 9, comment="lovely")
    assert [await index(database, limit=2) for _ in range(3)] == [2, 1, 0]
    assert await found(database, "lovely") == [9, 9, 9]


@pytest.mark.parametrize("text", ["", "!!!", "\x00", " ".join(map(str, range(11)))])
@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
def test_it_says_when_there_is_nothing_to_look_for(text: str, dialect: str) -> None:
    with pytest.raises(InvalidInput, match="search"):
        wanted(text, dialect)


async def test_a_term_is_where_its_words_follow_each_other(
    database: Database, tokens: list[str]
) -> None:
    for term, places in (("cold coffee", [0]), ("coffee cold", []), ("coffee", [1, 0])):
        found, cursor = [], None
        while True:
            wanted = Filter(term=term, limit=1, before=cursor)
            entries, cursor = await page(database, wanted)
            found += [one["score"] for one in entries]
            if cursor is None:
                break
        assert found == places, term
    assert (await page(database, Filter(term="coffee", search="hot")))[0][0]["score"] == 1
