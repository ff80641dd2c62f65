"""Mail: how a letter is put together, and how it is given to a mail server. Nothing here knows the desk."""

import contextlib
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum
from typing import Protocol

from eventdesk.errors import MailTrouble

TIMEOUT = 20
"""Seconds that a server has for an answer."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Security(StrEnum):
    """How the way to the server is closed: from the start, after a greeting, or not at all."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True)
class MailServer:
    """Where mail goes out. ``sender`` is the address that families see; no password is kept here."""

    host: str
    port: int
    security: Security
    user: str
    sender: str
    sender_name: str = ""


class Transport(Protocol):
    """Whoever takes letters: a mail server, a folder."""

    def open(self) -> None:
        """Gets ready; :class:`MailTrouble` where it can't."""

    def send(self, letter: EmailMessage) -> None:
        """Takes one letter for good, or raises :class:`MailTrouble`."""

    def close(self) -> None:
        """Says goodbye; never fails."""


def compose(
    server: MailServer, *, to: str, subject: str, text: str, at: datetime, mark: str, pictures: Sequence[tuple[str, bytes]] = (),
    calendars: Sequence[tuple[str, bytes]] = (),
) -> EmailMessage:  # fmt: skip
    """A letter. ``pictures`` are (file name, PNG), ``calendars`` (file name, iCalendar); ``mark`` makes its Message-ID, so it must
    be new for each letter.

    A line break in a subject or a name becomes a space: nothing that somebody typed adds a header.
    """
    letter = EmailMessage(policy=SMTP)
    name, _, domain = server.sender.partition("@")
    letter["From"] = Address(_line(server.sender_name), name, domain)
    letter["To"] = to
    letter["Subject"] = _line(subject)
    letter["Date"] = format_datetime(at)
    letter["Message-ID"] = f"<{mark}@{domain}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(text, charset="utf-8", cte="base64")
    for file, data in pictures:
        letter.add_attachment(data, maintype="image", subtype="png", filename=file)
    for file, data in calendars:
        # Bytes, because a text would get its line ends from the letter; as an attachment, because nobody is to answer it.
        letter.add_attachment(data, maintype="text", subtype="calendar", filename=file, params={"charset": "utf-8"})
    return letter


class SmtpTransport:
    """One conversation with a mail server, begun anew where it broke off.

    A letter that may have been taken before the line broke is not sent again: twice is worse than a note that it is not
    known. ``context`` says whom to trust; the system's list where it is left out.
    """

    def __init__(
        self, server: MailServer, password: str, *, context: ssl.SSLContext | None = None, timeout: float = TIMEOUT
    ) -> None:  # fmt: skip
        self._server, self._password, self._timeout = server, password, timeout
        self._context = context
        self._smtp: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connects, closes the way, and logs in."""
        if self._server.user and self._server.security is Security.NONE and self._server.host not in LOOPBACK:
            raise MailTrouble("mail_password_in_the_open", stops=True)
        try:
            self._smtp = self._connected()
        except ssl.SSLError:
            raise MailTrouble("mail_no_tls", stops=True, host=self._server.host) from None
        except (smtplib.SMTPAuthenticationError, UnicodeError):
            # A password that is not ASCII: the library has no form for it, and no mail service gives one out.
            raise MailTrouble("mail_login", stops=True, host=self._server.host) from None
        except smtplib.SMTPNotSupportedError:
            raise MailTrouble("mail_no_tls", stops=True, host=self._server.host) from None
        except (OSError, smtplib.SMTPException):
            raise MailTrouble("mail_unreachable", stops=True, host=self._server.host, port=self._server.port) from None

    def send(self, letter: EmailMessage) -> None:
        """Gives one letter to the server."""
        try:
            self._envelope(letter)
        except (smtplib.SMTPServerDisconnected, OSError):
            # Nothing was handed over yet: servers close a line that was quiet, or that had its share of letters.
            self.close()
            self.open()
            self._again(letter)
        self._content(letter)

    def close(self) -> None:
        """Ends the conversation."""
        if self._smtp is not None:
            with contextlib.suppress(OSError, smtplib.SMTPException):
                self._smtp.quit()
            self._smtp.close()
            self._smtp = None

    def _connected(self) -> smtplib.SMTP:
        server = self._server
        context = self._context or ssl.create_default_context()
        if server.security is Security.TLS:
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=self._timeout, context=context)
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=self._timeout)
        try:
            if server.security is Security.STARTTLS:
                smtp.starttls(context=context)
            if server.user:
                smtp.login(server.user, self._password)
        except BaseException:
            smtp.close()
            raise
        return smtp

    def _again(self, letter: EmailMessage) -> None:
        try:
            self._envelope(letter)
        except (smtplib.SMTPServerDisconnected, OSError):
            self.close()
            raise MailTrouble("mail_dropped") from None

    def _envelope(self, letter: EmailMessage) -> None:
        if self._smtp is None:
            self.open()
        assert self._smtp is not None, "open() connects or raises"
        self._smtp.ehlo_or_helo_if_needed()
        code, _ = self._smtp.mail(self._server.sender)
        if code != 250:
            self._reset(code)
            raise MailTrouble("mail_sender", stops=True, reply=code)
        code, _ = self._smtp.rcpt(letter["To"].addresses[0].addr_spec)
        if code not in (250, 251):
            self._reset(code)
            raise MailTrouble("mail_later" if code < 500 else "mail_refused", reply=code)

    def _content(self, letter: EmailMessage) -> None:
        assert self._smtp is not None, "the envelope went through it"
        try:
            code, _ = self._smtp.data(letter.as_bytes())
        except smtplib.SMTPDataError as error:
            code = error.smtp_code
        except (smtplib.SMTPServerDisconnected, OSError):
            self.close()
            raise MailTrouble("mail_unsure") from None
        if code != 250:
            self._reset(code)
            raise MailTrouble("mail_large" if code == 552 else "mail_later" if code < 500 else "mail_refused", reply=code)

    def _reset(self, code: int) -> None:
        """Ready for the next letter; 421 says that the server hangs up."""
        if code == 421 or self._smtp is None:
            self.close()
            return
        try:
            self._smtp.rset()
        except (OSError, smtplib.SMTPException):
            self.close()


def _line(text: str) -> str:
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())
