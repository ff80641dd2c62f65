"""Every error that a person can meet has its sentence, in both languages, and the sentence gets its values."""

import ast
from collections.abc import Iterator

import pytest

from eventdesk import errors
from eventdesk.errors import DeskError
from resources.words import ERROR_CATALOGUES, LANGUAGES, Words, joined, sentence
from tests.catalogues import ROOT, catalogues, placeholders, sources

KINDS = {
    name: kind.code for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, DeskError)
} | {"Trouble": ""}  # becomes an UnreadableFile in the parent process

# Where the code is a variable: what it can be is told here, or found elsewhere, and the place must still exist.
CHOSEN: dict[str, set[str]] = {
    "eventdesk/store/engine.py": {"store_busy", "disk_full", "store_read_only", "store_unreachable", "store_damaged"},
    "eventdesk/exchange/calendar_read.py": set(),  # each is a Trouble in the child process
    "eventdesk/domain/conflicts.py": set(),  # its Conflict is a finding of planning, no error
    "eventdesk/exchange/reader.py": set(),  # each is a Trouble in the child process
    "eventdesk/reports/exporters/files.py": {"report_not_written"},  # unless a caller says another, as trouble="…"
    "eventdesk/services/places.py": {
        f"no_place_{kind}{hard}" for kind in ("event", "slot", "room", "band", "family") for hard in ("", "_hard")
    },  # the limit that is in the way
    "eventdesk/services/schedules.py": {
        "half_a_time", "too_short", "title_missing", "bad_code", "bad_capacity", "bad_quantity", "bad_age_band",
    },  # as domain/schedule.py finds them
    "eventdesk/services/questions.py": {"answer_long", "answer_number", "answer_yes_no", "answer_option"},  # a BadAnswer's
    "eventdesk/services/surveys.py": {
        "survey_empty", "survey_long", "survey_key_twice", "survey_text_missing", "survey_options_missing", "survey_scale",
        "survey_condition", "survey_options_many", "survey_options_text", "survey_condition_empty", "survey_condition_value",
    },  # as domain/survey_edit.py finds them
    "eventdesk/sync/client.py": {
        "hub_clock", "hub_untrusted", "hub_portal", "hub_offline", "hub_revoked", "hub_code", "hub_scope", "hub_old_program",
        "hub_busy", "hub_other_revision", "hub_refused", "hub_persons",
    },  # as the connection failed, or as the hub said
    "ui/pages/sync_state.py": set(),  # the code of the last round's trouble, as sync/client.py made it
    "eventdesk/cli/surveys.py": {"survey_file"},  # as domain/survey_edit.py says
    "eventdesk/services/answering.py": {"paper_not_taken", "paper_short", "paper_long"},  # as domain/survey_line.py finds them
    "ui/dialogs/paper_entry.py": {"paper_not_taken", "paper_short", "paper_long", "survey_draft", "survey_closed"},
    "ui/pages/feedback_surveys_editor.py": {"survey_empty", "survey_long", "survey_name_missing"},  # as ui/models/survey.py finds them
    "ui/dialogs/new_registration.py": set(),  # passes an error on with its line
}


def raised(source: str, place: str) -> Iterator[tuple[str, str | None, set[str] | None]]:
    """``(place, code, names of values)`` of each error made; code None where it is a variable, values None where hidden."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for keyword in node.keywords:
            if keyword.arg == "trouble" and isinstance(keyword.value, ast.Constant):
                yield f"{place}:{node.lineno}", str(keyword.value.value), {"file"}
        if name not in KINDS:
            continue
        values = {keyword.arg for keyword in node.keywords}
        given = None if None in values else {value for value in values if value is not None}
        if name == "Trouble" and given is not None:
            given.add("file")  # the parent adds it
        for code in _codes(node.args[0]) if node.args else [KINDS[name]]:
            yield f"{place}:{node.lineno}", code, given


def _codes(argument: ast.expr) -> list[str | None]:
    if isinstance(argument, ast.IfExp):
        return [*_codes(argument.body), *_codes(argument.orelse)]
    return [argument.value if isinstance(argument, ast.Constant) and isinstance(argument.value, str) else None]


ALL = [
    found
    for file in sources("eventdesk", "ui")
    for found in raised(file.read_text(encoding="utf-8"), file.relative_to(ROOT).as_posix())
]
CODES = sorted({code for _, code, _ in ALL if code is not None}.union(*CHOSEN.values()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words(language: str) -> None:
    words = Words(language)
    silent = [code for code in CODES if not any(words.has(f"{catalogue}.{code}") for catalogue in ERROR_CATALOGUES)]
    assert silent == []


def test_a_code_that_is_a_variable_is_accounted_for() -> None:
    assert {place.rpartition(":")[0] for place, code, _ in ALL if code is None} == set(CHOSEN)


def test_every_sentence_gets_its_values() -> None:
    texts: dict[str, object] = {}
    for name in ERROR_CATALOGUES:
        texts |= catalogues("en")[name]
    short = [
        (place, code, sorted(needed - given))
        for place, code, given in ALL
        if code is not None and given is not None
        for needed in [placeholders(texts.get(code, "")) | placeholders(texts.get(f"{code}_hint", ""))]
        if needed - given
    ]
    assert short == []


def test_no_sentence_waits_for_an_error_that_nobody_makes() -> None:
    known = {code.removesuffix("_hint") for name in ERROR_CATALOGUES for code in catalogues("en")[name]}
    assert sorted(known - set(CODES) - set(KINDS.values())) == []


def test_a_sentence_is_found_with_its_hint() -> None:
    message, hint = sentence(Words("en"), "event_exists", {"event": "CAMP"})
    assert "CAMP" in message
    assert hint


def test_the_reading_sees_what_is_raised() -> None:
    source = 'raise NotFound("a" if x else "b", event=1)\nraise errors.NotAllowed(right=r)\nraise StoreProblem(code, **d)'
    assert [(code, given) for _, code, given in raised(source, "x")] == [
        ("a", {"event"}), ("b", {"event"}), ("not_allowed", {"right"}), (None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "line"),
    [("没有这个人。", "再看看编号。", "没有这个人。再看看编号。"), ("No such person.", "Look again.", "No such person. Look again."),
     ("没有这个人。", "", "没有这个人。"), ("", "Look again.", "Look again.")],
)  # fmt: skip
def test_two_sentences_stand_in_one_line(first: str, second: str, line: str) -> None:
    assert joined(first, second) == line
