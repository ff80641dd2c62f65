"""Messages on the command line."""

import json
from pathlib import Path
from typing import Any

import pytest

from eventdesk.cli import run_line
from eventdesk.desk import open_desk
from tests.fakes.mail_server import Manners, serving
from tests.services.message_ground import set_email


class Line:
    """One desk, driven by command lines in this process."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        self._capsys.readouterr()
        code = run_line(["--desk", str(self.folder), "--lang", "en", *map(str, arguments)])
        return (code, *self._capsys.readouterr())

    def json(self, *arguments: object) -> Any:
        """The one document of a verb that works."""
        code, out, err = self(*arguments, "--json")
        assert (code, err) == (0, ""), err
        assert out.count("\n") == 1
        return json.loads(out)


@pytest.fixture
def line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    made = Line(tmp_path / "desk", capsys)
    assert made("init", "--plain", "--name", "Sprout")[0] == 0
    made("events", "add", "--title", "Camp", "--start", "2026-10-17T09:00", "--end", "2026-10-17T17:00", "--code", "CAMP")
    for number in (1, 2):
        assert made(
            "registrations", "add", "CAMP", "--name", f"Guardian{number}", "--phone", f"1390000000{number}", "--child",
            f"Kid{number}", "--consent", "paper",
        )[0] == 0  # fmt: skip
    with open_desk(made.folder) as desk:
        for number, registration in enumerate(desk.registrations.list("CAMP"), start=1):
            set_email(desk, registration.family, f"f{number}@example.org")
    return made


def test_a_test_run_writes_letters(line: Line, tmp_path: Path) -> None:
    done = line.json("messages", "send", "CAMP", "--purpose", "confirmation", "--test", tmp_path / "out")
    assert (done["written"], done["sent"], done["failed"], done["stopped"], len(done["files"])) == (2, 0, 0, None, 2)
    assert sorted(map(str, (tmp_path / "out").iterdir())) == sorted(done["files"])
    assert "f1@example.org" not in "".join(Path(file).read_text() for file in done["files"])
    (listed,) = line.json("messages", "list", "CAMP")
    assert listed["outcomes"] == {"written": 2}


def test_sending_through_a_server(line: Line) -> None:
    with serving(Manners(replies={"f2@example.org": "550 no"})) as fake:
        shown = line.json(
            "messages", "settings", "set", "--host", "127.0.0.1", "--port", fake.port, "--security", "none", "--sender",
            "desk@example.org",
        )  # fmt: skip
        assert (shown["host"], shown["password"]) == ("127.0.0.1", False)
        done = line.json("messages", "send", "CAMP", "--purpose", "reminder")
        assert (done["sent"], done["failed"], done["troubles"]) == (1, 1, {"mail_refused": 1})
        fake.manners.replies.clear()
        again = line.json("messages", "send", "CAMP", "--purpose", "reminder", "--subject", "See you at {event}", "--no-tickets")
        assert (again["sent"], again["reached"]) == (1, 1)
        assert fake.letters[-1][1]["Subject"] == "See you at Camp"
        port = fake.port
    code, _, err = line("messages", "send", "CAMP", "--purpose", "reminder", "--again")
    assert (code, str(port) in err) == (1, True)
    assert len(line.json("messages", "list", "CAMP")) == 2, "a server that is not there leaves no message behind"


def test_texts_previews_and_templates(line: Line, tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text("Hello {nickname}: {event}", encoding="utf-8")
    seen = line.json("messages", "preview", "CAMP", "--purpose", "notice", "--subject", "x", "--text-file", tmp_path / "t.txt")
    assert (seen["text"], seen["to"]) == ("Hello your child: Camp", "f***@example.org")
    found = line.json(
        "messages", "texts", "CAMP", "--purpose", "reminder", "--tickets", tmp_path / "png", "--copied", "--text-file",
        tmp_path / "t.txt",
    )  # fmt: skip
    assert [one["text"] for one in found["families"]] == ["Hello your child: Camp"] * 2
    assert {Path(file).parent for file in found["files"]} == {tmp_path / "png" / "CAMP"}
    assert line.json("messages", "texts", "CAMP", "--purpose", "reminder")["families"] == []
    own = line.json("messages", "templates", "--purpose", "notice", "--subject", "Mine", "--text-file", tmp_path / "t.txt")
    assert (own[0]["own"], own[0]["text"]) == (True, "Hello {nickname}: {event}")
    assert not line.json("messages", "templates", "--purpose", "notice", "--reset")[0]["own"]
    assert len(line.json("messages", "templates")) == 6


def test_a_family_that_wants_no_more_is_asked_no_more(line: Line, tmp_path: Path) -> None:
    family = line.json("messages", "preview", "CAMP", "--purpose", "notice")["family"]
    assert line.json("messages", "opt-out", family)["opted_out"] == ["email", "wechat", "phone"]
    assert line.json("messages", "send", "CAMP", "--purpose", "notice", "--test", tmp_path / "x")["opted_out"] == 1
    assert line.json("messages", "opt-in", family, "--channel", "email")["opted_out"] == ["wechat", "phone"]


def test_whom_to_invite(line: Line, tmp_path: Path) -> None:
    line("events", "add", "--title", "Walk", "--start", "2026-11-17T09:00", "--end", "2026-11-17T12:00", "--code", "WALK")
    found = line.json("messages", "invite", "WALK", "--limit", 1, "--out", tmp_path / "calls.csv")
    assert (found["fitting"], len(found["families"]), found["families"][0]["name"]) == (2, 1, "G***")
    assert [reason["code"] for reason in found["families"][0]["reasons"]] == ["new"]
    assert (tmp_path / "calls.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert line.json("messages", "invite", "CAMP")["left_out"] == {"registered": 2}
    assert line.json("messages", "invite", "WALK", "--unmasked")["families"][0]["name"].startswith("Guardian")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("send", "CAMP"), 2), (("send", "CAMP", "--purpose", "love"), 2), (("send", "CAMP", "--purpose", "notice"), 1),
        (("send", "NOWHERE", "--purpose", "notice", "--test", "x"), 1),
        (("preview", "CAMP", "--purpose", "notice", "--text-file", "nowhere"), 1),
        (("preview", "CAMP", "--purpose", "notice", "--subject", "{phone}"), 1), (("opt-out", "nobody"), 1),
        (("due", "--days", "0"), 1), (("invite", "CAMP", "--limit", "0"), 1), (("settings", "set", "--port", "25"), 2),
        (("settings", "set", "--host", "a b", "--sender", "x@y.cn"), 1), (("templates", "--reset"), 2),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_in_a_line(
    line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int
) -> None:
    monkeypatch.chdir(tmp_path)
    found, out, err = line("messages", *arguments, "--json")
    assert (found, out, err.count("\n")) == (code, "", 1)
    assert line.json("messages", "list", "CAMP") == []


def test_a_password_is_never_on_the_line_nor_shown(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    encrypted = line.folder.parent / "closed"
    monkeypatch.setenv("EVENTDESK_PASSPHRASE", "long enough")
    whole = Line(encrypted, line._capsys)
    assert whole("init", "--name", "x")[0] == 0
    monkeypatch.setenv("EVENTDESK_MAIL_PASSWORD", "very-secret")
    _, out, _ = whole("messages", "settings", "set", "--host", "smtp.example.org", "--user", "u", "--sender", "d@example.org", "--json")
    monkeypatch.delenv("EVENTDESK_MAIL_PASSWORD")
    assert "very-secret" not in out
    shown = whole.json("messages", "settings")
    assert (shown["password"], shown["keeps"], "very-secret" in str(shown)) == (True, "desk", False)


def test_reminders_that_are_due(line: Line) -> None:
    assert line.json("messages", "due") == []
    code, out, _ = line("messages", "due")
    assert (code, out.count("\n")) == (0, 1)
