"""Everything that is written of templates of reports is told of in the outbox."""

from eventdesk.desk import Desk
from eventdesk.domain.event import EventKind
from tests.services.test_outbox import check
from tests.services.test_report_templates import picture


def test_templates_are_told_of(fair: Desk) -> None:
    templates = fair.report_templates
    templates.add("Short", "event", logo=picture("PNG"), after_kinds=(EventKind.COURSE,))
    templates.change("Short", sections=("money",), logo=None)
    templates.put_back(templates.remove("Short"))
    templates.add("Other", "attendance", logo=picture("JPEG"))
    templates.remove("Short")
    check(fair)
