"""A mail server of this process: it keeps what it takes, and refuses, hangs up or distrusts as a test wants."""

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass
class Manners:
    """How the server behaves. Addresses map to the reply they get; ``drop_at`` names the step at which an address makes it
    hang up: ``rcpt``, ``data`` (before it takes the letter) or ``taken`` (after it)."""

    replies: dict[str, str] = field(default_factory=dict)
    data_replies: dict[str, str] = field(default_factory=dict)
    drop_at: dict[str, str] = field(default_factory=dict)
    drops: int = 1000
    sender_reply: str = "250 ok"
    account: tuple[str, str] | None = None
    letters_a_line: int = 1000


class MailServerFake(socketserver.ThreadingTCPServer):
    """Listens on a free port of 127.0.0.1."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, manners: Manners, *, context: ssl.SSLContext | None, implicit: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.manners, self.context, self.implicit = manners, context, implicit
        self.letters: list[tuple[str, EmailMessage]] = []
        self.lines = 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def to(self) -> list[str]:
        """Whom letters were taken for, in their order."""
        return [to for to, _ in self.letters]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up in the middle is no news."""


class _Talk(socketserver.StreamRequestHandler):
    server: MailServerFake

    def handle(self) -> None:
        self.server.lines += 1
        if self.server.implicit:
            self._wrap()
        self._secure, self._known, self._to, self._taken = self.server.implicit, False, "", 0
        self._say("220 fake")
        for raw in self._lines():
            verb, _, rest = raw.partition(" ")
            if not self._answer(verb.upper(), rest):
                return

    def _answer(self, verb: str, rest: str) -> bool:
        manners = self.server.manners
        if verb in ("EHLO", "HELO"):
            offers = ["fake"] + (["STARTTLS"] if self.server.context and not self._secure else [])
            offers += ["AUTH PLAIN"] if manners.account else []
            self._say("\r\n".join(f"250{'-' if place < len(offers) else ' '}{one}" for place, one in enumerate(offers, 1)))
        elif verb == "STARTTLS":
            self._say("220 go")
            self._wrap()
            self._secure = True
        elif verb == "AUTH":
            given = tuple(base64.b64decode(rest.split()[1]).decode().split("\0")[1:])
            self._known = given == manners.account
            self._say("235 in" if self._known else "535 no")
        elif verb == "MAIL":
            self._say("530 who" if manners.account and not self._known else manners.sender_reply)
        elif verb == "RCPT":
            return self._recipient(rest.partition("<")[2].partition(">")[0])
        elif verb == "DATA":
            return self._letter()
        elif verb == "QUIT":
            self._say("221 bye")
            return False
        else:
            self._say("250 ok")
        return True

    def _recipient(self, address: str) -> bool:
        self._to = address
        if self._drops("rcpt") or self._taken >= self.server.manners.letters_a_line:
            return False
        self._say(self.server.manners.replies.get(address, "250 ok"))
        return True

    def _letter(self) -> bool:
        self._say("354 go")
        data = b""
        while not data.endswith(b"\r\n.\r\n"):
            line = self.rfile.readline()
            if not line:
                return False
            data += line
        if self._drops("data"):
            return False
        reply = self.server.manners.data_replies.get(self._to, "250 ok")
        if reply.startswith("250"):
            letter = message_from_bytes(data[:-3].replace(b"\r\n..", b"\r\n."), policy=policy.default)
            assert isinstance(letter, EmailMessage)
            self.server.letters.append((self._to, letter))
            self._taken += 1
            if self._drops("taken"):
                return False
        self._say(reply)
        return True

    def _drops(self, step: str) -> bool:
        manners = self.server.manners
        if manners.drop_at.get(self._to) != step or manners.drops < 1:
            return False
        manners.drops -= 1
        return True

    def _lines(self) -> Iterator[str]:
        while line := self.rfile.readline():
            yield line.decode("ascii", "replace").rstrip("\r\n")

    def _say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def _wrap(self) -> None:
        assert self.server.context is not None
        self.request = self.server.context.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)

    def finish(self) -> None:
        super().finish()
        self.request.close()


@contextmanager
def serving(
    manners: Manners | None = None, *, context: ssl.SSLContext | None = None, implicit: bool = False
) -> Iterator[MailServerFake]:
    """A server that runs until it is left."""
    with MailServerFake(manners or Manners(), context=context, implicit=implicit) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def certified(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """What a server shows that calls itself 127.0.0.1, and the file that a client must trust for it."""
    from ipaddress import ip_address

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = folder / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context, file
