"""The audit report: the pack that a handler of minors' data gives to whoever audits it, each January.

未成年人网络保护条例 37 asks for an audit every year of how the law is kept in handling minors' data, PIPL 54 for regular ones. No
child and no guardian is named in it; operators are, for they answer for what they did.
"""

from dataclasses import asdict
from typing import Any

from eventdesk.reports.audit_facts import AuditFacts
from eventdesk.reports.audit_figures import figures
from eventdesk.reports.audit_layout import charts, layout, tables
from eventdesk.reports.document import ReportDocument, plain
from eventdesk.reports.of_year import document_of_year

__all__ = ["KIND", "AuditFacts", "audit_document", "build"]

KIND = "audit"


def audit_document(facts: AuditFacts) -> dict[str, Any]:
    """The facts in the report's JSON, with what was found."""
    return {
        "year": facts.year, "until": facts.last.isoformat(),
        "findings": [{"rule": rule, "found": count, "kept": count == 0} for rule, count in facts.findings()],
        "withdrawals": asdict(facts.withdrawals), "proof": dict(facts.proof) | {"encrypted": facts.encrypted},
        "notices": [asdict(one) | {"at": plain(one.at)} for one in facts.notices],
        "consents": [asdict(one) | {"methods": dict(one.methods)} for one in facts.acts],
    }  # fmt: skip


def build(facts: AuditFacts) -> ReportDocument:
    """The report's document. The same facts give the same document, to the byte."""
    return document_of_year(
        KIND, facts, figures=figures(facts), tables=tables(facts), charts=charts(facts), layout=layout(facts),
        section=audit_document(facts),
    )  # fmt: skip
