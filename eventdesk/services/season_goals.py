"""The goals of a year as somebody set them, for whoever judges by them."""

import sqlalchemy as sa

from eventdesk.domain.season import SatisfactionGoals, satisfaction_goals
from eventdesk.store import plan_tables as p


def targets_of(connection: sa.Connection, year: int) -> dict[str, int]:
    """The goals of a year that somebody set, by their keys; a goal of 0 is one."""
    query = sa.select(p.goal.c.key, p.goal.c.value).where(p.goal.c.year == year)
    return dict(connection.execute(query).all())


def goals_of(connection: sa.Connection, year: int) -> SatisfactionGoals:
    """What a year wants of satisfaction, set or by default."""
    return satisfaction_goals(targets_of(connection, year))
