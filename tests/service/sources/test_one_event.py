"""However often and in however many ways a sender tells one thing, one person is asked once."""

import pytest

from surveys.database import Database
from tests.cast import decide_all, post, publish, survey, value
from tests.service.sources.deliveries import LATER, parsed


async def asked(database: Database, source: str, *names: str) -> int:
    """How many invitations come of these deliveries, one after the other."""
    await publish(
        database, survey(trigger={"on": ["purchase.completed", "ticket.resolved"]}), LATER
    )
    for name in names:
        await post(database, *parsed(source, name), now=LATER)
        await decide_all(database, LATER)
    return int(await value(database, "SELECT COUNT(*) FROM invitation"))


async def stored(database: Database) -> int:
    return int(await value(database, "SELECT COUNT(*) FROM event"))


async def test_a_completed_order_that_is_edited_again_and_again(database: Database) -> None:
    edits = ["order_completed", "order_completed_edited"] * 3
    assert await asked(database, "woocommerce", "order_processing", *edits) == 1
    assert await stored(database) == 1


async def test_two_orders_of_one_second_with_one_delivery_id(database: Database) -> None:
    names = ("order_completed", "order_completed_same_second")
    assert await asked(database, "woocommerce", *names) == 2


@pytest.mark.parametrize("other", ["order_paid_retried", "order_paid_other_subscription"])
async def test_one_payment_under_several_delivery_ids(database: Database, other: str) -> None:
    assert await asked(database, "shopify", "order_paid", other) == 1
    assert await stored(database) == 1


async def test_a_checkout_and_its_payment_intent(database: Database) -> None:
    names = ("intent_of_a_checkout", "checkout_paid", "checkout_paid_again")
    assert await asked(database, "stripe", *names) == 1


async def test_a_subscription_and_its_invoice(database: Database) -> None:
    assert await asked(database, "stripe", "subscription_started", "invoice_paid") == 1


async def test_a_retry_of_a_solved_ticket(database: Database) -> None:
    names = ("trigger_solved", "trigger_solved", "trigger_solved")
    assert await asked(database, "zendesk", *names) == 1


async def test_a_conversation_closed_once_and_told_twice(database: Database) -> None:
    names = ("conversation_closed", "conversation_closed_twice_subscribed")
    assert await asked(database, "intercom", *names) == 1


async def test_every_event_of_every_source_can_be_kept(database: Database) -> None:
    events = [*parsed("hubspot", "subscriptions"), *parsed("stripe", "amount_unreadable")]
    events += [*parsed("freshdesk", "without_time"), *parsed("shopify", "shop_redact")]
    events += [*parsed("github", "closed"), *parsed("woocommerce", "odd_source")]
    accepted = await post(database, *events, now=LATER)
    assert not any(one.duplicate for one in accepted)
    await decide_all(database, LATER)
    waiting = await value(database, "SELECT COUNT(*) FROM inbox")
    assert (await stored(database), waiting) == (len(events), 0)
