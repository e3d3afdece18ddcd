import re
from base64 import b64encode
from hashlib import sha256

import pytest

from service.brand import COLOR
from service.inline import policy, script, style


def test_the_policy_lets_run_and_colour_what_stands_in_the_page_and_nothing_else() -> None:
    for color in (COLOR, "#7a4a2b", "#FFD54A"):
        hashes = [
            b64encode(sha256(text.encode()).digest()).decode() for text in (script(), style(color))
        ]
        assert re.findall(r"sha256-([^']+)", policy(color)) == hashes
        assert "unsafe" not in policy(color)
        assert policy(color).startswith("default-src 'none';")
    assert len({policy(COLOR), policy("#7a4a2b"), policy("#FFD54A")}) == 3


def test_a_brand_has_its_colour_and_ink_that_can_be_read_on_it() -> None:
    assert style("#7a4a2b").endswith(":root{--brand:#7a4a2b;--on-brand:#ffffff}\n")
    assert style(COLOR) == style(COLOR.upper())
    assert "#7a4a2b" not in style(COLOR)


@pytest.mark.parametrize("text", [style(COLOR), script()])
def test_nothing_in_it_ends_the_element_that_it_stands_in(text: str) -> None:
    assert "<" not in text.replace(" <= ", " ")
    assert not re.search(r"^\s|^//|^/\*", text, re.MULTILINE)
