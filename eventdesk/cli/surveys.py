"""Verbs of surveys: what is asked, paper forms, and typing these in. ``survey show --json`` is what ``survey add`` reads."""

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventdesk.cli.console import Console, local
from eventdesk.domain.feedback import BadSurvey, SurveyState, as_plain
from eventdesk.domain.survey import BuiltIn, built_in
from eventdesk.domain.survey_edit import Questions, read_questions
from eventdesk.domain.survey_line import cells_of, read_line
from eventdesk.errors import DeskError, InvalidInput, WrongUsage
from resources.words import LANGUAGES, Words

if TYPE_CHECKING:
    from eventdesk.services.survey_views import PaperForm, SurveyView

TEMPLATE = "-"
"""What stands for an event where a template is meant."""


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verbs of this file."""
    top = verbs.add_parser("survey", help=words("survey_cli.help"), epilog="eventdesk survey list CAMP --json")
    actions = top.add_subparsers(metavar="ACTION", required=True)

    def action(name: str, example: str, run: Any, *, survey: bool = True) -> Any:
        made = actions.add_parser(
            name, parents=[common], help=words(f"survey_cli.help_{name}"), epilog=f"eventdesk survey {name} {example}"
        )
        made.set_defaults(run=run)
        if survey:
            made.add_argument("survey", metavar="SURVEY", help=words("survey_cli.help_survey"))
        return made

    listing = action("list", "CAMP --json", _list, survey=False)
    listing.add_argument("event", metavar="EVENT", nargs="?", help=words("survey_cli.help_no_event"))
    action("show", "K7Q2P --json", _show)
    add = action("add", "CAMP survey.json", _add, survey=False)
    add.add_argument("event", metavar="EVENT", help=words("survey_cli.help_dash"))
    add.add_argument("file", metavar="FILE", type=Path, nargs="?", help=words("survey_cli.help_file"))
    add.add_argument("--built-in", choices=[one.value for one in BuiltIn], help=words("survey_cli.help_built_in"))
    add.add_argument("--name", metavar="NAME", help=words("survey_cli.help_name"))
    change = action("change", "K7Q2P survey.json --revision 3", _change)
    change.add_argument("file", metavar="FILE", type=Path, nargs="?", help=words("survey_cli.help_file"))
    change.add_argument("--name", metavar="NAME", help=words("survey_cli.help_name"))
    change.add_argument("--revision", metavar="N", type=int, help=words("survey_cli.help_revision"))
    copy = action("copy", "K7Q2P NEXTCAMP", _copy)
    copy.add_argument("event", metavar="EVENT", help=words("survey_cli.help_dash"))
    copy.add_argument("--name", metavar="NAME", help=words("survey_cli.help_name"))
    action("open", "K7Q2P", _open)
    action("close", "K7Q2P", _close)
    action("remove", "K7Q2P", _remove)
    _paper_parsers(action, words)


def _paper_parsers(action: Any, words: Words) -> None:
    form = action("form", "K7Q2P --pdf form.pdf --languages both", _form)
    form.add_argument("--pdf", metavar="FILE", type=Path, required=True, help=words("survey_cli.help_pdf"))
    form.add_argument("--languages", choices=(*LANGUAGES, "both"), help=words("survey_cli.help_languages"))
    enter = action("enter", "K7Q2P --stdin < forms.txt", _enter)
    enter.add_argument("--stdin", action="store_true", help=words("survey_cli.help_stdin"))
    for verb in (form, enter):
        verb.add_argument("--version", metavar="N", type=int, dest="number", help=words("survey_cli.help_version"))


def survey_document(one: "SurveyView") -> dict[str, Any]:
    """A survey as JSON; ``survey add`` and ``survey change`` read ``name`` and ``questions`` of it."""
    return {**_head(one), "questions": as_plain(one.questions)}


def _head(one: "SurveyView") -> dict[str, Any]:
    return {
        "id": one.id, "code": one.code, "event": one.event, "name": one.name, "state": one.state.value, "version": one.number,
        "responses": one.responses, "answered": one.answered, "revision": one.revision,
    }  # fmt: skip


def _list(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found = desk.surveys.list(None if args.event == TEMPLATE else args.event)
    console.document([_head(one) for one in found])
    for one in found:
        console.show(_line(one, console.words))
    if not found:
        console.show(console.words("survey_cli.none"))
    return 0


def _line(one: "SurveyView", words: Words) -> str:
    said = (
        one.code, one.name, words(f"survey_page.state_{one.state.value}"), words("survey_page.version", n=one.number),
        words("survey_page.responses", n=one.responses),
    )  # fmt: skip
    return "  ".join(said)


def _show(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found = desk.surveys.show(args.survey)
    return _tell(found, console)


def _tell(found: "SurveyView", console: Console) -> int:
    words = console.words
    console.document(survey_document(found))
    console.show(_line(found, words))
    places = {one.key: place for place, one in enumerate(found.questions, start=1)}
    for place, one in enumerate(found.questions, start=1):
        parts = [words(f"survey_page.kind_{one.kind.value}"), words(f"survey_page.per_{one.per.value}")]
        parts += [words("survey_page.required")] if one.required else []
        parts += [words("survey_cli.condition", n=places[one.show_if.question])] if one.show_if is not None else []
        console.show(f"  {place}  {one.text(words.language)}  {words('common.list_comma').join(parts)}")
        for option in one.options:
            console.show(f"       {one.option_text(option.key, words.language)}")
    return 0


def _add(args: argparse.Namespace, console: Console) -> int:
    if (args.file is None) == (args.built_in is None):
        raise WrongUsage("survey_source_missing", field="FILE")
    if args.file is not None:
        name, questions = _read(args.file)
    else:
        name = console.words(f"surveys.name_{args.built_in}")
        questions = built_in(
            BuiltIn(args.built_in), lambda key: {language: Words(language)(f"surveys.{key}") for language in LANGUAGES}
        )
    with console.open() as desk:
        made = desk.surveys.add(args.name or name, questions, event=None if args.event == TEMPLATE else args.event)
    return _tell(made, console)


def _read(file: Path) -> tuple[str, Questions]:
    """The name and the questions of a file; a list alone has no name."""
    try:
        found = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        raise InvalidInput("survey_file", field="-") from None
    name = found.get("name", "") if isinstance(found, dict) else ""
    try:
        return str(name), read_questions(found.get("questions") if isinstance(found, dict) else found)
    except BadSurvey as wrong:
        raise InvalidInput(wrong.code, field=wrong.question or "-") from None


def _change(args: argparse.Namespace, console: Console) -> int:
    name, questions = _read(args.file) if args.file is not None else ("", None)
    with console.open() as desk:
        id = desk.surveys.show(args.survey).id
        changed = desk.surveys.change(id, revision=args.revision, name=args.name or name or None, questions=questions)
    return _tell(changed, console)


def _copy(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        made = desk.surveys.copy(args.survey, event=None if args.event == TEMPLATE else args.event, name=args.name)
    return _tell(made, console)


def _open(args: argparse.Namespace, console: Console) -> int:
    return _set(args, console, SurveyState.OPEN)


def _close(args: argparse.Namespace, console: Console) -> int:
    return _set(args, console, SurveyState.CLOSED)


def _set(args: argparse.Namespace, console: Console, state: SurveyState) -> int:
    with console.open() as desk:
        changed = desk.surveys.change(args.survey, state=state)
    console.document(survey_document(changed))
    console.show(_line(changed, console.words))
    return 0


def _remove(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found = desk.surveys.show(args.survey)
        desk.surveys.remove(args.survey)
    console.document({"removed": found.id})
    console.show(console.words("survey_cli.removed", name=found.name))
    return 0


def _form(args: argparse.Namespace, console: Console) -> int:
    languages = LANGUAGES if args.languages == "both" else (args.languages or console.words.language,)
    with console.open() as desk:
        form = desk.answering.paper(args.survey, args.pdf, [Words(one) for one in languages], number=args.number)
    console.document({"file": str(args.pdf), "code": form.code, "languages": list(languages)})
    console.show(console.words("survey_cli.form", file=args.pdf, code=form.code))
    return 0


def _enter(args: argparse.Namespace, console: Console) -> int:
    """One form a line; words that were written follow it, each after a tab, in the order of their questions."""
    if not args.stdin:
        raise WrongUsage("survey_enter_usage", field="--stdin")
    kept = refused = 0
    with console.open() as desk:
        form = desk.answering.form(args.survey, number=args.number)
        for place, line in enumerate(_lines(), start=1):
            if line.strip():
                told = _one(desk, form, place, line, console)
                kept, refused = kept + (not told), refused + told
    console.show(console.words("survey_cli.entered", n=kept, refused=refused))
    return 1 if refused else 0


def _one(desk: Any, form: "PaperForm", place: int, line: str, console: Console) -> bool:
    """Keeps a line's form; whether it was refused. The next line is tried either way, unless none could be kept."""
    typed, *said = line.split("\t")
    cells = read_line(cells_of(form.questions, form.subjects), typed).written
    texts = {cell.key: text for cell, text in zip(cells, said, strict=False)}
    try:
        one = desk.answering.enter(form.survey, typed, texts, number=form.number)
    except DeskError as error:
        if not isinstance(error, InvalidInput):
            raise
        found = {"line": place, "error": error.code, "question": error.details.get("question")}
        if console.json:
            console.line(found)
        else:
            console.show(console.words("survey_cli.at_line", n=place))
            console.fail(error)
        return True
    if console.json:
        at = local(one.at, desk.zone)
        console.line({"line": place, "response": one.response, "place": one.place, "complete": one.complete, "at": at})
    return False


def _lines() -> Iterator[str]:
    """The lines of standard input; spaces at a line's ends are blanks and stay."""
    if sys.stdin is None:
        return
    for number, raw in enumerate(sys.stdin.buffer):
        yield raw.decode("utf-8-sig" if not number else "utf-8", errors="replace").rstrip("\r\n")
