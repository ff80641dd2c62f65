"""``feedback`` as a machine and as a person read it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eventdesk.cli import run_line
from tests.conftest import SAMPLES
from tests.desks import create_desk

FILE = str(SAMPLES / "feedback_public.csv")
Run = Callable[..., Any]

# What the contract promises of each question; more may come.
PROMISED = {
    "key", "text", "kind", "answered", "mean", "mean_interval", "top2", "top2_interval", "nps", "nps_interval", "promoters", "passives",
    "detractors", "histogram", "suppressed",
}  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a line on a desk of its own; the document, or the error's code where it fails; ``text``: what a person reads."""
    with create_desk(tmp_path / "desk", name="x", passphrase=None):
        pass

    def run_it(*words: str, text: bool = False) -> Any:
        code = run_line(["--desk", str(tmp_path / "desk"), *(["--lang", "en"] if text else ["--json"]), *words])
        found = capsys.readouterr()
        if text:
            return found.out
        return json.loads(found.out) if code == 0 else (code, json.loads(found.err)["error"])

    run_it(
        "events", "add", "--title", "Camp", "--code", "CAMP", "--start", "2026-10-17T09:00", "--end", "2026-10-18T17:00"
    )
    return run_it


def test_answers_come_are_told_and_go(run: Run) -> None:
    shown = run("feedback", "import", "CAMP", FILE, "--dry-run")
    assert (shown["batch"], shown["counts"]["new"], shown["mapping"]["H"]) == (None, 140, "phone")
    done = run("feedback", "import", "CAMP", FILE)
    fates = {row["ref"]: row["fate"] for row in done["rows"]}
    assert (fates["75"], fates["2"], len(fates)) == ("duplicate_of:72", "ok", 140)
    found = run("feedback", "summary", "CAMP")
    assert (found["responses"], found["invited"], found["response_rate"]) == (135, None, None)
    assert all(set(question) >= PROMISED for question in found["questions"])
    by_kind = {
        kind: [one for one in found["questions"] if one["kind"] == kind] for kind in ("rating", "nps", "choice", "text")
    }
    assert [len(ones) for ones in by_kind.values()] == [6, 1, 3, 2]
    empty = next(one for one in by_kind["rating"] if one["answered"] == 0)
    assert (empty["suppressed"], empty["mean"], empty["top2"], empty["top2_interval"], empty["histogram"]) == (
        True,
        None,
        None,
        None,
        {},
    )
    (nps,) = by_kind["nps"]
    assert (nps["nps"], nps["promoters"], nps["histogram"]["10"]) == (35.0, 60, 33)
    assert nps["nps_interval"][0] < 35 < nps["nps_interval"][1]
    (batch,) = run("feedback", "batches", "CAMP")
    assert (batch["batch"], batch["responses"]) == (done["batch"], 140)
    assert run("feedback", "undo", done["batch"]) == {"batch": done["batch"], "removed": 140, "kept": 0, "handed_on": 0}
    assert run("feedback", "undo", done["batch"]) == (1, "feedback_batch_undone")
    assert run("feedback", "summary", "CAMP")["responses"] == 0


def test_what_is_of_few_is_not_told_to_a_person_either(run: Run) -> None:
    said = run("feedback", "import", "CAMP", FILE, text=True)
    assert "same phone or link as row 72; only the latest counts" in said and "140 responses imported" in said
    told = run("feedback", "summary", "CAMP", text=True)
    assert "127 answered, mean 4.07 (95% interval 3.91 to 4.22), satisfied 76% (95% interval 67% to 82%)" in told
    few = [line for line in told.splitlines() if "志愿者家庭专场  " in line or "10月18日下午  " in line]
    assert len(few) == 2 and all("not shown" in line for line in few)


def test_a_mapping_and_its_mistakes(run: Run, tmp_path: Path) -> None:
    answers, mapping = tmp_path / "answers.csv", tmp_path / "mapping.json"
    answers.write_text("问题,电话\n" + "".join(f"{n % 5 + 1},1380000000{n}\n" for n in range(8)), encoding="utf-8")
    mapping.write_text('{"问题": "rating", "B": "ignored"}', encoding="utf-8")
    done = run("feedback", "import", "CAMP", str(answers), "--mapping", str(mapping))
    assert [question["kind"] for question in done["questions"]] == ["rating"]
    for wrong, code in (("{", "mapping_file"), ("[1]", "mapping_file"), ('{"A": "smell"}', "feedback_role_unknown")):
        mapping.write_text(wrong, encoding="utf-8")
        assert run("feedback", "import", "CAMP", str(answers), "--mapping", str(mapping)) == (1, code)
    assert run("feedback", "summary", "NONE") == (1, "event_not_found")
    assert run("feedback", "import", "CAMP", str(tmp_path / "none.csv")) == (1, "file_missing")
    assert run("feedback", "undo", "x") == (1, "feedback_batch_not_found")
    assert run("feedback", "batches", "CAMP")[0]["undone_at"] is None


def test_comments_and_comparisons(run: Run) -> None:
    run(
        "events", "add", "--title", "Fair", "--code", "FAIR", "--start", "2026-11-17T09:00", "--end", "2026-11-17T17:00"
    )
    for event in ("CAMP", "FAIR"):
        run("feedback", "import", event, FILE)
    other, told = run("feedback", "comments", "CAMP")
    assert (other["answered"], told["answered"], told["suppressed"], len(told["comments"])) == (10, 67, False, 67)
    assert [(one["figure"], one["difference"], one["proven"]) for one in run("feedback", "compare", "CAMP", "FAIR")] == [
        ("top2", 0.0, False), ("mean", 0.0, False), ("nps", 0.0, False),
    ]  # fmt: skip
    said = run("feedback", "compare", "CAMP", "FAIR", text=True)
    assert "satisfied 76%, there 76%, difference +0 percentage points (95% interval -11 to +11), may be chance" in said
    assert "NPS +35, there +35" in said
    run(
        "events", "add", "--title", "None", "--code", "NONE", "--start", "2026-12-17T09:00", "--end", "2026-12-17T17:00"
    )
    assert run("feedback", "compare", "CAMP", "NONE") == []
    assert "no result" in run("feedback", "compare", "CAMP", "NONE", text=True)
