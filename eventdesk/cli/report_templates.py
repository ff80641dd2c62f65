"""``report template``: what files of a report show, kept under a name."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventdesk.cli.console import Console
from eventdesk.domain.event import EventKind
from eventdesk.errors import InvalidInput, WrongUsage
from resources.words import Words

if TYPE_CHECKING:
    from eventdesk.services.report_templates import TemplateView

ACTIONS = ("list", "show", "add", "change", "remove")


def add_options(parser: argparse.ArgumentParser, words: Words) -> None:
    """Adds the options of the verb ``report`` that templates need."""
    parser.add_argument("name", metavar="NAME", nargs="?", help=words("help.report_template_name"))
    parser.add_argument("--template", metavar="NAME", help=words("help.report_template"))
    parser.add_argument("--of", metavar="KIND", help=words("help.report_template_of"))
    parser.add_argument("--sections", metavar="LIST", help=words("help.report_sections"))
    parser.add_argument("--language", choices=("zh", "en", "both"), help=words("help.report_language"))
    parser.add_argument("--logo", metavar="FILE", help=words("help.report_logo"))
    parser.add_argument("--after", metavar="KINDS", help=words("help.report_after"))
    parser.add_argument("--new-name", metavar="NAME", help=words("help.report_new_name"))


def run(args: argparse.Namespace, console: Console) -> int:
    """``report template list|show|add|change|remove [NAME]``."""
    action = args.event or "list"
    if action not in ACTIONS:
        raise WrongUsage("report_template_action", field="ACTION", action=action, known=", ".join(ACTIONS))
    if action != "list" and not args.name:
        raise WrongUsage("name_missing", field="NAME")
    with console.open() as desk:
        templates = desk.report_templates
        if action == "list":
            return _list(templates.list(), console)
        if action == "remove":
            templates.remove(args.name)
            console.document({"removed": args.name})
            console.say("report_template_removed", name=args.name)
            return 0
        if action == "add":
            view = templates.add(args.name, args.of or "event", **_fields(args))
        elif action == "change":
            new_name = {} if args.new_name is None else {"new_name": args.new_name}
            view = templates.change(args.name, **_fields(args), **new_name)
        else:
            view = templates.show(args.name)
    console.document(_plain(view))
    console.show(_line(view))
    return 0


def _fields(args: argparse.Namespace) -> dict[str, Any]:
    """What was given; an empty ``--logo`` or ``--after`` takes the logo or the kinds away."""
    fields: dict[str, Any] = {}
    if args.sections is not None:
        fields["sections"] = _split(args.sections)
    if args.language is not None:
        fields["language"] = args.language
    if args.format is not None:
        fields["formats"] = _split(args.format)
    if args.logo is not None:
        fields["logo"] = _read(Path(args.logo)) if args.logo else None
    if args.after is not None:
        known = {kind.value for kind in EventKind}
        unknown = [name for name in _split(args.after) if name not in known]
        if unknown:
            raise InvalidInput("unknown_event_kind", field="after", kind=unknown[0], known=", ".join(sorted(known)))
        fields["after_kinds"] = [EventKind(name) for name in _split(args.after)]
    return fields


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as problem:
        raise InvalidInput("bad_logo", field="logo") from problem


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip().lower() for part in text.split(",") if part.strip())


def _list(found: "tuple[TemplateView, ...]", console: Console) -> int:
    console.document([_plain(view) for view in found])
    for view in found:
        console.show(_line(view))
    if not found:
        console.say("no_report_templates")
    return 0


def _plain(view: "TemplateView") -> dict[str, Any]:
    return {
        "name": view.name, "kind": view.kind, "sections": list(view.sections), "language": view.language, "formats": list(view.formats),
        "after": [kind.value for kind in view.after_kinds], "logo": view.logo is not None, "revision": view.revision,
    }  # fmt: skip


def _line(view: "TemplateView") -> str:
    after = ",".join(kind.value for kind in view.after_kinds) or "–"
    return f"{view.name}  {view.kind}  {','.join(view.sections) or '–'}  {view.language}  {','.join(view.formats)}  {after}"
