"""Families on the command line: what is written down of them, who may be one, merging, growth."""

import json
from pathlib import Path
from typing import Any

import pytest

from eventdesk.cli import run_line
from eventdesk.desk import open_desk
from eventdesk.services.checkins import Scan


class Line:
    """One desk, driven by command lines in this process."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        self._capsys.readouterr()
        code = run_line(["--desk", str(self.folder), "--lang", "en", *map(str, arguments)])
        return (code, *self._capsys.readouterr())

    def json(self, *arguments: object) -> Any:
        code, out, err = self("families", *arguments, "--json")
        assert (code, err) == (0, ""), err
        return json.loads(out)

    def register(self, event: str, phone: str, child: str) -> str:
        code, _, err = self(
            "registrations", "add", event, "--name", "林晓梅", "--phone", phone, "--child", child, "--birth", "2022-03-04",
            "--json",
        )  # fmt: skip
        assert code == 0, err
        (found,) = self.json("search", phone)
        return str(found["family"])


@pytest.fixture
def line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    made = Line(tmp_path / "desk", capsys)
    assert made("init", "--plain", "--name", "x")[0] == 0
    for code in ("CAMP", "FAIR"):
        made("events", "add", "--title", code, "--start", "2027-10-17T09:00", "--end", "2027-10-17T17:00", "--code", code)
    return made


def test_what_is_written_down(line: Line) -> None:
    family = line.register("CAMP", "13800001234", "周予安")
    child = line.json("show", family)["children"][0]["person"]
    line.json("edit", family, "--district", "浦东", "--notes", "call 13900001111")
    line.json("edit", family, "--person", child, "--needs", "nap", "--sex", "F")
    line.json("tag", family, "helper")
    line.json("tag", family, "music", "--interest")
    line.json("level", "Gold", "--benefits", "books")
    line.json("member", family, "--level", "Gold", "--since", "2026-01-01")
    made = line.json("follow-up", "add", family, "call back", "--due", "2026-01-02", "--owner", "Li")
    shown = line.json("show", family)
    assert (shown["district"], shown["notes"], shown["tags"], shown["interests"]) == ("浦东", "call 139****1111", ["helper"], ["music"])
    assert shown["children"][0]["needs"] == "nap"
    assert shown["children"][0]["sex"] == "F"
    assert shown["membership"]["level"] == "Gold"
    assert shown["membership"]["benefits"] == "books"
    assert [one["text"] for one in shown["follow_ups"]] == ["call back"]
    assert line.json("levels")[0]["families"] == 1
    assert line("families", "level", "Gold", "--remove")[0] == 1
    assert line.json("member", family, "--end", "2026-12-31")["until"] == "2026-12-31"
    assert [one["overdue"] for one in line.json("follow-up", "list")] == [True]
    line.json("follow-up", "done", made["follow_up"], "--result", "comes")
    assert line.json("follow-up", "list", family) == []
    assert line.json("follow-up", "list", family, "--all")[0]["result"] == "comes"
    assert line.json("untag", family, "helper")["tags"] == []
    code, _, err = line("families", "edit", family, "--person", child, "--email", "no")
    assert (code, "e-mail" in err) == (1, True)
    assert line("families", "edit", family, "--phone", "1")[0] == 2


def test_somebody_joins_and_is_taken_out(line: Line) -> None:
    family = line.register("CAMP", "13800001234", "周予安")
    made = line.json("add-person", family, "--role", "child", "--nickname", "米粒", "--birthdate", "2024-01-02")
    assert [child["nickname"] for child in made["children"]] == [None, "米粒"]
    first = made["children"][0]["person"]
    code, out, _ = line("families", "remove-person", family, first)
    assert (code, "1 registration still counts" in out) == (0, True)
    assert [child["nickname"] for child in line.json("show", family)["children"]] == ["米粒"]
    code, _, err = line("families", "add-person", family, "--role", "child", "--birthdate", "2124-01-02")
    assert (code, "birth" in err.lower()) == (1, True)


def test_two_become_one_and_two_again(line: Line) -> None:
    kept, gone = line.register("CAMP", "13800001234", "周予安"), line.register("FAIR", "13800002134", "周雨安")
    (found,) = line.json("duplicates")
    assert {found["first"], found["second"]} == {kept, gone}
    assert "child_sounds_alike" in found["reasons"]
    assert "phone_swapped" in found["reasons"]
    line.json("not-duplicates", kept, gone)
    assert line.json("duplicates") == []
    line.json("not-duplicates", kept, gone, "--undo")
    seen = line.json("merge", kept, gone, "--preview")
    name = next(one for one in seen["fields"] if one["differs"] and one["key"].endswith(".name"))
    assert line.json("show", gone)["family"] == gone
    done = line.json("merge", kept, gone, "--take", name["key"])
    assert (done["kept"], done["gone"], done["matched"]) == (kept, gone, 2)
    shown = line.json("show", gone, "--unmasked")
    assert shown["family"] == kept
    assert shown["children"][0]["name"] == "周雨安"
    assert {one["event"] for one in shown["history"]} == {"CAMP", "FAIR"}
    assert [one["family"] for one in line.json("search", "13800002134")] == [kept]
    assert line.json("unmerge", done["merge"]) == {"merge": done["merge"], "kept": kept, "gone": gone, "left": []}
    assert line.json("show", gone)["family"] == gone
    assert line("families", "unmerge", gone)[0] == 1


def test_growth_counts_who_came(line: Line) -> None:
    line.register("CAMP", "13800001234", "周予安")
    empty = line.json("growth", "--year", 2027)
    assert (empty["came"], empty["new"]["value"]) == (0, None)
    with open_desk(line.folder) as desk:
        (view,) = desk.registrations.list("CAMP")
        desk.registrations.give_consent(view.id, method="paper")
        assert desk.checkins.scan("CAMP", Scan(text=view.ticket)).journal
    found = line.json("growth", "--year", 2027)
    assert (found["new"]["numerator"], found["new"]["denominator"], len(found["new"]["families"])) == (1, 1, 1)
    assert found["groups"]["band"][0]["key"] == "5-6"
    assert line("families", "growth")[0] == 2


def test_a_person_is_changed_in_their_own_family_alone(line: Line) -> None:
    mine, other = line.register("CAMP", "13800001234", "周予安"), line.register("FAIR", "13900005678", "何小满")
    child = line.json("show", mine)["children"][0]["person"]
    before = line.json("show", mine)
    code, out, err = line("families", "edit", other, "--person", child, "--name", "王五", "--json")
    assert (code, out, json.loads(err)["error"]) == (1, "", "person_not_found")
    assert line.json("show", mine) == before


@pytest.mark.parametrize("extra", [("--notes", "x", "--person", "P", "--name", "y"), ("--person", "P"), ()])
def test_an_edit_is_of_one_thing(line: Line, extra: tuple[str, ...]) -> None:
    family = line.register("CAMP", "13800001234", "周予安")
    assert line("families", "edit", family, *extra)[:2] == (2, "")
    assert line.json("show", family)["notes"] == ""


def test_a_level_that_there_is_not_is_not_renamed(line: Line) -> None:
    assert line("families", "level", "Gold", "--rename", "Silver")[:2] == (1, "")
    assert line.json("levels") == []
    line.json("level", "Gold")
    assert line.json("level", "Gold", "--rename", "Silver")["name"] == "Silver"
    assert "Silver" in line("families", "level", "Silver", "--remove")[1]


def test_what_is_shown_is_in_words(line: Line) -> None:
    family = line.register("CAMP", "13800001234", "周予安")
    shown = line("families", "show", family, "--lang", "zh")[1]
    assert "已确认" in shown and "confirmed" not in shown
    gone = line.register("FAIR", "13900005678", "何小满")
    assert len(line("families", "merge", family, gone, "--preview")[1].splitlines()) >= 2
    assert line("families", "not-duplicates", family, gone)[1].strip()
    assert line("families", "erase", gone, "--reason", "x")[0] == 0
    assert line("families", "show", gone)[1].splitlines()[0].strip()
