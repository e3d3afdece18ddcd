import pytest
import yaml

from surveys.lines import line_of

TEXT = """\
key: s
trigger:
  on: [a.b, c.d]
  where:
    any:
      - x: 1
      - y:
          below: z
    order.total: {at_least: few}
throttle:
  days: 0
texts:
  en: {question: ""}
"""


@pytest.mark.parametrize(
    ("field", "line"),
    [
        ("key", 1),
        ("trigger.on[1]", 3),
        ("trigger.where.any[1].y.below", 8),
        ("trigger.where.order.total.at_least", 9),
        ("throttle[0].days", 11),
        ("texts.en.question", 13),
        ("texts.id", 12),  # missing: where it would belong
        ("trigger.where.any[7].y", 5),
        ("nothing", 1),
        ("", 1),
    ],
)
def test_the_line_of_a_field_is_that_of_its_key_or_of_where_it_would_belong(
    field: str, line: int
) -> None:
    assert line_of(yaml.compose(TEXT), field) == line


def test_an_empty_file_has_one_line() -> None:
    assert line_of(yaml.compose(""), "key") == 1
