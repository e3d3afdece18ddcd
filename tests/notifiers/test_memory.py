import pytest

from notifiers.errors import TryLater
from notifiers.memory import MemoryChannel


async def test_it_keeps_what_it_was_given(survey) -> None:
    channel = MemoryChannel()
    receipt = await channel.send(survey)
    assert channel.sent == [survey]
    assert receipt.provider_id == "memory-1"


async def test_it_plays_the_outcomes_in_order(survey) -> None:
    channel = MemoryChannel([None, TryLater("busy")])
    await channel.send(survey)
    with pytest.raises(TryLater):
        await channel.send(survey)
    await channel.send(survey)
    assert (len(channel.attempts), len(channel.sent)) == (3, 2)


async def test_it_remembers_that_it_was_closed() -> None:
    channel = MemoryChannel()
    await channel.close()
    assert channel.closed
