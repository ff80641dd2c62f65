"""Verbs of messages: texts, previews, sending, what was sent, who wants none, what is due, and whom to invite."""

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventdesk.cli.console import Console, local
from eventdesk.domain.message import REMIND_DAYS, Channel, Purpose
from eventdesk.domain.registration import RegistrationState
from eventdesk.errors import InvalidInput, WrongUsage
from resources.words import Words, sentence

if TYPE_CHECKING:
    from eventdesk.desk import Desk
    from eventdesk.services.mailing import MailResult
    from eventdesk.services.message_people import Wording
    from eventdesk.services.message_views import OptOutView

PURPOSES = tuple(purpose.value for purpose in Purpose)
CHANNELS = tuple(channel.value for channel in Channel)
STATES = tuple(state.value for state in RegistrationState if state is not RegistrationState.DRAFT)
MOST = 200


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verbs of this file."""
    top = verbs.add_parser("messages", help=words("help.messages"), epilog="eventdesk messages due --json")
    actions = top.add_subparsers(metavar="ACTION", required=True)

    def action(name: str, example: str, run: Any) -> Any:
        made = actions.add_parser(
            name, parents=[common], help=words(f"help.messages_{name.replace('-', '_')}"),
            epilog=f"eventdesk messages {name} {example}".rstrip(),
        )  # fmt: skip
        made.set_defaults(run=run)
        return made

    templates = action("templates", "--purpose reminder --subject S --text-file letter.txt --group-file block.txt", _templates)
    templates.add_argument("--purpose", choices=PURPOSES)
    templates.add_argument("--subject", help=words("help.arg_mail_subject"))
    templates.add_argument("--text-file", metavar="FILE", type=Path)
    templates.add_argument("--group-file", metavar="FILE", type=Path)
    templates.add_argument("--reset", action="store_true")
    preview = action("preview", "CAMP --purpose reminder", _preview)
    send = action("send", "CAMP --purpose reminder --test letters", _send)
    texts = action("texts", "CAMP --purpose reminder --tickets tickets", _texts)
    for made in (preview, send, texts):
        made.add_argument("event", metavar="EVENT")
        made.add_argument("--purpose", choices=PURPOSES, required=True)
        made.add_argument("--text-file", metavar="FILE", type=Path)
    for made in (preview, send):
        made.add_argument("--subject", help=words("help.arg_mail_subject"))
    for made in (send, texts):
        made.add_argument("--to", choices=STATES)
        made.add_argument("--again", action="store_true")
        made.add_argument("--limit", metavar="N", type=int, default=MOST)
    preview.add_argument("--family", metavar="FAMILY")
    preview.add_argument("--group", action="store_true")
    send.add_argument("--test", metavar="DIR", type=Path)
    send.add_argument("--no-tickets", action="store_true")
    send.add_argument("--password-file", metavar="FILE", type=Path)
    texts.add_argument("--tickets", metavar="DIR", type=Path)
    texts.add_argument("--copied", action="store_true")
    action("list", "CAMP --json", _list).add_argument("event", metavar="EVENT")
    for name in ("opt-out", "opt-in"):
        made = action(name, "FAMILY --channel email", _opt)
        made.add_argument("family", metavar="FAMILY")
        made.add_argument("--channel", choices=CHANNELS)
        made.set_defaults(out=name == "opt-out")
    action("due", "--days 3 --json", _due).add_argument("--days", metavar="N", type=int, default=REMIND_DAYS)
    invite = action("invite", "CAMP --limit 50 --out calls.csv", _invite)
    invite.add_argument("event", metavar="EVENT")
    invite.add_argument("--limit", metavar="N", type=int, default=MOST)
    invite.add_argument("--channel", choices=CHANNELS, default=Channel.PHONE.value)
    invite.add_argument("--out", metavar="FILE", type=Path, help=words("help.arg_call_list"))
    settings = action("settings", "set --host smtp.example.org --user hello@example.org --sender hello@example.org", _settings)
    _add_settings(settings, words("help.arg_action"))


def _add_settings(settings: Any, settings_help: str) -> None:
    settings.add_argument("step", nargs="?", choices=("show", "set"), default="show", help=settings_help)
    settings.add_argument("--host", metavar="HOST")
    settings.add_argument("--port", metavar="N", type=int)
    settings.add_argument("--security", choices=("tls", "starttls", "none"))
    settings.add_argument("--user", metavar="NAME")
    settings.add_argument("--sender", metavar="ADDRESS")
    settings.add_argument("--sender-name", metavar="NAME")
    settings.add_argument("--password", action="store_true")
    settings.add_argument("--password-file", metavar="FILE", type=Path)


def _templates(args: argparse.Namespace, console: Console) -> int:
    changing = args.reset or args.subject is not None or args.text_file or args.group_file
    if changing and args.purpose is None:
        raise WrongUsage(field="--purpose")
    with console.open() as desk:
        if changing:
            before = desk.messages.template(Purpose(args.purpose), console.words)
            values = {"subject": before.subject, "text": before.text, "group": before.group}
            given = {"subject": args.subject, "text": _read(args.text_file), "group": _read(args.group_file)}
            values |= {key: value for key, value in given.items() if value is not None}
            values = dict.fromkeys(values, "") if args.reset else values
            found = (desk.messages.keep_template(Purpose(args.purpose), console.words, **values),)
        else:
            found = desk.messages.templates(console.words)
    found = tuple(view for view in found if args.purpose in (None, view.purpose.value))
    console.document([
        {"purpose": v.purpose.value, "language": v.language, "subject": v.subject, "text": v.text, "group": v.group, "own": v.own}
        for v in found
    ])  # fmt: skip
    for view in found:
        console.show(f"[{console.words(f'messages.purpose_{view.purpose.value}')}] {view.subject}\n{view.text}\n")
    return 0


def _preview(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        wording = _wording(desk, args, console, group=args.group)
        view = desk.messages.preview(
            args.event, purpose=Purpose(args.purpose), words=console.words, wording=wording, family=args.family, group=args.group
        )
    console.document({"family": view.family, "to": view.address, "subject": view.subject, "text": view.text, "ticket": view.ticket})
    console.show(f"{view.label} {view.address}\n{view.subject}\n\n{view.text}".strip())
    return 0


def _send(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.services.mailing import Folder

    with console.open() as desk:
        wording, folder = _wording(desk, args, console), Folder(args.test) if args.test is not None else None
        transport = folder or desk.mailing.connect(password=given_password(args))
        # A server that does not answer leaves no trace of a message that never began.
        transport.open()
        mail = desk.mailing.prepare(
            args.event, purpose=Purpose(args.purpose), words=console.words, wording=wording, again=args.again, limit=args.limit,
            to=RegistrationState(args.to) if args.to else None, tickets=not args.no_tickets, test=folder is not None,
            unmasked=console.unmasked,
        )  # fmt: skip
        result = desk.mailing.send(mail, transport, console.words, progress=_progress(console))
    return _print(result, [str(file) for file in folder.files] if folder else [], console)


def _print(result: "MailResult", files: list[str], console: Console) -> int:
    outcomes = {outcome.value: n for outcome, n in result.outcomes.items()}
    left = {standing.value: n for standing, n in result.left.items()}
    stopped = result.stopped
    console.document(
        {
            "message": result.message, "sent": outcomes.get("sent", 0), "written": outcomes.get("written", 0),
            "failed": outcomes.get("failed", 0), "opted_out": left.get("opted_out", 0), "no_address": left.get("no_address", 0),
            "reached": left.get("reached", 0), "sending": left.get("sending", 0), "unsent": result.unsent,
            "troubles": dict(result.troubles), "stopped": stopped.code if stopped is not None else None, "files": files,
        }
    )  # fmt: skip
    words = console.words
    parts = [words("messages.count", word=words(f"messages.outcome_{key}"), n=n) for key, n in outcomes.items()]
    parts += [words("messages.count", word=words(f"messages.standing_{key}"), n=n) for key, n in left.items()]
    console.show(words("common.list_sep").join(parts) or words("messages.nobody"))
    for code, n in result.troubles.items():
        console.show(f"  {n} × {sentence(words, code, {'reply': '–'})[0]}")
    if stopped is not None and not console.json:
        console.fail(stopped)
    return 0 if stopped is None else 1


def _texts(args: argparse.Namespace, console: Console) -> int:
    purpose = Purpose(args.purpose)
    with console.open() as desk:
        wording = _wording(desk, args, console)
        group = desk.messages.template(purpose, console.words).group
        found = desk.messages.texts(
            args.event, purpose=purpose, words=console.words, wording=wording, group=group, again=args.again, limit=args.limit,
            to=RegistrationState(args.to) if args.to else None,
        )  # fmt: skip
        families = [view.family for view in found.families if view.family]
        files = []
        if args.tickets is not None:
            wanted = {one.registration for one in desk.messages.plan(
                args.event, purpose=purpose, channel=Channel.WECHAT, to=RegistrationState(args.to) if args.to else None,
                again=args.again, limit=args.limit,
            ).recipients if one.family in families}  # fmt: skip
            folder = args.tickets / desk.events.show(args.event).code
            files = desk.tickets.write(
                args.event, folder=folder, pdf=False, png=True, csv=False, words=console.words, only=wanted
            ).files  # fmt: skip
        if args.copied and families:
            desk.messages.copied(args.event, families, purpose=purpose, wording=wording)
    texts = [{"family": view.family, "label": view.label, "text": view.text, "ticket": view.ticket} for view in found.families]
    console.document({"group": found.group, "families": texts, "files": [str(file) for file in files]})
    console.show("\n\n———\n\n".join([found.group, *(view.text for view in found.families)]))
    return 0


def _list(args: argparse.Namespace, console: Console) -> int:
    with console.open() as desk:
        found, zone = desk.messages.list(args.event), desk.zone
    words = console.words
    console.document([
        {
            "message": view.id, "channel": view.channel.value, "purpose": view.purpose.value, "subject": view.subject,
            "at": local(view.at, zone), "outcomes": {key.value: n for key, n in view.outcomes.items()},
            "troubles": dict(view.troubles),
        }
        for view in found
    ])  # fmt: skip
    for view in found:
        counts = [words("messages.count", word=words(f"messages.outcome_{key.value}"), n=n) for key, n in view.outcomes.items()]
        purpose, channel = words(f"messages.purpose_{view.purpose.value}"), words(f"messages.channel_{view.channel.value}")
        console.show(f"{local(view.at, zone)}  {purpose}  {channel}  {words('common.list_sep').join(counts)}")
    if not found:
        console.show(words("messages.none"))
    return 0


def _opt(args: argparse.Namespace, console: Console) -> int:
    channels = (Channel(args.channel),) if args.channel else tuple(Channel)
    with console.open() as desk:
        view: OptOutView = (desk.messages.opt_out if args.out else desk.messages.opt_in)(args.family, channels)
    words = console.words
    console.document({"family": view.family, "opted_out": [channel.value for channel in view.channels]})
    named = words("common.list_sep").join(words(f"messages.channel_{channel.value}") for channel in view.channels)
    console.show(words("messages.opted_out", channels=named) if named else words("messages.opted_in"))
    return 0


def _due(args: argparse.Namespace, console: Console) -> int:
    if not 0 < args.days <= 60:
        raise InvalidInput("bad_days", field="--days")
    with console.open() as desk:
        found, zone = desk.messages.due(days=args.days), desk.zone
    console.document([
        {"event": v.event, "title": v.title, "start": local(v.start, zone), "families": v.families, "waiting": v.waiting}
        for v in found
    ])  # fmt: skip
    for view in found:
        console.show(console.words("messages.due", event=view.event, title=view.title, waiting=view.waiting, n=view.families))
    if not found:
        console.show(console.words("messages.none_due"))
    return 0


def _invite(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.services.invitations import reason_words

    if args.limit < 1:
        raise InvalidInput("bad_limit", field="--limit")
    channel, words = Channel(args.channel), console.words
    with console.open() as desk:
        found = desk.invitations.rank(args.event, limit=args.limit, channel=channel, unmasked=console.unmasked)
        if args.out is not None:
            desk.invitations.export(args.event, args.out, words, limit=args.limit, channel=channel, unmasked=console.unmasked)
    console.document(
        {
            "event": found.event, "fitting": found.fitting, "left_out": {why.value: n for why, n in found.left_out.items()},
            "file": str(args.out) if args.out is not None else None,
            "families": [
                {
                    "family": row.family, "score": row.score, "invited": row.invited, "district": row.district,
                    "last_visit": row.last_visit, "name": row.guardian.name if row.guardian else None,
                    "phone": row.guardian.phone if row.guardian else None,
                    "children": [{"nickname": one.nickname, "age_months": one.age_months} for one in row.children],
                    "reasons": [
                        {"code": one.why.value, "points": one.points, "detail": one.detail, "message": reason_words(one, words)}
                        for one in row.reasons
                    ],
                }
                for row in found.rows
            ],
        }
    )  # fmt: skip
    for row in found.rows:
        why = words("common.list_sep").join(reason_words(one, words) for one in row.reasons)
        name = (row.guardian.name or row.guardian.nickname or "") if row.guardian else ""
        console.show(f"{row.score:>4}  {name}  {(row.guardian.phone or '') if row.guardian else ''}  {why}")
    left = (words("messages.count", word=words(f"invitations.left_{why.value}"), n=n) for why, n in found.left_out.items())
    console.show(words("messages.invited", n=found.fitting, left=words("common.list_sep").join(left) or "0"))
    return 0


def _settings(args: argparse.Namespace, console: Console) -> int:
    fields = ("host", "port", "security", "user", "sender", "sender_name")
    given = {name: getattr(args, name) for name in fields if getattr(args, name) is not None}
    with console.open() as desk:
        view = desk.mailing.settings()
        password = given_password(args, ask=args.password)
        if args.step == "set" or given:
            if view.server is None and not {"host", "sender"} <= set(given):
                raise WrongUsage(field="--host --sender")
            view = desk.mailing.set_server(_server(view.server, given), password=password)
    server = view.server
    document = {name: getattr(server, name) if server is not None else None for name in fields}
    console.document(document | {"password": view.has_password, "keeps": view.keeps})
    for name in fields:
        console.show(f"{name}: {document[name] if document[name] is not None else '–'}")
    console.show(console.words("messages.has_password" if view.has_password else "messages.no_password"))
    return 0


def _server(before: Any, given: dict[str, Any]) -> Any:
    from dataclasses import asdict

    from eventdesk.services.mailing import server_of

    values = asdict(before) if before is not None else {"port": 465, "security": "tls", "user": "", "sender_name": ""}
    return server_of({key: value if isinstance(value, int) else str(value) for key, value in (values | given).items()})


def _wording(desk: "Desk", args: argparse.Namespace, console: Console, *, group: bool = False) -> "Wording":
    from eventdesk.services.message_people import Wording

    template = desk.messages.template(Purpose(args.purpose), console.words)
    text = _read(args.text_file)
    subject = getattr(args, "subject", None)
    kept = template.group if group else template.text
    return Wording("" if group else template.subject if subject is None else subject, kept if text is None else text)


def _read(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise InvalidInput("text_file", field=file.name) from None


def given_password(args: argparse.Namespace, *, ask: bool = False) -> str | None:
    """From a file, ``EVENTDESK_MAIL_PASSWORD``, or a terminal: never from the line, where others could read it."""
    if args.password_file is not None:
        return (_read(args.password_file) or "").rstrip("\r\n")
    if "EVENTDESK_MAIL_PASSWORD" in os.environ:
        return os.environ["EVENTDESK_MAIL_PASSWORD"]
    if ask and sys.stdin.isatty():
        import getpass

        return getpass.getpass()
    return None


def _progress(console: Console) -> Any:
    if console.json or not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        print(f"\r{done} / {total}", end="" if done < total else "\n", file=sys.stderr, flush=True)

    return show
