"""``survey`` as a machine and as a person read it, and the file that goes round."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eventdesk.cli import run_line
from tests.cli.test_feedback import run  # noqa: F401  # the fixture

Run = Callable[..., Any]


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """What stands on standard input."""

    class Stream:
        buffer = io.BytesIO(text.encode())

    monkeypatch.setattr(sys, "stdin", Stream())


def test_a_file_goes_round_and_a_survey_lives(run: Run, tmp_path: Path) -> None:  # noqa: F811
    made = run("survey", "add", "CAMP", "--built-in", "event")
    file = tmp_path / "survey.json"
    file.write_text(json.dumps(run("survey", "show", made["code"])), encoding="utf-8")
    again = run("survey", "add", "CAMP", str(file), "--name", "again")
    assert again["questions"] == made["questions"] and (again["name"], again["state"], again["version"]) == ("again", "draft", 1)
    assert [one["name"] for one in run("survey", "list", "CAMP")] == [made["name"], "again"]
    template = run("survey", "copy", made["id"], "-")
    assert template["event"] is None and [one["id"] for one in run("survey", "list")] == [template["id"]]
    assert run("survey", "copy", template["code"], "CAMP", "--name", "third")["event"] == "CAMP"
    changed = run("survey", "change", again["code"], "--name", "other", "--revision", "1")
    assert (changed["name"], changed["revision"]) == ("other", 2)
    assert run("survey", "change", again["code"], str(file), "--revision", "1") == (1, "survey_changed")
    assert run("survey", "open", again["code"])["state"] == "open" and run("survey", "close", again["code"])["state"] == "closed"
    assert run("survey", "remove", again["code"]) == {"removed": again["id"]}
    assert run("survey", "show", again["code"]) == (1, "survey_not_found")
    shown = run("survey", "show", made["code"], text=True)
    assert "Would you recommend" in shown and made["code"] in shown and "survey_page" not in shown


@pytest.mark.parametrize(
    "content",
    ["", "[1]", "{}", '{"questions": [{"key": "a"}]}', '[{"key": "a", "kind": "smile", "texts": {}}]',
     '[{"key": "a", "kind": "rating", "texts": {"zh": 5}}]', '[{"key": "a", "kind": "rating", "texts": {"zh": "x"}, "scale": [1]}]'],
)  # fmt: skip
def test_what_is_no_survey_is_refused(run: Run, tmp_path: Path, content: str) -> None:  # noqa: F811
    file = tmp_path / "bad.json"
    file.write_text(content, encoding="utf-8")
    assert run("survey", "add", "CAMP", str(file)) == (1, "survey_file")
    assert run("survey", "add", "CAMP") == (2, "survey_source_missing") and run("survey", "list", "CAMP") == []


def test_forms_are_typed_one_a_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path  # noqa: F811
) -> None:
    made = run("survey", "add", "CAMP", "--built-in", "adults")
    assert run("survey", "enter", made["code"]) == (2, "survey_enter_usage")
    typed(monkeypatch, "59\n")
    assert run("survey", "enter", made["code"], "--stdin") == (1, "survey_draft")
    run("survey", "open", made["code"])
    typed(monkeypatch, "510+\tlonger\n\n48\n6-\n3-\r\n2-+\n")
    assert run_line(["--desk", str(tmp_path / "desk"), "--json", "survey", "enter", made["code"], "--stdin"]) == 1
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["line"] for one in told] == [1, 3, 4, 5, 6]
    assert [one.get("error") for one in told] == [None, None, "paper_not_taken", None, "paper_text_missing"]
    assert [one["place"] for one in told if "place" in one] == [1, 2, 3] and told[2]["question"] == 1
    (shown,) = run("survey", "list", "CAMP")
    assert shown["responses"] == 3 and shown["answered"]
    file = tmp_path / "x.json"
    file.write_text(json.dumps({"questions": run("survey", "show", made["code"])["questions"][:2]}), encoding="utf-8")
    assert run("survey", "change", made["code"], str(file))["version"] == 2
    assert run("survey", "remove", made["code"]) == (1, "survey_answered")


def test_the_form_is_printed(run: Run, tmp_path: Path) -> None:  # noqa: F811
    made = run("survey", "add", "CAMP", "--built-in", "event")
    for languages in ("zh", "en", "both"):
        done = run("survey", "form", made["code"], "--pdf", str(tmp_path / f"{languages}.pdf"), "--languages", languages)
        assert done["code"] == f"{made['code']}-1" and Path(done["file"]).read_bytes().startswith(b"%PDF")
    assert run("survey", "form", made["code"], "--pdf", str(tmp_path / "x.pdf"), "--version", "4") == (1, "survey_version_not_found")
