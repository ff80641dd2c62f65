"""The verb ``case``, and what ``feedback`` says of themes and of invitations."""

from pathlib import Path

from tests.cli.test_feedback import FILE, Run, run

__all__ = ["run"]


def test_cases_are_taken_up_changed_settled_and_removed(run: Run) -> None:
    run("feedback", "import", "CAMP", FILE)
    taken = run("case", "take-up", "CAMP")["cases"]
    assert len(taken) >= 6 and run("case", "take-up", "CAMP")["cases"] == []
    listed = run("case", "list", "CAMP")
    assert {one["case"] for one in listed} == set(taken) and all(one["response"] for one in listed)
    changed = run("case", "change", taken[0], "--owner", "Wang", "--reply", "thanks", "--due", "2020-01-01")
    assert (changed["owner"], changed["reply"], changed["overdue"]) == ("Wang", "thanks", True)
    assert [one["case"] for one in run("case", "list", "CAMP", "--which", "overdue")] == [taken[0]]
    assert run("case", "done", taken[0], "--result", "called")["done"] and not run("case", "reopen", taken[0])["done"]
    assert run("case", "remove", taken[0])["removed"] and run("case", "done", taken[0]) == (1, "case_not_found")
    made = run("case", "add", "CAMP", "too far to walk", "--kind", "suggestion")
    assert (made["kind"], made["due"], made["response"]) == ("suggestion", None, False)
    assert "too far to walk" in run("case", "list", "CAMP", text=True)


def test_themes_are_told_with_how_well_they_agree(run: Run) -> None:
    run("feedback", "import", "CAMP", FILE)
    found = run("feedback", "themes", "CAMP")
    assert all(one["people"] >= 5 for one in found["themes"]) and found["agreement"]["comments"] >= 80
    assert {"theme", "polarity", "people", "quote"} == set(found["themes"][0])


def test_a_survey_that_there_is_not_invites_nobody_and_known_links_alone_count(run: Run, tmp_path: Path) -> None:
    file, links = tmp_path / "links.csv", tmp_path / "given.txt"
    words = ("--survey", "none", "--address", "https://example.org", "--out", str(file))
    for _ in range(2):  # nothing is left that would be in the way of the second
        assert run("feedback", "invite", "CAMP", *words) == (1, "survey_not_found")
    links.write_text("abc https://example.org/?token=def\n", encoding="utf-8")
    assert run("feedback", "given", str(links)) == {"noted": 0, "before": 0, "unknown": 2}
