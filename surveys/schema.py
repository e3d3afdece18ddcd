"""The JSON Schema of survey files: editors complete and check a file while it is written."""

from typing import Any

from surveys.definition import Definition

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def file_schema() -> dict[str, Any]:
    """Everything that one field alone can tell; `afterword surveys diff` checks the rest."""
    found = Definition.model_json_schema(by_alias=True)
    return {"$schema": DIALECT, **found, "title": "An Afterword survey"}
