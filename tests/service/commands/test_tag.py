"""`afterword surveys tag`."""

from surveys.database import Database
from tests.cast import answer, column, invite, publish, survey
from tests.service.commands.shell import Shell


async def test_changed_rules_are_taken_to_the_comments_that_are_there(
    shell: Shell, database: Database
) -> None:
    await publish(database, survey(throttle=None))
    for token, comment in zip(await invite(database, 3), ("mahal", "fine", None), strict=True):
        await answer(database, token, 5, comment=comment)
    await publish(database, survey(throttle=None, tags=[{"tag": "price", "any": "mahal"}]))
    assert await shell.told("surveys", "tag", "nps-after-purchase") == "2 comments read"
    tagged = "SELECT r.comment FROM tagging AS t JOIN response AS r ON r.id = t.response_id"
    assert await column(database, tagged) == ["mahal"]
