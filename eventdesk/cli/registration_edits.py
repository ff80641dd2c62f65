"""Verbs of one registration, after it was made: show, edit, restore, wait, its history; and lists as files."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventdesk.cli.console import Console, local
from eventdesk.domain.money import number
from eventdesk.domain.registration import SlotState
from eventdesk.errors import InvalidInput
from resources.words import Words

if TYPE_CHECKING:
    from eventdesk.services.registration_history import Changed

PHOTO = {"yes": True, "no": False}


def add_actions(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the actions of this file to the verb ``registrations``."""

    def action(name: str, example: str, run: Any) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = actions.add_parser(
            name, parents=[common], help=words(f"help.registrations_{name}"), epilog=f"eventdesk registrations {name} {example}"
        )
        made.set_defaults(run=run)
        return made

    for name, run in (("show", _show), ("restore", _restore), ("wait", _wait), ("history", _history)):
        action(name, "ID", run).add_argument("registration", metavar="ID")
    edit = action("edit", "ID --adults 2 --add-slot S2 --notes 'brings a pram'", _edit)
    edit.add_argument("registration", metavar="ID")
    edit.add_argument("--adults", type=int)
    edit.add_argument("--children", type=int)
    edit.add_argument("--notes")
    edit.add_argument("--photo", choices=("yes", "no", "unsaid"), help=words("help.photo"))
    edit.add_argument("--add-slot", action="append", default=[], metavar="CODE")
    edit.add_argument("--remove-slot", action="append", default=[], metavar="CODE")
    edit.add_argument("--source-note", metavar="TEXT", help=words("help.source_note"))
    edit.add_argument("--revision", type=int, help=words("help.revision"))
    edit.add_argument("--answer", action="append", default=[], metavar="KEY=TEXT", help=words("help.answer"))
    export = action("export", "CAMP --out lists --format xlsx,pdf", _export)
    export.add_argument("event", metavar="EVENT")
    export.add_argument("--out", metavar="DIR", type=Path, required=True)
    export.add_argument("--format", default="xlsx,csv,pdf", metavar="xlsx,csv,pdf", help=words("help.list_format"))
    export.add_argument("--slot", metavar="CODE")


def answers_of(given: Sequence[str]) -> dict[str, str | None]:
    """What ``KEY=TEXT`` arguments answer; nothing behind the sign takes an answer away."""
    found: dict[str, str | None] = {}
    for text in given:
        key, sign, value = text.partition("=")
        if not sign or not key.strip():
            raise InvalidInput("question_key", field="--answer")
        found[key.strip()] = value or None
    return found


def registration(row: Any) -> dict[str, Any]:
    """A registration as its document."""
    return {
        "registration": row.id, "state": row.state.value, "ticket": row.ticket, "source_rows": list(row.source_rows),
        "guardians": [
            {
                "person": g.id, "name": g.name, "phone": g.phone or None,
                "phone_type": g.phone_type.value if g.phone_type else None,
                "relation": g.relation.value if g.relation else None,
            }
            for g in row.guardians
        ],
        "children": [
            {
                "person": c.id, "name": c.name, "nickname": c.nickname, "sex": c.sex.value if c.sex else None,
                "birthdate": c.birthdate, "birthdate_range": list(c.birthdate_range) if c.birthdate_range else None,
                "age_months": c.age_months, "allergies": c.allergies,
            }
            for c in row.children
        ],
        "adults": row.adults, "children_count": row.children_count, "slots": list(row.slots),
        "slot_status": {code: state.value for code, state in row.slot_status}, "photo_consent": row.photo_consent,
        "notes": row.notes, "revision": row.revision, "source": row.source.value, "at": row.at, "consent": row.consent,
        "fee_fen": row.fee, "owed_fen": row.stands.owed, "fee_state": row.stands.state.value,
    }  # fmt: skip


def _show(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        row = desk.registrations.show(args.registration)
        money = desk.payments.show(args.registration)
        asked = desk.questions.answers(args.registration)
    console.document(
        registration(row)
        | {
            "payments": [payment(one) for one in money.payments],
            "answers": {one.key: asked.answers.get(one.id) for one in asked.questions},
            "missing": [one.key for one in asked.missing],
        }
    )
    words = console.words
    for who in (*row.guardians, *row.children):
        console.show(f"{who.name or '-'}  {who.phone or who.birthdate or ''}".rstrip())
    console.show(f"{state_of(row, words)}  {row.adults}+{row.children_count}  {' '.join(row.slots)}".rstrip())
    console.show(account(row.stands, words))
    for one in asked.questions:
        console.show(f"{one.text}  {shown(asked.answers.get(one.id), words)}")
    if row.notes:
        console.show(row.notes)
    return 0


def state_of(row: Any, words: Words) -> str:
    """A registration's state as a person reads it."""
    return words(f"registrations.state_{row.state.value}")


def account(stands: Any, words: Words) -> str:
    """How the money of a registration stands, in one line."""
    return words(
        "fees.cli_account", due=number(stands.due), received=number(stands.received), waived=number(stands.waived),
        owed=number(stands.owed), state=words(f"fees.state_{stands.state.value}"),
    )  # fmt: skip


def payment(one: Any) -> dict[str, Any]:
    """An entry as its document."""
    return {
        "payment": one.id, "kind": one.kind.value, "amount_fen": one.amount, "method": one.method, "note": one.note,
        "receipt": one.receipt or None, "at": one.at,
    }  # fmt: skip


def shown(answer: Any, words: Words) -> str:
    """An answer as a person reads it."""
    if isinstance(answer, bool):
        return words("questions.yes" if answer else "questions.no")
    if isinstance(answer, list):
        return words("common.list_sep").join(answer)
    return "-" if answer is None else str(answer)


def _edit(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.services.registration_edits import KEEP

    answers = answers_of(args.answer)
    with console.open() as desk:
        row = desk.registrations.show(args.registration)
        if answers:
            desk.questions.check(answers, registration=row.id)
        slots = None
        if args.add_slot or args.remove_slot:
            gone = {code.upper() for code in args.remove_slot}
            slots = [code for code in (*row.slots, *(code.upper() for code in args.add_slot)) if code not in gone]
        row = desk.edits.change(
            args.registration, revision=args.revision, adults=args.adults, children=args.children, slots=slots,
            notes=args.notes, photo_consent=PHOTO.get(args.photo) if args.photo else KEEP, source_note=args.source_note,
        )  # fmt: skip
        if answers:
            desk.questions.answer(args.registration, answers)
    console.document(registration(row))
    console.say("registration_edited", state=state_of(row, console.words), adults=row.adults, children=row.children_count)
    return 0


def _restore(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        row = desk.registrations.restore(args.registration)
    console.document({"registration": row.id, "state": row.state.value})
    console.say("state_now", state=state_of(row, console.words))
    return 0


def _wait(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        row = desk.edits.wait(args.registration)
    console.document({"registration": row.id, "state": row.state.value})
    console.say("state_now", state=state_of(row, console.words))
    return 0


def _history(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found, zone = desk.history.show(args.registration), desk.zone
    console.document(
        [
            {
                "at": local(entry.at, zone), "operator": entry.operator, "station": entry.station, "action": entry.action,
                "changed": [{"field": one.field, "before": one.before, "after": one.after} for one in entry.changed],
            }
            for entry in found
        ]
    )  # fmt: skip
    for entry in found:
        action = console.words(f"registrations.act_{entry.kind}")
        console.show(f"{local(entry.at, zone)[:16]}  {entry.operator or '-'}  {action}")
        for one in entry.changed:
            console.show(f"    {_change(one, console.words)}")
    return 0


def _change(one: "Changed", words: Words) -> str:
    kind, _, key = one.field.partition(":")
    field = words("registrations.field_answer", question=key) if kind == "answer" else words(f"registrations.field_{one.field}")
    before, after = _said(one.field, one.before, words), _said(one.field, one.after, words)
    if one.before is None:
        return words("registrations.change_new", field=field, after=after)
    return words("registrations.change_line", field=field, before=before, after=after)


def _said(field: str, value: Any, words: Words) -> str:
    if value in (None, "", [], {}):
        return words("registrations.change_nothing")
    if isinstance(value, bool):
        return words("registrations.yes" if value else "registrations.no")
    match field:
        case "state":
            return words(f"registrations.state_{value}")
        case "offer":
            return words(f"registrations.offer_{value}")
        case "fee":
            return number(int(value))
        case "payment":
            method = words(f"fees.method_{value['method']}") if value["method"] else ""
            return f"{words('fees.entry_' + value['kind'])} {number(value['amount'])} {method}".strip()
        case "slots":
            waiting = SlotState.WAITLISTED.value
            told = [words("registrations.slot_waiting", slot=code) if state == waiting else code for code, state in value.items()]
            return words("common.list_sep").join(told)
    return words("common.list_sep").join(map(str, value)) if isinstance(value, list) else str(value)


def _export(args: argparse.Namespace, console: Console) -> int:
    formats = {one.strip() for one in args.format.split(",") if one.strip()}
    with console.open() as desk:
        made = desk.lists.export(
            args.event, args.out, console.words, formats=formats, unmasked=console.unmasked,
            slot=args.slot.upper() if args.slot else None,
        )  # fmt: skip
    console.document({"files": [str(file) for file in made.files], "count": made.count})
    for file in made.files:
        console.show(str(file))
    return 0
