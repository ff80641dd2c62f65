"""Letters and the way to a mail server that refuses, hangs up, or cannot be trusted."""

import ssl
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from eventdesk.errors import MailTrouble
from eventdesk.exchange.mail import MailServer, Security, SmtpTransport, compose
from tests.conftest import ZONE
from tests.fakes.mail_server import MailServerFake, Manners, certified, serving

AT = datetime(2026, 11, 28, 9, 0, tzinfo=ZONE)


def server_at(port: int, security: Security = Security.NONE, user: str = "") -> MailServer:
    return MailServer("127.0.0.1", port, security, user, "desk@example.org", "小禾苗")


def letter(to: str, server: MailServer, mark: str = "r1.m1") -> EmailMessage:
    return compose(server, to=to, subject="提醒", text="豆豆家长，你好。", at=AT, mark=mark, pictures=(("FAIR.png", b"\x89PNG"),))


def talk(fake: MailServerFake, *to: str, password: str = "", **more: object) -> list[str]:
    """Sends to each; what became of them: ``sent`` or the trouble's code."""
    server = server_at(fake.port, **more)  # type: ignore[arg-type]  # a security and a user
    line, found = SmtpTransport(server, password, timeout=5), []
    line.open()
    for place, one in enumerate(to):
        try:
            line.send(letter(one, server, f"r{place}.m"))
            found.append("sent")
        except MailTrouble as trouble:
            found.append(trouble.code + (" stops" if trouble.stops else ""))
    line.close()
    return found


def test_a_letter_arrives_whole() -> None:
    with serving() as fake:
        assert talk(fake, "a@example.org") == ["sent"]
    (to, got), = fake.letters
    assert (to, got["To"], got["Subject"]) == ("a@example.org", "a@example.org", "提醒")
    assert got["From"].addresses[0].display_name == "小禾苗"
    text, picture = got.iter_parts()
    assert text.get_content().strip() == "豆豆家长，你好。"
    assert (picture.get_filename(), picture.get_content()) == ("FAIR.png", b"\x89PNG")


@pytest.mark.parametrize("bad", ["提醒\r\nBcc: evil@example.org", "提醒\nBcc: evil@example.org", "a\x00b\x0bBcc: x"])
def test_nothing_typed_adds_a_header(bad: str) -> None:
    server = MailServer("x", 25, Security.NONE, "", "desk@example.org", bad)
    data = compose(server, to="a@example.org", subject=bad, text="x", at=AT, mark="1").as_bytes()
    assert not [line for line in data.split(b"\r\n\r\n")[0].split(b"\r\n") if line.lower().startswith(b"bcc")]


def test_who_is_refused_stops_nobody_else() -> None:
    replies = {"b@example.org": "550 no such box", "c@example.org": "450 later"}
    data = {"d@example.org": "552 too large", "e@example.org": "554 spam", "f@example.org": "451 later"}
    with serving(Manners(replies=replies, data_replies=data)) as fake:
        found = talk(fake, *(f"{mark}@example.org" for mark in "abcdefg"))
        assert found == ["sent", "mail_refused", "mail_later", "mail_large", "mail_refused", "mail_later", "sent"]
        assert fake.to() == ["a@example.org", "g@example.org"]


def test_a_line_that_closes_between_letters_is_opened_again() -> None:
    with serving(Manners(letters_a_line=2)) as fake:
        assert talk(fake, *(f"{mark}@example.org" for mark in "abcde")) == ["sent"] * 5
        assert (fake.to(), fake.lines) == ([f"{mark}@example.org" for mark in "abcde"], 3)


def test_a_line_that_closes_once_costs_nothing() -> None:
    with serving(Manners(drop_at={"b@example.org": "rcpt"}, drops=1)) as fake:
        assert talk(fake, "a@example.org", "b@example.org") == ["sent", "sent"]


def test_who_makes_it_hang_up_every_time_is_passed_over() -> None:
    with serving(Manners(drop_at={"b@example.org": "rcpt"})) as fake:
        assert talk(fake, "a@example.org", "b@example.org", "c@example.org") == ["sent", "mail_dropped", "sent"]


@pytest.mark.parametrize(("step", "arrived"), [("data", 0), ("taken", 1)])
def test_a_letter_that_may_have_arrived_is_not_sent_twice(step: str, arrived: int) -> None:
    with serving(Manners(drop_at={"a@example.org": step}, drops=1)) as fake:
        assert talk(fake, "a@example.org", "b@example.org") == ["mail_unsure", "sent"]
        assert fake.to().count("a@example.org") == arrived


def test_a_sender_that_is_refused_stops_everything() -> None:
    with serving(Manners(sender_reply="553 not yours")) as fake:
        assert talk(fake, "a@example.org") == ["mail_sender stops"]


def test_nobody_at_the_port() -> None:
    with serving() as fake:
        port = fake.port
    with pytest.raises(MailTrouble) as caught:
        SmtpTransport(server_at(port), "", timeout=2).open()
    assert (caught.value.code, caught.value.stops) == ("mail_unreachable", True)


@pytest.mark.parametrize(("security", "implicit"), [(Security.TLS, True), (Security.STARTTLS, False)])
def test_a_trusted_server_gets_the_password_and_the_letter(tmp_path: Path, security: Security, implicit: bool) -> None:
    context, file = certified(tmp_path)
    with serving(Manners(account=("desk", "quite secret")), context=context, implicit=implicit) as fake:
        server = server_at(fake.port, security, "desk")
        line = SmtpTransport(server, "quite secret", context=ssl.create_default_context(cafile=str(file)), timeout=5)
        line.open()
        line.send(letter("a@example.org", server))
        line.close()
        assert fake.to() == ["a@example.org"]


@pytest.mark.parametrize(("security", "implicit"), [(Security.TLS, True), (Security.STARTTLS, False)])
def test_a_server_that_nobody_vouches_for_gets_nothing(tmp_path: Path, security: Security, implicit: bool) -> None:
    context, _ = certified(tmp_path)
    with serving(Manners(account=("desk", "x")), context=context, implicit=implicit) as fake:
        with pytest.raises(MailTrouble) as caught:
            SmtpTransport(server_at(fake.port, security, "desk"), "x", timeout=5).open()
        assert (caught.value.code, caught.value.stops, fake.letters) == ("mail_no_tls", True, [])


def test_a_server_without_tls_is_not_talked_to_in_the_open() -> None:
    with serving(Manners(account=("desk", "x"))) as fake, pytest.raises(MailTrouble) as caught:
        SmtpTransport(server_at(fake.port, Security.STARTTLS, "desk"), "x", timeout=5).open()
    assert caught.value.code == "mail_no_tls"


def test_a_wrong_password_says_so_and_not_which() -> None:
    with serving(Manners(account=("desk", "right"))) as fake, pytest.raises(MailTrouble) as caught:
        SmtpTransport(server_at(fake.port, Security.NONE, "desk"), "wrong-one", timeout=5).open()
    assert caught.value.code == "mail_login"
    assert "wrong-one" not in str(caught.value)


def test_a_password_never_leaves_over_an_open_line() -> None:
    server = MailServer("mail.example.org", 25, Security.NONE, "desk", "desk@example.org")
    with pytest.raises(MailTrouble) as caught:
        SmtpTransport(server, "x").open()
    assert caught.value.code == "mail_password_in_the_open"
