"""The log holds what helps to find a fault, and nobody's name or phone."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from eventdesk import logs


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    yield logs.start(tmp_path / "logs")
    logs.stop()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("call 13800001234", "call <phone>"),
        ("call +86 138-0000-1234.", "call <phone>."),
        ("call 021-62345678", "call <phone>"),
        ("林晓梅来了", "…"),
        ("wrote 20261128 rows in 1380 ms", "wrote 20261128 rows in 1380 ms"),
        ("018f22e2-79b0-7000-8000-138000012345", "018f22e2-79b0-7000-8000-138000012345"),
    ],
)
def test_phones_and_names_are_taken_out(log: Path, said: str, kept: str) -> None:
    logging.getLogger("eventdesk.test").info("%s", said)
    assert log.read_text("utf-8").rstrip("\n").partition("eventdesk.test: ")[2] == kept


def test_an_error_is_logged_without_what_it_says(log: Path) -> None:
    def inner() -> None:
        raise KeyError("Emma Wang")

    try:
        try:
            inner()
        except KeyError as error:
            raise ValueError("no such person: Emma Wang") from error
    except ValueError:
        logging.getLogger("eventdesk.test").exception("looking up a person")
    text = log.read_text("utf-8")
    assert "Emma" not in text
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "test_logs.py" in text
    assert "inner" in text


def test_a_log_that_begins_again_leaves_no_file_open(tmp_path: Path) -> None:
    logs.start(tmp_path / "a")
    second = logs.start(tmp_path / "b")
    logging.getLogger("eventdesk.test").warning("here")
    logs.stop()
    assert "here" in second.read_text("utf-8")
    assert (tmp_path / "a" / "eventdesk.log").read_text("utf-8") == ""
