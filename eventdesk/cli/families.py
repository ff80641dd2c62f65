"""Verbs of families: search, show, and those of the files beside this one."""

import argparse
from typing import Any

from eventdesk.cli import family_edits, family_merges, family_people, privacy
from eventdesk.cli.console import Console
from eventdesk.cli.family_lines import document, one_line, people_document
from resources.words import Words


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verbs of this file."""
    top = verbs.add_parser("families", help=words("help.families"), epilog="eventdesk families search 1234 --json")
    actions = top.add_subparsers(metavar="ACTION", required=True)
    search = actions.add_parser(
        "search", parents=[common], help=words("help.families_search"),
        epilog="eventdesk families search lxm",
    )  # fmt: skip
    search.add_argument("text", metavar="TEXT")
    search.add_argument("--limit", type=int, default=20, metavar="N")
    search.set_defaults(run=_search)
    show = actions.add_parser("show", parents=[common], help=words("help.families_show"), epilog="eventdesk families show ID")
    show.add_argument("family", metavar="ID")
    show.set_defaults(run=_show)
    for more in (family_edits, family_people, family_merges):
        more.add_actions(actions, common, words)
    privacy.add_erase(actions, common, words)


def _search(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found = desk.families.search(args.text, limit=max(1, min(args.limit, 1000)), unmasked=console.unmasked)
    console.document([{"family": hit.family, **people_document(hit.people)} for hit in found])
    for hit in found:
        console.show(one_line(hit.people))
    if not found:
        console.say("no_match", text=args.text)
    return 0


def _show(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        family = desk.families.show(args.family, unmasked=console.unmasked)
        zone = desk.zone
    console.document(document(family, zone))
    words = console.words
    console.show(one_line(family.people) or words("families.cli_nobody"))
    for h in family.history:
        came = words("families.attended", n=h.attended) if h.attended else words("families.not_attended")
        console.show(f"  {h.code}  {h.title}  {words(f'registrations.state_{h.state.value}')}  {came}")
    return 0
