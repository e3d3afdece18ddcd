"""What is told about a mail, on its way into the domain."""

from notifiers.notice import Fate
from service import metrics, policy, references
from service.engine import Engine
from surveys import receipts
from surveys.receipts import News

SPAM = "the contact reported it as spam"


async def settle(engine: Engine, fate: Fate) -> str:
    """What has changed: the message's new state, or `ignored`."""
    known = references.find(fate.names, engine.keyring)
    settled = known is not None and await receipts.settle(
        engine.outbox, _news(*known, fate), engine.clock()
    )
    said = fate.state if settled else "ignored"
    metrics.receipts.labels(said).inc()
    if settled and fate.state == "bounced":
        await engine.wake.up("send")
        if fate.cause == "policy":
            policy.warn("email", fate.code, fate.reason)
    return said


def _news(message_id: int, token: str, fate: Fate) -> News:
    bounced = fate.state == "bounced"
    return News(
        message_id,
        token,
        fate.state,
        code=fate.code,
        error=SPAM if fate.state == "complained" else fate.reason,
        address_is_bad=bounced and fate.cause == "bad_address",
        may_pass=bounced and fate.cause == "soft",
    )
