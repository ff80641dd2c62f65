"""Cases: low scores are taken up once, and whoever works on one leaves a trail that can be taken back."""

from datetime import date

import pytest

from eventdesk.desk import Desk
from eventdesk.errors import Conflict, InvalidInput, NotFound
from eventdesk.services.cases import CaseKind
from tests.services.test_outbox import check
from tests.services.test_surveys import opened


def test_low_scores_are_taken_up_once(fair: Desk) -> None:
    view = opened(fair)
    assert view.adults is not None
    for points, text in ((5, "很好"), (2, "排队太久，电话 13800001234"), (1, "")):
        made = fair.kiosk.press(view.adults.version, "overall", points).response
        if text:
            fair.kiosk.press(view.adults.version, "better", text, response=made)
    fair.kiosk.press(view.children.version, "happy", 3)
    assert (fair.cases.take_up("FAIR"), fair.cases.take_up("FAIR")) == (2, 0)
    found = fair.cases.list("FAIR")
    assert {one.kind for one in found} == {CaseKind.LOW_SCORE}
    (written,) = (one.text for one in found if one.text)
    assert written.startswith("排队太久") and "13800001234" not in written
    check(fair)


def test_a_case_is_worked_on_settled_and_opened_again(fair: Desk) -> None:
    late = fair.cases.add("FAIR", "停车难", due=date(2026, 11, 27), owner=" 小王 ")
    soon = fair.cases.add("FAIR", "谢谢老师", kind=CaseKind.PRAISE, due=date(2026, 11, 28))
    never = fair.cases.add("FAIR", "希望有低龄场", kind=CaseKind.SUGGESTION)
    assert [one.id for one in fair.cases.list("FAIR")] == [late.id, soon.id, never.id]
    assert [one.overdue for one in fair.cases.list("FAIR")] == [True, False, False] and late.owner == "小王"
    changed = fair.cases.change(late.id, revision=late.revision, reply="下次发停车图", no_due=True)
    assert (changed.reply, changed.due, changed.overdue) == ("下次发停车图", None, False)
    with pytest.raises(Conflict) as refused:
        fair.cases.change(late.id, revision=late.revision, owner="x")
    assert refused.value.code == "case_changed"
    assert fair.cases.done(late.id, result="已回复").done_at is not None
    assert late.id not in {one.id for one in fair.cases.list("FAIR")}
    assert late.id in {one.id for one in fair.cases.list("FAIR", open_only=False)}
    again = fair.cases.reopen(late.id)
    assert (again.done_at, again.result) == (None, "已回复")
    removed = fair.cases.remove(soon.id)
    with pytest.raises(NotFound):
        fair.cases.change(soon.id, owner="x")
    assert fair.cases.put_back(removed).kind is CaseKind.PRAISE
    with pytest.raises(InvalidInput):
        fair.cases.add("FAIR", "  ")
    check(fair)
