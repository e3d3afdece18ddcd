"""Reads and writes survey files: YAML or JSON, with YAML 1.2's idea of true and false.

YAML 1.1, which PyYAML speaks, takes the key `on` for the truth value True and 21:00 for 1260.
"""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from surveys.definition import Definition
from surveys.errors import FieldError, InvalidInput, Sentence
from surveys.instant import HOW_TO_WRITE_TIMES
from surveys.lines import line_of
from surveys.unkeepable import REMEDY, find_unkeepable

# What PyYAML raises, besides its own, at too many brackets and at tags such as !!bool x.
MANGLED = (RecursionError, LookupError, AttributeError)


class _Loader(yaml.SafeLoader):
    """SafeLoader with booleans `true` and `false` only, no base-60 numbers, and no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                message = f"the key {key.value!r} is there twice"
                raise yaml.constructor.ConstructorError(None, None, message, key.start_mark)
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else "")
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if not tag.endswith((":bool", ":int"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^[-+]?\d+$"), list("-+0123456789")
)
UNFOLDED = 1_000_000  # characters: a line of text stays one


class _Dumper(yaml.SafeDumper):
    """Quotes no more than the loader needs, and writes several lines as such."""

    yaml_implicit_resolvers = _Loader.yaml_implicit_resolvers


def _scalar(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, "|" if "\n" in text else None)


_Dumper.add_representer(str, _scalar)


def read(path: Path, check: Callable[[Definition], object] = lambda found: None) -> Definition:
    """The definition in `path`; InvalidInput names the file, the line, the field and the remedy,
    of what `check` finds as well."""
    try:
        text = path.read_text("utf-8")
        found = load(text)
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(FieldError(str(path), f"cannot be read: {error}")) from error
    except (yaml.YAMLError, ValueError, *MANGLED) as error:
        raise InvalidInput(FieldError(str(path), f"is not YAML: {error}")) from error
    try:
        definition = parse(found)
        check(definition)
    except InvalidInput as error:
        raise InvalidInput(*at_their_lines(error.errors, str(path), text)) from error
    return definition


def load(text: str) -> Any:
    """What a file says, unchecked."""
    return yaml.load(text, _Loader)  # a SafeLoader


def write(definition: Definition) -> str:
    """A file that says this, without what is so anyway."""
    found = definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return yaml.dump(found, None, _Dumper, sort_keys=False, allow_unicode=True, width=UNFOLDED)


def compose(text: str) -> yaml.Node | None:
    """What a file says, with its lines."""
    return yaml.compose(text, _Loader)


def construct(root: yaml.Node | None) -> Any:
    """The same without them, as `load` gives it."""
    return None if root is None else _Loader("").construct_document(root)


def at_their_lines(errors: Sequence[FieldError], path: str, text: str) -> list[FieldError]:
    """The same errors with file and line before the field: `survey.yaml:12: trigger.on`."""
    root = compose(text)
    return [
        FieldError(f"{path}:{line_of(root, one.field)}: {one.field}", one.message) for one in errors
    ]


def parse(found: Any) -> Definition:
    """Validate what a file or a request holds; InvalidInput names each wrong field."""
    try:
        definition = Definition.model_validate(found)
    except ValidationError as error:
        raise InvalidInput(*field_errors(error)) from error
    if (where := find_unkeepable(definition.model_dump(by_alias=True))) is not None:
        raise InvalidInput(FieldError(where, REMEDY))
    return definition


def field_errors(error: ValidationError, prefix: str = "") -> list[FieldError]:
    """Pydantic's findings as paths and plain sentences."""
    return [
        FieldError(_path(prefix, finding["loc"]), _sentence(finding)) for finding in error.errors()
    ]


def _path(prefix: str, location: tuple[int | str, ...]) -> str:
    path = prefix
    for step in location:
        if str(step).startswith("("):  # a way to write the field, no part of its name
            continue
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else str(step)
    return path or "body"


def _sentence(finding: Any) -> str:
    if finding["type"] == "missing":
        return Sentence("is missing")
    if finding["type"] == "extra_forbidden":
        return Sentence("is not a field here; check the spelling")
    if finding["type"] == "model_type":
        return Sentence("must be an object")
    if finding["type"].startswith(("datetime", "timezone")):
        return HOW_TO_WRITE_TIMES
    if finding["type"] == "value_error":
        return _told(finding["ctx"]["error"])
    message: str = finding["msg"]
    return message


def _told(error: ValueError) -> str:
    """What a validator of ours has to say, as the sentence that it is."""
    message = error.args[0] if error.args else ""
    return message if isinstance(message, Sentence) else str(error)
