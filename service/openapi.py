"""/openapi.json, made from the routes, their `@operation` and the models that check requests."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from inspect import getdoc
from typing import Any

from pydantic import TypeAdapter
from starlette.routing import BaseRoute, Route

from service.operations import Content, Operation, handler_of, operation_of
from service.parameters import Parameter
from service.problems import TITLES
from service.release import release

Schema = dict[str, Any]
REFERENCE = "#/components/schemas/{model}"
PROBLEM_JSON = "application/problem+json"
PROBLEM: Schema = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What to do."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
SECURITY: Schema = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "A key from `afterword keys create`; each operation names its scope.",
    },
    "session": {"type": "apiKey", "in": "cookie", "name": "afterword"},
}
# Their own documentation says all about it.
COMPAT = Operation("delighted", {200: Content("As of Delighted's API.", media_types=("*/*",))})
OTHERS = {"4XX": "Another error of the request", "503": TITLES[503]}
ANY = ("*/*",)
SHOWN = {
    200: Content("The page.", media_types=ANY),
    204: Content("Noted.", media_types=()),
    303: Content("It goes on there.", media_types=()),
}
PAGE = Operation("pages for people", SHOWN, problems=ANY)


def document(routes: Iterable[BaseRoute], base_url: str) -> Schema:
    """All routes that are addresses of their own."""
    schemas: Schema = {"Problem": PROBLEM}
    paths: Schema = {}
    for route in routes:
        if isinstance(route, Route):
            known = paths.setdefault(_like(route.path_format, paths), {})
            for method in sorted((route.methods or set()) - {"HEAD"}):
                known.setdefault(method.lower(), _told(route, method, schemas))
    return {
        "openapi": "3.1.0",
        "info": {"title": "Afterword", "version": release(), "description": ABOUT},
        "servers": [{"url": base_url}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": SECURITY},
    }


ABOUT = """\
Asks customers one good question after the moment that matters, and tells the truth about the
answers. Errors are `application/problem+json`; those about input name each field."""


def _told(route: Route, method: str, schemas: Schema) -> Schema:
    handler = handler_of(route.endpoint, method)
    told = operation_of(handler) or (COMPAT if route.path.startswith("/compat") else PAGE)
    said = (getdoc(handler) or route.name).strip()
    found: Schema = {
        "tags": [told.tag],
        "operationId": _name(method, route.path_format),
        "summary": said.split("\n\n")[0].replace("\n", " "),
        "description": said,
        "parameters": [*_in_path(route, told), *map(_in_query, told.parameters)],
        "responses": _answers(told, route, schemas),
    }
    if told.body is not None:
        content = _content(told.body, schemas)
        found["requestBody"] = {"description": told.body.what, "content": content}
    if told.scope is not None:
        found["security"] = [{"key": [told.scope]}, *([{"session": []}] if told.session else [])]
    return found


def _like(path: str, paths: Iterable[str]) -> str:
    """OpenAPI takes /s/{code}/{score} and /s/{survey}/{place} for one address."""
    return next((one for one in paths if bare(one) == bare(path)), path)


def bare(path: str) -> str:
    """Without the names of what stands in it."""
    return re.sub(r"\{[^}]+\}", "{}", path)


def _name(method: str, path: str) -> str:
    words = re.findall(r"\w+", path) or ["home"]
    return "_".join([method.lower(), *words])


def _in_path(route: Route, told: Operation) -> list[Schema]:
    return [
        {
            "name": name,
            "in": "path",
            "description": "In the address.",
            "required": True,
            "schema": {"type": "string"},
            **({"example": told.path[name]} if name in told.path else {}),
        }
        for name in route.param_convertors
    ]


def _in_query(one: Parameter) -> Schema:
    return {
        "name": one.name,
        "in": "query",
        "description": one.what,
        "required": one.required,
        "schema": dict(one.schema),
        **({} if one.example is None else {"example": one.example}),
    }


def _answers(told: Operation, route: Route, schemas: Schema) -> Schema:
    found: Schema = {
        str(status): {"description": one.what, "content": _content(one, schemas)}
        for status, one in told.answers.items()
    }
    problems = {**{str(status): TITLES[status] for status in _errors(told, route)}, **OTHERS}
    media_types = (PROBLEM_JSON, *told.problems)
    return found | {status: _problem(title, media_types) for status, title in problems.items()}


def _errors(told: Operation, route: Route) -> list[int]:
    found = [401, 403] if told.scope else []
    found += [404] if route.param_convertors else []
    return found + ([422] if told.parameters or told.body else [])


def _problem(title: str, media_types: Sequence[str]) -> Schema:
    content = {"schema": {"$ref": REFERENCE.format(model="Problem")}}
    return {
        "description": f"{title}.",
        "content": {name: content if name == PROBLEM_JSON else {} for name in media_types},
    }


def _content(content: Content, schemas: Schema) -> Schema:
    shown: Schema = {}
    if content.shape is not None:
        shown["schema"] = _schema(content.shape, schemas)
    if content.example is not None:
        shown["example"] = content.example
    return {name: shown if name == content.media_types[0] else {} for name in content.media_types}


def _schema(shape: Any, schemas: Schema) -> Schema:
    """A schema, with the models in it among the components: generators make a class of each."""
    found = dict(_generated(shape))
    named = found.pop("$defs", {})
    if "properties" in found:
        name = re.sub(r"\W", "", found["title"])
        named, found = {**named, name: found}, {"$ref": REFERENCE.format(model=name)}
    for name, one in named.items():
        if schemas.setdefault(name, one) != one:
            raise ValueError(f"there are two schemas called {name}; give one another name")
    return found


@cache
def _generated(shape: Any) -> Schema:
    return TypeAdapter(shape).json_schema(ref_template=REFERENCE)
