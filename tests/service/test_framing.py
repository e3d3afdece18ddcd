import pytest

from service.framing import with_links_in_new_tabs


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<HEAD>x", '<HEAD><base target="_blank">x'),
        ("<!DOCTYPE html>\n<p>x", '<!DOCTYPE html><base target="_blank">\n<p>x'),
        ("<header>x", '<base target="_blank"><header>x'),
    ],
)
def test_the_links_of_any_mail_open_a_new_tab(html: str, expected: str) -> None:
    assert with_links_in_new_tabs(html) == expected
