"""Every column of the file is either a personal field with its purpose, or known to be none."""

import pytest
import sqlalchemy as sa

from eventdesk.domain.consent import OF_CHILDREN
from eventdesk.domain.personal_fields import HELD, MONTHS, NOT_PERSONAL, Ground, Keeping, Whose, columns
from eventdesk.store import family_tables, feedback_tables, plan_tables, sync_tables, tables, volunteer_tables
from resources.words import Words

_KINDS = (sa.String, sa.LargeBinary, tables.Day, tables.Json)
assert all((family_tables, feedback_tables, plan_tables, sync_tables, volunteer_tables))


def _telling() -> set[str]:
    """The columns that could tell of somebody: texts, days, pictures and lists that are no key to another row."""
    return {
        f"{table.name}.{column.name}"
        for table in tables.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, _KINDS) and not column.foreign_keys and not (column.name == "id" and column.primary_key)
    }


def test_no_column_is_forgotten_and_none_is_made_up() -> None:
    assert _telling() - columns() - NOT_PERSONAL == set()
    assert (columns() | NOT_PERSONAL) - _telling() == set()
    assert not columns() & NOT_PERSONAL


def test_each_field_is_listed_once() -> None:
    listed = [column for held in HELD for column in held.columns]
    assert len(listed) == len(set(listed))
    assert len({held.key for held in HELD}) == len(HELD)


def test_what_a_withdrawal_takes_from_a_child_rests_on_the_guardians_consent() -> None:
    of_children = {f"person.{name}" for name in OF_CHILDREN}
    by_consent = {
        column for held in HELD if held.whose is Whose.CHILD and held.ground is Ground.GUARDIAN_CONSENT for column in held.columns
    }
    assert of_children <= by_consent


def test_every_keeping_has_its_months_or_follows_something_else() -> None:
    assert set(Keeping) - set(MONTHS) == {Keeping.PARTNERSHIP, Keeping.ROW}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_purposes_and_periods_have_words(language: str) -> None:
    words = Words(language)
    for held in HELD:
        said = (f"field_{held.key}", f"purpose_{held.key}", f"whose_{held.whose}", f"ground_{held.ground}", f"keeping_{held.keeping}")
        for key in said:
            assert words.has(f"report_audit.value_{key}"), key
