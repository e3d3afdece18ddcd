import pytest

from notifiers.smtp.causes import cause_of, fate


@pytest.mark.parametrize(
    ("status", "code", "cause"),
    [
        ("5.1.1", 550, "bad_address"),
        ("5.1.2", 0, "bad_address"),
        ("5.1.10", 550, "bad_address"),
        ("5.2.1", 550, "bad_address"),
        ("5.2.2", 550, "other"),
        ("4.2.2", 452, "other"),
        ("5.4.4", 550, "other"),
        ("5.4.14", 550, "other"),
        ("5.7.1", 550, "policy"),
        ("5.7.515", 550, "policy"),
        ("4.7.1", 450, "policy"),
        ("5.1.8", 550, "other"),
        ("5.6.0", 550, "other"),
        ("4.4.7", 0, "soft"),
        ("4.3.0", 451, "soft"),
        ("", 550, "bad_address"),
        ("", 551, "bad_address"),
        ("", 553, "bad_address"),
        ("5.0.0", 550, "bad_address"),
        ("", 554, "policy"),
        ("", 552, "soft"),
        ("", 450, "soft"),
        ("4.0.0", 450, "soft"),
        ("", 500, "other"),
        ("", 0, "other"),
    ],
)
def test_the_status_says_whose_fault_it_is_and_without_it_the_code(
    status: str, code: int, cause: str
) -> None:
    assert cause_of(status, code) == cause


@pytest.mark.parametrize(
    ("status", "diagnostic", "code", "cause", "reason"),
    [
        ("5.1.1", "smtp; 550 5.1.1 gone", "5.1.1", "bad_address", "550 5.1.1 gone"),
        ("5.0.0", "smtp;550 5.2.2 full", "5.2.2", "other", "550 5.2.2 full"),
        ("5.0.0 (no idea)", "SMTP; 550 gone", "5.0.0", "bad_address", "550 gone"),
        ("", "550-5.7.26 unauthenticated", "5.7.26", "policy", "550-5.7.26 unauthenticated"),
        (
            "",
            "550 ann@x.example at 192.0.2.250",
            "550",
            "bad_address",
            "550 (address) at 192.0.2.250",
        ),
        ("", "at 192.0.2.250 nothing 4,500 said", "", "other", "at 192.0.2.250 nothing 4,500 said"),
        ("", "", "", "other", ""),
    ],
)
def test_what_a_mail_server_says_becomes_code_cause_and_a_reason_without_addresses(
    status: str, diagnostic: str, code: str, cause: str, reason: str
) -> None:
    found = fate((), "bounced", status, diagnostic)
    assert (found.code, found.cause, found.reason) == (code, cause, reason)
