"""What the command line promises of planning: names, fields and exit codes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eventdesk.cli import run_line

Answer = tuple[int, Any, str]


@pytest.fixture
def line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """Runs a line with ``--json`` on a desk with one event, CAMP, on 17 October 2026 from 9 to 17."""

    def run(*arguments: str, json_wanted: bool = True) -> Answer:
        code = run_line(["--desk", str(tmp_path / "desk"), "--lang", "en", *arguments, *(["--json"] if json_wanted else [])])
        out, err = capsys.readouterr()
        return code, json.loads(out) if json_wanted and out else out, err

    run("init", "--plain")
    run(
        "events", "add", "--title", "Camp", "--start", "2026-10-17T09:00", "--end", "2026-10-17T17:00", "--code", "CAMP",
        "--venue", "Greenhouse",
    )  # fmt: skip
    return run


def slot(line: Callable[..., Answer], code: str, room: str, start: str, end: str, event: str = "CAMP") -> None:
    done, _, _ = line(
        "events", "slots", event, "add", "--title", f"Slot {code}", "--code", code, "--room", room,
        "--start", f"2026-10-17T{start}", "--end", f"2026-10-17T{end}",
    )  # fmt: skip
    assert done == 0


@pytest.mark.parametrize(
    ("start", "begins"),
    [("2027-10-16", "2027-10-16T09:00:00+08:00"), ("2027-10-16T10:30", "2027-10-16T10:30:00+08:00"),
     ("2027-10-16T10:30+01:00", "2027-10-16T17:30:00+08:00")],
)  # fmt: skip
def test_clone_prints_the_new_event(line: Callable[..., Answer], start: str, begins: str) -> None:
    slot(line, "A", "Hall", "09:30", "10:30")
    code, made, _ = line("events", "clone", "CAMP", "--start", start)
    assert code == 0
    assert set(made) == {"event", "code"}
    _, shown, _ = line("events", "show", made["code"])
    assert shown["start"] == begins
    assert [one["code"] for one in shown["slots"]] == ["A"]
    assert len(line("events", "list")[1]) == 2


def test_publish_cancel_and_what_cannot_follow(line: Callable[..., Answer]) -> None:
    assert line("events", "publish", "CAMP")[1]["state"] == "published"
    code, document, _ = line("events", "cancel", "CAMP", "--reason", "Heavy rain")
    assert (code, document["state"]) == (0, "cancelled")
    assert line("events", "show", "CAMP")[1]["state"] == "cancelled"
    code, out, err = line("events", "publish", "CAMP")
    assert (code, out) == (1, "")
    assert json.loads(err)["error"] == "wrong_state"
    for arguments in (("cancel", "CAMP"), ("clone", "CAMP"), ("state", "CAMP", "gone")):
        assert line("events", *arguments)[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("clone", "NONE", "--start", "2027-01-01"), ("publish", "NONE"), ("cancel", "NONE", "--reason", "x"),
        ("conflicts", "NONE"), ("release", "NONE"),
    ],
)  # fmt: skip
def test_an_event_that_is_not_there(line: Callable[..., Answer], arguments: tuple[str, ...]) -> None:
    code, out, err = line("events", *arguments)
    assert (code, out, json.loads(err)["error"]) == (1, "", "event_not_found")


def test_conflicts_name_slots_and_remedies(line: Callable[..., Answer]) -> None:
    assert line("events", "conflicts")[:2] == (0, [])
    slot(line, "A", "Hall", "09:30", "10:30")
    slot(line, "B", "Hall", "10:00", "11:00")
    slot(line, "C", "Lawn", "10:30", "11:30")
    slot(line, "D", "Lawn", "11:30", "12:00")
    code, found, _ = line("events", "conflicts", "--year", "2026")
    assert code == 0
    assert [(one["kind"], one["severity"], one["event"], sorted(one["slots"])) for one in found] == [
        ("room", "error", "CAMP", ["A", "B"]), ("changeover", "warning", "CAMP", ["C", "D"]),
    ]  # fmt: skip
    assert all(set(one) >= {"kind", "severity", "event", "slots", "message", "remedies"} for one in found)
    assert "30 minutes" in found[0]["message"]
    assert found[0]["remedies"][0] == 'Start "Slot B" at 10:40', "with the change-over"
    assert line("events", "conflicts", "--year", "2025")[1] == []
    _, text, _ = line("events", "conflicts", json_wanted=False)
    assert "✗ CAMP" in text


def test_two_events_in_one_room(line: Callable[..., Answer]) -> None:
    slot(line, "A", "Hall", "09:30", "10:30")
    line("events", "clone", "CAMP", "--start", "2026-10-17", "--code", "TWIN")
    _, found, _ = line("events", "conflicts")
    assert [(one["kind"], one["severity"], one["slots"]) for one in found] == [("room", "error", ["A", "A"])]
    assert {found[0]["event"], found[0]["other_event"]} == {"CAMP", "TWIN"}


def test_release_lists_what_changed(line: Callable[..., Answer]) -> None:
    slot(line, "A", "Hall", "09:30", "10:30")
    code, document, _ = line("events", "release", "CAMP")
    assert (code, document["release"], document["changes"]) == (0, 1, [{"kind": "added", "slot": "A", "title": "Slot A"}])
    assert line("events", "release", "CAMP")[0] == 1


def test_repeat_and_details(line: Callable[..., Answer]) -> None:
    _, made, _ = line("events", "repeat", "CAMP", "--rule", "FREQ=WEEKLY;COUNT=3")
    assert [one["start"][:10] for one in made] == ["2026-10-24", "2026-10-31"]
    code, _, err = line("events", "repeat", "CAMP", "--rule", "FREQ=DAILY")
    assert (code, json.loads(err)["error"]) == (1, "bad_recurrence")
    _, details, _ = line("events", "details", "CAMP", "--kind", "outdoor", "--expected", "300", "--online", "no", "--template", "yes")
    assert (details["kind"], details["expected"], details["online"], details["template"]) == ("outdoor", 300, False, True)
    start = ("--start", "2026-12-01T09:00", "--end", "2026-12-01T12:00")
    _, made, _ = line("events", "add", "--title", "Winter", *start, "--template", "CAMP", "--code", "WINTER")
    assert made["code"] == "WINTER"
    assert line("events", "details", "WINTER")[1]["kind"] == "outdoor"


def test_draft_places_what_waits(line: Callable[..., Answer]) -> None:
    slot(line, "A", "Hall", "09:00", "15:30")
    line("events", "slots", "CAMP", "add", "--title", "Song", "--code", "SONG")
    code, found, _ = line("events", "draft", "CAMP")
    assert code == 0
    assert [(one["slot"], one["room"], one["start"]) for one in found["placed"]] == [("SONG", "Hall", "2026-10-17T15:45:00+08:00")]
    assert line("events", "show", "CAMP")[1]["slots"][1]["room"] == "", "a proposal changes nothing"
    line("events", "draft", "CAMP", "--take")
    assert line("events", "show", "CAMP")[1]["slots"][1]["room"] == "Hall"
    line("events", "slots", "CAMP", "add", "--title", "Dance", "--code", "DANCE")
    _, found, _ = line("events", "draft", "CAMP")
    assert (found["placed"], [one["slot"] for one in found["unplaced"]]) == ([], ["DANCE"])
    assert "room_taken" in found["unplaced"][0]["reasons"]
    assert "rooms taken" in line("events", "draft", "CAMP", json_wanted=False)[1]
    assert line("events", "draft", "CAMP", "--seconds", "0")[0] == 2


def test_rooms_written_down_are_used_by_a_draft(line: Callable[..., Answer]) -> None:
    line("venues", "put", "Greenhouse", "--address", "1 Green Road", "--capacity", "300")
    line("venues", "room", "Greenhouse", "Hall", "--capacity", "40", "--features", "projector")
    line("venues", "resource", "Projector", "--quantity", "2")
    hours = ("--start", "2026-10-17T09:00", "--end", "2026-10-17T12:00", "--reason", "paint")
    code, found, _ = line("venues", "close", "Greenhouse", "--room", "Hall", *hours)
    assert code == 0
    (venue,) = found["venues"]
    assert (venue["name"], venue["rooms"][0]["capacity"], venue["rooms"][0]["closed"][0]["reason"]) == ("Greenhouse", 40, "paint")
    assert [(one["name"], one["quantity"]) for one in found["resources"]] == [("Projector", 2)]
    line("events", "slots", "CAMP", "add", "--title", "Song", "--code", "SONG")
    _, draft, _ = line("events", "draft", "CAMP")
    assert [(one["room"], one["start"][11:16]) for one in draft["placed"]] == [("Hall", "12:00")]
    assert line("venues", "room", "Nowhere", "Hall")[0] == 1
    assert line("venues", "close", "Greenhouse", "--room", "Attic", *hours)[0] == 1
    assert line("venues", "resource", "Projector")[0] == 2
    line("venues", "room", "Greenhouse", "Hall", "--remove")
    _, text, _ = line("venues", "list", json_wanted=False)
    assert "Hall" not in text
    assert "2 × Projector" in text


def test_calls_are_masked(line: Callable[..., Answer]) -> None:
    line("registrations", "add", "CAMP", "--name", "Lin Xiaomei", "--phone", "13800001234", "--adults", "1")
    line("events", "cancel", "CAMP", "--reason", "rain")
    _, calls, _ = line("events", "calls", "CAMP")
    assert [(call["reason"], call["phone"]) for call in calls] == [("event_cancelled", "138****1234")]
    _, calls, _ = line("events", "calls", "CAMP", "--done", calls[0]["call"], "--unmasked")
    assert calls[0]["phone"] == "13800001234"
    assert calls[0]["done_at"]


def test_cancelling_counts_whom_it_puts_onto_the_list(line: Callable[..., Answer]) -> None:
    line("registrations", "add", "CAMP", "--name", "Lin Xiaomei", "--phone", "13800001234", "--adults", "1")
    assert line("events", "cancel", "CAMP", "--reason", "rain")[1]["to_call"] == 1
    assert line("events", "cancel", "CAMP", "--reason", "rain")[0] == 1, "once is enough"
    line("events", "state", "CAMP", "draft")
    _, calls, _ = line("events", "calls", "CAMP")
    assert [bool(call["done_at"]) for call in calls] == [True]
    assert "1 family to call" in line("events", "cancel", "CAMP", "--reason", "rain", json_wanted=False)[1]
