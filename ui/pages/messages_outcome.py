"""What is said before mail goes out, and of what became of it."""

from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING

from resources.words import Words
from ui.widgets.paint import Tone
from ui.wording import Wording

if TYPE_CHECKING:
    from eventdesk.services.mailing import MailResult
    from eventdesk.services.message_views import PlanView


def left_out(plan: "PlanView | None", only: Collection[str] | None, words: Words) -> str:
    """Who of the recipients, or of ``only`` these, gets nothing now, and why; empty where all get it."""
    if plan is None:
        return ""
    counts = Counter(one.standing.value for one in plan.recipients if only is None or one.family in only)
    counts.pop("ready", None)
    left = [words("messages.count", word=words(f"messages.standing_{standing}"), n=n) for standing, n in counts.items()]
    return words("messaging.left_out", left=words("common.list_sep").join(left)) if left else ""


def went_out(result: "MailResult") -> int:
    """How many letters went out."""
    from eventdesk.domain.message import Outcome

    return result.outcomes.get(Outcome.SENT, 0)


def became(result: "MailResult", words: Words, wording: Wording) -> tuple[str, str, Tone] | None:
    """Fact, detail and tone of a sending that did not reach everybody; None where it did."""
    from eventdesk.domain.message import Outcome

    sent, failed = went_out(result), result.outcomes.get(Outcome.FAILED, 0)
    if result.stopped is not None:
        why = wording.error(result.stopped).whole
        return words("messaging.stopped", n=sent, left=result.unsent), why, Tone.REFUSE
    if failed or result.unsent:
        return words("messaging.partly", n=sent, failed=failed, left=result.unsent), words("messaging.again_hint"), Tone.WARN
    return None
