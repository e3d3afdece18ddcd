"""Mail servers that turn us away, the sender, will do so with the next mails too: the operator has
to see it, and the address is not to blame."""

import structlog

from service import metrics

log = structlog.get_logger()


def warn(code: str, reason: str) -> None:
    """`reason` has no address in it."""
    metrics.refused_by_policy.inc()
    log.warning("mail.refused_by_policy", code=code, reason=reason)
