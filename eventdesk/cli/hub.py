"""Verbs of a hub of one's own: serve, invite, status, stations, revoke.

A hub lives in the folder ``hub`` of the desk's folder and needs no desk there. It remembers where it serves and on which database.
"""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eventdesk.cli import hub_office, hub_quarantine, hub_relay
from eventdesk.cli.console import Console, file_to_write
from resources.words import Words

if TYPE_CHECKING:
    from eventdesk.hub.stations import StationView

PORT = 8440


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verbs of this file."""
    hub = verbs.add_parser("hub", help=words("hub.help"), epilog="eventdesk hub serve --database sqlite:///hub.db")
    actions = hub.add_subparsers(metavar="ACTION", required=True)

    serve = actions.add_parser(
        "serve", parents=[common], help=words("hub.help_serve"), epilog="eventdesk hub serve --database sqlite:///hub.db --port 8440"
    )
    serve.add_argument("--database", metavar="URL", help=words("hub.help_database"))
    serve.add_argument("--host", metavar="H", help=words("hub.help_host"))
    serve.add_argument("--port", metavar="P", type=int, help=words("hub.help_port"))
    serve.add_argument("--trusted-proxy", action="append", metavar="ADDRESS", help=words("hub.help_trusted_proxy"))
    serve.add_argument("--plain-http", action="store_true", help=words("hub.help_plain_http"))
    serve.add_argument("--new-epoch", action="store_true", help=words("hub.help_new_epoch"))
    serve.set_defaults(run=_serve)

    invite = actions.add_parser("invite", parents=[common], help=words("hub.help_invite"), epilog="eventdesk hub invite --out door.txt")
    invite.add_argument("--scope", choices=("station", "relay", "reader"), default="station", help=words("hub.help_scope"))
    invite.add_argument("--branch", metavar="CODE", help=words("hub.help_invite_branch"))
    invite.add_argument("--url", metavar="URL", help=words("hub.help_url"))
    invite.add_argument("--out", metavar="FILE", type=Path, help=words("hub.help_out"))
    invite.set_defaults(run=_invite)

    for name, run in (("status", _status), ("stations", _stations)):
        made = actions.add_parser(name, parents=[common], help=words(f"hub.help_{name}"), epilog=f"eventdesk hub {name} --json")
        made.set_defaults(run=run)

    revoke = actions.add_parser("revoke", parents=[common], help=words("hub.help_revoke"), epilog="eventdesk hub revoke 'East door'")
    revoke.add_argument("station", metavar="STATION", help=words("hub.help_station"))
    revoke.set_defaults(run=_revoke)
    hub_office.add_parsers(actions, common, words)
    hub_relay.add_actions(actions, common, words)
    hub_quarantine.add_actions(actions, common, words)


def _folder(console: Console) -> Path:
    return console.folder / "hub"


def _serve(args: argparse.Namespace, console: Console) -> int:
    from eventdesk import logs
    from eventdesk.hub.beside import beside
    from eventdesk.hub.hub import open_hub
    from eventdesk.hub.remembered import Remembered
    from eventdesk.hub.serve import Place, prepare
    from eventdesk.web.site import pages

    folder = _folder(console)
    before = Remembered.read(folder)
    url = args.database or (before.database if before else f"sqlite:///{(folder / 'hub.db').absolute()}")
    plain = args.plain_http or (before is not None and before.plain and args.host is None)
    host = args.host or (before.host if before and before.plain == plain else ("127.0.0.1" if plain else "0.0.0.0"))
    port = args.port if args.port is not None else (before.port if before else PORT)
    proxies = tuple(args.trusted_proxy) if args.trusted_proxy is not None else (before.proxies if before else ())
    place = Place(host, port, plain, proxies)
    with open_hub(folder, url, new_epoch=args.new_epoch) as hub:
        serving = prepare(hub, place, pages)
        logs.start(folder / "log")
        try:
            Remembered(url, serving.place.host, serving.place.port, plain, proxies).write(folder)
            if console.json:
                console.line({
                    "url": serving.place.url, "hub_id": hub.epoch.hub_id, "ca_sha256": serving.office.certificates.ca_sha256,
                    "new_epoch": hub.epoch.anew,
                })  # fmt: skip
            console.show(console.words("hub.serving", url=serving.place.url))
            if hub.epoch.anew:
                console.show(console.words("hub.anew"))
            with beside(serving):
                serving.run()
        except KeyboardInterrupt:
            return 0
        finally:
            serving.socket.close()
            logs.stop()
    return 0


def _invite(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.hub.codes import blocks
    from eventdesk.hub.remembered import invite
    from eventdesk.sync.protocol import Scope

    file_to_write(args.out)
    branch = hub_office.branch_id(console, args.branch) if args.branch else None
    made = invite(_folder(console), Scope(args.scope), url=args.url, branch=branch)
    text = made.text()
    if args.out is not None:
        args.out.write_text(f"{text}\n", encoding="utf-8")
    console.document({
        "url": made.url, "ca_sha256": made.ca_sha256, "code": made.code, "expires": made.expires, "scope": made.scope,
        "invitation": text,
    })  # fmt: skip
    console.show(blocks(text))
    console.show(text)
    console.show(console.words("hub.invited"))
    return 0


def _status(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.hub.remembered import state, upstreams

    found = state(_folder(console))
    with upstreams(_folder(console)) as known:
        above = known.state()
    console.document(found | hub_relay.document(above))
    console.show(console.words("hub.state", **{name: found[name] for name in ("url", "logs", "items", "stations", "quarantined")}))
    if above is not None:
        hub_relay.show(above, console)
    return 0


def _stations(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.hub.remembered import stations

    with stations(_folder(console)) as known:
        views = known.list()
    console.document([_document(one) for one in views])
    for one in views:
        console.show(_line(one, console))
    return 0


def _revoke(args: argparse.Namespace, console: Console) -> int:
    from eventdesk.hub.remembered import stations

    with stations(_folder(console)) as known:
        view = known.revoke(args.station, by="")
    console.document(_document(view))
    console.show(_line(view, console))
    return 0


def _document(view: "StationView") -> dict[str, Any]:
    return {
        "station": view.id, "name": view.name, "scope": view.scope, "enrolled": view.enrolled, "last_seen": view.last_seen,
        "revoked": view.revoked, "program": view.program,
    }  # fmt: skip


def _line(view: "StationView", console: Console) -> str:
    seen = view.last_seen.isoformat(timespec="seconds") if view.last_seen is not None else console.words("hub.never")
    state = console.words("hub.revoked") if view.revoked is not None else ""
    return f"{view.id}  {view.name}  {view.scope}  {seen}  {state}".rstrip()
