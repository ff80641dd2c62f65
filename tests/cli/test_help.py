"""The help of the command line: every verb and argument, in the language that is asked for."""

import argparse
import re
from collections.abc import Iterator

import pytest

from eventdesk.cli import run_line
from eventdesk.cli.main import parser
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
