"""The verb ``volunteers``: import, assign, explain, roster, withdraw; the rest is in the files beside this one."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from eventdesk.cli import volunteer_edits, volunteer_people, volunteer_telling
from eventdesk.cli.console import Console, day, file_to_write
from eventdesk.cli.volunteer_lines import assignments_document, key_of_codes, label, label_of, roster_document
from eventdesk.domain.roster import Block
from eventdesk.domain.roster_words import block_said, finding_said
from eventdesk.domain.volunteer import Staffing
from eventdesk.errors import NotFound
from resources.words import Words

LEAST_SECONDS, MOST_SECONDS = 1, 3600


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verbs of this file."""
    top = verbs.add_parser(
        "volunteers", help=words("help.volunteers"), epilog="eventdesk volunteers assign CAMP --seconds 10 --json"
    )
    actions = top.add_subparsers(metavar="ACTION", required=True)

    def action(name: str, example: str, run: Any) -> Any:
        made = actions.add_parser(
            name, parents=[common], help=words(f"volunteer_cli.{name.replace('-', '_')}"), epilog=f"eventdesk volunteers {example}"
        )
        made.set_defaults(run=run)
        return made

    bring = action("import", "import CAMP people.xlsx shifts.csv --dry-run", _import)
    bring.add_argument("event", metavar="EVENT")
    bring.add_argument("people", metavar="PEOPLE", type=Path, help=words("volunteer_cli.arg_people"))
    bring.add_argument("shifts", metavar="SHIFTS", type=Path, nargs="?", help=words("volunteer_cli.arg_shifts"))
    bring.add_argument("--dry-run", action="store_true", help=words("help.dry_run"))
    bring.add_argument("--as-of", metavar="DATE", help=words("help.as_of"))
    assign = action("assign", "assign CAMP --seconds 10 --keep", _assign)
    assign.add_argument("event", metavar="EVENT")
    assign.add_argument("--seconds", type=float, default=10.0, metavar="N", help=words("volunteer_cli.arg_seconds"))
    assign.add_argument("--keep", action="store_true", help=words("volunteer_cli.arg_keep"))
    assign.add_argument("--dry-run", action="store_true", help=words("volunteer_cli.arg_dry"))
    explain = action("explain", "explain CAMP S06", _explain)
    explain.add_argument("event", metavar="EVENT")
    explain.add_argument("shift", metavar="SHIFT", help=words("volunteer_cli.arg_shift"))
    roster = action("roster", "roster CAMP --out roster.pdf", _roster)
    roster.add_argument("event", metavar="EVENT")
    roster.add_argument("--out", metavar="FILE", type=Path, help=words("volunteer_cli.arg_out"))
    roster.add_argument("--by", choices=("role", "person", "time"), help=words("volunteer_cli.arg_by"))
    withdraw = action("withdraw", "withdraw CAMP VOL003 VOL017 --reason ill", _withdraw)
    withdraw.add_argument("event", metavar="EVENT")
    withdraw.add_argument("volunteers", metavar="VOLUNTEER", nargs="+", help=words("volunteer_cli.arg_volunteer"))
    withdraw.add_argument("--reason", required=True, metavar="TEXT", help=words("volunteer_cli.arg_reason"))
    for more in (volunteer_edits, volunteer_people, volunteer_telling):
        more.add_actions(actions, common, words)


def _import(args: argparse.Namespace, console: Console) -> int:
    as_of = day(args.as_of, "--as-of") if args.as_of else None
    with console.open() as desk:
        verb = desk.volunteer_imports.preview if args.dry_run else desk.volunteer_imports.run
        found = verb(args.event, args.people, args.shifts, as_of=as_of)
    console.document(
        {
            "counts": dict(found.counts),
            "rows": [
                {"ref": row.ref, "fate": row.fate, "warnings": list(row.warnings), "volunteer": row.volunteer, "state": row.state}
                for row in found.rows
            ],
            "shifts": list(found.shifts),
            "shift_rows": [{"ref": row.ref, "fate": row.fate, "shift": row.code} for row in found.shift_rows],
            "withdrawn": list(found.withdrawn), "freed": found.freed, "missing_shifts": list(found.missing_shifts),
            "unknown_days": list(found.unknown_days), "dry_run": found.dry,
        }
    )  # fmt: skip
    words = console.words
    for row in (*found.rows, *found.shift_rows):
        fate, _, rest = row.fate.partition(":")
        if fate != "ok":
            known = words.has(f"volunteer_import.trouble_{rest}")
            trouble = words(f"volunteer_import.trouble_{rest}") if known else rest
            told = words(f"volunteer_import.fate_{fate}", row=rest, trouble=trouble)
            console.show(f"{words('volunteer_import.cli_row', row=row.ref)}  {told}")
    if found.missing_shifts:
        console.show(words("volunteer_import.cli_missing_shifts", codes=" ".join(found.missing_shifts)))
    done = "volunteer_import.cli_dry" if found.dry else "volunteer_import.cli_done"
    console.show(words(done, **{name: found.counts[name] for name in ("volunteers", "shifts", "withdrawn")}))
    return 0


def _assign(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.domain.roster_input import contradictions
    from eventdesk.services.staffing_plans import gaps, plan

    seconds = max(LEAST_SECONDS, min(args.seconds, MOST_SECONDS))
    with console.open() as desk:
        view = desk.rosters.show(args.event, unmasked=console.unmasked)
        made = plan(view.staffing, seconds=seconds, keep=args.keep)
        staffing = replace(view.staffing, assigned=made.assigned)
        if not args.dry_run:
            staffing = desk.rosters.keep(args.event, made.assigned, based_on=view.staffing).staffing
    codes = {shift.id: shift.code for shift in view.shifts} | {person.id: person.code for person in view.people}
    missing, wrong = gaps(staffing), contradictions(view.staffing)
    console.document(
        {
            "filled": made.filled, "places": made.places, "objective": made.objective, "bound": made.bound,
            "optimal": made.optimal, "seconds": round(made.seconds, 3), "changed": made.changed,
            "assignments": assignments_document(view, staffing.assigned, unmasked=console.unmasked),
            "unfilled": [
                {"shift": codes[gap.shift], "missing": gap.missing,
                 "reasons": {rule.value: n for rule, n in gap.counts.items()} | ({"free": len(gap.free)} if gap.free else {})}
                for gap in missing
            ],
            "violations": [
                {"rule": one.rule.value, "volunteer": codes.get(one.volunteer), "shifts": [codes[shift] for shift in one.shifts]}
                for one in made.violations
            ],
            "contradictions": [
                {"code": one.code.value, "shift": codes.get(one.shift), "volunteer": codes.get(one.volunteer), "rule": one.rule}
                for one in wrong
            ],
            "saved": not args.dry_run,
        }
    )  # fmt: skip
    words = console.words
    console.show(words("volunteer_cli.planned", filled=made.filled, places=made.places, changed=made.changed))
    if made.optimal:
        console.show(words("volunteer_cli.optimal"))
    elif made.gap is not None:
        console.show(words("volunteer_cli.gap", percent=f"{100 * made.gap:.1f}"))
    for one in wrong:
        console.show(_wrong_line(console, view.staffing, one))
    for gap in missing:
        console.show(_gap_line(words, view, gap))
    return 0


def _wrong_line(console: Console, staffing: Staffing, finding: Any) -> str:
    key, facts = finding_said(staffing, finding)
    if "rule" in facts:
        facts |= {"rule": console.words(f"rosters.rule_{facts['rule']}"), "name": label_of(str(facts["name"]), console)}
    told = console.words(f"rosters.{key}", **facts)
    if not finding.shift:
        return told
    shift = staffing.shift_by_id[finding.shift]
    return f"{shift.code} {shift.start.astimezone(staffing.zone):%m-%d}  {told}"  # many shifts share a role and hours


def _gap_line(words: Words, view: Any, gap: Any) -> str:
    shift = next(one for one in view.shifts if one.id == gap.shift)
    why = [words("volunteer_cli.reason", rule=words(f"rosters.rule_{rule}"), n=n) for rule, n in gap.counts.items()]
    missing = words("volunteer_cli.missing", shift=shift.code, role=shift.role, n=gap.missing)
    return "  ".join((missing, *why))


def _explain(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.services.staffing_plans import reasons, remedies

    with console.open() as desk:
        view = desk.rosters.show(args.event, unmasked=console.unmasked)
    shift = next((one for one in view.shifts if args.shift.strip().upper() in (one.code, one.id.upper())), None)
    if shift is None:
        raise NotFound("shift_not_found")
    why, ways = reasons(view.staffing, shift.id), remedies(view.staffing, shift.id)
    people = {person.id: person for person in view.people}
    codes = {one.id: one.code for one in view.shifts}
    console.document(
        {
            "shift": shift.code, "role": shift.role, "start": shift.start, "end": shift.end, "need": shift.need,
            "ideal": shift.ideal, "filled": shift.filled, "missing": why.missing,
            "reasons": {rule.value: n for rule, n in why.counts.items()},
            "people": [
                {"volunteer": people[id].code, "name": label(people[id], console), "rule": block.rule.value, "minutes": block.minutes,
                 "why": _why(console, view.staffing, block)}
                for id, block in why.blocked.items()
            ],
            "free": [people[id].code for id in why.free],
            "remedies": [_remedy(one, people, codes) for one in ways],
        }
    )  # fmt: skip
    words = console.words
    console.show(words("volunteer_cli.explained", shift=shift.code, role=shift.role, filled=shift.filled, need=shift.need))
    for rule, n in why.counts.items():
        names = " ".join(label(people[id], console) for id in why.people(rule)[:5])
        console.show("  " + words("volunteer_cli.reason", rule=words(f"rosters.rule_{rule}"), n=n) + "  " + names)
    if why.free:
        console.show("  " + words("volunteer_cli.free", n=len(why.free)))
    for one in ways:
        who = " ".join(people[id].code for id in one.people)
        console.show("  " + words(f"volunteer_cli.remedy_{one.kind.value}", who=who, n=one.changes))
    return 0


def _why(console: Console, staffing: Staffing, block: Block) -> str:
    key, facts = block_said(staffing, block)
    if "other" in facts:
        facts["other"] = label_of(str(facts["other"]), console)
    return console.words(f"rosters.{key}", **facts)


def _remedy(one: Any, people: Any, codes: Any) -> dict[str, Any]:
    def listed(assigned: Any) -> list[dict[str, Any]]:
        return [
            {"volunteer": people[each.volunteer].code, "shift": codes[each.shift], "waived": sorted(each.waived)} for each in assigned
        ]

    return {
        "kind": one.kind.value, "volunteer": people[one.volunteer].code, "added": listed(one.added),
        "removed": listed(one.removed), "changes": one.changes, "approval": one.approval,
        "consent": [people[id].code for id in one.consent],
    }  # fmt: skip


def _roster(args: argparse.Namespace, console: Console) -> int:
    file_to_write(args.out)
    with console.open() as desk:
        if args.out is not None:
            made = desk.roster_files.write(args.event, args.out, words=console.words, by=args.by, unmasked=console.unmasked)
            console.document({"files": [str(file) for file in made.files], "people": made.count})
            console.show(console.words("volunteer_cli.written", file=args.out))
            return 0
        view = desk.rosters.show(args.event, unmasked=console.unmasked)
    console.document(roster_document(view, console))
    people = {person.id: person for person in view.people}
    for shift in view.shifts:
        there = [people[one.volunteer] for one in view.assignments if one.shift == shift.id]
        names = "  ".join(f"{person.code} {label(person, console)}" for person in there)
        console.show(f"{shift.code}  {shift.start:%m-%d %H:%M}–{shift.end:%H:%M}  {shift.role}  {shift.filled}/{shift.need}  {names}")
    if not view.shifts:
        console.show(console.words("volunteer_cli.no_shifts"))
    return 0


def _withdraw(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        view = desk.rosters.withdraw(args.event, args.volunteers, reason=args.reason)
    freed = [{"volunteer": person, "shift": shift} for shift, person in (key_of_codes(view, one) for one in view.removed)]
    gone = sorted(person.code for person in view.people if person.withdrawn)
    console.document({"withdrawn": gone, "freed": freed})
    console.show(console.words("volunteer_cli.withdrawn", n=len(args.volunteers), freed=len(freed)))
    return 0
