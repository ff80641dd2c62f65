"""Verbs of families: search, show."""

import argparse
from typing import Any

from eventdesk.cli import privacy
from eventdesk.cli.console import Console, local
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
    privacy.add_erase(actions, common, words)


def _search(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found = desk.families.search(args.text, limit=max(1, min(args.limit, 1000)), unmasked=console.unmasked)
    console.document([{"family": hit.family, **_people(hit.people)} for hit in found])
    for hit in found:
        console.show(_line(hit.people))
    if not found:
        console.say("no_match", text=args.text)
    return 0


def _show(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        family = desk.families.show(args.family, unmasked=console.unmasked)
        zone = desk.zone
    console.document(
        {
            "family": family.id, **_people(family.people),
            "history": [
                {
                    "event": h.code, "title": h.title, "start": local(h.start, zone), "registration": h.registration,
                    "state": h.state.value, "attended": h.attended,
                }
                for h in family.history
            ],
            "consents": [
                {"purpose": c.purpose, "granted": c.granted, "notice": c.notice, "method": c.method, "at": local(c.at, zone)}
                for c in family.consents
            ],
        }
    )  # fmt: skip
    console.show(_line(family.people))
    for h in family.history:
        console.show(f"  {h.code}  {h.title}  {h.state.value}  {h.attended}")
    return 0


def _people(people: Any) -> dict[str, Any]:
    return {
        "guardians": [
            {"person": p.id, "name": p.name, "phone": p.phone or None, "relation": p.relation.value if p.relation else None}
            for p in people if p.role.value == "guardian"
        ],
        "children": [
            {
                "person": p.id, "name": p.name, "nickname": p.nickname, "birthdate": p.birthdate, "age_months": p.age_months,
                "allergies": p.allergies,
            }
            for p in people if p.role.value == "child"
        ],
    }  # fmt: skip


def _line(people: Any) -> str:
    return "  ".join(" ".join(filter(None, (p.name, p.nickname, p.phone))) for p in people)
