"""The invitation of a hub: one line of text, on a screen as a QR code, in a file, or in a message."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from eventdesk.domain.digests import canonical
from eventdesk.errors import InvalidInput
from eventdesk.sync.protocol import Scope, packed, unpacked

MARK = "EDHUB1."


@dataclass(frozen=True)
class Invitation:
    """Where the hub is, how to know that it is the one, and a code that lets one station in. ``ca_sha256`` is the SHA-256, in hex,
    of its authority's certificate, empty for a hub on the loopback interface without TLS; ``expires`` seconds since 1970."""

    url: str
    ca_sha256: str
    code: str
    expires: int
    scope: str

    def text(self) -> str:
        """The line."""
        return MARK + packed(canonical(asdict(self)))

    def is_over(self, now: datetime) -> bool:
        """Whether it lets nobody in any more, by this clock."""
        return now.timestamp() > self.expires

    @property
    def until(self) -> datetime:
        """Until when it holds."""
        return datetime.fromtimestamp(self.expires, tz=UTC)


def read_invitation(text: str) -> Invitation:
    """The invitation of a line; :class:`InvalidInput` ``not_an_invitation`` for anything else."""
    line = "".join(text.split())
    try:
        if not line.startswith(MARK):
            raise ValueError("no invitation")
        values = json.loads(unpacked(line.removeprefix(MARK)))
        kinds = {"url": str, "ca_sha256": str, "code": str, "expires": int, "scope": str}
        found = {name: values[name] for name in kinds}
        if any(type(found[name]) is not kind for name, kind in kinds.items()):
            raise ValueError("no invitation")
        Scope(found["scope"])
        if not found["url"].startswith(("https://", "http://")):
            raise ValueError("no address")
        return Invitation(**found)
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidInput("not_an_invitation", field="invitation") from error
