"""What the audit report puts first, its tables, and what it draws."""

from eventdesk.domain.personal_fields import HELD
from eventdesk.reports.audit_facts import AuditFacts, Handling
from eventdesk.reports.document import (
    Chart,
    Column,
    Highlight,
    Layout,
    Listing,
    Phrase,
    StackColumns,
    Stacked,
    Table,
    Value,
    ValueKind,
)

_COUNT, _RATE, _WORD = ValueKind.COUNT, ValueKind.RATE, ValueKind.WORD
_MAIN = (
    "children", "children.known", "families", "no_consent.children", "withdrawals.carried_out", "withdrawals.left", "seen",
    "taken_out", "taken_out.unmasked", "erased.families", "findings",
)  # fmt: skip


def layout(facts: AuditFacts) -> Layout:
    """The numbers at the top, the main figures, and what is printed."""
    listings = (
        Listing("audit_findings", (50, 14, 36)), Listing("audit_consents", (26, 12, 12, 12, 12, 26)),
        Listing("audit_notices", (16, 44, 16, 12, 12)), Listing("audit_acts", (30, 14, 14, 14, 28)),
        Listing("audit_operators", (30, 24, 22, 24)), Listing("audit_rights", (60, 40)),
        Listing("audit_seen", (22, 16, 34, 14, 14)), Listing("audit_taken_out", (22, 16, 28, 10, 12, 12)),
        Listing("audit_overdue", (46, 18, 18, 18)), Listing("audit_fields", (15, 10, 20, 17, 17, 21)),
    )  # fmt: skip
    return Layout(_highlights(facts), _MAIN, listings, source="audit_state", note="note_figures_audit")


def _highlights(facts: AuditFacts) -> tuple[Highlight, ...]:
    back, found = facts.withdrawals, sum(count > 0 for _, count in facts.findings())
    held = Phrase("kpi_audit_children_note", (("n", facts.children_known),))
    unasked = Phrase("kpi_audit_unasked_none") if not facts.unasked_children else Phrase(
        "kpi_audit_unasked_note", (("n", facts.unasked_families),)
    )  # fmt: skip
    carried = Phrase("kpi_audit_withdrawn_none") if not back.asked else Phrase(
        "kpi_audit_withdrawn_note", (("n", back.carried_out), ("asked", back.asked))
    )  # fmt: skip
    taken = Phrase("kpi_audit_taken_out_note", (("n", sum(one.unmasked for one in facts.taken_out)),))
    return (
        Highlight("audit_children", facts.children, _COUNT, held),
        Highlight("audit_unasked", facts.unasked_children, _COUNT, unasked),
        Highlight("audit_withdrawn", back.asked, _COUNT, carried),
        Highlight("audit_taken_out", sum(one.times for one in facts.taken_out), _COUNT, taken),
        Highlight("audit_findings", found, _COUNT, Phrase("kpi_audit_findings_none" if not found else "kpi_audit_findings_note")),
    )


def tables(facts: AuditFacts) -> tuple[Table, ...]:
    """What was found, whose consent, the year's acts, who may do what and did it, what is too old, and the list of fields."""
    return (
        _findings(facts), _consents(facts), _notices(facts), _acts(facts), _operators(facts), _rights(facts),
        _handlings("audit_seen", facts.seen, masked=False), _handlings("audit_taken_out", facts.taken_out, masked=True),
        _overdue(facts), _fields(),
    )  # fmt: skip


def _findings(facts: AuditFacts) -> Table:
    columns = (Column("audit_rule", _WORD), Column("audit_found", _COUNT), Column("audit_kept", _WORD))
    rows = tuple((f"rule_{rule}", count, "kept" if not count else "finding") for rule, count in facts.findings())
    return Table("audit_findings", columns, rows)


def _consents(facts: AuditFacts) -> Table:
    states = ("granted", "refused", "withdrawn", "not_asked")
    columns = (
        Column("audit_purpose", _WORD), *(Column(f"audit_{state}", _COUNT) for state in states), Column("audit_children_of", _COUNT),
    )  # fmt: skip
    rows = tuple(
        (f"purpose_of_{one.purpose}", one.granted, one.refused, one.withdrawn, one.not_asked, one.children[0]) for one in facts.states
    )
    return Table("audit_consents", columns, rows)


def _notices(facts: AuditFacts) -> Table:
    columns = (
        Column("audit_version"), Column("audit_sha256"), Column("audit_since", ValueKind.MOMENT), Column("audit_families", _COUNT),
        Column("audit_children", _COUNT),
    )  # fmt: skip
    return Table(
        "audit_notices", columns, tuple((one.version, one.sha256, one.at, one.families, one.children) for one in facts.notices)
    )


def _acts(facts: AuditFacts) -> Table:
    """A row for each purpose and way; refusals and withdrawals stand with the first."""
    columns = (
        Column("audit_purpose", _WORD), Column("audit_given", _COUNT), Column("audit_refused", _COUNT),
        Column("audit_withdrawn", _COUNT), Column("audit_method", _WORD),
    )  # fmt: skip
    rows: list[tuple[Value, ...]] = []
    for act in facts.acts:
        rows.append((f"purpose_of_{act.purpose}", act.given, act.refused, act.withdrawn, "method_all"))
        rows += [(f"purpose_of_{act.purpose}", count, None, None, f"method_{method}") for method, count in act.methods]
    return Table("audit_acts", columns, tuple(rows))


def _operators(facts: AuditFacts) -> Table:
    columns = (Column("audit_operator"), Column("audit_role", _WORD), Column("audit_active", _WORD), Column("audit_rights", _COUNT))
    rows = tuple((one.name, f"role_{one.role}", "active" if one.active else "retired", one.rights) for one in facts.seats)
    return Table("audit_operators", columns, rows)


def _rights(facts: AuditFacts) -> Table:
    columns = (Column("audit_right", _WORD), Column("audit_operators", _COUNT))
    return Table("audit_rights", columns, tuple((f"right_{right}", count) for right, count in facts.rights))


def _handlings(key: str, handled: tuple[Handling, ...], *, masked: bool) -> Table:
    columns = [
        Column("audit_operator"), Column("audit_role", _WORD), Column("audit_what", _WORD if masked else ValueKind.TEXT),
        Column("audit_times", _COUNT), Column("audit_records", _COUNT),
    ]  # fmt: skip
    if masked:
        columns.append(Column("audit_unmasked", _COUNT))
    rows = []
    for one in handled:
        what = f"export_{one.what.replace('.', '_')}" if masked else one.what
        row: tuple[Value, ...] = (one.operator, f"role_{one.role or 'unknown'}", what, one.times, one.records)
        rows.append((*row, one.unmasked) if masked else row)
    return Table(key, tuple(columns), tuple(rows))


def _overdue(facts: AuditFacts) -> Table:
    counts = tuple(Column(f"audit_{name}", _COUNT) for name in ("months", "overdue", "of"))
    columns = (Column("audit_kept_for", _WORD), *counts)
    return Table("audit_overdue", columns, tuple((f"keeping_{one.keeping}", one.months, one.records, one.of) for one in facts.overdue))


def _fields() -> Table:
    """The list of fields: what is kept of whom, what for, on which ground, how long, and in which columns of the file."""
    columns = (
        Column("audit_field", _WORD), Column("audit_whose", _WORD), Column("audit_purpose_text", _WORD), Column("audit_ground", _WORD),
        Column("audit_keeping", _WORD), Column("audit_columns"),
    )  # fmt: skip
    rows = tuple(
        (
            f"field_{held.key}", f"whose_{held.whose.value}", f"purpose_{held.key}", f"ground_{held.ground.value}",
            f"keeping_{held.keeping.value}", " ".join(held.columns),
        )
        for held in HELD
    )  # fmt: skip
    return Table("audit_fields", columns, rows)


def charts(facts: AuditFacts) -> tuple[Chart, ...]:
    """How families stand to each purpose."""
    if not facts.families:
        return ()
    parts = tuple(Phrase(f"label_audit_{state}") for state in ("granted", "refused", "withdrawn", "not_asked"))
    columns = tuple(
        Stacked(Phrase(f"value_purpose_of_{one.purpose}"), (one.granted, one.refused, one.withdrawn, one.not_asked), facts.families)
        for one in facts.states
    )
    return (StackColumns("audit_consents", Phrase("finding_audit_consents"), Phrase("note_audit_consents_drawn"), parts, columns),)
