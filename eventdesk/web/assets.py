"""What the pages load beside themselves: one style sheet and one icon, named by their content and kept by browsers for a year."""

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from resources import path

_YEAR = 31_536_000
_HASH = 12


@dataclass(frozen=True)
class Asset:
    """A file as it is served. ``address`` changes with its bytes."""

    address: str
    media: str
    body: bytes
    packed: bytes


@lru_cache(maxsize=1)
def tokens() -> dict[str, dict[str, str]]:
    """The colours of both schemes, by the names that the window uses too."""
    found: dict[str, dict[str, str]] = json.loads(path("styles", "tokens.json").read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=1)
def assets() -> dict[str, Asset]:
    """Everything under ``/static/``, by its plain name."""
    accent = tokens()["light"]["accent"]
    icon = path("web", "icon.svg").read_text(encoding="utf-8").replace("currentColor", accent)
    sheet = _colours() + path("web", "style.css").read_text(encoding="utf-8")
    return {
        "style.css": _asset("style", "css", "text/css", sheet),
        "icon.svg": _asset("icon", "svg", "image/svg+xml", icon),
    }


def routes() -> list[BaseRoute]:
    """Where they are served."""
    by_address = {one.address: one for one in assets().values()}

    async def static(request: Request) -> Response:
        found = by_address.get(request.url.path)
        if found is None:
            return Response(status_code=404, headers={"X-Content-Type-Options": "nosniff"})
        headers = {
            "Cache-Control": f"public, max-age={_YEAR}, immutable", "X-Content-Type-Options": "nosniff", "Vary": "Accept-Encoding",
        }  # fmt: skip
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(found.packed, 200, headers | {"Content-Encoding": "gzip"}, media_type=found.media)
        return Response(found.body, 200, headers, media_type=found.media)

    return [Route("/static/{name}", static, methods=["GET"], name="static")]


def _colours() -> str:
    """The tokens as custom properties; the browser chooses between the two."""
    light, dark = (";".join(f"--{name}:{value}" for name, value in tokens()[scheme].items()) for scheme in ("light", "dark"))
    return f":root{{{light}}}@media(prefers-color-scheme:dark){{:root{{{dark}}}}}\n"


def _asset(name: str, ending: str, media: str, text: str) -> Asset:
    body = text.encode()
    digest = hashlib.sha256(body).hexdigest()[:_HASH]
    return Asset(f"/static/{name}.{digest}.{ending}", media, body, gzip.compress(body, 9, mtime=0))
