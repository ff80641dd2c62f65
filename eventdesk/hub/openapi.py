"""The OpenAPI 3.1 document, made from the table of routes and the records of the wire."""

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from eventdesk import __version__
from eventdesk.hub.calls import Needs, Route
from eventdesk.hub.routes import PARAMETERS, QUERIES, ROUTES, statuses
from eventdesk.sync.protocol import OLDEST_VERSION, VERSION, VERSION_HEADER, Problem

_REF = "#/components/schemas/{model}"


def document() -> dict[str, Any]:
    """The whole document."""
    kinds: set[tuple[Any, Any]] = {(Problem, "serialization")}
    for route in ROUTES:
        kinds |= {(kind, mode) for kind, mode in ((route.asks, "validation"), (route.gives, "serialization")) if _is_record(kind)}
    named, schemas = models_json_schema(sorted(kinds, key=str), ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, named)
    return {
        "openapi": "3.1.0",
        "info": {"title": "EventDesk hub", "version": __version__, "license": {"name": "MIT", "identifier": "MIT"}},
        "paths": paths,
        "components": {
            "schemas": schemas.get("$defs", {}), "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }  # fmt: skip


def _is_record(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _operation(route: Route, named: dict[Any, Any]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": named[Problem, "serialization"]}}
    answers: dict[str, Any] = {}
    for status in statuses(route):
        if status == 416:
            answers[str(status)] = {"description": "the part lies outside of the file"}
        elif status >= 400:
            answers[str(status)] = {"description": "refused", "content": problem}
        elif status == 304 or not route.gives:
            answers[str(status)] = {"description": "nothing to say"}
        else:
            answers[str(status)] = {"description": "done", "content": _content(route.gives, "serialization", named)}
    made: dict[str, Any] = {
        "operationId": route.name, "summary": (route.run.__doc__ or "").strip(), "parameters": _parameters(route), "responses": answers,
        "security": [] if route.needs is Needs.NOTHING else [{"token": []}],
    }  # fmt: skip
    if route.asks is not None:
        made["requestBody"] = {"required": True, "content": _content(route.asks, "validation", named)}
    return made


def _content(kind: type[BaseModel] | str, mode: str, named: dict[Any, Any]) -> dict[str, Any]:
    if isinstance(kind, str):
        return {kind: {"schema": {"type": "object"} if kind == "application/json" else {"type": "string"}}}
    return {"application/json": {"schema": named[kind, mode]}}


def _parameters(route: Route) -> list[dict[str, Any]]:
    found = [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name, schema in PARAMETERS.items()
        if f"{{{name}}}" in route.path
    ]
    found += [{"name": name, "in": "query", "description": text, "schema": QUERIES[name]} for name, text in route.query]
    found += [
        {"name": name, "in": "header", "description": text, "required": name == "Content-Digest", "schema": {"type": "string"}}
        for name, text in route.headers
    ]
    if not route.any_version:
        found.append({
            "name": VERSION_HEADER, "in": "header", "description": "the version spoken; 1 where missing",
            "schema": {"type": "integer", "minimum": OLDEST_VERSION, "maximum": VERSION},
        })  # fmt: skip
    return found
