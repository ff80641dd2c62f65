"""Verbs of families that may be one, and of the circle of all families: duplicates, merge, unmerge, growth."""

import argparse
from typing import Any

from eventdesk.cli.console import Console, day
from eventdesk.cli.family_lines import one_line, people_document
from eventdesk.errors import WrongUsage
from resources.words import Words


def add_actions(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the actions of this file to ``families``."""

    def action(name: str, example: str, run: Any) -> Any:
        key = name.replace("-", "_")
        made = actions.add_parser(name, parents=[common], help=words(f"families.cli_{key}"), epilog=f"eventdesk families {example}")
        made.set_defaults(run=run)
        return made

    duplicates = action("duplicates", "duplicates --json", _duplicates)
    duplicates.add_argument("--least", type=int, default=50, metavar="SCORE", help=words("families.cli_least"))
    duplicates.add_argument("--limit", type=int, default=200, metavar="N", help=words("help.arg_limit"))
    apart = action("not-duplicates", "not-duplicates A B", _not_duplicates)
    apart.add_argument("first", metavar="A", help=words("families.cli_arg_first"))
    apart.add_argument("second", metavar="B", help=words("families.cli_arg_second"))
    apart.add_argument("--undo", action="store_true", help=words("families.cli_propose_again"))
    merge = action("merge", "merge A B --take notes", _merge)
    merge.add_argument("kept", metavar="A", help=words("families.cli_kept"))
    merge.add_argument("gone", metavar="B", help=words("families.cli_gone"))
    merge.add_argument("--take", action="append", default=[], metavar="FIELD", help=words("families.cli_take"))
    merge.add_argument("--keep", action="append", default=[], metavar="FIELD", help=words("families.cli_keep"))
    merge.add_argument("--apart", action="append", default=[], metavar="PERSON", help=words("families.cli_apart"))
    merge.add_argument("--preview", action="store_true", help=words("families.cli_preview"))
    action("unmerge", "unmerge ID", _unmerge).add_argument("id", metavar="ID", help=words("families.cli_unmerge_id"))
    growth = action("growth", "growth --year 2026 --json", _growth)
    growth.add_argument("--year", type=int, metavar="Y")
    growth.add_argument("--since", metavar="DAY", help=words("families.cli_arg_since"))
    growth.add_argument("--until", metavar="DAY", help=words("families.cli_arg_until"))


def _duplicates(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found = desk.duplicates.list(least=args.least, limit=max(1, args.limit), unmasked=console.unmasked)
    words = console.words
    console.document(
        [
            {
                "first": one.first, "second": one.second, "score": one.score, "reasons": [reason.value for reason in one.reasons],
                "families": [
                    {"family": one.first, **people_document(one.first_people)},
                    {"family": one.second, **people_document(one.second_people)},
                ],
            }
            for one in found
        ]
    )  # fmt: skip
    for one in found:
        why = words("common.list_comma").join(words(f"families.reason_{reason.value}") for reason in one.reasons)
        console.show(f"{one.score:3d}  {one.first}  {one.second}  {why}")
        console.show(f"     {one_line(one.first_people)}  |  {one_line(one.second_people)}")
    if not found:
        console.show(words("families.duplicates_none"))
    return 0


def _not_duplicates(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        said = (desk.duplicates.propose_again if args.undo else desk.duplicates.dismiss)(args.first, args.second)
    console.document({"first": said.first, "second": said.second, "duplicate": None if args.undo else False})
    console.show(console.words("families.cli_proposed_again" if args.undo else "families.said_apart"))
    return 0


def _merge(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.domain.merging import Side

    choices = dict.fromkeys(args.take, Side.GONE) | dict.fromkeys(args.keep, Side.KEPT)
    with console.open() as desk:
        pairs = None
        if args.preview or args.apart:
            seen = desk.merges.preview(args.kept, args.gone, unmasked=console.unmasked)
            pairs = [(pair.kept.id, pair.gone.id) for pair in seen.pairs if not {pair.kept.id, pair.gone.id} & set(args.apart)]
        if args.preview:
            _show_preview(desk.merges.preview(args.kept, args.gone, pairs=pairs, unmasked=console.unmasked), console)
            return 0
        result = desk.merges.merge(args.kept, args.gone, choices=choices, pairs=pairs)
    console.document(
        {
            "merge": result.id, "kept": result.kept, "gone": result.gone, "matched": result.matched, "moved": result.moved,
            "registrations": result.registrations, "cancelled": result.cancelled, "both": result.both,
        }
    )  # fmt: skip
    console.show(console.words("families.cli_merged", merge=result.id, n=result.registrations))
    return 0


def _show_preview(seen: Any, console: Console) -> None:
    fields = [*seen.fields, *(one for pair in seen.pairs for one in pair.fields)]
    console.document(
        {
            "kept": seen.kept.id, "gone": seen.gone.id, "newer": seen.newer.value,
            "fields": [
                {"key": one.key, "kept": one.kept, "gone": one.gone, "winner": one.winner.value, "differs": one.differs}
                for one in fields
            ],
            "people": [{"kept": pair.kept.id, "gone": pair.gone.id} for pair in seen.pairs],
            "new_people": [person.id for person in seen.unmatched],
            "registered_twice": [
                {"event": one.event, "what": one.what.value, "stays": one.stays, "goes": one.goes} for one in seen.twice
            ],
            "memberships": [{"key": one.key, "winner": one.winner.value} for one in seen.memberships],
        }
    )  # fmt: skip
    console.show(f"A  {one_line(seen.kept.people)}")
    console.show(f"B  {one_line(seen.gone.people)}")
    for one in fields:
        if one.kept or one.gone:
            marks = ("*", " ") if one.winner.value == "kept" else (" ", "*")
            console.show(f"{one.key:48s} {marks[0]}{one.kept}  |  {marks[1]}{one.gone}")


def _unmerge(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        result = desk.merges.unmerge(args.id)
    console.document(
        {
            "merge": result.id, "kept": result.kept, "gone": result.gone,
            "left": [{"what": one.what, "id": one.id, "field": one.field} for one in result.left],
        }
    )  # fmt: skip
    console.show(console.words("families.cli_unmerged", kept=result.kept, gone=result.gone))
    if result.left:
        console.show(console.words("families.cli_left"))
    for one in result.left:
        console.show(f"  {one.what}  {one.id}  {one.field}")
    return 0


def _growth(args: argparse.Namespace, console: Console) -> int:
    if args.year is None and not (args.since and args.until):
        raise WrongUsage(field="--year")
    with console.open() as desk:
        if args.year is not None:
            found = desk.growth.of_year(args.year)
        else:
            found = desk.growth.of(day(args.since, "--since"), day(args.until, "--until"))
    console.document(
        {
            "since": found.first, "until": found.last, "came": found.came,
            **{one.key: _figure(one) for one in (*found.figures, found.silent)},
            "groups": {
                name: [
                    {"key": group.key, "families": group.families, **{one.key: _figure(one) for one in group.figures}}
                    for group in groups
                ]
                for name, groups in found.groups.items()
            },
        }
    )  # fmt: skip
    words = console.words
    for one in (*found.figures, found.silent):
        share = "" if one.value is None else f"  {one.value:.1%}"
        console.show(f"{words(f'families.growth_{one.key}')}  {one.numerator} / {one.of}{share}")
    return 0


def _figure(one: Any) -> dict[str, Any]:
    return {"value": one.value, "numerator": one.numerator, "denominator": one.of, "families": one.families}
