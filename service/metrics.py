"""What /metrics tells. Labels hold names of ours only, never an address, a token or a path."""

from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge

registry = CollectorRegistry()
events = Counter(
    "afterword_events", "Events by what became of them.", ["status"], registry=registry
)
event_statuses = {  # looked up once: labels() costs more than counting
    status: events.labels(status)
    for status in ("accepted", "duplicate", "conflict", "unsigned", "quarantined")
}
messages = Counter(
    "afterword_messages",
    "Messages by channel and outcome.",
    ["channel", "state"],
    registry=registry,
)
receipts = Counter(
    "afterword_receipts",
    "What providers told, by what it said.",
    ["said"],
    registry=registry,
)
refused_by_policy = Counter(
    "afterword_refused_by_policy",
    "Messages refused because of us, the sender.",
    ["channel"],
    registry=registry,
)
answers = Counter("afterword_answers", "Answers by verdict.", ["verdict"], registry=registry)
clicks = Counter("afterword_clicks", "Requests to answer links.", ["action"], registry=registry)
unknown_links = Counter(
    "afterword_unknown_links",
    "Requests to answer links that lead nowhere, shown the page or refused as too many.",
    ["answer"],
    registry=registry,
)
counted = cache(Counter.labels)  # one look-up a name: labels() costs more than counting
job_runs = Counter("afterword_job_runs", "Runs of the worker's jobs.", ["job"], registry=registry)
job_failures = Counter(
    "afterword_job_failures", "Runs that ended in an error.", ["job"], registry=registry
)
lanes_paused = Gauge(
    "afterword_lane_paused",
    "1 while a relay or an account gets no messages.",
    ["lane"],
    registry=registry,
)
lanes_share = Gauge(
    "afterword_lane_share",
    "How much of its rate a relay or an account gets, 1 for all.",
    ["lane"],
    registry=registry,
)
waiting = Gauge("afterword_waiting", "Rows still to do, by queue.", ["queue"], registry=registry)
unknown = Gauge(
    "afterword_messages_unknown", "Messages that may or may not have arrived.", registry=registry
)
