"""The figures of the audit report, each with its definition; their keys are those of the records behind them."""

from collections.abc import Iterator

from eventdesk.reports.audit_facts import AuditFacts
from eventdesk.reports.document import Figure, ValueKind, rate

STATES = ("granted", "refused", "withdrawn", "not_asked")


def figures(facts: AuditFacts) -> Iterator[Figure]:
    """All of them: what is held, by whose consent, the year's acts, who handled it, and the findings."""
    yield Figure("children", facts.children, "audit_children")
    yield rate("children.known", facts.children_known, facts.children, definition="audit_children_known")
    yield Figure("families", facts.families, "audit_families")
    yield Figure("guardians", facts.guardians, "audit_guardians")
    for state in facts.states:
        counts = (state.granted, state.refused, state.withdrawn, state.not_asked)
        for name, count in zip(STATES, counts, strict=True):
            key = f"state.{state.purpose}.{name}"
            yield rate(key, count, facts.families, definition=f"audit_state_{state.purpose}_{name}")
    for notice in facts.notices:
        yield rate(f"notice.{notice.version}", notice.families, facts.families, definition="audit_notice", subject=notice.version)
    for act in facts.acts:
        for name, count in (("given", act.given), ("refused", act.refused), ("withdrawn", act.withdrawn)):
            yield Figure(f"acts.{act.purpose}.{name}", count, f"audit_acts_{act.purpose}_{name}")
    yield from _handling(facts)
    yield from _findings(facts)


def _handling(facts: AuditFacts) -> Iterator[Figure]:
    back = facts.withdrawals
    yield rate("withdrawals.carried_out", back.carried_out, back.asked, definition="audit_withdrawals_carried_out")
    yield Figure("withdrawals.slowest", back.slowest, "audit_withdrawals_slowest", ValueKind.MEAN)
    yield Figure("operators", sum(seat.active for seat in facts.seats), "audit_operators")
    for right, operators in facts.rights:
        yield Figure(f"rights.{right}", operators, f"audit_right_{right}")
    yield Figure("seen", sum(one.times for one in facts.seen), "audit_seen")
    yield Figure("seen.records", sum(one.records for one in facts.seen), "audit_seen_records")
    yield Figure("taken_out", sum(one.times for one in facts.taken_out), "audit_taken_out")
    yield Figure("taken_out.records", sum(one.records for one in facts.taken_out), "audit_taken_out_records")
    yield Figure("taken_out.unmasked", sum(one.unmasked for one in facts.taken_out), "audit_taken_out_unmasked")
    yield Figure("erased.families", facts.families_erased, "audit_erased_families")
    yield Figure("erased.people", facts.people_erased, "audit_erased_people")
    yield Figure("erased.volunteers", facts.volunteers_erased, "audit_erased_volunteers")
    yield Figure("door.by_decision", facts.let_in_by_decision, "audit_door_by_decision")
    yield Figure("door.taken_back", facts.taken_back, "audit_door_taken_back")


def _findings(facts: AuditFacts) -> Iterator[Figure]:
    yield Figure("no_consent.children", facts.unasked_children, "audit_no_consent_children")
    yield Figure("no_consent.families", facts.unasked_families, "audit_no_consent_families")
    yield Figure("withdrawals.late", facts.withdrawals.asked - facts.withdrawals.carried_out, "audit_withdrawals_late")
    yield Figure("withdrawals.left", facts.withdrawals.left, "audit_withdrawals_left")
    yield Figure("withdrawals.photos", facts.withdrawals.photos, "audit_withdrawals_photos")
    for one in facts.overdue:
        yield rate(f"overdue.{one.keeping}", one.records, one.of, definition=f"audit_overdue_{one.keeping}")
    for name, found in facts.proof:
        yield Figure(f"proof.{name}", f"proof_{found}", f"audit_proof_{name}", ValueKind.WORD)
    encrypted = "proof_yes" if facts.encrypted else "proof_no"
    yield Figure("proof.encrypted", encrypted, "audit_proof_encrypted", ValueKind.WORD)
    yield Figure("findings", sum(count > 0 for _, count in facts.findings()), "audit_findings")
