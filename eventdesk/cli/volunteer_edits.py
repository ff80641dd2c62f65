"""Actions of ``volunteers`` about one event: its list, its shifts, its rules, and who has what by hand."""

import argparse
from typing import Any

from eventdesk.cli.console import Console, moment
from eventdesk.cli.volunteer_lines import (
    engagement_document,
    key_of_codes,
    label,
    opened,
    roster_document,
    shift_document,
)
from eventdesk.domain.volunteer import Assigned, Response, Rule, StaffingRules, Window
from eventdesk.errors import NotFound, WrongUsage
from resources.words import Words

_TEXTS = ("role", "start", "end", "slot", "room", "note")
_NUMBERS = ("need", "ideal", "break_minutes", "children")
_FLAGS = ("vetted", "adults_only")


def add_actions(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the actions of this file."""

    def action(name: str, example: str, run: Any) -> Any:
        made = actions.add_parser(
            name, parents=[common], help=words(f"volunteer_cli.{name.replace('-', '_')}"), epilog=f"eventdesk volunteers {example}"
        )
        made.add_argument("event", metavar="EVENT")
        made.set_defaults(run=run)
        return made

    enlist = action("enlist", "enlist CAMP ID --window 2026-10-17T08:00/2026-10-17T12:00", _enlist)
    enlist.add_argument("person", metavar="ID", help=words("volunteer_cli.arg_person"))
    enlist.add_argument("--window", action="append", default=[], metavar="START/END", help=words("volunteer_cli.arg_window"))
    enlist.add_argument("--max-hours", type=float, metavar="N", help=words("volunteer_cli.arg_max_hours"))
    enlist.add_argument("--wish", action="append", default=[], metavar="ROLE", help=words("volunteer_cli.arg_wish"))
    relist = action("relist", "relist CAMP VOL003", _relist)
    relist.add_argument("volunteers", metavar="VOLUNTEER", nargs="+", help=words("volunteer_cli.arg_volunteer"))
    change = action("give", "give CAMP S01 VOL003 --pin", _give)
    change.add_argument("shift", metavar="SHIFT", help=words("volunteer_cli.arg_shift"))
    change.add_argument("volunteer", metavar="VOLUNTEER", help=words("volunteer_cli.arg_volunteer"))
    change.add_argument("--pin", action="store_true", help=words("volunteer_cli.arg_pin"))
    rules_of = [rule.value for rule in Rule]
    change.add_argument("--waive", action="append", default=[], choices=rules_of, help=words("volunteer_cli.arg_waive"))
    change.add_argument("--reason", default="", metavar="TEXT", help=words("volunteer_cli.arg_reason"))
    for name, run in (("take", _take), ("pin", _pin), ("unpin", _unpin)):
        one = action(name, f"{name} CAMP S01 VOL003", run)
        one.add_argument("shift", metavar="SHIFT", help=words("volunteer_cli.arg_shift"))
        one.add_argument("volunteer", metavar="VOLUNTEER", help=words("volunteer_cli.arg_volunteer"))
    respond = action("respond", "respond CAMP S01 VOL003 accepted", _respond)
    respond.add_argument("shift", metavar="SHIFT", help=words("volunteer_cli.arg_shift"))
    respond.add_argument("volunteer", metavar="VOLUNTEER", help=words("volunteer_cli.arg_volunteer"))
    respond.add_argument("response", choices=[one.value for one in Response], help=words("volunteer_cli.arg_response"))
    rules = action("rules", "rules CAMP --rest 30 --day-hours 8", _rules)
    rules.add_argument("--rest", type=int, metavar="MINUTES", help=words("volunteer_cli.arg_rest"))
    rules.add_argument("--day-hours", type=float, metavar="N", help=words("volunteer_cli.arg_day_hours"))
    _add_shift(action, words)
    templates = action("template", "template CAMP --apply festival", _template)
    what = templates.add_mutually_exclusive_group(required=True)
    for option in ("--apply", "--save", "--remove"):
        what.add_argument(option, metavar="NAME", help=words(f"volunteer_cli.arg_template_{option[2:]}"))


def _add_shift(action: Any, words: Words) -> None:
    shift = action("shift", "shift CAMP --role Door --start 2026-10-17T08:30 --end 2026-10-17T12:00 --need 2", _shift)
    shift.add_argument("code", metavar="SHIFT", nargs="?", help=words("volunteer_cli.arg_shift_code"))
    for name in _TEXTS:
        shift.add_argument(f"--{name}", metavar="TEXT", help=words(f"volunteer_cli.arg_{name}"))
    for name in _NUMBERS:
        shift.add_argument(f"--{name.replace('_', '-')}", type=int, metavar="N", help=words(f"volunteer_cli.arg_{name}"))
    for name in _FLAGS:
        shift.add_argument(f"--{name.replace('_', '-')}", choices=("yes", "no"), help=words(f"volunteer_cli.arg_{name}"))
    shift.add_argument("--skill", action="append", metavar="NAME", help=words("volunteer_cli.arg_skill"))
    shift.add_argument("--remove", action="store_true", help=words("volunteer_cli.arg_shift_remove"))
    action("shifts", "shifts CAMP --json", _shifts)


def _enlist(args: argparse.Namespace, console: Console) -> int:
    with opened(console, args.event) as desk:
        windows = [_window(text, desk.zone) for text in args.window] or None
        most = round(args.max_hours * 60) if args.max_hours is not None else None
        view = desk.rosters.enlist(args.event, args.person, windows=windows, max_minutes=most, wishes=args.wish)
    person = next(one for one in view.people if one.volunteer == args.person)
    console.document(engagement_document(person, console))
    console.show(f"{person.code}  {label(person, console)}")
    return 0


def _window(text: str, zone: Any) -> Window:
    start, slash, end = text.partition("/")
    if not slash:
        raise WrongUsage(field="--window")
    return Window(moment(start, zone, "--window"), moment(end, zone, "--window"))


def _relist(args: argparse.Namespace, console: Console) -> int:
    with opened(console, args.event) as desk:
        view = desk.rosters.relist(args.event, args.volunteers)
    return _print(view, console)


def _give(args: argparse.Namespace, console: Console) -> int:
    with opened(console, args.event) as desk:
        key = _key(desk, args)
        waive = {key: tuple(Rule(one) for one in args.waive)} if args.waive else None
        view = desk.rosters.change(args.event, add=[Assigned(*key, args.pin)], waive=waive, reason=args.reason)
    return _print(view, console)


def _take(args: argparse.Namespace, console: Console) -> int:
    with opened(console, args.event) as desk:
        view = desk.rosters.change(args.event, remove=[_key(desk, args)])
    return _print(view, console)


def _pin(args: argparse.Namespace, console: Console) -> int:
    with opened(console, args.event) as desk:
        return _print(desk.rosters.pin(args.event, [_key(desk, args)]), console)


def _unpin(args: argparse.Namespace, console: Console) -> int:
    with opened(console, args.event) as desk:
        return _print(desk.rosters.pin(args.event, [_key(desk, args)], pinned=False), console)


def _respond(args: argparse.Namespace, console: Console) -> int:
    with opened(console, args.event) as desk:
        return _print(desk.rosters.respond(args.event, [_key(desk, args)], Response(args.response)), console)


def _key(desk: Any, args: argparse.Namespace) -> tuple[str, str]:
    view = desk.rosters.show(args.event)
    return _of(view.shifts, args.shift, "shift_not_found"), _of(view.people, args.volunteer, "engagement_not_found")


def _of(rows: Any, code: str, missing: str) -> str:
    found = next((one.id for one in rows if code.strip().upper() in (one.code, one.id.upper())), None)
    if found is None:
        raise NotFound("shift_not_found") if missing == "shift_not_found" else NotFound("engagement_not_found")
    return str(found)


def _print(view: Any, console: Console) -> int:
    console.document(
        roster_document(view, console) | {
            "added": [dict(zip(("shift", "volunteer"), key_of_codes(view, one), strict=True)) for one in view.added],
            "removed": [dict(zip(("shift", "volunteer"), key_of_codes(view, one), strict=True)) for one in view.removed],
        }
    )  # fmt: skip
    console.show(console.words("volunteer_cli.stands", filled=view.staffing.filled, places=view.staffing.places))
    return 0


def _rules(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        rules = desk.rosters.rules(args.event)
        if args.rest is not None or args.day_hours is not None:
            daily = rules.max_day_minutes
            if args.day_hours is not None:
                daily = round(args.day_hours * 60) or None
            rules = StaffingRules(rules.rest_minutes if args.rest is None else args.rest, daily)
            desk.rosters.set_rules(args.event, rules)
    console.document({"rest_minutes": rules.rest_minutes, "max_day_minutes": rules.max_day_minutes})
    console.show(console.words("volunteer_cli.rules_are", rest=rules.rest_minutes, day=rules.max_day_minutes or "–"))
    return 0


def _shift(args: argparse.Namespace, console: Console) -> int:
    given = {name: getattr(args, name) for name in (*_TEXTS, *_NUMBERS) if getattr(args, name) is not None}
    given |= {name: getattr(args, name) == "yes" for name in _FLAGS if getattr(args, name) is not None}
    if args.skill is not None:
        given["skills"] = [skill for skill in args.skill if skill]
    with console.open() as desk:
        for name in ("start", "end"):
            if name in given:
                given[name] = moment(given[name], desk.zone, f"--{name}")
        stored = next((one for one in desk.rosters.show(args.event).shifts if one.code == (args.code or "").upper()), None)
        if args.remove:
            if stored is None:
                raise NotFound("shift_not_found")
            desk.shifts.remove(stored.id)
            console.document({"removed": stored.code})
            console.show(console.words("volunteer_cli.shift_removed", shift=stored.code))
            return 0
        if stored is not None:
            view = desk.shifts.change(stored.id, **given)
        else:
            missing = next((name for name in ("role", "start", "end") if name not in given), None)
            if missing is not None:
                raise WrongUsage(field=f"--{missing}")
            before = {one.id for one in desk.rosters.show(args.event).shifts}
            view = desk.shifts.add(args.event, code=args.code, **given)
            stored = next(one for one in view.shifts if one.id not in before)
    shift = next(one for one in view.shifts if one.id == stored.id)
    console.document(shift_document(shift))
    console.show(f"{shift.code}  {shift.start:%m-%d %H:%M}–{shift.end:%H:%M}  {shift.role}  {shift.filled}/{shift.need}")
    return 0


def _shifts(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        view, found = desk.rosters.show(args.event), desk.shifts.conflicts(args.event)
    trouble: dict[str, list[str]] = {}
    for one in found:
        trouble.setdefault(one.shift, []).append(one.trouble.value)
    console.document([shift_document(shift) | {"conflicts": trouble.get(shift.id, [])} for shift in view.shifts])
    for shift in view.shifts:
        told = "  ".join(console.words(f"volunteer_cli.trouble_{one}") for one in trouble.get(shift.id, ()))
        line = f"{shift.code}  {shift.start:%m-%d %H:%M}–{shift.end:%H:%M}  {shift.role}  {shift.filled}/{shift.need}"
        console.show(f"{line}  {told}".rstrip())
    if not view.shifts:
        console.show(console.words("volunteer_cli.no_shifts"))
    return 0


def _template(args: argparse.Namespace, console: Console) -> int:
    words = console.words
    with opened(console, args.event) as desk:
        if args.remove is not None:
            desk.shifts.remove_template(args.remove)
            console.document({"removed": args.remove})
            console.show(words("volunteer_cli.template_removed", template=args.remove))
            return 0
        if args.save is not None:
            kept = desk.shifts.keep_template(args.event, args.save)
            console.document({"template": kept.name, "kind": kept.kind.value, "shifts": kept.shifts})
            console.show(words("volunteer_cli.template_saved", template=kept.name, n=kept.shifts))
            return 0
        terms = {term: words(f"shift_templates.{term}") for one in desk.shifts.templates() for term in one.terms}
        view = desk.shifts.apply_template(args.event, args.apply, terms=terms)
    return _print(view, console)
