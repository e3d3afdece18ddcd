"""A list of which a survey file may write the only item without brackets."""

from collections.abc import Callable
from typing import Any

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema


class OneOrMany:
    """Marks a tuple field: an item that is a `kind` counts as a list of one."""

    def __init__(self, kind: type) -> None:
        self._kind = kind

    def __get_pydantic_core_schema__(
        self, source: Any, handler: Callable[[Any], CoreSchema]
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self._listed, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        found = handler(schema)
        return {"anyOf": [found["items"], found]}

    def _listed(self, value: Any) -> Any:
        return [value] if isinstance(value, self._kind) else value
