from typing import Any

import pytest

from surveys.errors import InvalidInput
from surveys.tags import tags_for
from tests.cast import survey

RULES = survey(
    tags=[
        {"tag": "Price", "any": ["expensive", "mahal", "too much"]},
        {"tag": "staff", "any": "waiter", "scores": {"high": 6}},
        {"tag": "味", "any": ["咖啡冷"]},
        {"tag": "कीमत", "any": ["महँगी"]},
    ]
).tags


@pytest.mark.parametrize(
    ("score", "comment", "tags"),
    [
        (9, "EXPENSIVE!", {"price"}),
        (9, "much of it was too dear", {"price"}),
        (9, "too dear", set()),
        (9, "Terlalu mahal, kemahalan", {"price"}),
        (9, "kemahalan", set()),
        (6, "The waiter's hat", {"staff"}),
        (7, "The waiter's hat", set()),
        (0, "mahal; waiter", {"price", "staff"}),
        (0, "咖啡冷了", {"味"}),
        (0, "कॉफ़ी महँगी थी", {"कीमत"}),
        (0, "", set()),
    ],
)
def test_a_comment_is_tagged_for_its_words_and_its_score(
    score: int, comment: str, tags: set[str]
) -> None:
    assert tags_for(RULES, score, comment) == tags


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({"tag": "two words", "any": "x"}, "tags[0].tag"),
        ({"tag": "a,b", "any": "x"}, "tags[0].tag"),
        ({"tag": "a/b", "any": "x"}, "tags[0].tag"),
        ({"tag": "x" * 65, "any": "x"}, "tags[0].tag"),
        ({"tag": "", "any": "x"}, "tags[0].tag"),
        ({"tag": "a\x00", "any": "x"}, "tags[0].tag"),
        ({"tag": "a", "any": []}, "tags[0].any"),
        ({"tag": "a", "any": ["x", "!!!"]}, "tags[0].any[1]"),
        ({"tag": "a"}, "tags[0].any"),
        ({"tag": "a", "any": "x", "score": 3}, "tags[0].score"),
    ],
)
def test_a_rule_that_cannot_be_meant_names_its_field(rule: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        survey(tags=[rule])
    assert [error.field for error in refused.value.errors] == [field]


def test_a_tag_is_the_same_however_it_is_typed() -> None:
    written = ["Caf\u00e9", "cafe\u0301", "CAFÉ"]
    rules = survey(tags=[{"tag": one, "any": "x"} for one in written]).tags
    assert tags_for(rules, 5, "x") == {"café"}
