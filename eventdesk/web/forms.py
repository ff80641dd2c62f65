"""What a browser sends: small forms, urlencoded, from this site's own pages."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from eventdesk.web.look import PageProblem

MOST_BYTES = 65_536
MOST_FIELDS = 500


@dataclass(frozen=True)
class Form:
    """The fields of a form, in their order; a name may come more than once."""

    fields: tuple[tuple[str, str], ...]

    def text(self, name: str) -> str:
        """The first value under a name, without the spaces around it; empty where there is none."""
        return self.raw(name).strip()

    def raw(self, name: str) -> str:
        """The first value as it was typed, for passwords."""
        return next((value for key, value in self.fields if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value under a name."""
        return tuple(value for key, value in self.fields if key == name)


async def read_form(request: Request, *, most: int = MOST_BYTES) -> Form:
    """What was sent, ``most`` bytes of it. :class:`PageProblem` 415 for anything but a urlencoded form, 413 for a longer one, 400 for
    one that is no UTF-8 or has too many fields."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded" or "content-encoding" in request.headers:
        raise PageProblem(415, "web.form_kind")
    told = request.headers.get("content-length", "0")
    if not told.isdigit() or int(told) > most:
        raise PageProblem(413, "web.form_large")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise PageProblem(413, "web.form_large")
    try:
        fields = parse_qsl(
            body.decode("ascii"), keep_blank_values=True, strict_parsing=bool(body), errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise PageProblem(400, "web.form_odd") from None
    if any("\x00" in part for pair in fields for part in pair):
        raise PageProblem(400, "web.form_odd")
    # Browsers end the lines of a text area with CR LF.
    return Form(tuple((key, value.replace("\r\n", "\n")) for key, value in fields))


def check_origin(request: Request) -> None:
    """:class:`PageProblem` 403 for a form that another site sent. Browsers say where it was sent from; those too old to say so are
    held to the token in the form and to the cookie, which they do not send from another site."""
    fetched = request.headers.get("sec-fetch-site")
    if fetched is not None and fetched != "same-origin":
        raise PageProblem(403, "web.other_site")
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        raise PageProblem(403, "web.other_site")


def address_of(request: Request) -> str:
    """The address that asks, for limits on how often."""
    return request.client.host if request.client is not None else ""
