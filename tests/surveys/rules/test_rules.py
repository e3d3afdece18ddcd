from surveys.rules import rules

ORDER = [
    "trigger",
    "earlier",
    "freshness",
    "sampling",
    "channel",
    "delay",
    "quiet_hours",
    "throttle",
    "quota",
]


def test_the_folder_is_the_registry_and_each_file_says_when_it_speaks() -> None:
    assert list(rules()) == ORDER


def test_no_two_rules_speak_at_once_or_give_the_same_reason() -> None:
    assert len({rule.ORDER for rule in rules().values()}) == len(rules())
    reasons = [code for rule in rules().values() for code in rule.REASONS]
    assert len(set(reasons)) == len(reasons)


def test_every_reason_fits_its_column_and_is_a_sentence() -> None:
    for name, rule in rules().items():
        assert len(name) <= 32
        for code, meaning in rule.REASONS.items():
            assert len(code) <= 48
            assert meaning.endswith(".")
