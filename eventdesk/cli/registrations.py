"""Verbs of registrations: import, undo, list, add, cancel, promote."""

import argparse
import json
import sys
from itertools import zip_longest
from pathlib import Path
from typing import Any

from eventdesk.cli import registration_edits
from eventdesk.cli.console import Console, day
from eventdesk.cli.places import add_move, add_promotion
from eventdesk.domain.family import Role
from eventdesk.domain.identity import is_uuid
from eventdesk.domain.registration import RegistrationState
from eventdesk.errors import InvalidInput, WrongUsage
from resources.words import Words


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verbs of this file."""
    top = verbs.add_parser(
        "registrations", help=words("help.registrations"), epilog="eventdesk registrations list CAMP --json"
    )
    actions = top.add_subparsers(metavar="ACTION", required=True)

    _add_import(actions, common, words)
    undo = actions.add_parser(
        "undo", parents=[common], help=words("help.registrations_undo"), epilog="eventdesk registrations undo BATCH"
    )
    undo.add_argument("batch", metavar="BATCH")
    undo.set_defaults(run=_undo)

    show = actions.add_parser(
        "list", parents=[common], help=words("help.registrations_list"), epilog="eventdesk registrations list CAMP --json"
    )
    show.add_argument("event", metavar="EVENT")
    show.add_argument("--state", choices=tuple(state.value for state in RegistrationState))
    show.add_argument("--unpaid", action="store_true", help=words("help.unpaid"))
    show.add_argument("--slot", metavar="CODE")
    show.set_defaults(run=_list)

    _add_add(actions, common, words)
    cancel = actions.add_parser(
        "cancel", parents=[common], help=words("help.registrations_cancel"), epilog="eventdesk registrations cancel ID"
    )
    cancel.add_argument("registration", metavar="ID")
    cancel.set_defaults(run=_cancel)

    promote = actions.add_parser(
        "promote", parents=[common], help=words("help.registrations_promote"), epilog="eventdesk registrations promote CAMP"
    )
    promote.add_argument("waiting", metavar="EVENT|ID")
    add_promotion(promote, words)
    promote.set_defaults(run=_promote)
    add_move(actions, common, words)
    registration_edits.add_actions(actions, common, words)


def _add_import(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    bring = actions.add_parser(
        "import", parents=[common], help=words("help.registrations_import"),
        epilog="eventdesk registrations import CAMP signups.xlsx --dry-run",
    )  # fmt: skip
    bring.add_argument("event", metavar="EVENT")
    bring.add_argument("file", metavar="FILE", type=Path)
    bring.add_argument("--dry-run", action="store_true", help=words("help.dry_run"))
    bring.add_argument("--mapping", metavar="FILE", type=Path, help=words("help.mapping"))
    bring.add_argument("--sheet", metavar="NAME")
    bring.add_argument("--as-of", metavar="DATE", help=words("help.as_of"))
    bring.add_argument("--notice", metavar="VERSION", help=words("help.notice"))
    bring.set_defaults(run=_import)


def _add_add(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    add = actions.add_parser(
        "add", parents=[common], help=words("help.registrations_add"),
        epilog="eventdesk registrations add CAMP --name Lin --phone 13800001234 --child An --adults 2 --consent paper",
    )  # fmt: skip
    add.add_argument("event", metavar="EVENT")
    add.add_argument("--name", help=words("help.guardian_name"))
    add.add_argument("--phone")
    add.add_argument("--relation", choices=("mother", "father", "grandmother", "grandfather", "aunt", "uncle", "nanny"))
    add.add_argument("--child", action="append", default=[], metavar="NAME", help=words("help.child"))
    add.add_argument("--birth", action="append", default=[], metavar="DATE", help=words("help.birth"))
    add.add_argument("--nickname", action="append", default=[], help=words("help.nickname"))
    add.add_argument("--sex", action="append", default=[], choices=("M", "F"), help=words("help.sex"))
    add.add_argument("--allergies", action="append", default=[], metavar="TEXT", help=words("help.allergies"))
    add.add_argument("--adults", type=int)
    add.add_argument("--children", type=int)
    add.add_argument("--slot", action="append", default=[], metavar="CODE")
    add.add_argument("--notes")
    add.add_argument("--photo", choices=("yes", "no"), help=words("help.photo"))
    add.add_argument("--source-note", metavar="TEXT", help=words("help.source_note"))
    add.add_argument("--answer", action="append", default=[], metavar="KEY=TEXT", help=words("help.answer"))
    add.add_argument("--consent", choices=("screen", "paper"), help=words("help.consent"))
    add.add_argument("--walk-in", action="store_true", help=words("help.walk_in"))
    add.set_defaults(run=_add)


def _import(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        how: dict[str, Any] = {
            "dry_run": args.dry_run, "mapping": _mapping(args.mapping), "sheet": args.sheet,
            "as_of": day(args.as_of, "--as-of") if args.as_of else None, "notice": args.notice,
        }  # fmt: skip
        if str(args.file) == "-":
            result = desk.imports.run_stream(args.event, sys.stdin.buffer, name=console.words("import.pasted"), **how)
        else:
            result = desk.imports.run(args.event, args.file, **how)
    words = console.words
    rows = [
        {"ref": row.ref, "fate": row.fate, "warnings": list(row.warnings), "message": row_message(words, row.fate, row.warnings)}
        for row in result.rows
    ]
    console.document(
        {
            "batch": result.batch, "counts": {name: n for name, n in result.counts.items() if name != "unchanged"},
            "unchanged": result.counts["unchanged"], "rows": rows, "mapping": result.mapping,
            "source": result.source, "seconds": result.seconds, "known_notice": result.known_notice,
        }
    )  # fmt: skip
    console.say("imported" if result.batch else "would_import", **result.counts)
    if result.counts["unchanged"]:
        console.say("imported_same", unchanged=result.counts["unchanged"])
    if not result.known_notice:
        console.say("notice_unknown", version=args.notice)
    for row in rows:
        if row["fate"] != "ok" or [code for code in row["warnings"] if code != "unchanged"]:
            console.show(f"  {row['ref']:>6}  {row['fate']}  {row['message']}")
    if result.batch:
        console.say("batch", batch=result.batch)
    return 0


def row_message(words: Any, fate: str, warnings: tuple[str, ...]) -> str:
    """A row's fate and warnings as one short text; empty where there is nothing to say."""
    kind, _, detail = fate.partition(":")
    texts = []
    if kind == "duplicate_of":
        texts.append(words("import.fate_duplicate_of", ref=detail))
    elif kind == "rejected":
        texts.append(words(f"import.reject_{detail}"))
    elif kind != "ok":
        texts.append(words(f"import.fate_{kind if kind != 'skipped' else detail}"))
    texts += [words(f"import.warning_{code}") for code in warnings]
    return str(words("import.join")).join(texts)


def _mapping(file: Path | None) -> dict[str, dict[str, str]] | None:
    if file is None:
        return None
    try:
        found = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        raise InvalidInput("mapping_file", field=file.name) from None
    good = isinstance(found, dict) and all(
        isinstance(columns, dict) and all(isinstance(field, str) for field in columns.values())
        for columns in found.values()
    )
    if not good:
        raise InvalidInput("mapping_file", field=file.name)
    return dict(found)


def _undo(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        done = desk.imports.undo(args.batch)
    kept = [{"kind": one.kind, "id": one.id, "reason": one.reason.value, "label": one.label} for one in done.kept_list]
    console.document(
        {"batch": args.batch, "removed": done.removed, "kept": done.kept, "restored": done.restored, "kept_list": kept}
    )
    console.say("undone", removed=done.removed, kept=done.kept)
    for one in done.kept_list:
        console.show(f"  {one.label or one.id}  {console.words(f'import.kept_{one.reason.value}')}")
    return 0


def _list(args: argparse.Namespace, console: Console) -> int:
    state = RegistrationState(args.state) if args.state else None
    with console.open() as desk:
        found = desk.registrations.list(args.event, state=state, unmasked=console.unmasked)
    found = tuple(
        row for row in found if (not args.unpaid or not row.stands.settled) and (not args.slot or args.slot.upper() in row.slots)
    )
    console.document([registration_edits.registration(row) for row in found])
    for row in found:
        first = row.guardians[0] if row.guardians else None
        console.show(
            f"{registration_edits.state_of(row, console.words):<10}  "
            f"{(first.name if first else '') or '—':<8}  {(first.phone if first else '') or '':<12}"
            f"  {row.adults}+{row.children_count}  {' '.join(row.slots)}"
        )
    console.say("list_total", n=len(found))
    return 0


def _add(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.services.booking import BookedPerson
    from eventdesk.services.registrations import guardian

    for name in ("birth", "nickname", "sex", "allergies"):
        if len(getattr(args, name)) > len(args.child):
            raise InvalidInput("birth_without_child", field=f"--{name}")
    people = [guardian(name=args.name, phone=args.phone, relation=args.relation)] if args.name or args.phone else []
    births = [day(text, "--birth") for text in args.birth]
    people += [
        BookedPerson(role=Role.CHILD, name=name, birthdate=birth, nickname=nickname, sex=sex, allergies=allergies)
        for name, birth, nickname, sex, allergies, _ in zip_longest(
            args.child, births, args.nickname, args.sex, args.allergies, ()
        )
    ]
    answers = registration_edits.answers_of(args.answer)
    with console.open() as desk:
        if any(birth > desk.clock.now().astimezone(desk.zone).date() for birth in births):
            raise InvalidInput("birth_in_future", field="--birth")
        if answers:
            desk.questions.check(answers, event=args.event)
        row = desk.registrations.add(
            args.event, people=people, adults=args.adults, children=args.children, slots=args.slot, notes=args.notes,
            consent_method=args.consent, at_door=args.walk_in, photo_consent=registration_edits.PHOTO.get(args.photo),
        )  # fmt: skip
        if answers:
            desk.questions.answer(row.id, answers)
        if args.source_note:
            row = desk.edits.change(row.id, source_note=args.source_note)
    console.document(registration_edits.registration(row))
    console.say("registered", state=registration_edits.state_of(row, console.words))
    return 0


def _cancel(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        row = desk.registrations.cancel(args.registration)
    console.document({"registration": row.id, "state": row.state.value})
    console.say("cancelled")
    return 0


def _promote(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        if is_uuid(args.waiting):
            row = desk.registrations.promote(args.waiting, override=args.override)
            console.document({"registration": row.id, "state": row.state.value})
            console.say("promoted")
        elif args.override is not None:
            raise WrongUsage(field="--override")
        else:
            got = desk.registrations.promote_waiting(args.waiting)
            console.document({"event": args.waiting, "promoted": list(got)})
            console.say("promoted_waiting", n=len(got))
    return 0
