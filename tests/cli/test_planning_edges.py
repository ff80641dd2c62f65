"""Planning on the command line where somebody mistypes, comes twice, or asks what cannot be."""

import json
from pathlib import Path

import pytest

from eventdesk.cli import run_line
from eventdesk.domain.event import EventState
from resources.words import Words, sentence
from tests.cli.test_planning_verbs import Line
from tests.cli.test_planning_verbs import line as line


def slot(line: Line, code: str, *more: object) -> None:
    line.json("events", "slots", "CAMP", "add", "--title", code, "--code", code, *more)


def test_what_has_neither_hours_nor_a_room_is_told_before_and_at_the_release(line: Line) -> None:
    slot(line, "S1", "--room", "Hall", "--start", "2026-10-17T10:00", "--end", "2026-10-17T11:00")
    slot(line, "S2")
    (found,) = line.json("events", "conflicts", "CAMP")
    assert (found["kind"], found["severity"], found["slots"]) == ("unplaced", "warning", ["S2"])
    released = line.json("events", "release", "CAMP")
    assert [one["slots"] for one in released["warnings"]] == [["S2"]]
    slot(line, "S3")
    assert '"S3" has neither hours nor a room yet' in line("events", "release", "CAMP")[1]


@pytest.mark.parametrize(
    ("arguments", "code", "error"),
    [
        (("events", "conflicts", "--year", "0"), 2, "bad_arguments"), (("events", "conflicts", "--year", "9999"), 2, "bad_arguments"),
        (("events", "slots", "CAMP", "remove"), 2, "bad_arguments"),
        (("events", "export", "CAMP", "--ics", "/nowhere/at/all/x.ics"), 1, "folder_missing"),
        (("events", "plan", "CAMP", "--pdf", "/nowhere/at/all/x.pdf"), 1, "folder_missing"),
        (("events", "plan", "CAMP", "--xlsx", "/nowhere/at/all/x.xlsx"), 1, "folder_missing"),
        (("events", "emergency", "CAMP", "--pdf", "/nowhere/at/all/x.pdf"), 1, "folder_missing"),
        (("events", "emergency", "CAMP", "set", "contacts", "First aid | Li | 1380000"), 1, "bad_contact"),
        (("events", "emergency", "CAMP", "set", "contacts", "| | 13800001234"), 1, "bad_contact"),
        (("events", "add", "--title", "x", "--start", "2026-10-17T09:00", "--end", "2027-10-17T17:00"), 1, "event_too_long"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(line: Line, arguments: tuple[str, ...], code: int, error: str) -> None:
    found, out, err = line(*arguments, "--json")
    assert (found, out, json.loads(err)["error"]) == (code, "", error)
    assert not Path("/nowhere").exists()


def test_contacts_that_can_be_called_are_kept(line: Line) -> None:
    text = "First aid | Li | 138 0000 1234; Police | | 110; Hall | | 021-55550101; Lead | Wang"
    kept = line.json("events", "emergency", "CAMP", "set", "contacts", text)["plan"]["contacts"]
    assert [one[0] for one in kept] == ["First aid", "Police", "Hall", "Lead"]


def test_an_event_is_cancelled_once(line: Line) -> None:
    assert line("events", "cancel", "CAMP", "--reason", "rain")[0] == 0
    code, out, err = line("events", "cancel", "CAMP", "--reason", "rain")
    assert (code, out, "cancelled already" in err) == (1, "", True)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("state", EventState)
def test_states_are_told_by_their_words(language: str, state: EventState) -> None:
    words = Words(language)
    said, _ = sentence(words, "wrong_state", {"event": "CAMP", "state": state.value, "wanted": EventState.IDEA.value})
    assert words(f"season.state_{state.value}") in said
    assert language == "en" or not any(one.value in said for one in EventState)


def test_the_example_of_show_works(line: Line, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run_line(["--lang", "en", "events", "show", "--help"])
    example = capsys.readouterr().out.rstrip().rpartition("\n")[2].split()
    assert line(*example[1:])[0] == 0


def test_a_draft_may_move_what_is_placed_where_nothing_waits(line: Line) -> None:
    line.json("venues", "put", "Park", "--capacity", "200")
    for room in ("Hall", "Lawn"):
        line.json("venues", "room", "Park", room, "--capacity", "40")
    hours = ("--start", "2026-11-07T09:00", "--end", "2026-11-07T12:00")
    line.json("events", "add", "--title", "Day", *hours, "--code", "DAY", "--venue", "Park")
    for code in ("S1", "S2"):
        hours = ("--room", "Hall", "--start", "2026-11-07T10:00", "--end", "2026-11-07T11:00")
        line.json("events", "slots", "DAY", "add", "--title", code, "--code", code, *hours)
    assert [one["kind"] for one in line.json("events", "conflicts", "DAY")] == ["room"]
    found = line.json("events", "draft", "DAY", "--move", "--seconds", "2", "--take")
    assert (len(found["placed"]), found["unplaced"]) == (1, [])
    assert line.json("events", "conflicts", "DAY") == []
    assert "nothing lies better elsewhere" in line("events", "draft", "DAY", "--move", "--seconds", "2")[1]


def test_slots_are_shown_with_their_unit_and_the_day_where_it_is_another(line: Line) -> None:
    slot(line, "S1", "--capacity", "1", "--capacity-unit", "families", "--start", "2026-10-18T10:00", "--end", "2026-10-18T11:00")
    shown = line("events", "show", "CAMP")[1]
    assert "2026-10-18 10:00–11:00  S1  1 family\n" in shown
    assert "1 家" in line("events", "show", "CAMP", "--lang", "zh")[1]


def test_what_somebody_typed_commands_no_terminal(line: Line) -> None:
    line.json("partners", "add", "--name", "Evil\x1b[2J\x9b1mCo")
    code, out, _ = line("partners", "list")
    assert (code, "Evil[2J1mCo" in out, "\x1b" in out, "\x9b" in out) == (0, True, False, False)
    code, out, err = line("events", "show", "\x1b[2J")
    assert (code, out, "\x1b" in err) == (1, "", False)


def test_a_copy_takes_a_title_as_a_new_event_does(line: Line) -> None:
    code, _, err = line("events", "clone", "CAMP", "--start", "2027-01-01", "--title", "x" * 201, "--json")
    assert (code, json.loads(err)["error"]) == (1, "text_too_long")
    code, _, err = line("events", "export", "--year", "1800", "--ics", "x.ics", "--json")
    assert (code, json.loads(err)["error"]) == (1, "bad_year")
