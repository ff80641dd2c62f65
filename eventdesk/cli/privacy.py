"""Verbs of consents and notices, and the erasing of a family."""

import argparse
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from eventdesk.cli.console import Console, local
from eventdesk.domain.consent import Purpose
from eventdesk.errors import InvalidInput, UnreadableFile
from resources.words import Words

PURPOSES = tuple(purpose.value for purpose in Purpose)


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verbs of this file."""
    _add_consents(verbs, common, words)
    notices = verbs.add_parser("notices", help=words("help.notices"), epilog="eventdesk notices list --json")
    actions = notices.add_subparsers(metavar="ACTION", required=True)
    listed = actions.add_parser("list", parents=[common], help=words("help.notices_list"), epilog="eventdesk notices list")
    listed.set_defaults(run=_notices)
    add = actions.add_parser(
        "add", parents=[common], help=words("help.notices_add"), epilog="eventdesk notices add 2027-1 --file notice.txt --use"
    )
    add.add_argument("version", metavar="VERSION", help=words("help.notice_version"))
    source = add.add_mutually_exclusive_group(required=True)
    source.add_argument("--file", metavar="FILE", type=Path, help=words("help.notice_file"))
    source.add_argument("--suggested", action="store_true", help=words("help.notice_suggested"))
    add.add_argument("--use", action="store_true", help=words("help.notice_use"))
    add.set_defaults(run=_notice_add)
    use = actions.add_parser("use", parents=[common], help=words("help.notices_use"), epilog="eventdesk notices use 2027-1")
    use.add_argument("version", metavar="VERSION", help=words("help.notice_version"))
    use.set_defaults(run=_notice_use)


def _add_consents(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    consents = verbs.add_parser("consents", help=words("help.consents"), epilog="eventdesk consents missing --json")
    actions = consents.add_subparsers(metavar="ACTION", required=True)
    show = actions.add_parser("show", parents=[common], help=words("help.consents_show"), epilog="eventdesk consents show ID")
    show.add_argument("family", metavar="ID", help=words("help.arg_family"))
    show.set_defaults(run=_show)
    give = actions.add_parser(
        "give", parents=[common], help=words("help.consents_give"),
        epilog="eventdesk consents give ID --agree participation --refuse photo --method paper",
    )  # fmt: skip
    give.add_argument("family", metavar="ID", help=words("help.arg_family"))
    give.add_argument("--agree", choices=PURPOSES, action="append", default=[], help=words("help.consent_agree"))
    give.add_argument("--refuse", choices=PURPOSES, action="append", default=[], help=words("help.consent_refuse"))
    give.add_argument("--method", choices=("paper", "desk"), default="desk", help=words("help.consent_method"))
    give.set_defaults(run=_give)
    withdraw = actions.add_parser(
        "withdraw", parents=[common], help=words("help.consents_withdraw"), epilog="eventdesk consents withdraw ID photo"
    )
    withdraw.add_argument("family", metavar="ID", help=words("help.arg_family"))
    withdraw.add_argument("purpose", choices=PURPOSES, help=words("help.consent_purpose"))
    withdraw.set_defaults(run=_withdraw)
    missing = actions.add_parser(
        "missing", parents=[common], help=words("help.consents_missing"), epilog="eventdesk consents missing --json"
    )
    missing.set_defaults(run=_missing)
    form = actions.add_parser(
        "form", parents=[common], help=words("help.consents_form"), epilog="eventdesk consents form --event CAMP --pdf form.pdf"
    )
    form.add_argument("--event", metavar="EVENT", help=words("help.consent_event"))
    form.add_argument("--pdf", metavar="FILE", type=Path, required=True, help=words("help.consent_pdf"))
    form.set_defaults(run=_form)


def add_erase(actions: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the erasing to the verb ``families``."""
    erase = actions.add_parser(
        "erase", parents=[common], help=words("help.families_erase"), epilog='eventdesk families erase ID --reason "asked by mail"'
    )
    erase.add_argument("family", metavar="ID", help=words("help.arg_family"))
    erase.add_argument("--reason", required=True, metavar="R", help=words("help.erase_reason"))
    erase.add_argument("--volunteers", action="store_true", help=words("privacy.arg_volunteers"))
    erase.set_defaults(run=_erase)


def _show(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        return _say(desk.consents.state(args.family), desk.zone, console)


def _give(args: argparse.Namespace, console: Console) -> int:
    twice = set(args.agree) & set(args.refuse)
    if twice or not (args.agree or args.refuse):
        raise InvalidInput("bad_consent", field="purpose")
    granted = {Purpose(name): True for name in args.agree} | {Purpose(name): False for name in args.refuse}
    with console.open() as desk:
        return _say(desk.consents.give(args.family, granted, method=args.method), desk.zone, console)


def _withdraw(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        return _say(desk.consents.withdraw(args.family, Purpose(args.purpose)), desk.zone, console)


def _say(state: Any, zone: ZoneInfo, console: Console) -> int:
    console.document(
        {
            "family": state.family, "children_forgotten": state.forgotten.children, "forgotten": state.forgotten.counts(),
            "consents": [
                {
                    "purpose": line.purpose.value, "granted": line.granted, "notice": line.notice, "notice_sha256": line.sha256,
                    "method": line.method, "at": None if line.at is None else local(line.at, zone), "signed": line.signed,
                }
                for line in state.lines
            ],
        }
    )  # fmt: skip
    words = console.words
    for line in state.lines:
        said = {True: "said_yes", False: "said_no", None: "said_nothing"}[line.granted]
        when = "" if line.at is None else f"  {local(line.at, zone)}  {words('privacy.notice_short', version=line.notice)}"
        console.show(f"{words(f'privacy.purpose_{line.purpose.value}')}  {words(f'privacy.{said}')}{when}")
    gone = state.forgotten
    if gone.children:
        console.show(words("privacy.forgotten", n=gone.children))
    if gone.notes or gone.answers or gone.texts:
        console.show(words("privacy.forgotten_texts", notes=gone.notes, answers=gone.answers, texts=gone.texts))
    if gone.left:
        console.show(words("privacy.texts_left", n=gone.left))
    return 0


def _missing(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found = desk.consents.missing()
    console.document([{"family": one.family, "label": one.label, "children": one.children} for one in found])
    for one in found:
        console.show(f"{one.family}  {one.label}  {console.words('privacy.children', n=one.children)}")
    if not found:
        console.show(console.words("privacy.none_missing"))
    return 0


def _form(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        own = desk.consents.form(args.pdf, console.words, event=args.event)
        notice = desk.notices.current().version
    console.document({"file": str(args.pdf), "notice": notice, "suggested": not own})
    console.show(console.words("privacy.form_written", file=args.pdf.name))
    return 0


def _notices(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found, zone = desk.notices.list(), desk.zone
    console.document([_notice(view, zone) for view in found])
    for view in found:
        current = f"  {console.words('privacy.in_use')}" if view.current else ""
        known = "" if view.text is not None else f"  {console.words('privacy.no_wording')}"
        console.show(f"{view.version}  {console.words('privacy.agreed', n=view.agreed)}{current}{known}")
    return 0


def _notice_add(args: argparse.Namespace, console: Console) -> int:
    text = console.words("privacy.notice_suggested") if args.suggested else _text(args.file)
    with console.open() as desk:
        view = desk.notices.add(args.version, text)
        if args.use:
            view = desk.notices.use(view.version)
        console.document(_notice(view, desk.zone))
    console.show(console.words("privacy.notice_added", version=view.version))
    return 0


def _notice_use(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        view = desk.notices.use(args.version)
        console.document(_notice(view, desk.zone))
    console.show(console.words("privacy.notice_used", version=view.version))
    return 0


def _notice(view: Any, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "version": view.version, "sha256": view.sha256, "current": view.current, "agreed": view.agreed,
        "at": None if view.at is None else local(view.at, zone),
    }  # fmt: skip


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile("notice_unreadable", file=file.name) from error


def _erase(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        done = desk.privacy.erase(args.family, reason=args.reason, volunteers=args.volunteers)
    console.document(
        {
            "family": done.family, "people": done.people, "registrations": done.registrations,
            "cancelled": list(done.cancelled), "items": done.items, "volunteers": done.volunteers,
            "volunteers_kept": done.volunteers_kept,
        }
    )  # fmt: skip
    console.show(console.words("privacy.erased", people=done.people, n=len(done.cancelled)))
    if done.volunteers_kept:
        console.show(console.words("privacy.erased_helpers_kept", n=done.volunteers_kept))
    console.show(console.words("privacy.erased_hint"))
    return 0
