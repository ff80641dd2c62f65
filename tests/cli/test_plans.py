"""What the command line promises of plans, emergency plans, announcements and posters."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from eventdesk.cli import run_line

Answer = tuple[int, Any, str]


@pytest.fixture
def line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """Runs a line on a desk with one event, CAMP, that has one slot."""

    def run(*arguments: str, json_wanted: bool = True) -> Answer:
        code = run_line(
            ["--desk", str(tmp_path / "desk"), "--lang", "en", *arguments, *(["--json"] if json_wanted else [])]
        )
        out, err = capsys.readouterr()
        return code, json.loads(out) if json_wanted and out else out, err

    run("init", "--plain")
    run(
        "events", "add", "--title", "Camp", "--start", "2026-10-17T09:00", "--end", "2026-10-17T17:00", "--code", "CAMP"
    )
    run("events", "slots", "CAMP", "add", "--title", "=1+1", "--room", "Hall", "--start", "2026-10-17T09:30",
        "--end", "2026-10-17T10:30")  # fmt: skip
    return run


def put(file: Path, address: str, value: object) -> None:
    book = openpyxl.load_workbook(file)
    book.active[address] = value
    book.save(file)


def test_a_plan_is_printed_and_written_as_a_workbook(line: Callable[..., Answer], tmp_path: Path) -> None:
    pdf, xlsx = tmp_path / "plan.pdf", tmp_path / "plan.xlsx"
    code, made, _ = line("events", "plan", "CAMP", "--pdf", str(pdf), "--xlsx", str(xlsx))
    assert (code, made["pages"], made["public"], made["release"]) == (0, 2, False, None)
    assert made["files"] == [str(pdf), str(xlsx)]
    assert pdf.read_bytes().startswith(b"%PDF")
    assert line("events", "plan", "CAMP", "--pdf", str(pdf), "--public")[1]["public"] is True


def test_a_workbook_is_shown_then_taken(line: Callable[..., Answer], tmp_path: Path) -> None:
    xlsx = tmp_path / "plan.xlsx"
    line("events", "plan", "CAMP", "--xlsx", str(xlsx))
    nothing = {"taken": True, "added": [], "changed": [], "removed": [], "flaws": []}
    assert line("events", "plan", "CAMP", "--take", str(xlsx))[:2] == (0, nothing)
    put(xlsx, "D2", "Meadow")
    would = nothing | {"taken": False, "changed": [{"slot": "S1", "columns": ["room"]}]}
    assert line("events", "plan", "CAMP", "--take", str(xlsx), "--dry-run")[1] == would
    assert line("events", "show", "CAMP")[1]["slots"][0]["room"] == "Hall"
    assert line("events", "plan", "CAMP", "--take", str(xlsx))[1] == would | {"taken": True}
    shown = line("events", "show", "CAMP")[1]["slots"][0]
    assert (shown["room"], shown["title"]) == ("Meadow", "=1+1")


def test_a_bad_cell_is_told_with_its_row_and_nothing_is_taken(line: Callable[..., Answer], tmp_path: Path) -> None:
    xlsx = tmp_path / "plan.xlsx"
    line("events", "plan", "CAMP", "--xlsx", str(xlsx))
    put(xlsx, "D2", "Meadow")
    put(xlsx, "J2", "many")
    for more in ((), ("--dry-run",)):
        code, nothing, error = line("events", "plan", "CAMP", "--take", str(xlsx), *more)
        assert (code, nothing, error.count("\n")) == (1, "", 1)
        said = json.loads(error)
        assert said["error"] == "plan_has_flaws"
        (flaw,) = said["flaws"]
        assert (flaw["row"], flaw["column"], flaw["code"]) == (2, "capacity", "bad_number")
    code, nothing, text = line("events", "plan", "CAMP", "--take", str(xlsx), json_wanted=False)
    assert (code, nothing) == (1, "")
    assert text.splitlines()[0] == "Row 2, Capacity: “many” is no whole number. Type digits."
    assert line("events", "show", "CAMP")[1]["slots"][0]["room"] == "Hall"


@pytest.mark.parametrize(
    "wrong", [(), ("--public",), ("--dry-run", "--pdf", "x.pdf"), ("--pdf", "x.pdf", "--take", "y.xlsx")]
)
def test_a_plan_wants_one_thing(line: Callable[..., Answer], wrong: tuple[str, ...]) -> None:
    code, _, error = line("events", "plan", "CAMP", *wrong)
    assert (code, json.loads(error)["error"]) == (2, "plan_usage")


def test_an_emergency_plan_is_set_field_by_field_and_printed(line: Callable[..., Answer], tmp_path: Path) -> None:
    code, document, _ = line("events", "emergency", "CAMP")
    assert (code, document["plan"]) == (0, {})
    assert document["missing"][0] == "contacts"
    line("events", "emergency", "CAMP", "set", "contacts", "First aid | Lee | 139 0000 5678; Porter || 010 6555 1234")
    _, document, _ = line("events", "emergency", "CAMP", "set", "assembly_point", "Flagpole")
    assert document["plan"]["contacts"] == [["First aid", "Lee", "139 0000 5678"], ["Porter", "", "010 6555 1234"]]
    assert "assembly_point" not in document["missing"]
    file = tmp_path / "emergency.pdf"
    assert line("events", "emergency", "CAMP", "--pdf", str(file))[1]["file"] == str(file)
    assert file.is_file()
    assert line("events", "emergency", "CAMP", "set", "colour", "red")[0] == 1
    assert line("events", "emergency", "CAMP", "set", "hospital")[0] == 2


def test_an_announcement_needs_a_second_person(line: Callable[..., Answer], tmp_path: Path) -> None:
    assert line("events", "announce", "CAMP")[:2] == (0, [])
    link = "https://example.org/camp"
    code, made, _ = line(
        "events", "announce", "CAMP", "write", "--title", "Camp", "--text", "Come along", "--link", link
    )
    assert (code, made["number"], made["state"], made["mine"]) == (0, 1, "draft", True)
    changed = line("events", "announce", "CAMP", "change", "--number", "1", "--text", "Do come")[1]
    assert (changed["title"], changed["text"], changed["link"]) == ("Camp", "Do come", link)
    assert line("events", "announce", "CAMP", "submit", "--number", "1")[1]["state"] == "in_review"
    code, _, error = line("events", "announce", "CAMP", "release", "--number", "1")
    assert (code, json.loads(error)["error"]) == (1, "same_person")
    assert line("events", "announce", "CAMP", "release")[0] == 2
    code, made, _ = line("events", "poster", "CAMP", "--out", str(tmp_path / "posters"))
    assert (code, made["code"], made["draft"], len(made["files"])) == (0, True, True, 3)
    _, said, _ = line("events", "poster", "CAMP", "--out", str(tmp_path / "posters"), json_wanted=False)
    assert "DRAFT" in said


def test_a_poster_without_a_link_says_that_it_has_no_code(line: Callable[..., Answer], tmp_path: Path) -> None:
    line("events", "announce", "CAMP", "write", "--title", "Camp", "--text", "Come along")
    _, said, _ = line("events", "poster", "CAMP", "--out", str(tmp_path), json_wanted=False)
    assert "no code" in said
    line("events", "add", "--title", "Fair", "--start", "2099-10-17T09:00", "--end", "2099-10-17T17:00", "--code", "FAIR")
    line("events", "announce", "FAIR", "write", "--title", "Fair", "--text", "Come along")
    line("events", "publish", "FAIR")
    poster = ("events", "poster", "FAIR", "--out", str(tmp_path))
    _, made, _ = line(*poster, "--families", "https://families.example.org")
    assert made["link"] == "https://families.example.org/e/FAIR"
    _, said, _ = line(*poster, json_wanted=False)  # kept from then on
    assert "https://families.example.org/e/FAIR" in said
    assert line(*poster, "--families", "none")[1]["code"] is False
