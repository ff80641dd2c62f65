"""Volunteers on the command line, as CONTRACT promises them."""

import json
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from eventdesk.cli import run_line
from tests.conftest import SAMPLES
from tests.desks import lay, made_once

PEOPLE, SHIFTS = SAMPLES / "volunteers_public.xlsx", SAMPLES / "shifts_public.csv"
TRUTH = json.loads((SAMPLES / "truth" / "volunteers_public.truth.json").read_text(encoding="utf-8"))
MOST = TRUTH["optimum"]["cannot_work_with=same_shift"]["max_filled_seats"]


class Line:
    """One desk, driven by command lines in this process."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def __call__(self, *arguments: object) -> tuple[int, str, str]:
        self._capsys.readouterr()
        code = run_line(["--desk", str(self.folder), "--lang", "en", "volunteers", *map(str, arguments)])
        return (code, *self._capsys.readouterr())

    def json(self, *arguments: object) -> Any:
        code, out, err = self(*arguments, "--json")
        assert (code, err) == (0, ""), err
        return json.loads(out)


@cache
def camp() -> bytes:
    def make(folder: Path) -> None:
        desk = ["--desk", str(folder), "--json"]
        run_line(["init", "--plain", "--name", "x", *desk])
        run_line(
            ["events", "add", "--title", "x", "--code", "CAMP", "--start", "2026-10-17T08:00", "--end", "2026-10-18T18:00", *desk]
        )
        assert run_line(["volunteers", "import", "CAMP", str(PEOPLE), str(SHIFTS), "--as-of", "2026-10-01", *desk]) == 0

    return made_once(make)


@pytest.fixture
def line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    lay(camp(), tmp_path / "desk")
    return Line(tmp_path / "desk", capsys)


def test_an_import_says_what_became_of_every_row(line: Line) -> None:
    found = line.json("import", "CAMP", PEOPLE, SHIFTS, "--as-of", "2026-10-01", "--dry-run")
    assert [(row["ref"], row["fate"], row["volunteer"]) for row in found["rows"]] == [
        (str(row["row"]), row["fate"], row["volunteer"]) for row in TRUTH["rows"]
    ]
    assert found["shifts"] == [shift["id"] for shift in TRUTH["shifts"]] and found["dry_run"]
    code, out, _ = line("import", "CAMP", PEOPLE, SHIFTS, "--as-of", "2026-10-01")
    assert code == 0 and "Row 37  Can't be used: no name" in out and "56 volunteers, 34 shifts" in out


def check_rules(document: Any) -> None:
    """The rules of the truth, counted anew from what the command line says."""
    eligible = TRUTH["eligible"]
    people = {one["id"]: one for one in TRUTH["volunteers"]}
    shifts = {one["id"]: one for one in TRUTH["shifts"]}
    having: dict[str, list[str]] = {}
    crews: dict[str, list[str]] = {}
    for one in document["assignments"]:
        assert one["volunteer"] in eligible[one["shift"]]
        having.setdefault(one["volunteer"], []).append(one["shift"])
        crews.setdefault(one["shift"], []).append(one["volunteer"])
    for volunteer, own in having.items():
        spans = sorted((shifts[code]["date"], shifts[code]["start"], shifts[code]["end"]) for code in own)
        assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(spans))
        most = people[volunteer]["max_hours"]
        assert most is None or sum(shifts[code]["hours"] for code in own) <= most
    for crew in crews.values():
        assert not any(other in people[one]["cannot_work_with"] for one in crew for other in crew)
    filled = sum(min(shifts[code]["need"], len(crew)) for code, crew in crews.items())
    missing = {one["shift"]: one["missing"] for one in document["unfilled"]}
    assert document["filled"] == filled == document["places"] - sum(missing.values())
    assert document["violations"] == []


def test_a_plan_is_the_best_there_is_and_is_kept(line: Line) -> None:
    made = line.json("assign", "CAMP", "--seconds", "20")
    promised = {"filled", "places", "objective", "bound", "optimal", "seconds", "changed", "assignments", "unfilled", "violations"}
    assert set(made) >= promised
    check_rules(made)
    assert (made["filled"], made["places"]) == (MOST, TRUTH["counts"]["seats"])
    assert made["changed"] == len(made["assignments"])
    assert all("*" in one["name"] and "****" in one["phone"] for one in made["assignments"])
    gap = next(one for one in made["unfilled"] if one["shift"] == "S17")
    assert gap["missing"] == 2 and sum(gap["reasons"].values()) >= 50
    kept = line.json("roster", "CAMP")
    assert {(one["volunteer"], one["shift"]) for one in kept["assignments"]} == {
        (one["volunteer"], one["shift"]) for one in made["assignments"]
    }
    busy: dict[str, int] = {}
    for one in made["assignments"]:
        busy[one["volunteer"]] = busy.get(one["volunteer"], 0) + 1
    gone = sorted(busy, key=lambda code: (-busy[code], code))[:6]
    freed = line.json("withdraw", "CAMP", *gone, "--reason", "ill")
    assert freed["withdrawn"] == sorted(gone) and len(freed["freed"]) == sum(busy[code] for code in gone)
    again = line.json("assign", "CAMP", "--keep", "--seconds", "20")
    check_rules(again)
    assert not {one["volunteer"] for one in again["assignments"]} & set(gone)
    left = {(one["volunteer"], one["shift"]) for one in made["assignments"] if one["volunteer"] not in gone}
    now = {(one["volunteer"], one["shift"]) for one in again["assignments"]}
    assert again["changed"] == len(left ^ now)
    code, out, _ = line("explain", "CAMP", "S17")
    assert code == 0 and "S17" in out
    shift = line.json("explain", "CAMP", "s17")
    assert (shift["missing"], shift["role"]) == (2, "搬运布置") and "unavailable" in shift["reasons"]
    assert {one["why"] for one in shift["people"] if one["rule"] == "unavailable"} >= {"Has no time then"}
    told = json.dumps(shift, ensure_ascii=False)
    assert not any(one["name"] in told for one in TRUTH["volunteers"])


def test_by_hand_pinned_waived_and_answered(line: Line) -> None:
    (pinned,) = line.json("give", "CAMP", "S02", "VOL001", "--pin")["assignments"]
    assert {name: value for name, value in pinned.items() if name not in ("name", "phone")} == {
        "volunteer": "VOL001", "shift": "S02", "pinned": True, "response": "open", "waived": [], "by_hand": True,
    }  # fmt: skip
    code, _, err = line("give", "CAMP", "S03", "VOL018", "--json")
    assert code == 1 and json.loads(err)["error"] == "rule_broken"
    code, _, err = line("give", "CAMP", "S16", "VOL018", "--waive", "skill", "--json")
    assert code == 1 and json.loads(err)["error"] == "reason_missing"
    waived = line.json("give", "CAMP", "S16", "VOL018", "--waive", "skill", "--reason", "hosted before")
    assert [one["waived"] for one in waived["assignments"] if one["shift"] == "S16"] == [["skill"]]
    line.json("respond", "CAMP", "S02", "VOL001", "declined")
    line.json("unpin", "CAMP", "S02", "VOL001")
    assert line.json("take", "CAMP", "S02", "VOL001")["removed"] == [{"shift": "S02", "volunteer": "VOL001"}]
    line.json("shift", "CAMP", "S02", "--skill", "杂耍")
    made = line.json("assign", "CAMP", "--seconds", "1", "--dry-run")
    assert {"code": "nobody", "shift": "S02", "volunteer": None, "rule": "skill"} in made["contradictions"]
    said = line("assign", "CAMP", "--seconds", "1", "--dry-run")[1]
    assert any(one.startswith("S02 10-17  ") and "asks for 杂耍, which nobody on the list has" in one for one in said.splitlines())
    assert not made["saved"] and len(line.json("roster", "CAMP")["assignments"]) == 1
    assert line("give", "CAMP", "S99", "VOL001")[0] == 1 and line("explain", "CAMP", "S99")[0] == 1
    assert line("assign")[0] == 2 and line("withdraw", "CAMP", "VOL001")[0] == 2


def test_people_shifts_rules_and_trainings(line: Line) -> None:
    me = line.json("add", "--name", "蓝手写", "--phone", "13900000001", "--skill", "急救:2027-01-01", "--vetting", "2028-05-01")
    assert (me["name"], me["phone"]) == ("蓝**", "139****0001") and me["skills"][0]["until"] == "2027-01-01"
    assert line.json("edit", me["person"], "--vetting", "permanent")["vetting_until"] is None
    assert line.json("show", me["person"], "--unmasked")["name"] == "蓝手写"
    listed = line.json("enlist", "CAMP", me["person"], "--max-hours", "4", "--wish", "签到")
    assert (listed["volunteer"], listed["max_minutes"]) == ("VOL057", 240)
    other = line.json("list", "CAMP")[0]
    assert line.json("pair", me["person"], other["person"], "apart")["apart"] == [other["person"]]
    shift = line.json("shift", "CAMP", "--role", "Door", "--start", "2026-10-17T18:00", "--end", "2026-10-17T19:00", "--need", "2")
    assert (shift["shift"], shift["ideal"]) == ("S35", 2)
    assert line.json("shift", "CAMP", "S35", "--ideal", "3", "--skill", "x")["ideal"] == 3
    (found,) = (one for one in line.json("shifts", "CAMP") if one["shift"] == "S35")
    assert found["conflicts"] == ["nobody_able"]
    assert line.json("shift", "CAMP", "S35", "--remove") == {"removed": "S35"}
    assert line.json("rules", "CAMP", "--rest", "30", "--day-hours", "8") == {"rest_minutes": 30, "max_day_minutes": 480}
    assert line.json("template", "CAMP", "--save", "Two days")["shifts"] == 34
    assert len(line.json("template", "CAMP", "--apply", "other")["shifts"]) == 34 + 2 * 3
    training = line.json("trainings", "add", "--title", "First aid", "--day", "2026-03-01", "--minutes", "120")["training"]
    assert line.json("trainings", "attended", training, me["person"])["people"] == [me["person"]]
    assert line.json("show", me["person"])["trainings"] == 1
    line.json("retire", me["person"])
    assert line.json("list", "--search", "0001") == []
    assert line.json("erase", me["person"], "--reason", "letter")["erased"] == me["person"]
    assert line("show", me["person"])[0] == 1


def test_what_is_missing_is_said_with_the_next_step(line: Line) -> None:
    assert "Fill the shifts first" in line("duty", "CAMP")[1]
    assert "volunteers shifts lists them all" in line("explain", "CAMP", "S99")[2]


def test_a_roster_becomes_a_file(line: Line, tmp_path: Path) -> None:
    line.json("give", "CAMP", "S02", "VOL001")
    for name in ("roster.pdf", "roster.xlsx"):
        made = line.json("roster", "CAMP", "--out", tmp_path / name)
        assert (tmp_path / name).stat().st_size > 1000 and made["people"] == 56
    assert line("roster", "CAMP", "--out", tmp_path / "nowhere" / "roster.pdf")[0] == 1


def test_whole_names_need_the_right_before_anything_is_done(line: Line) -> None:
    run_line(["operators", "add", "P", "--role", "planner", "--desk", str(line.folder), "--json"])
    person = line.json("list", "CAMP")[0]["person"]
    verbs = [
        ("assign", "CAMP", "--seconds", "1", "--dry-run"), ("assign", "CAMP", "--seconds", "1"), ("give", "CAMP", "S02", "VOL001"),
        ("rules", "CAMP"), ("withdraw", "CAMP", "VOL002", "--reason", "ill"), ("retire", person), ("edit", person, "--note", "x"),
        ("template", "CAMP", "--apply", "other"),
    ]  # fmt: skip
    refused = [verb[0] for verb in verbs if line(*verb, "--operator", "P", "--unmasked", "--json")[0] == 1]
    assert refused == ["assign", "assign", "give", "retire", "edit", "template"]
    assert line.json("roster", "CAMP")["assignments"] == [] and len(line.json("shifts", "CAMP")) == 34
    code, out, _ = line("give", "CAMP", "S02", "VOL001", "--operator", "P", "--json")
    assert code == 0 and all("*" in one["name"] for one in json.loads(out)["assignments"])
    shown = line.json("give", "CAMP", "S02", "VOL005", "--unmasked")["assignments"]
    assert {one["name"] for one in shown} <= {one["name"] for one in TRUTH["volunteers"]}
