"""Consents, notices and erasing on the command line."""

import json
import subprocess
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from eventdesk.cli import run_line
from eventdesk.domain.family import Role
from eventdesk.services.booking import BookedPerson
from tests.conftest import ZONE
from tests.desks import create_desk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with create_desk(tmp_path / "desk", name="测试社群", passphrase=None) as desk:
        start = datetime.now(ZONE).replace(microsecond=0) + timedelta(days=7)
        desk.events.add(title="秋日工坊", start=start, end=start + timedelta(hours=2), code="CAMP")
        people = (
            BookedPerson(Role.GUARDIAN, "林晓梅", phone="13812341234", phone_type="mobile"),
            BookedPerson(Role.CHILD, "林小满", birthdate=date(2022, 3, 5)),
        )
        desk.registrations.add("CAMP", people=people)
    return tmp_path / "desk"


def run(folder: Path, capsys: pytest.CaptureFixture[str], *line: str, code: int = 0, language: str = "en") -> Any:
    assert run_line(["--desk", str(folder), "--lang", language, *line]) == code
    said = capsys.readouterr()
    return json.loads(said.out if code == 0 else said.err) if "--json" in line else said.out + said.err


def family(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    return str(run(folder, capsys, "families", "search", "1234", "--json")[0]["family"])


def test_a_guardian_agrees_and_takes_it_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    id = family(folder, capsys)
    assert [one["label"] for one in run(folder, capsys, "consents", "missing", "--json")] == ["林**"]
    given = run(folder, capsys, "consents", "give", id, "--agree", "participation", "--refuse", "photo", "--method", "paper", "--json")
    assert {line["purpose"]: line["granted"] for line in given["consents"]} == {"participation": True, "photo": False, "partners": None}
    assert run(folder, capsys, "consents", "missing", "--json") == []
    taken = run(folder, capsys, "consents", "withdraw", id, "participation", "--json")
    assert taken["children_forgotten"] == taken["forgotten"]["children"] == 1
    (child,) = run(folder, capsys, "--unmasked", "families", "show", id, "--json")["children"]
    assert (child["name"], child["birthdate"]) == (None, None)
    assert "不同意" in run(folder, capsys, "consents", "show", id, language="zh")


@pytest.mark.parametrize("line", [["--agree", "photo", "--refuse", "photo"], []])
def test_what_is_not_clear_is_refused(folder: Path, capsys: pytest.CaptureFixture[str], line: list[str]) -> None:
    id = family(folder, capsys)
    assert run(folder, capsys, "consents", "give", id, *line, "--json", code=1)["error"] == "bad_consent"


def test_a_family_is_erased(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    id = family(folder, capsys)
    done = run(folder, capsys, "families", "erase", id, "--reason", "asked by mail", "--json")
    assert (done["people"], done["registrations"], len(done["cancelled"])) == (2, 1, 1)
    assert run(folder, capsys, "families", "search", "1234", "--json") == []
    assert run(folder, capsys, "verify", "--json")["ok"]
    assert run(folder, capsys, "families", "erase", "nobody", "--reason", "x", "--json", code=1)["error"] == "family_not_found"
    assert "--reason" in run(folder, capsys, "families", "erase", id, code=2)


def test_the_wording_is_kept_and_printed(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    added = run(folder, capsys, "notices", "add", "2027-1", "--suggested", "--use", "--json", language="zh")
    assert added["current"] and len(added["sha256"]) == 64
    expected = {"zh": ("个人信息告知同意书", "秋日工坊", "监护人签名", "2027-1", "撤回"), "en": ("Guardian's signature", "I agree")}
    for language, words in expected.items():
        file = tmp_path / f"{language}.pdf"
        run(folder, capsys, "consents", "form", "--event", "CAMP", "--pdf", str(file), language=language)
        read = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
        assert [word for word in words if word not in read] == []
        assert read.count("\f") == 1
    (tmp_path / "long.txt").write_text("很长的告知文本。" * 2000, encoding="utf-8")
    run(folder, capsys, "notices", "add", "2027-2", "--file", str(tmp_path / "long.txt"), "--use", "--json")
    line = ("consents", "form", "--pdf", str(tmp_path / "long.pdf"), "--json")
    assert run(folder, capsys, *line, code=1)["error"] == "notice_too_long"
    assert not (tmp_path / "long.pdf").exists()
    assert run(folder, capsys, "notices", "use", "9", "--json", code=1)["error"] == "notice_not_found"
    line = ("notices", "add", "3", "--file", str(tmp_path / "zh.pdf"), "--json")
    assert run(folder, capsys, *line, code=1)["error"] == "notice_unreadable"
    assert [one["version"] for one in run(folder, capsys, "notices", "list", "--json")] == ["2027-2", "2027-1"]
