"""Actions of the verb feedback about invitations and themes: invite, remind, given, themes."""

import argparse
import csv
from pathlib import Path
from typing import Any

from eventdesk.cli.console import Console
from eventdesk.errors import UnreadableFile
from resources.words import Words


def add_actions(action: Any, words: Words) -> None:
    """Adds the actions; ``action(name, example, run)`` makes one."""
    for name in ("invite", "remind"):
        made = action(name, "CAMP --survey ID --address https://… --out links.csv", _texts)
        made.add_argument("event", metavar="EVENT")
        made.add_argument("--survey", metavar="ID", required=True, help=words("feedback.help_survey"))
        made.add_argument("--address", metavar="URL", help=words("feedback.help_address"))
        made.add_argument("--text", metavar="TEXT", help=words("feedback.help_text", link="{link}"))
        made.add_argument("--out", metavar="FILE", type=Path, required=True, help=words("feedback.help_out"))
        made.set_defaults(again=name == "remind")
    given = action("given", "links.txt", _given)
    given.add_argument("file", metavar="FILE", type=Path, help=words("feedback.help_links"))
    action("themes", "CAMP --json", _themes).add_argument("event", metavar="EVENT")


def _texts(args: argparse.Namespace, console: Console) -> int:
    words = console.words
    fields = {"nickname": "{nickname}", "event": "{event}", "link": "{link}"}
    text = args.text or words("feedback_page.remind_text" if args.again else "feedback_page.invite_text", **fields)
    # Opened first: who can't be written to gets no link.
    try:
        file = args.out.open("x", newline="", encoding="utf-8-sig")
    except FileExistsError:
        raise UnreadableFile("links_there_already", file=args.out.name) from None
    except OSError:
        raise UnreadableFile("list_not_written", file=args.out.name) from None
    with file:
        try:
            with console.open() as desk:
                verbs = desk.feedback_invitations
                verb = verbs.remind if args.again else verbs.invite
                address = args.address or f"{desk.sync.status().hub or ''}/f"
                found = verb(args.event, args.survey, address=address, text=text, words=words)
        except BaseException:
            file.close()
            args.out.unlink(missing_ok=True)  # empty, it would only stand in the way of the next try
            raise
        writer = csv.writer(file)
        writer.writerow([words("feedback_page.family"), words("feedback_page.invite_what"), words("feedback.link")])
        writer.writerows(found.cells)
    console.document(
        {
            "survey": found.survey, "families": len(found.texts), "invited": len(found.new), "refusing": found.refusing,
            "elsewhere": found.elsewhere, "file": str(args.out),
        }
    )  # fmt: skip
    console.show(words("feedback_page.texts_made", n=len(found.texts), refusing=found.refusing))
    return 0


def _given(args: argparse.Namespace, console: Console) -> int:
    try:
        links = args.file.read_text(encoding="utf-8-sig").split()
    except (OSError, UnicodeDecodeError):
        raise UnreadableFile("links_unreadable", file=args.file.name) from None
    with console.open() as desk:
        done = desk.feedback_invitations.given(links)
    console.document({"noted": done.noted, "before": done.before, "unknown": done.unknown})
    console.show(console.words("feedback_page.noted", n=done.noted, before=done.before, unknown=done.unknown))
    return 0


def _themes(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.domain.themes import lexicon
    from resources.theme_words import theme_agreement, theme_words

    with console.open() as desk:
        found = desk.themes.of(args.event, by=lexicon(theme_words()))
    words, measured = console.words, theme_agreement()
    console.document(
        {
            "event": found.event, "people": found.people, "suppressed": found.suppressed, "more": found.more,
            "agreement": {"comments": measured["comments"], "kappa": measured["kappa"], "f1": measured["f1"]},
            "themes": [
                {"theme": one.theme.value, "polarity": one.theme.polarity.value, "people": one.people, "quote": one.quote}
                for one in found.themes
            ],
        }
    )  # fmt: skip
    for one in found.themes:
        console.show(f"{words(f'themes.{one.theme.value}')}  {one.people}  {one.quote}")
    if not found.themes:
        console.show(words("feedback_page.themes_few"))
    return 0
