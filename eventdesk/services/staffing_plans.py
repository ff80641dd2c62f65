"""What a roster could be: plans, why places are empty, what would fill them. Computed from a staffing, nothing is written.

Everything here may run in any thread and needs no desk; :meth:`eventdesk.services.rosters.Rosters.keep` writes a plan.
"""

from eventdesk.assignment.roster import Plan, Progress, plan, repair, signup_order
from eventdesk.assignment.roster_apart import plan_apart
from eventdesk.assignment.roster_child import Question
from eventdesk.assignment.roster_reasons import (
    Reasons,
    Remedy,
    RemedyKind,
    WhyHere,
    gaps,
    reasons,
    remedies,
    why_here,
    why_not,
)

__all__ = [
    "Plan", "Progress", "Question", "Reasons", "Remedy", "RemedyKind", "WhyHere", "gaps", "plan", "plan_apart", "reasons",
    "remedies", "repair", "signup_order", "why_here", "why_not",
]  # fmt: skip
