"""What the properties of an event must be.

    where:
      channel: [email, chat]                  # one of these
      amount: {at_least: 100, below: 500}
      coupon: {exists: false}
      order.store: {not: [test, staff]}       # a property inside another
      any: [{vip: true}, {amount: {above: 900}}]

All that one block says must hold; `any`, `all` and `not` hold further blocks.
"""

from collections.abc import Iterator, Mapping, Sequence
from operator import ge, gt, le, lt
from typing import Any

Where = Mapping[str, Any]
Path = tuple[str | int, ...]
Problem = tuple[Path, str]

RANGE = {"at_least": ge, "above": gt, "at_most": le, "below": lt}
TESTS = ("equals", "in", *RANGE, "exists", "not")
BLOCKS = ("any", "all", "not")
DEEPEST = 12


def unmet(where: Where, properties: Mapping[str, Any]) -> str | None:
    """The first name in `where` whose condition does not hold, None when all do."""
    for name, wanted in where.items():
        if not _holds(name, wanted, properties):
            return name
    return None


def found_in(properties: Mapping[str, Any], name: str) -> Any:
    """A property by its name, or inside others by a path with dots; None where it is not."""
    if name in properties or "." not in name:
        return properties.get(name)
    found: Any = properties
    for step in name.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found


def _holds(name: str, wanted: Any, properties: Mapping[str, Any]) -> bool:
    if name == "any":
        return any(unmet(block, properties) is None for block in wanted)
    if name == "all":
        return all(unmet(block, properties) is None for block in wanted)
    if name == "not":
        return unmet(wanted, properties) is not None
    return _matches(wanted, found_in(properties, name))


def _matches(wanted: Any, found: Any) -> bool:
    if isinstance(wanted, Mapping):
        return all(_passes(test, value, found) for test, value in wanted.items())
    if isinstance(wanted, list):
        return any(_matches(one, found) for one in wanted)
    return (type(wanted) is type(found) and wanted == found) or _same_number(wanted, found)


def _passes(test: str, value: Any, found: Any) -> bool:
    if test == "exists":
        return (found is not None) is value
    if test == "not":
        return not _matches(value, found)
    if test in RANGE:
        return _is_number(found) and bool(RANGE[test](found, value))
    return _matches(value, found)


def _same_number(wanted: Any, found: Any) -> bool:
    return _is_number(wanted) and _is_number(found) and bool(wanted == found)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def problems(where: Any, path: Path = ()) -> Iterator[Problem]:
    """Where a block of conditions is wrong, and what would be right."""
    if len(path) > DEEPEST:
        yield path, "is nested too deeply"
    elif not isinstance(where, Mapping) or not where:
        yield path, "write properties and what they must be, such as channel: email"
    else:
        for name, wanted in where.items():
            yield from _problems_of(name, wanted, (*path, name))


def _problems_of(name: str, wanted: Any, path: Path) -> Iterator[Problem]:
    if name == "not":
        yield from problems(wanted, path)
    elif name in BLOCKS and not (_is_list(wanted) and wanted):
        yield path, "write a list of conditions, such as [channel: email, vip: true]"
    elif name in BLOCKS:
        for number, block in enumerate(wanted):
            yield from problems(block, (*path, number))
    else:
        yield from _of_condition(wanted, path)


def _of_condition(wanted: Any, path: Path) -> Iterator[Problem]:
    if len(path) > DEEPEST:
        yield path, "is nested too deeply"
    elif isinstance(wanted, Mapping) and wanted:
        for test, value in wanted.items():
            yield from _of_test(test, value, (*path, test))
    elif not _is_scalar(wanted) and not (_is_list(wanted) and all(map(_is_scalar, wanted))):
        yield path, f"write text, a number, true or false, a list of these, or {_TESTS_TOLD}"


def _of_test(test: Any, value: Any, path: Path) -> Iterator[Problem]:
    if test not in TESTS:
        yield path, f"is not a test; write {_TESTS_TOLD}"
    elif test in RANGE and not _is_number(value):
        yield path, "write a number"
    elif test == "exists" and not isinstance(value, bool):
        yield path, "write true or false"
    elif test == "in" and not _is_list(value):
        yield path, "write a list"
    elif test == "equals" and not _is_scalar(value):
        yield path, "write text, a number, true or false"
    elif test in ("not", "in"):
        yield from _of_condition(value, path)


_TESTS_TOLD = f"{', '.join(TESTS[:-1])} or {TESTS[-1]}"


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float | bool)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
