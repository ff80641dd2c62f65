"""Verbs of feedback: import, batches, undo, summary, comments, compare."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventdesk.cli import feedback_invitations
from eventdesk.cli.console import Console, local
from eventdesk.errors import InvalidInput
from resources.words import Words

if TYPE_CHECKING:
    from eventdesk.domain.statistics import Interval
    from eventdesk.services.feedback_views import (
        Comparison,
        FeedbackRowFate,
        FeedbackSummary,
        QuestionSummary,
        SlotSummary,
    )


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verbs of this file."""
    top = verbs.add_parser("feedback", help=words("feedback.help"), epilog="eventdesk feedback summary CAMP --json")
    actions = top.add_subparsers(metavar="ACTION", required=True)

    def action(name: str, example: str, run: Any) -> Any:
        made = actions.add_parser(
            name, parents=[common], help=words(f"feedback.help_{name}"), epilog=f"eventdesk feedback {name} {example}"
        )
        made.set_defaults(run=run)
        return made

    bring = action("import", "CAMP answers.xlsx --dry-run", _import)
    bring.add_argument("event", metavar="EVENT")
    bring.add_argument("file", metavar="FILE", type=Path, help=words("feedback.help_file"))
    bring.add_argument("--dry-run", action="store_true", help=words("help.dry_run"))
    bring.add_argument("--mapping", metavar="FILE", type=Path, help=words("feedback.help_mapping"))
    bring.add_argument("--sheet", metavar="NAME")
    action("batches", "CAMP --json", _batches).add_argument("event", metavar="EVENT")
    action("undo", "BATCH", _undo).add_argument("batch", metavar="BATCH")
    action("summary", "CAMP --json", _summary).add_argument("event", metavar="EVENT")
    action("comments", "CAMP", _comments).add_argument("event", metavar="EVENT")
    compare = action("compare", "CAMP LASTCAMP", _compare)
    compare.add_argument("event", metavar="EVENT")
    compare.add_argument("before", metavar="BEFORE", help=words("feedback.help_before"))
    feedback_invitations.add_actions(action, words)


def _import(args: argparse.Namespace, console: Console) -> int:
    mapping = _mapping(args.mapping)
    with console.open() as desk:
        done = desk.feedback_imports.run(args.event, args.file, dry_run=args.dry_run, mapping=mapping, sheet=args.sheet)
    words = console.words
    console.document(
        {
            "batch": done.batch, "counts": done.counts,
            "rows": [
                {"ref": row.ref, "fate": row.fate, "warnings": list(row.warnings), "message": _message(row, words)} for row in done.rows
            ],
            "mapping": {column.letter: column.role.value for column in done.columns},
            "questions": [{"key": one.key, "text": one.text(words.language), "kind": one.kind.value} for one in done.questions],
        }
    )  # fmt: skip
    for column in done.columns:
        console.show(f"  {column.letter}  {column.heading}  {words(f'feedback.role_{column.role.value}')}")
    for row in done.rows:
        if row.warnings or row.fate != "ok":
            console.show(f"  {row.ref}  {_message(row, words)}")
    counts = {name: done.counts[name] for name in ("rows", "new", "known", "duplicates", "invalid")}
    console.show(words("feedback.would_import" if args.dry_run else "feedback.imported", n=counts["new"], **counts))
    if done.batch is not None:
        console.show(words("feedback.batch", batch=done.batch))
    return 0


def _message(row: "FeedbackRowFate", words: Words) -> str:
    fate, _, of = row.fate.partition(":")
    said = [words(f"feedback.fate_{fate}", row=of)] + [words(f"feedback.warning_{code}") for code in row.warnings]
    return words("feedback.between").join(said)


def _mapping(file: Path | None) -> dict[str, str] | None:
    """A JSON file of {column letter or heading: role}."""
    if file is None:
        return None
    try:
        found = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        raise InvalidInput("mapping_file", field=file.name) from None
    if not isinstance(found, dict) or not all(isinstance(role, str) for role in found.values()):
        raise InvalidInput("mapping_file", field=file.name)
    return dict(found)


def _batches(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found, zone = desk.feedback_imports.batches(args.event), desk.zone
    console.document(
        [
            {
                "batch": one.id, "file": one.file, "at": local(one.at, zone), "responses": one.responses,
                "undone_at": None if one.undone_at is None else local(one.undone_at, zone),
            }
            for one in found
        ]
    )  # fmt: skip
    for one in found:
        state = (
            console.words("feedback.batch_undone")
            if one.undone_at
            else console.words("feedback.responses", n=one.responses)
        )
        console.show(f"{one.id}  {local(one.at, zone)}  {one.file}  {state}")
    if not found:
        console.show(console.words("feedback.no_batches"))
    return 0


def _undo(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        done = desk.feedback_imports.undo(args.batch)
    console.document({"batch": args.batch, "removed": done.removed, "kept": done.kept, "handed_on": done.handed_on})
    console.show(console.words("feedback.undone", n=done.removed, kept=done.kept, handed_on=done.handed_on))
    return 0


def _summary(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found = desk.feedback.summary(args.event, language=console.words.language)
    console.document(summary_document(found))
    _show(found, console)
    return 0


def _comments(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found = desk.feedback.comments(args.event, language=console.words.language)
    console.document(
        [
            {"key": one.key, "text": one.text, "answered": one.answered, "suppressed": one.suppressed, "comments": list(one.comments)}
            for one in found
        ]
    )  # fmt: skip
    for one in found:
        console.show(f"{one.text}  {console.words('feedback.answered', n=one.answered)}")
        console.show("\n".join(f"  {text}" for text in one.comments) or f"  {console.words('feedback.few_comments')}")
    return 0


def _compare(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found, words = desk.feedback.compare(args.event, args.before), console.words
    console.document(
        [
            {
                "figure": one.figure, "now": one.now, "before": one.before, "difference": one.difference,
                "interval": _ends(one.interval), "proven": one.proven,
            }
            for one in found
        ]
    )  # fmt: skip
    for one in found:
        console.show(_difference(one, words))
    if not found:
        console.show(words("feedback.not_comparable"))
    return 0


def _difference(one: "Comparison", words: Words) -> str:
    form, apart = {"top2": ("{:.0%}", "{:+.0f}"), "mean": ("{:.2f}", "{:+.2f}"), "nps": ("{:+.0f}", "{:+.0f}")}[
        one.figure
    ]
    scale = 100 if one.figure == "top2" else 1
    said = apart.format(scale * one.difference)
    if one.figure == "top2":
        said = words("feedback.percentage_points", points=said)
    return _joined(
        words,
        words(f"feedback.figure_{one.figure}", now=form.format(one.now), before=form.format(one.before)),
        words("feedback.difference", difference=said, between=_between(one.interval.scaled(scale), words, apart)),
        words("feedback.difference_proven" if one.proven else "feedback.difference_open"),
    )


def summary_document(found: "FeedbackSummary") -> dict[str, Any]:
    """The summary as JSON: what a machine may rely on."""
    return {
        "event": found.event, "responses": found.responses, "repeated": found.repeated, "incomplete": found.incomplete,
        "invited": found.invited, "response_rate": found.response_rate, "overall": found.overall,
        "questions": [_question(one) for one in found.questions], "slots": [_slot(one) for one in found.slots],
    }  # fmt: skip


def _question(one: "QuestionSummary") -> dict[str, Any]:
    # Of few, how many they are is told no more than what they said; nor how many are not among them.
    told = one.answered == 0 or not one.suppressed
    answered, blank, invalid = (one.answered, one.blank, one.invalid) if told else (None, None, None)
    return {
        "key": one.key, "text": one.text, "kind": one.kind.value, "answered": answered, "blank": blank, "invalid": invalid,
        "suppressed": one.suppressed, "mean": one.mean, "mean_interval": _ends(one.mean_interval), "median": one.median,
        "sd": one.deviation, "top2": one.top2, "top2_count": one.top2_count, "top2_interval": _ends(one.top2_interval), "nps": one.nps,
        "nps_interval": _ends(one.nps_interval), "promoters": one.promoters, "passives": one.passives, "detractors": one.detractors,
        "histogram": {str(value): count for value, count in one.histogram.items()},
    }  # fmt: skip


def _slot(one: "SlotSummary") -> dict[str, Any]:
    return {
        "slot": one.about, "title": one.title, "suppressed": one.suppressed, "answered": one.answered, "mean": one.mean,
        "top2": one.top2, "top2_count": one.top2_count, "top2_interval": _ends(one.top2_interval),
    }  # fmt: skip


def _ends(interval: "Interval | None") -> list[float] | None:
    return None if interval is None else [interval.low, interval.high]


def _show(found: "FeedbackSummary", console: Console) -> None:
    words = console.words
    console.show(words("feedback.responses", n=found.responses))
    if found.invited is not None and found.response_rate is not None:
        console.show(words("feedback.rate", rate=f"{found.response_rate:.0%}", invited=found.invited))
    for one in found.questions:
        console.show(f"{one.text}\n  {_line(one, words)}")
    if found.slots:
        console.show(words("feedback.by_slot"))
    for slot in found.slots:
        figures = (
            words("feedback.hidden") if slot.suppressed
            else _joined(words, words("feedback.answered", n=slot.answered or 0), _share(slot.top2, slot.top2_interval, words))
        )  # fmt: skip
        console.show(f"  {slot.title}  {figures}")


def _line(one: "QuestionSummary", words: Words) -> str:
    answered = words("feedback.answered", n=one.answered)
    if one.suppressed:
        return words("feedback.few") if one.answered else answered
    said = [answered]
    if one.mean is not None:
        said.append(
            words("feedback.mean", mean=f"{one.mean:.2f}", between=_between(one.mean_interval, words, "{:.2f}"))
        )
    said.append(_share(one.top2, one.top2_interval, words))
    if one.nps is not None:
        said.append(words("feedback.nps", nps=f"{one.nps:+.0f}", between=_between(one.nps_interval, words, "{:+.0f}")))
    if one.kind.value == "choice":
        said += [f"{value} {count}" for value, count in one.histogram.items()]
    return _joined(words, *said)


def _share(share: float | None, interval: "Interval | None", words: Words) -> str:
    return (
        ""
        if share is None
        else words("feedback.content", share=f"{share:.0%}", between=_between(interval, words, "{:.0%}"))
    )


def _between(interval: "Interval | None", words: Words, form: str) -> str:
    if interval is None:
        return words("feedback.no_interval")
    return words("feedback.interval", low=form.format(interval.low), high=form.format(interval.high))


def _joined(words: Words, *said: str) -> str:
    return words("feedback.between").join(filter(None, said))
