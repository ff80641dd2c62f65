"""Bodies of requests, read no further than they may be long, inflated no further than that."""

import zlib
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request

from eventdesk.hub.problems import Refusal
from eventdesk.sync.protocol import BODY_BYTES, INFLATED_BYTES, Code, read_json

R = TypeVar("R", bound=BaseModel)


async def raw_body(request: Request) -> bytes:
    """The body as it came; :class:`Refusal` ``too_large`` as soon as that can be known."""
    told = request.headers.get("content-length", "")
    if told.isdigit() and int(told) > BODY_BYTES:
        raise Refusal(Code.TOO_LARGE)
    parts, size = [], 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > BODY_BYTES:
                raise Refusal(Code.TOO_LARGE)
            parts.append(part)
    except ClientDisconnect:
        raise Refusal(Code.MALFORMED, "the body ended early") from None
    return b"".join(parts)


def inflated(raw: bytes, encoding: str, *, most: int = INFLATED_BYTES) -> bytes:
    """The body without its encoding: none, or gzip. ``most`` bytes at the most, however much the packed ones promise."""
    if encoding in ("", "identity"):
        return raw
    if encoding != "gzip":
        raise Refusal(Code.ENCODING)
    engine = zlib.decompressobj(wbits=31)
    try:
        found = engine.decompress(raw, most + 1)
    except zlib.error:
        raise Refusal(Code.MALFORMED, "not gzip") from None
    if len(found) > most:
        raise Refusal(Code.TOO_LARGE)
    if not engine.eof or engine.unused_data:
        raise Refusal(Code.MALFORMED, "not one whole gzip stream")
    return found


def parsed(raw: bytes, encoding: str, kind: type[R]) -> R:
    """A body as the record that it must be. What is said of a wrong one names places, never values."""
    try:
        return kind.model_validate(parsed_json(inflated(raw, encoding)))
    except ValidationError as error:
        if any(one["type"] == "too_long" and one["loc"] == ("items",) for one in error.errors(include_input=False)):
            raise Refusal(Code.TOO_LARGE) from None
        first = error.errors(include_input=False, include_url=False)[0]
        # Keys of the body may be anything: only those that the record itself has are named.
        place = ".".join(str(part) for part in first["loc"] if isinstance(part, int) or part in kind.model_fields)
        raise Refusal(Code.MALFORMED, f"{place}: {first['type']}") from None


def parsed_json(raw: bytes) -> Any:
    """Any JSON value; :class:`Refusal` for what is none."""
    try:
        return read_json(raw)
    except (ValueError, RecursionError):
        raise Refusal(Code.MALFORMED, "not JSON, or nested too deep") from None
