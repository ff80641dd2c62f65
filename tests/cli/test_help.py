"""The help of the command line: every verb and argument, in the language that is asked for."""

import argparse
import re
from collections.abc import Iterator

import pytest

from eventdesk.cli import run_line
from eventdesk.cli.main import EVENT_ACTIONS, VERBS, parser
from resources.words import Words


def _parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _parsers(below)


EVERY_VERB = [tuple(made.prog.split()[1:]) for made in _parsers(parser(Words("en")))]


@pytest.mark.parametrize("verb", EVERY_VERB)
@pytest.mark.parametrize(("language", "example"), [("zh", "示例："), ("en", "example:")])
def test_help_ends_with_an_example(
    verb: tuple[str, ...], language: str, example: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        run_line(["--lang", language, *verb, "--help"])
    assert caught.value.code == 0
    help_text = capsys.readouterr().out
    assert " ".join(("eventdesk", *verb[:1])) in help_text.partition(example)[2]
    assert bool(re.search("[\u4e00-\u9fff]", help_text)) == (language == "zh")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_argument_is_explained(language: str) -> None:
    silent = [
        (made.prog, action.dest)
        for made in _parsers(parser(Words(language)))
        for action in made._actions
        if not action.help and not isinstance(action, argparse._SubParsersAction)
    ]
    assert silent == []


def _choices(made: argparse.ArgumentParser) -> set[str]:
    return {name for action in made._actions if isinstance(action, argparse._SubParsersAction) for name in action.choices}


@pytest.mark.parametrize("module", sorted(VERBS))
def test_a_verb_is_parsed_by_the_module_that_brings_it(module: str) -> None:
    for verb in VERBS[module]:
        assert _choices(parser(Words("en"), verb)) == set(VERBS[module])


@pytest.mark.parametrize("module", sorted(EVENT_ACTIONS))
def test_an_action_of_events_is_parsed_by_the_module_that_brings_it(module: str) -> None:
    for action in EVENT_ACTIONS[module]:
        (events,) = _below(parser(Words("en"), "events", action))
        assert _choices(events) == set(EVENT_ACTIONS[module])


def _below(made: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    for action in made._actions:
        if isinstance(action, argparse._SubParsersAction):
            yield from action.choices.values()


@pytest.mark.parametrize(
    "line", [["--desk", "events", "families", "list"], ["--des", "events", "--lang", "zh", "families", "list"], ["families", "list"]]
)
def test_an_options_value_is_not_taken_for_the_verb(line: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_line(["--lang", "en", *line]) == 2
    assert "'search', 'show'" in capsys.readouterr().err


def test_an_unknown_verb_is_answered_with_all_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_line(["frobnicate"]) == 2
    said = capsys.readouterr().err
    assert all(repr(verb) in said for brought in VERBS.values() for verb in brought)
