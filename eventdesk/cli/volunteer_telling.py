"""Actions of ``volunteers`` that tell them and follow their day: notify, calendars, cards, certificate, duty, mark, credit, step-in."""

import argparse
from pathlib import Path
from typing import Any

from eventdesk.cli.console import Console, day, file_to_write, local, moment
from eventdesk.cli.volunteer_lines import opened
from eventdesk.domain.family import mask_name
from eventdesk.domain.message import Channel
from eventdesk.errors import WrongUsage
from resources.words import Words, sentence

CHANNELS = tuple(channel.value for channel in Channel)
MARKS = ("in", "out", "no_show", "void")


def add_actions(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the actions of this file."""

    def action(name: str, example: str, run: Any) -> Any:
        made = actions.add_parser(
            name, parents=[common], help=words(f"duty_cli.{name.replace('-', '_')}"), epilog=f"eventdesk volunteers {example}"
        )
        made.set_defaults(run=run)
        return made

    notify = action("notify", "notify CAMP --mail --test letters", _notify)
    calendars = action("calendars", "calendars CAMP --out calendars", _calendars)
    cards = action("cards", "cards CAMP --out cards.pdf", _cards)
    for verb in (notify, calendars, cards):
        verb.add_argument("event", metavar="EVENT")
        verb.add_argument("volunteers", metavar="VOLUNTEER", nargs="*", help=words("duty_cli.arg_only"))
    notify.add_argument("--mail", action="store_true", help=words("duty_cli.arg_mail"))
    notify.add_argument("--test", metavar="DIR", type=Path, help=words("duty_cli.arg_test"))
    notify.add_argument("--again", action="store_true", help=words("duty_cli.arg_again"))
    notify.add_argument("--group", action="store_true", help=words("duty_cli.arg_group"))
    notify.add_argument("--told", choices=CHANNELS, help=words("duty_cli.arg_told"))
    notify.add_argument("--password-file", metavar="FILE", type=Path, help=words("duty_cli.arg_password_file"))
    certificate = action("certificate", "certificate ID --out thanks.pdf --from 2026-01-01", _certificate)
    certificate.add_argument("person", metavar="ID", help=words("duty_cli.arg_person"))
    for name in ("from", "to"):
        certificate.add_argument(f"--{name}", dest=f"{name}_day", metavar="DAY", help=words(f"duty_cli.arg_{name}"))
    calendars.add_argument("--out", metavar="DIR", type=Path, required=True, help=words("duty_cli.arg_folder"))
    for verb in (cards, certificate):
        verb.add_argument("--out", metavar="FILE", type=Path, required=True, help=words("duty_cli.arg_pdf"))
    _add_day(action, words)


def _add_day(action: Any, words: Words) -> None:
    duty = action("duty", "duty CAMP --json", _duty)
    mark = action("mark", "mark CAMP VOL003 in --at 2026-10-17T08:55", _mark)
    credit = action("credit", "credit CAMP S01 VOL003 120", _credit)
    step_in = action("step-in", "step-in CAMP S01 VOL003 VOL017 --reason ill", _step_in)
    for verb in (duty, mark, credit, step_in):
        verb.add_argument("event", metavar="EVENT")
    for verb in (duty, mark):
        verb.add_argument("--at", metavar="TIME", help=words("duty_cli.arg_at"))
    mark.add_argument("volunteer", metavar="VOLUNTEER|ID", help=words("duty_cli.arg_marked"))
    mark.add_argument("kind", choices=MARKS, help=words("duty_cli.arg_kind"))
    mark.add_argument("--shift", metavar="SHIFT", help=words("duty_cli.arg_mark_shift"))
    mark.add_argument("--reason", default="", metavar="TEXT", help=words("duty_cli.arg_reason"))
    credit.add_argument("shift", metavar="SHIFT", nargs="?", help=words("duty_cli.arg_shift"))
    credit.add_argument("volunteer", metavar="VOLUNTEER", nargs="?", help=words("duty_cli.arg_volunteer"))
    credit.add_argument("minutes", metavar="MINUTES", nargs="?", type=int, help=words("duty_cli.arg_minutes"))
    credit.add_argument("--planned", action="store_true", help=words("duty_cli.arg_planned"))
    step_in.add_argument("shift", metavar="SHIFT", help=words("duty_cli.arg_shift"))
    step_in.add_argument("absent", metavar="ABSENT", help=words("duty_cli.arg_absent"))
    step_in.add_argument("by", metavar="BY", help=words("duty_cli.arg_by"))
    step_in.add_argument("--reason", required=True, metavar="TEXT", help=words("duty_cli.arg_reason"))
    step_in.add_argument("--waive", action="append", default=[], metavar="RULE", help=words("duty_cli.arg_waive"))


def _notify(args: argparse.Namespace, console: Console) -> int:
    only = args.volunteers or None
    if args.mail or args.test is not None:
        return _mail(args, console, only)
    with opened(console, args.event) as desk:
        names = {person.name: person.name if console.unmasked else mask_name(person.name)
                 for person in desk.rosters.show(args.event).people}  # fmt: skip
        if args.group:
            text = _masked(desk.roster_notices.group_text(args.event, console.words), names)
            console.document({"text": text})
            console.show(text)
            return 0
        if args.told:
            done = desk.roster_notices.copied(
                args.event, only or _due(desk, args.event, console.words), channel=Channel(args.told)
            )
            count = sum(done.outcomes.values())
            console.document({"told": count, "channel": args.told})
            console.show(console.words("duty_cli.told", n=count))
            return 0
        views = desk.roster_notices.list(args.event, console.words, only=only)
        zone = desk.zone
    console.document([
        {"volunteer": view.code, "name": names[view.name], "standing": view.standing.value, "shifts": view.shifts,
         "has_email": view.has_email, "answers": {answer.value: n for answer, n in view.answers.items()},
         "told_at": local(view.told_at, zone) if view.told_at else None, "channel": view.channel or None,
         "subject": view.subject, "text": _masked(view.text, names)}
        for view in views
    ])  # fmt: skip
    for view in views:
        state = console.words(f"duty.standing_{view.standing.value}")
        console.show(f"[{view.code} {names[view.name]} · {state}]\n{_masked(view.text, names) if view.standing.due else ''}\n")
    return 0


def _due(desk: Any, event: str, words: Words) -> list[str]:
    return [view.volunteer for view in desk.roster_notices.list(event, words) if view.standing.due]


def _masked(text: str, names: dict[str, str]) -> str:
    """A text with the names of people as they may be shown; longer names first, one may begin another."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, names[name])
    return text


def _mail(args: argparse.Namespace, console: Console, only: list[str] | None) -> int:
    from eventdesk.cli.messages import given_password
    from eventdesk.services.mailing import Folder

    with console.open() as desk:
        folder = Folder(args.test) if args.test is not None else None
        transport = folder or desk.mailing.connect(password=given_password(args))
        transport.open()
        mail = desk.roster_notices.prepare(
            args.event, console.words, only=only, again=args.again, test=folder is not None, unmasked=console.unmasked
        )
        result = desk.roster_notices.send(mail, transport)
    outcomes = {outcome.value: n for outcome, n in result.outcomes.items()}
    stopped = result.stopped
    console.document(
        {"outcomes": outcomes, "no_address": result.no_address, "unsent": result.unsent,
         "stopped": stopped.code if stopped is not None else None, "files": [str(file) for file in folder.files] if folder else []}
    )  # fmt: skip
    key = "written" if folder else "sent"
    console.show(console.words(f"duty_cli.{key}", n=sum(outcomes.values()), lost=result.no_address))
    if stopped is not None:
        console.show(sentence(console.words, stopped.code, stopped.details)[0])
    return 1 if stopped is not None else 0


def _calendars(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        made = desk.roster_files.calendars(args.event, args.out, words=console.words, only=args.volunteers or None)
    return _files(made, console)


def _cards(args: argparse.Namespace, console: Console) -> int:
    file_to_write(args.out)
    with console.open() as desk:
        made = desk.roster_files.cards(args.event, args.out, words=console.words, only=args.volunteers or None)
    return _files(made, console)


def _certificate(args: argparse.Namespace, console: Console) -> int:
    file_to_write(args.out)
    first, last = (day(text, name) if text else None for text, name in ((args.from_day, "--from"), (args.to_day, "--to")))
    with console.open() as desk:
        made = desk.roster_files.certificate(args.person, args.out, words=console.words, first=first, last=last)
    return _files(made, console)


def _files(made: Any, console: Console) -> int:
    console.document({"files": [str(file) for file in made.files], "people": made.count})
    for file in made.files:
        console.show(str(file))
    return 0


def _duty(args: argparse.Namespace, console: Console) -> int:
    with opened(console, args.event) as desk:
        at = moment(args.at, desk.zone, "--at") if args.at else None
        board = desk.duty.board(args.event, at=at)
        zone = desk.zone
    _print_board(board, zone, console)
    return 0


def _print_board(board: Any, zone: Any, console: Console) -> None:
    def label(one: Any) -> str:
        return str(one.name) if console.unmasked else mask_name(one.name)

    console.document({
        "event": board.event, "at": local(board.now, zone), "recorded": board.recorded, "minutes": board.minutes,
        "open_places": board.open_places,
        "rows": [
            {"volunteer": row.code, "name": label(row), "shift": row.shift_code, "state": row.duty.value, "late_minutes": row.late,
             "came": local(row.came, zone) if row.came else None, "minutes": row.minutes, "by_hand": row.by_hand}
            for row in board.rows
        ],
        "here": [{"volunteer": one.code, "since": local(one.since, zone), "shift": one.shift} for one in board.here],
        "gaps": [
            {"shift": gap.row.shift_code, "volunteer": gap.row.code, "state": gap.row.duty.value,
             "stand_ins": [
                 {"volunteer": one.code, "here": one.here, "asks": [rule.value for rule in one.asks]} for one in gap.stand_ins
             ]}
            for gap in board.gaps
        ],
    })  # fmt: skip
    words = console.words
    if not board.rows:
        console.show(words("duty_cli.no_rows"))
    for row in board.rows:
        state = words(f"duty.duty_{row.duty.value}")
        late = words("duty.came_late", n=row.late) if row.late else ""
        console.show(f"{row.shift_code}  {row.start:%m-%d %H:%M}  {row.role}  {row.code} {label(row)}  {state} {late}".rstrip())
    for gap in board.gaps:
        who = " ".join(one.code for one in gap.stand_ins) or words("duty_cli.nobody")
        console.show(words("duty_cli.gap", shift=gap.row.shift_code, volunteer=gap.row.code, who=who))


def _mark(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.domain.duty import MarkKind

    with console.open() as desk:
        at = moment(args.at, desk.zone, "--at") if args.at else None
        if args.kind == "void":
            view = desk.duty.void(args.event, args.volunteer, reason=args.reason)
        else:
            view = desk.duty.mark(args.event, args.volunteer, MarkKind(args.kind), shift=args.shift, at=at, reason=args.reason)
        zone = desk.zone
    console.document({
        "mark": view.id, "volunteer": view.code, "kind": view.kind.value, "shift": view.shift, "at": local(view.at, zone),
        "station": view.station, "voided": view.voided,
    })  # fmt: skip
    console.show(console.words("duty_cli.marked", volunteer=view.code, mark=view.id))
    return 0


def _credit(args: argparse.Namespace, console: Console) -> int:
    if not args.planned and not (args.shift and args.volunteer):
        raise WrongUsage(field="SHIFT")
    with opened(console, args.event) as desk:
        board = (
            desk.duty.credit_planned(args.event) if args.planned
            else desk.duty.credit(args.event, args.shift, args.volunteer, args.minutes)
        )  # fmt: skip
        zone = desk.zone
    _print_board(board, zone, console)
    return 0


def _step_in(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.domain.volunteer import Rule

    rules = [rule.value for rule in Rule]
    if any(name not in rules for name in args.waive):
        raise WrongUsage(field="--waive")
    with opened(console, args.event) as desk:
        board = desk.duty.step_in(
            args.event, args.shift, absent=args.absent, by=args.by, reason=args.reason, asks=[Rule(name) for name in args.waive]
        )
        zone = desk.zone
    _print_board(board, zone, console)
    return 0
