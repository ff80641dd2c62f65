"""The command line as others rely on it: names, fields, exit codes, one document and nothing else."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from eventdesk.cli import run_line
from tests.conftest import SAMPLES
from tests.desks import lay, made_once


class Run:
    """One desk, driven by command lines in this process."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], stdin: pytest.MonkeyPatch) -> None:
        self.folder, self._capsys, self._stdin = folder, capsys, stdin

    def __call__(self, *arguments: object, scans: str | bytes | None = None) -> tuple[int, str, str]:
        if scans is not None:
            raw = scans if isinstance(scans, bytes) else scans.encode()
            self._stdin.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        self._capsys.readouterr()
        code = run_line(["--desk", str(self.folder), *map(str, arguments)])
        out, err = self._capsys.readouterr()
        return code, out, err

    def json(self, *arguments: object) -> Any:
        """The one document of a verb that works."""
        code, out, err = self(*arguments, "--json")
        assert (code, err) == (0, ""), err
        assert out.count("\n") == 1
        return json.loads(out)

    def lines(self, *arguments: object, scans: str | bytes) -> list[Any]:
        """The lines of a verb that streams."""
        code, out, _ = self(*arguments, scans=scans)
        assert code == 0
        return [json.loads(line) for line in out.splitlines()]


def do(folder: Path, *arguments: object) -> None:
    """A line that must work, for what a test begins with."""
    assert run_line(["--desk", str(folder), *map(str, arguments)]) == 0, arguments


def make_camp(folder: Path) -> None:
    do(folder, "init", "--plain", "--name", "小禾苗")
    do(
        folder, "events", "add", "--title", "秋日亲子露营节", "--start", "2026-10-17T09:00", "--end", "2026-10-17T17:00",
        "--code", "CAMP", "--min-months", 36, "--max-months", 143,
    )  # fmt: skip
    for code, title, places in (
        ("S1", "10月17日（周六）上午 自然手作", None), ("S2", "10月17日（周六）下午 帐篷搭建、野餐", 59),
        ("S3", "10月18日（周日）上午 定向寻宝", 84), ("S4", "10月18日（周日）下午 亲子运动会，含颁奖", None),
    ):  # fmt: skip
        limit = ("--capacity", places, "--capacity-unit", "children") if places else ()
        do(folder, "events", "slots", "CAMP", "add", "--title", title, "--code", code, *limit)


@pytest.fixture(scope="module")
def camp() -> bytes:
    """The file of a desk with the event CAMP."""
    return made_once(make_camp)


@pytest.fixture(scope="module")
def full_camp(camp: bytes) -> bytes:
    """With the registrations of the first sample."""

    def make(folder: Path) -> None:
        lay(camp, folder)
        do(folder, "registrations", "import", "CAMP", SAMPLES / "p1_wjx_autumn_camp.xlsx", "--as-of", "2026-10-01")

    return made_once(make)


@pytest.fixture
def run(camp: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """A desk with the event CAMP."""
    lay(camp, tmp_path / "desk")
    return Run(tmp_path / "desk", capsys, monkeypatch)


@pytest.fixture
def imported(full_camp: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """With the registrations of the first sample."""
    lay(full_camp, tmp_path / "desk")
    return Run(tmp_path / "desk", capsys, monkeypatch)


def test_events(run: Run) -> None:
    (event,) = run.json("events", "list")
    assert event | {"event": ""} == {
        "event": "", "code": "CAMP", "title": "秋日亲子露营节", "start": "2026-10-17T09:00:00+08:00",
        "end": "2026-10-17T17:00:00+08:00", "venue": "", "capacity": None, "capacity_unit": "persons", "state": "draft",
        "min_months": 36, "max_months": 143, "kind": "other",
    }  # fmt: skip
    slots = run.json("events", "show", "CAMP")["slots"]
    assert [slot["code"] for slot in slots] == ["S1", "S2", "S3", "S4"]
    assert slots[1] == {
        "code": "S2", "title": "10月17日（周六）下午 帐篷搭建、野餐", "room": "", "start": "2026-10-17T09:00:00+08:00",
        "end": "2026-10-17T17:00:00+08:00", "capacity": 59, "capacity_unit": "children", "kind": "slot", "leader": "",
        "placed": False,
    }  # fmt: skip
    made = run.json("events", "add", "--title", "Winter walk", "--start", "2026-12-24T09:00", "--end", "2026-12-24T12:00")
    assert set(made) == {"event", "code"}
    assert made["code"] == "20261224-WINTER-WALK"


def test_import_and_list(run: Run) -> None:
    done = run.json("registrations", "import", "CAMP", SAMPLES / "p1_wjx_autumn_camp.xlsx", "--as-of", "2026-10-01")
    assert set(done) == {"batch", "counts", "rows", "mapping", "source", "seconds", "unchanged", "known_notice"}
    assert done["counts"] == {"rows": 220, "accepted": 169, "updated": 0, "waitlisted": 24, "duplicates": 9, "rejected": 18}
    assert done["source"] == "wjx"
    assert done["mapping"]["Sheet1"]["H"] == "guardians[0].phone"
    assert all(set(row) == {"ref", "fate", "warnings", "message"} for row in done["rows"])
    assert all(row["message"] for row in done["rows"] if row["fate"] != "ok" or row["warnings"])
    rows = run.json("registrations", "list", "CAMP", "--unmasked")
    assert len(rows) == 193
    first = next(row for row in rows if row["source_rows"] == ["2"])
    assert {key: first[key] for key in ("state", "adults", "children_count", "slots", "slot_status", "photo_consent", "notes")} == {
        "state": "confirmed", "adults": 2, "children_count": 1, "slots": ["S3", "S4"],
        "slot_status": {"S3": "confirmed", "S4": "confirmed"}, "photo_consent": True, "notes": "下午四点前要离开",
    }  # fmt: skip
    assert first["guardians"][0] | {"person": ""} == {
        "person": "", "name": "冼素芬", "phone": "17759877076", "phone_type": "mobile", "relation": "mother",
    }  # fmt: skip
    assert first["children"][0]["birthdate"] == "2021-05-15"
    masked = run.json("registrations", "list", "CAMP", "--state", "waitlisted")
    assert len(masked) == 24
    assert all("*" in guardian["name"] for row in masked for guardian in row["guardians"] if guardian["name"])
    assert run.json("registrations", "undo", done["batch"]) == {
        "batch": done["batch"], "removed": 193, "kept": 0, "restored": 0, "kept_list": [],
    }  # fmt: skip
    assert run.json("registrations", "list", "CAMP") == []


def test_a_mapping_by_hand(run: Run, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text('{"Sheet1": {"V": "ignored", "16、备注": "ignored"}}', encoding="utf-8")
    file = SAMPLES / "p1_wjx_autumn_camp.xlsx"
    done = run.json("registrations", "import", "CAMP", file, "--as-of", "2026-10-01", "--mapping", mapping)
    assert done["mapping"]["Sheet1"]["V"] == "ignored"
    assert all(row["notes"] is None for row in run.json("registrations", "list", "CAMP", "--unmasked"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "mapping_file"), ("[]", "mapping_file"), ('{"Sheet1":' * 5000, "mapping_file"), ("9" * 6000, "mapping_file"),
        ('{"Sheet1": {"V": "wishes"}}', "mapping_field_unknown"), ('{"Sheet1": {"ZZ": "notes"}}', "mapping_column_unknown"),
        ('{"Sheet2": {"V": "notes"}}', "file_sheet_missing"),
    ],
)  # fmt: skip
def test_a_mapping_that_maps_nothing_is_refused(run: Run, tmp_path: Path, text: str, code: str) -> None:
    mapping = tmp_path / "mapping.json"
    mapping.write_text(text, encoding="utf-8")
    file = SAMPLES / "p1_wjx_autumn_camp.xlsx"
    ended, out, err = run("registrations", "import", "CAMP", file, "--mapping", mapping, "--json")
    assert (ended, out, json.loads(err)["error"]) == (1, "", code)
    assert run.json("registrations", "list", "CAMP") == []


def test_checkin_streams_one_line_for_each(imported: Run) -> None:
    rows = [row for row in imported.json("registrations", "list", "CAMP") if row["state"] == "confirmed"]
    first, second = rows[0], rows[1]
    people = imported.lines("checkin", "CAMP", "--stdin", scans=second["ticket"] + "\n")[0]["people"]
    scans = "\n".join(
        [
            first["ticket"], first["ticket"], "something else",
            json.dumps({"scan": second["ticket"], "at": "2026-10-17T09:30:00", "members": [people[0]["person"]]}),
            json.dumps({"scan": first["ticket"], "at": "2099-01-01T00:00:00"}), "", '{"broken',
            json.dumps({"scan": first["ticket"], "at": "noon"}),
        ]
    )  # fmt: skip
    answers = imported.lines("checkin", "CAMP", "--stdin", "--station", "2号门", scans=scans)
    assert [(a["verdict"], a["code"]) for a in answers] == [
        ("admit", "ok"), ("admit", "ok"), ("refuse", "unknown"), ("refuse", "already_in"), ("refuse", "already_in"),
        ("refuse", "unknown"), ("refuse", "unknown"), ("refuse", "unknown"),
    ]  # fmt: skip
    assert answers[0]["journal"] == answers[1]["journal"]
    assert {person["state"] for person in answers[0]["people"]} == {"admitted"}
    assert {person["state"] for person in answers[4]["people"]} == {"in_already"}
    assert answers[0]["admitted"] == first["adults"] + first["children_count"] == len(answers[0]["people"])
    fields = "scan verdict code registration admitted inside people first pickup_code journal"
    assert set(fields.split()) <= set(answers[0])
    assert all({"person", "label", "state"} <= set(person) for person in answers[0]["people"])
    assert answers[3]["first"]["station"] == "1"
    assert answers[4]["first"]["station"] == "2号门"
    assert answers[7]["error"] == "bad_time"


def test_undo_of_a_checkin(imported: Run) -> None:
    ticket = imported.json("registrations", "list", "CAMP")[0]["ticket"]
    (answer,) = imported.lines("checkin", "CAMP", "--stdin", scans=ticket + "\n")
    assert imported("checkin", "CAMP", "undo", answer["journal"])[0] == 2
    assert imported("checkin", "CAMP", "undo", answer["journal"], "--reason", "点错了")[0] == 0
    assert imported("checkin", "CAMP", "undo", answer["journal"], "--reason", "点错了")[0] == 1
    assert imported.json("attendance", "CAMP")["inside"] == 0


NOISE = (
    b"\xff\xfe\x00\n", b"\x00" * 3000 + b"\n", "ＥＤ１".encode() + b"\n", b'{"scan": 5}\n', b"[" * 5000 + b"\n",
    b'{"a":' * 3000 + b"\n", b'{"scan":' + b"9" * 6000 + b"}\n",
)  # fmt: skip


@pytest.mark.parametrize("noise", NOISE)
def test_noise_is_unknown(imported: Run, noise: bytes) -> None:
    (answer,) = imported.lines("checkin", "CAMP", "--stdin", scans=noise)
    assert (answer["verdict"], answer["code"]) == ("refuse", "unknown")


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00", "9999-12-31T23:59:59-14:00", "1969-12-31T23:00", "2100-01-01T00:00"])
def test_a_moment_out_of_all_reason_is_no_time(imported: Run, at: str) -> None:
    ticket = imported.json("registrations", "list", "CAMP")[0]["ticket"]
    (answer,) = imported.lines("checkin", "CAMP", "--stdin", scans=json.dumps({"scan": ticket, "at": at}))
    assert (answer["error"], answer["journal"]) == ("bad_time", None)
    code, out, err = imported("events", "add", "--title", "x", "--start", at, "--end", at, "--json")
    assert (code, out, json.loads(err)["error"]) == (1, "", "bad_time")


def test_a_file_of_scans_may_begin_with_a_mark(imported: Run) -> None:
    ticket = imported.json("registrations", "list", "CAMP")[0]["ticket"]
    for text in (ticket, json.dumps({"scan": ticket})):
        (answer,) = imported.lines("checkin", "CAMP", "--stdin", scans=("\ufeff" + text).encode())
        assert answer["scan"] == ticket
        assert answer["registration"] is not None


def test_attendance_and_report_hold_the_same(imported: Run, tmp_path: Path) -> None:
    rows = [row for row in imported.json("registrations", "list", "CAMP") if row["state"] == "confirmed"]
    imported.lines(
        "checkin", "CAMP", "--stdin",
        scans="\n".join(json.dumps({"scan": r["ticket"], "at": f"2026-10-17T09:{n:02d}:00"}) for n, r in enumerate(rows[:40])),
    )  # fmt: skip
    document = imported.json("attendance", "CAMP")
    assert set(document) == {
        "event", "registered", "attended", "walk_ins", "no_shows", "inside", "attendance_rate", "peak_5min", "by_station",
        "incidents", "journal_entries", "digest",
    }  # fmt: skip
    came = sum(r["adults"] + r["children_count"] for r in rows[:40])
    assert (document["attended"]["persons"], document["inside"], document["journal_entries"]) == (came, came, 40)
    assert document["registered"]["persons"] == sum(r["adults"] + r["children_count"] for r in rows)
    made = imported.json("report", "attendance", "CAMP", "--out", tmp_path / "out", "--format", "xlsx,pdf,csv,json")
    assert {"report", "revision", "sha256", "files"} <= set(made)
    assert set(made["files"]) == {"xlsx", "pdf", "csv", "json"}
    assert json.loads(Path(made["files"]["json"]).read_text(encoding="utf-8"))["attendance"] == document
    again = imported.json("report", "attendance", "CAMP", "--out", tmp_path / "out", "--format", "json")
    assert (again["report"], again["revision"], again["sha256"]) == (made["report"], 1, made["sha256"])
    assert [r["revision"] for r in imported.json("report", "list", "CAMP")] == [1]


def test_the_digest_is_of_the_set_of_entries(imported: Run) -> None:
    empty = imported.json("attendance", "CAMP")["digest"]
    ticket = imported.json("registrations", "list", "CAMP")[0]["ticket"]
    imported.lines("checkin", "CAMP", "--stdin", scans=ticket)
    after = imported.json("attendance", "CAMP")["digest"]
    assert empty != after == imported.json("attendance", "CAMP")["digest"]


def test_search_and_show(imported: Run) -> None:
    (hit,) = imported.json("families", "search", "17759877076")
    assert hit["guardians"][0]["phone"] == "177****7076"
    shown = imported.json("families", "show", hit["family"], "--unmasked")
    assert shown["guardians"][0]["name"] == "冼素芬"
    assert shown["history"][0]["event"] == "CAMP"
    assert {c["purpose"] for c in shown["consents"]} == {"participation", "photo"}


def test_verify(imported: Run) -> None:
    proof = imported.json("verify")
    assert proof["ok"] is True
    assert {"ok", "sqlite", "integrity", "audit_chain", "journal_chain", "schema"} <= set(proof)
    assert proof["integrity"] == proof["audit_chain"] == proof["journal_chain"] == "ok"


def test_walk_in_and_rules(imported: Run) -> None:
    row = imported.json(
        "registrations", "add", "CAMP", "--name", "林晓梅", "--phone", "138 0000 1234", "--child", "周予安", "--birth", "2022-03-08",
        "--adults", 2, "--slot", "S1", "--consent", "paper", "--walk-in",
    )  # fmt: skip
    assert (row["state"], row["adults"], row["children_count"], row["slots"]) == ("confirmed", 2, 1, ["S1"])
    rules = imported.json("events", "rules", "CAMP", "set", "hard_limit", "2")["rules"]
    assert rules["hard_limit"] == 2
    (answer,) = imported.lines("checkin", "CAMP", "--stdin", scans=row["ticket"])
    assert answer["code"] == "full"
    imported.json("events", "rules", "CAMP", "set", "hard_limit", "-")
    assert imported.lines("checkin", "CAMP", "--stdin", scans=row["ticket"])[0]["code"] == "ok"
    assert imported.json("attendance", "CAMP")["walk_ins"]["persons"] == 3


HOUR = ("--start", "2026-10-17T09:00", "--end", "2026-10-17T10:00")


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (("events", "show", "NONE"), "event_not_found", 1),
        (("registrations", "import", "CAMP", "missing.xlsx"), "file_missing", 1),
        (("registrations", "import", "CAMP", "."), "file_is_directory", 1),
        (("registrations", "import", "NONE", "missing.xlsx"), None, 1),
        (("registrations", "import", "CAMP", "missing.xlsx", "--as-of", "0001-01-01"), "bad_day", 1),
        (("registrations", "import", "CAMP", "missing.xlsx", "--as-of", "2026-02-30"), "bad_day", 1),
        (("registrations", "undo", "x"), "batch_not_found", 1),
        (("registrations", "cancel", "x"), "registration_not_found", 1),
        (("registrations", "list", "NONE"), "event_not_found", 1),
        (("families", "show", "x"), "family_not_found", 1),
        (("checkin", "NONE", "--stdin"), "event_not_found", 1),
        (("checkin", "CAMP"), "checkin_usage", 2),
        (("report", "attendance", "CAMP"), "out_missing", 2),
        (("report", "wishes", "CAMP", "--out", "x"), "unknown_report", 1),
        (("report", "attendance", "CAMP", "--out", "x", "--format", "doc"), "unknown_format", 1),
        (("events", "add", "--title", "x", "--start", "soon", "--end", "2026-10-17T09:00"), "bad_time", 1),
        (("events", "add", "--title", "x", "--start", "2026-10-17T10:00", "--end", "2026-10-17T09:00"), "ends_before_start", 1),
        (("events", "add", "--title", " ", *HOUR), "title_missing", 1),
        (("events", "add", "--title", "x", *HOUR, "--min-months", "5", "--max-months", "9" * 20), "bad_age_band", 1),
        (("events", "add", "--title", "x", *HOUR, "--code", "CAMP"), "event_exists", 1),
        (("events", "add", "--title", "x", *HOUR, "--code", "a b"), "bad_code", 1),
        (("events", "rules", "CAMP", "set", "colour", "red"), "unknown_rule", 1),
        (("init", "--plain"), "desk_exists", 1),
    ],
)  # fmt: skip
def test_what_can_not_be_done_is_one_line(run: Run, arguments: tuple[str, ...], code: str | None, exit_code: int) -> None:
    for as_json in (True, False):
        ended, out, err = run(*arguments, *(("--json",) if as_json else ()), scans="")
        assert (ended, out) == (exit_code, "")
        assert err.count("\n") == 1
        assert "Traceback" not in err
        if as_json:
            document = json.loads(err)
            assert set(document) == {"error", "message", "hint"}
            assert code is None or document["error"] == code


def test_wrong_usage_ends_with_2(run: Run) -> None:
    for arguments in (("nonsense",), ("events", "add"), ("events",), ("registrations", "list", "CAMP", "--state", "lost")):
        code, out, err = run(*arguments)
        assert (code, out, err.count("\n")) == (2, "", 1)
        code, out, err = run(*arguments, "--json")
        assert (code, out, json.loads(err)["error"]) == (2, "", "bad_arguments")


def test_no_desk_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_line(["--desk", str(tmp_path / "nowhere"), "events", "list", "--json"]) == 1
    assert json.loads(capsys.readouterr().err)["error"] == "no_desk"
    assert not (tmp_path / "nowhere").exists()


def test_an_encrypted_desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "secret"
    secret.write_text("open sesame\n", encoding="utf-8")
    desk = str(tmp_path / "desk")
    assert run_line(["--desk", desk, "init", "--passphrase-file", str(secret)]) == 0
    assert run_line(["--desk", desk, "events", "list", "--passphrase-file", str(secret)]) == 0
    monkeypatch.setenv("EVENTDESK_PASSPHRASE", "close sesame")
    capsys.readouterr()
    assert run_line(["--desk", desk, "events", "list", "--json"]) == 1
    assert json.loads(capsys.readouterr().err)["error"] == "wrong_passphrase"
    monkeypatch.setenv("EVENTDESK_PASSPHRASE", "short")
    assert run_line(["--desk", desk + "2", "init", "--json"]) == 1
    assert json.loads(capsys.readouterr().err)["error"] == "passphrase_short"


def test_without_a_screen_the_window_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for arguments in ((), ("gui",)):
        code, out, err = run(*arguments, "--json")
        assert (code, out, json.loads(err)["error"]) == (1, "", "no_screen")
