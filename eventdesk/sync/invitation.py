"""What a hub shows so that a station can join it: one line, as a QR code or in a file."""

from urllib.parse import parse_qs, urlencode, urlsplit

from eventdesk.sync.protocol import Hex64, Record, Scope


class Invitation(Record):
    """What a hub shows as a QR code: where it is, what its authority's certificate hashes to, and a code that works once."""

    url: str
    server_name: str
    ca_sha256: Hex64
    code: str
    expires: int
    """Seconds since 1970."""
    scope: Scope

    def text(self) -> str:
        """One line for a QR code or a file."""
        values = {"u": self.url, "n": self.server_name, "h": self.ca_sha256, "c": self.code, "x": self.expires, "s": self.scope}
        return f"eventdesk-hub:1?{urlencode(values)}"

    @classmethod
    def parse(cls, text: str) -> "Invitation":
        """Reads the line; ``ValueError`` for anything else."""
        parts = urlsplit(text.strip())
        if (parts.scheme, parts.path) != ("eventdesk-hub", "1"):
            raise ValueError("no invitation")
        found = {key: values[0] for key, values in parse_qs(parts.query).items()}
        names = {"url": "u", "server_name": "n", "ca_sha256": "h", "code": "c", "expires": "x", "scope": "s"}
        return cls.model_validate({name: found.get(key) for name, key in names.items()})
