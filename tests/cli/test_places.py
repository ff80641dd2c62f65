"""``places`` and what ``registrations`` has of it, as a machine reads them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eventdesk.cli import run_line

Run = Callable[..., Any]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a line on a desk of its own; the document, or the error's code where it fails."""

    def run_it(*words: str) -> Any:
        code = run_line(["--desk", str(tmp_path / "desk"), "--json", *words])
        found = capsys.readouterr()
        return json.loads(found.out) if code == 0 else (code, json.loads(found.err)["error"])

    run_it("init", "--plain", "--name", "x")
    run_it("events", "add", "--title", "Camp", "--code", "CAMP", "--start", "2099-05-01T09:00", "--end", "2099-05-01T12:00",
           "--capacity", "4")  # fmt: skip
    for code in ("S1", "S2"):
        run_it("events", "slots", "CAMP", "add", "--title", code, "--code", code, "--capacity", "4")
    return run_it


def family(run: Run, number: int, *more: str) -> Any:
    return run("registrations", "add", "CAMP", "--name", f"Lin{number}", "--phone", f"1380000000{number}", "--child", "An",
               "--adults", "1", "--slot", "S1", *more)  # fmt: skip


def test_a_waiting_family_is_offered_and_given_its_place(run: Run) -> None:
    first, _, third = (family(run, number)["registration"] for number in range(3))
    shown = {one["kind"]: one for one in run("places", "show", "CAMP")["limits"] if one["slots"] != ["S2"]}
    assert [shown["event"][name] for name in ("places", "taken", "offered", "waiting", "free")] == [4, 4, 0, 1, 0]
    assert run("places", "offer", third) == (1, "no_place_event")
    run("registrations", "cancel", first)
    (made,) = run("places", "offer", "CAMP", "--hours", "2")
    assert (made["registration"], made["state"], made["slots"]) == (third, "open", ["S1"])
    assert run("registrations", "restore", first)["state"] == "waitlisted"
    assert run("places", "accept", made["offer"])["state"] == "accepted"
    assert run("places", "decline", made["offer"]) == (1, "offer_not_open")
    assert [one["state"] for one in run("places", "offers", "CAMP")] == ["accepted"]
    assert run("registrations", "promote", first) == (1, "no_place_event")
    assert run("registrations", "promote", first, "--override", "lecturer")["state"] == "confirmed"
    assert run("registrations", "promote", "CAMP", "--override", "x")[0] == 2
    assert run("registrations", "move", third, "--from", "S1", "--to", "S2")["slot_status"] == {"S2": "confirmed"}


def test_limits_are_set_and_hold(run: Run) -> None:
    made = run("places", "limit", "CAMP", "add", "--kind", "band", "--min-months", "0", "--max-months", "35", "--places", "1",
               "--hard")  # fmt: skip
    (band,) = [one for one in made["limits"] if one["limit"]]
    assert (band["kind"], band["unit"], band["min_months"], band["max_months"], band["hard"]) == ("band", "children", 0, 35, True)
    family(run, 1)
    late = family(run, 2)
    assert late["state"] == "waitlisted"
    assert run("registrations", "promote", late["registration"], "--override", "small") == (1, "no_place_band_hard")
    assert run("places", "limit", "CAMP", "set", band["limit"], "--places", "2", "--soft")["called"] == 0
    assert run("registrations", "promote", late["registration"])["state"] == "confirmed"
    assert [one["limit"] for one in run("places", "limit", "CAMP", "remove", band["limit"])["limits"]] == [None] * 3
    for wrong, code in ((("add", "--kind", "band"), 2), (("set",), 2), (("add", "--kind", "room", "--places", "3"), 1)):
        assert run("places", "limit", "CAMP", *wrong)[0] == code


def test_advice_says_that_there_is_no_history(run: Run) -> None:
    found = run("places", "advice", "CAMP", "--risk", "0.1")
    assert (found["enough_history"], found["places"], found["capacity"], found["risk"], found["events"]) == (False, None, 4, 0.1, 0)
    assert run("places", "advice", "CAMP", "--risk", "2") == (1, "bad_risk")
