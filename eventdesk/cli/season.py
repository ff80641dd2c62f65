"""The verb ``season``: goals of the year so far, the next events, and risks; and what the year's goals are."""

import argparse
from typing import Any

from eventdesk.cli.console import Console, local
from eventdesk.domain.season import BANDS, OVER, GoalKey
from eventdesk.domain.season_goals import GoalLine, GoalName
from eventdesk.domain.season_pace import Pace
from eventdesk.domain.season_risks import Risk
from eventdesk.domain.season_typed import amount, typed
from eventdesk.domain.season_typed import shown as as_typed
from eventdesk.errors import WrongUsage
from resources.season_words import amount as count_said
from resources.season_words import goal_said, percent, required_titles, risk_said
from resources.words import Words


def add_parsers(verbs: Any, common: argparse.ArgumentParser, words: Words) -> None:
    """Adds the verb of this file."""
    season = verbs.add_parser(
        "season", parents=[common], help=words("season_page.help"),
        epilog="eventdesk season 2026 --json\n  eventdesk season 2026 goal\n  eventdesk season 2026 goal mean 4.5",
    )  # fmt: skip
    season.add_argument("year", metavar="YEAR", nargs="?", type=int, help=words("season_page.help_year"))
    season.add_argument("action", metavar="goal", nargs="?", choices=("goal",), help=words("season_page.help_goal"))
    season.add_argument(
        "key", metavar="KEY", nargs="?", choices=[key.value for key in GoalKey],
        help=words("season_page.help_key", keys=words("common.list_comma").join(GoalKey)),
    )  # fmt: skip
    season.add_argument("value", metavar="VALUE", nargs="?", help=words("season_page.help_value"))
    season.set_defaults(run=_season)


def _season(args: argparse.Namespace, console: Console) -> int:
    if args.action is not None:
        return _goals(args, console)
    with console.open() as desk:
        found = desk.dashboard.show(args.year, required=required_titles())
        zone = desk.zone
    words = console.words
    console.document(
        {
            "year": found.year, "at": local(found.now, zone), "goals": [_goal(line) for line in found.goals],
            "next": [_next(one, zone) for one in found.next], "risks": [_risk(risk, words, zone) for risk in found.risks],
        }
    )  # fmt: skip
    for line in found.goals:
        goal = goal_said(words, line.name.value, line.target)
        console.show(f"{words(f'season_page.goal_{line.name.value}')}  {shown(line)} / {goal}  "
                     f"{words(f'season_page.progress_{line.progress.value}')}")  # fmt: skip
    for one in found.next:
        console.show(f"{local(one.start, zone)[:16]}  {one.code}  {one.title}  {one.taken} / {one.places or '-'}")
    for risk in found.risks:
        fact, why = risk_said(words, risk.kind.value, risk.values)
        console.show(f"{words(f'season_page.level_{risk.level.value}')}  {risk.code or '-'}  {fact} {why}")
    if not found.risks:
        console.show(words("season_page.risks_none"))
    return 0


def _goals(args: argparse.Namespace, console: Console) -> int:
    """What the goals of a year are; with KEY and VALUE one of them is set before."""
    if (args.key is None) != (args.value is None):
        raise WrongUsage(field="KEY VALUE")
    # Brings what the calendar is read with, which the other forms of the verb find open already.
    from eventdesk.services.seasons import no_goal

    with console.open() as desk:
        if args.key is None:
            view = desk.seasons.year(args.year)
        else:
            key = GoalKey(args.key)
            value = typed(key, args.value)
            if value is None:
                raise no_goal(key)
            view = desk.seasons.set_goal(args.year, key, value)
    goals = [{"goal": key.value, "target": amount(key, value), "over": key in OVER} for key, value in view.targets.items()]
    console.document({"year": args.year, "goals": goals})
    for key, value in view.targets.items():
        console.show(f"{key.value}  {as_typed(key, value)}  {console.words(f'season.goal_{key.value}_field', n=len(BANDS))}")
    return 0


def shown(line: GoalLine) -> str:
    """A goal's value as people read it."""
    if line.value is None:
        return "-"
    return percent(line.value) if line.name is GoalName.CONTENT else count_said(line.value)


def _goal(line: GoalLine) -> dict[str, object]:
    return {
        "goal": line.name.value, "value": line.value, "target": line.target, "progress": line.progress.value, "needed": line.needed,
        "planned": line.planned, "numerator": line.numerator, "denominator": line.denominator,
        "interval": [line.interval.low, line.interval.high] if line.interval is not None else None,
        "events": [{"event": part.code, "numerator": part.numerator, "denominator": part.denominator} for part in line.parts],
    }  # fmt: skip


def _next(one: Any, zone: Any) -> dict[str, object]:
    return {
        "event": one.code, "title": one.title, "start": local(one.start, zone), "state": one.state.value, "taken": one.taken,
        "places": one.places, "unit": one.unit.value, "families": one.families, "waiting": one.waiting, "pace": _pace(one.pace),
        "volunteers": {"needed": one.shifts, "filled": one.filled},
        "tasks": {"count": one.tasks, "done": one.done, "overdue": list(one.overdue)},
        "cost_fen": {"planned": one.planned, "actual": one.spent},
    }  # fmt: skip


def _pace(pace: Pace | None) -> dict[str, object] | None:
    if pace is None:
        return None
    return {"share": pace.share, "usual": pace.usual, "earlier_events": pace.earlier, "verdict": pace.verdict.value}


def _risk(risk: Risk, words: Words, zone: Any) -> dict[str, object]:
    fact, why = risk_said(words, risk.kind.value, risk.values)
    return {
        "kind": risk.kind.value, "level": risk.level.value, "event": risk.code or None,
        "start": local(risk.start, zone) if risk.start is not None else None, "values": dict(risk.values), "fact": fact, "reason": why,
    }  # fmt: skip
