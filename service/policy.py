"""Whoever turns us away, the sender, will do so with the next messages too: the operator has to
see it, and the address is not to blame."""

import structlog

from service import metrics

log = structlog.get_logger()


def warn(channel: str, code: str, reason: str) -> None:
    """`reason` has no address in it."""
    metrics.refused_by_policy.labels(channel).inc()
    log.warning("message.refused_by_policy", channel=channel, code=code, reason=reason)
