"""Actions of events: announcements, their review, and posters."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventdesk.cli.console import Console
from eventdesk.errors import WrongUsage
from resources.words import Words

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.services.announcements import AnnouncementView

STEPS = ("write", "change", "submit", "release", "return")


def add_actions(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the actions of this file."""
    announce = actions.add_parser(
        "announce", parents=[common], help=words("help.events_announce"),
        epilog="eventdesk events announce CAMP write --title Camp --text 'Come along' --link https://example.org/camp",
    )  # fmt: skip
    announce.add_argument("event", metavar="EVENT")
    announce.add_argument("step", nargs="?", choices=STEPS, help=words("help.announce_step"))
    announce.add_argument("--number", type=int, metavar="N", help=words("help.announce_number"))
    announce.add_argument("--title")
    announce.add_argument("--text", help=words("help.announce_text"))
    announce.add_argument("--link", help=words("help.announce_link"))
    announce.add_argument("--reason", help=words("help.announce_reason"))
    announce.set_defaults(run=_announce)

    poster = actions.add_parser(
        "poster",
        parents=[common],
        help=words("help.events_poster"),
        epilog="eventdesk events poster CAMP --out posters",
    )
    poster.add_argument("event", metavar="EVENT")
    poster.add_argument("--out", metavar="DIR", type=Path, required=True)
    poster.add_argument("--families", metavar="URL", help=words("help.poster_families"))
    poster.add_argument("--number", type=int, metavar="N", help=words("help.poster_number"))
    poster.set_defaults(run=_poster)


def _announce(args: argparse.Namespace, console: Console) -> int:
    if args.step not in (None, "write") and args.number is None:
        raise WrongUsage("announce_usage", field="--number")
    with console.open() as desk:
        found = (_take(desk, args),) if args.step else desk.announcements.list(args.event)
    document = [_announcement(view) for view in found]
    console.document(document[0] if args.step else document)
    for view in found:
        state = console.words(f"cli.announcement_{view.state.value}")
        console.show(f"{view.number}  {state}  {view.title}{f'  ({view.remark})' if view.remark else ''}")
        if args.step is None and args.number == view.number:
            console.show(view.text)
    if not found:
        console.say("no_announcements")
    return 0


def _take(desk: "Desk", args: argparse.Namespace) -> "AnnouncementView":
    verbs = desk.announcements
    match args.step:
        case "write":
            return verbs.write(args.event, title=args.title or "", text=args.text or "", link=args.link or "")
        case "change":
            before = verbs.show(args.event, args.number)
            values = {
                key: getattr(before, key) if (given := getattr(args, key)) is None else given
                for key in ("title", "text", "link")
            }
            return verbs.change(args.event, args.number, **values)
        case "submit":
            return verbs.submit(args.event, args.number)
        case "release":
            return verbs.release(args.event, args.number)
        case _:
            return verbs.send_back(args.event, args.number, remark=args.reason or "")


def _announcement(view: "AnnouncementView") -> dict[str, Any]:
    return {
        "number": view.number, "state": view.state.value, "title": view.title, "text": view.text, "link": view.link,
        "author": view.author, "reviewer": view.reviewer, "remark": view.remark, "at": view.at, "mine": view.mine,
    }  # fmt: skip


def _poster(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        if args.families is not None:
            desk.online_address.keep("" if args.families.lower() == "none" else args.families)
        made = desk.announcements.poster(args.event, folder=args.out, words=console.words, number=args.number)
    console.document({"files": [str(file) for file in made.files], "code": made.has_code, "link": made.link, "draft": made.draft})
    console.say("posters", n=len(made.files), folder=args.out)
    if made.has_code:
        console.say("poster_code", link=made.link)
    else:
        console.say("poster_no_code")
    if made.draft:
        console.say("poster_draft")
    return 0
