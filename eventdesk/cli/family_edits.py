"""Verbs of what is written down of families: edit, tag, untag, level, levels, member, follow-up."""

import argparse
from typing import Any

from eventdesk.cli.console import Console, day, local
from eventdesk.cli.family_lines import document, one_line
from eventdesk.domain.family import Relation, Sex
from resources.words import Words

PERSON = ("name", "nickname", "sex", "birthdate", "allergies", "needs", "relation", "phone", "phone2", "wechat", "email")


def add_actions(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the actions of this file to ``families``."""

    def action(name: str, example: str, run: Any, parent: Any = actions) -> Any:
        key = name.replace("-", "_")
        made = parent.add_parser(
            name, parents=[common], help=words(f"families.cli_{key}"), epilog=f"eventdesk families {example}"
        )
        made.set_defaults(run=run)
        return made

    edit = action("edit", "edit ID --person PERSON --phone 13800001234", _edit)
    edit.add_argument("family", metavar="ID")
    edit.add_argument("--district", metavar="TEXT", help=words("families.cli_arg_district"))
    edit.add_argument("--notes", metavar="TEXT")
    edit.add_argument("--person", metavar="PERSON", help=words("families.cli_person"))
    add_person_fields(edit, words)
    for name, run in (("tag", _tag), ("untag", _untag)):
        one = action(name, f"{name} ID volunteer", run)
        one.add_argument("family", metavar="ID")
        one.add_argument("name", metavar="NAME", help=words("families.cli_arg_tag_name"))
        one.add_argument("--interest", action="store_true", help=words("families.cli_interest"))
    action("levels", "levels --json", _levels)
    level = action("level", "level Gold --benefits 'books at half price'", _level)
    level.add_argument("name", metavar="NAME", help=words("families.cli_arg_level_name"))
    level.add_argument("--benefits", metavar="TEXT", help=words("families.cli_benefits"))
    level.add_argument("--rename", metavar="NAME", help=words("families.cli_arg_rename"))
    level.add_argument("--remove", action="store_true", help=words("families.cli_level_remove"))
    member = action("member", "member ID --level Gold --since 2026-01-01", _member)
    member.add_argument("family", metavar="ID")
    what = member.add_mutually_exclusive_group(required=True)
    what.add_argument("--level", metavar="NAME", help=words("families.cli_arg_level_name"))
    what.add_argument("--end", metavar="DAY", nargs="?", const="", help=words("families.cli_member_end"))
    member.add_argument("--since", metavar="DAY", help=words("families.cli_arg_since"))
    member.add_argument("--until", metavar="DAY", help=words("families.cli_arg_until"))
    follow = actions.add_parser("follow-up", help=words("families.cli_follow_up"), epilog="eventdesk families follow-up list")
    steps = follow.add_subparsers(metavar="STEP", required=True)
    add = action("add", "follow-up add ID 'call back' --due 2026-12-01", _follow_add, steps)
    add.add_argument("family", metavar="ID")
    add.add_argument("text", metavar="TEXT", help=words("families.cli_arg_text"))
    add.add_argument("--owner", metavar="NAME", default="")
    add.add_argument("--due", metavar="DAY", help=words("families.cli_arg_due"))
    add.add_argument("--event", metavar="EVENT")
    done = action("done", "follow-up done FOLLOWUP --result 'comes on Saturday'", _follow_done, steps)
    done.add_argument("follow_up", metavar="FOLLOWUP", help=words("families.cli_arg_follow_up"))
    done.add_argument("--result", metavar="TEXT", default="", help=words("families.cli_arg_result"))
    done.add_argument("--reopen", action="store_true", help=words("families.cli_reopen"))
    listed = action("list", "follow-up list --json", _follow_list, steps)
    listed.add_argument("family", metavar="ID", nargs="?")
    listed.add_argument("--owner", metavar="NAME")
    listed.add_argument("--all", action="store_true", help=words("families.cli_all"))


def add_person_fields(parser: argparse.ArgumentParser, words: Words) -> None:
    """Adds an option for each field of a person."""
    for name in PERSON:
        choices = {"sex": ("", *Sex), "relation": ("", *Relation)}.get(name)
        known = "help.arg_" if name in ("phone", "relation") else "families.cli_arg_"
        parser.add_argument(f"--{name}", choices=choices, metavar=None if choices else "TEXT", help=words(known + name))


def person_fields(args: argparse.Namespace) -> dict[str, Any]:
    """The fields of a person that were given, as the desk takes them."""
    given = {name: getattr(args, name) for name in PERSON if getattr(args, name) is not None}
    if given.get("birthdate"):
        given["birthdate"] = day(given["birthdate"], "--birthdate")
    return given


def _edit(args: argparse.Namespace, console: Console) -> int:
    given = person_fields(args)
    about_family = args.district is not None or args.notes is not None
    # One thing at a time: what fails has changed nothing.
    if bool(given) is (args.person is None) or (given and about_family) or not (given or about_family):
        from eventdesk.errors import WrongUsage

        raise WrongUsage(field="--person" if given or args.person else "--notes")
    with console.open() as desk:
        if given:
            view = desk.profiles.change_person(args.person, family=args.family, **given)
        else:
            view = desk.profiles.change(args.family, district=args.district, notes=args.notes)
        zone = desk.zone
    return print_family(view, zone, console)


def _tag(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        return print_family(desk.profiles.tag(args.family, args.name, kind=_kind(args)), desk.zone, console)


def _untag(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        return print_family(desk.profiles.untag(args.family, args.name, kind=_kind(args)), desk.zone, console)


def _kind(args: argparse.Namespace) -> str:
    return "interest" if args.interest else "tag"


def print_family(view: Any, zone: Any, console: Console) -> int:
    """A family as its verbs answer."""
    console.document(document(view, zone))
    console.show(one_line(view.people))
    console.show("  " + "  ".join(filter(None, (view.district, *view.tags, *view.interests))))
    return 0


def _levels(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found = desk.memberships.levels()
    console.document([_level_document(one) for one in found])
    for one in found:
        console.show(f"{one.name}  {console.words('families.found', n=one.families)}  {one.benefits}")
    if not found:
        console.show(console.words("families.levels_none"))
    return 0


def _level(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        if args.remove:
            desk.memberships.remove_level(args.name)
            console.document({"removed": args.name})
            console.show(console.words("families.cli_level_removed", level=args.name))
            return 0
        if args.rename is not None or args.name.strip() in {one.name for one in desk.memberships.levels()}:
            one = desk.memberships.change_level(args.name, name=args.rename, benefits=args.benefits)
        else:
            one = desk.memberships.add_level(args.name, benefits=args.benefits or "")
    console.document(_level_document(one))
    console.show(f"{one.name}  {one.benefits}")
    return 0


def _level_document(one: Any) -> dict[str, Any]:
    return {"level": one.id, "name": one.name, "benefits": one.benefits, "families": one.families}


def _member(args: argparse.Namespace, console: Console) -> int:
    since = day(args.since, "--since") if args.since else None
    until = day(args.until, "--until") if args.until else None
    with console.open() as desk:
        if args.level is not None:
            view = desk.memberships.join(args.family, args.level, since=since, until=until)
        else:
            held = desk.families.show(args.family).membership
            if held is None:
                from eventdesk.errors import NotFound

                raise NotFound("membership_not_found")
            view = desk.memberships.end(held.id, on=day(args.end, "--end") if args.end else None)
    console.document(
        {
            "membership": view.id, "family": view.family, "level": view.level, "name": view.name, "since": view.since,
            "until": view.until, "current": view.current,
        }
    )  # fmt: skip
    console.show(f"{view.name}  {view.since} – {view.until or ''}")
    return 0


def _follow_add(args: argparse.Namespace, console: Console) -> int:
    due = day(args.due, "--due") if args.due else None
    with console.open() as desk:
        view = desk.follow_ups.add(args.family, args.text, owner=args.owner, due=due, event=args.event)
        return _print_follow_up(view, desk.zone, console)


def _follow_done(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        verbs = desk.follow_ups
        view = verbs.reopen(args.follow_up) if args.reopen else verbs.done(args.follow_up, result=args.result)
        return _print_follow_up(view, desk.zone, console)


def _follow_list(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found = desk.follow_ups.list(
            family=args.family, owner=args.owner, open_only=not args.all, unmasked=console.unmasked
        )
        zone = desk.zone
    console.document([follow_up_document(one, zone) for one in found])
    for one in found:
        console.show(_follow_up_line(one))
    if not found:
        console.show(console.words("families.follow_ups_none"))
    return 0


def _print_follow_up(view: Any, zone: Any, console: Console) -> int:
    console.document(follow_up_document(view, zone))
    console.show(_follow_up_line(view))
    return 0


def _follow_up_line(one: Any) -> str:
    return "  ".join(filter(None, (one.id, one.label, one.text, one.owner, str(one.due or ""), one.result)))


def follow_up_document(one: Any, zone: Any) -> dict[str, Any]:
    """A follow-up as it is printed."""
    return {
        "follow_up": one.id, "family": one.family, "text": one.text, "owner": one.owner, "due": one.due, "overdue": one.overdue,
        "event": one.event, "result": one.result, "done_at": local(one.done_at, zone) if one.done_at else None,
        "at": local(one.at, zone),
    }  # fmt: skip
