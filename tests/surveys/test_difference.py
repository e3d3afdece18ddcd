from surveys.catalogue import Published
from surveys.difference import difference
from tests.cast import survey


def test_a_survey_that_is_not_live_is_new_from_its_first_line() -> None:
    lines = difference(None, survey())
    assert lines[:3] == [
        "--- nps-after-purchase, not published",
        "+++ nps-after-purchase in the file",
        "@@ -0,0 +1,18 @@",
    ]
    assert all(line.startswith("+") for line in lines[3:])


def test_only_what_changes_is_shown() -> None:
    lines = difference(Published(1, 4, survey(delay="1h")), survey(delay="2h"))
    assert lines[0] == "--- nps-after-purchase version 4, live"
    assert [line for line in lines[3:] if line[0] in "+-"] == ["-delay: 1h", "+delay: 2h"]


def test_a_default_that_is_spelled_out_is_no_difference() -> None:
    assert difference(Published(1, 1, survey()), survey(delay="0s", sample="100%")) == []
