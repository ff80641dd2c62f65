"""Every field that may tell who somebody is: of whom, what for, on which ground, and how long it is kept.

The Personal Information Protection Law (PIPL) asks for it in articles 6, 17 and 19, and of children's data once a year in the
audit that article 37 of 未成年人网络保护条例 demands. A column of the file that holds text, a day, a picture or a list stands
either here or in :data:`NOT_PERSONAL`; a test reads the file's tables and finds one that stands in neither.
"""

from dataclasses import dataclass
from enum import StrEnum


class Whose(StrEnum):
    """Whom a field is about."""

    CHILD = "child"
    GUARDIAN = "guardian"
    FAMILY = "family"
    VOLUNTEER = "volunteer"
    PARTNER = "partner"
    STAFF = "staff"
    ANYBODY = "anybody"


class Ground(StrEnum):
    """Why it may be kept: PIPL 13 (1) with 31 and 29 for children's and sensitive data, 13 (1), 13 (2), 13 (3)."""

    GUARDIAN_CONSENT = "guardian_consent"
    CONSENT = "consent"
    CONTRACT = "contract"
    DUTY = "duty"


class Keeping(StrEnum):
    """How long. ``proof`` is the three years of 民法典 188, ``records`` the three years of PIPL 56, ``books`` the thirty years of
    会计档案管理办法, ``row`` as long as the row that it is a copy of."""

    CONTACT = "contact"
    SERVICE = "service"
    PROOF = "proof"
    BOOKS = "books"
    RECORDS = "records"
    ANSWERS = "answers"
    PARTNERSHIP = "partnership"
    ROW = "row"


MONTHS = {Keeping.CONTACT: 24, Keeping.SERVICE: 24, Keeping.ANSWERS: 36, Keeping.PROOF: 36, Keeping.RECORDS: 36, Keeping.BOOKS: 360}
"""After the last registration or visit; the last duty; the answer; the withdrawal; the act; the payment."""


@dataclass(frozen=True)
class Held:
    """Fields that are kept for one purpose. ``key`` names them and the purpose in the words of the audit report."""

    key: str
    whose: Whose
    ground: Ground
    keeping: Keeping
    columns: tuple[str, ...]


def _held(key: str, whose: Whose, ground: Ground, keeping: Keeping, columns: str) -> Held:
    return Held(key, whose, ground, keeping, tuple(columns.split()))


_C, _G, _K = Whose, Ground, Keeping
HELD: tuple[Held, ...] = (
    _held("child_name", _C.CHILD, _G.GUARDIAN_CONSENT, _K.CONTACT, "person.name person.nickname"),
    _held("child_birth", _C.CHILD, _G.GUARDIAN_CONSENT, _K.CONTACT,
          "person.birthdate person.birth_first person.birth_last person.birth_text"),
    _held("child_sex", _C.CHILD, _G.GUARDIAN_CONSENT, _K.CONTACT, "person.sex"),
    _held("child_health", _C.CHILD, _G.GUARDIAN_CONSENT, _K.CONTACT, "person.allergies person.needs"),
    _held("relation", _C.GUARDIAN, _G.CONSENT, _K.CONTACT, "person.relation"),
    _held("contact", _C.GUARDIAN, _G.CONSENT, _K.CONTACT,
          "person.phone person.phone_type person.phone2 person.wechat person.email"),
    _held("district", _C.FAMILY, _G.CONSENT, _K.CONTACT, "family.district"),
    _held("remarks", _C.FAMILY, _G.CONSENT, _K.CONTACT, "family.notes family_tag.name follow_up.text follow_up.result"),
    _held("booking", _C.FAMILY, _G.CONTRACT, _K.CONTACT, "registration.notes registration.source_rows registration.at_start"),
    _held("asked", _C.FAMILY, _G.GUARDIAN_CONSENT, _K.CONTACT, "answer.value"),
    _held("ticket", _C.FAMILY, _G.CONTRACT, _K.CONTACT, "registration.ticket"),
    _held("handing_over", _C.CHILD, _G.GUARDIAN_CONSENT, _K.PROOF, "journal.persons journal.pickup_code journal.reason"),
    _held("consents", _C.GUARDIAN, _G.DUTY, _K.PROOF,
          "consent.purpose consent.notice consent.method signature.picture signature.sha256"),
    _held("refusals", _C.FAMILY, _G.DUTY, _K.CONTACT, "opt_out.channel"),
    _held("membership", _C.FAMILY, _G.CONTRACT, _K.CONTACT, "membership.since membership.until"),
    _held("payments", _C.FAMILY, _G.DUTY, _K.BOOKS, "payment.method payment.receipt payment.note"),
    _held("messages", _C.FAMILY, _G.CONSENT, _K.CONTACT,
          "message.subject message.text message_recipient.state message_recipient.trouble"),
    _held("voting", _C.FAMILY, _G.CONSENT, _K.ANSWERS, "vote.family vote.voter"),
    _held("answers", _C.FAMILY, _G.CONSENT, _K.ANSWERS, "survey_answer.value survey_response.who survey_invitation.secret"),
    _held("complaints", _C.FAMILY, _G.DUTY, _K.PROOF, "feedback_case.text feedback_case.reply feedback_case.result"),
    _held("volunteer_person", _C.VOLUNTEER, _G.CONSENT, _K.SERVICE,
          "volunteer.name volunteer.phone volunteer.email volunteer.wechat volunteer.note engagement.note"),
    _held("volunteer_age", _C.VOLUNTEER, _G.DUTY, _K.SERVICE, "volunteer.birthdate"),
    _held("volunteer_vetting", _C.VOLUNTEER, _G.DUTY, _K.SERVICE, "volunteer.vetting volunteer.vetting_until"),
    _held("volunteer_skills", _C.VOLUNTEER, _G.CONSENT, _K.SERVICE,
          "volunteer_skill.name volunteer_skill.certificate volunteer_skill.until engagement.windows engagement.wishes"),
    _held("volunteer_duty", _C.VOLUNTEER, _G.CONTRACT, _K.SERVICE,
          "engagement.reason assignment.reason shift_attendance.reason roster_notice.trouble pairing.kind"),
    _held("partner_contact", _C.PARTNER, _G.CONTRACT, _K.PARTNERSHIP, "partner.contact partner.phone partner.notes"),
    _held("leaders", _C.PARTNER, _G.CONTRACT, _K.PARTNERSHIP, "slot.leader training.leader event.emergency"),
    _held("staff", _C.STAFF, _G.CONTRACT, _K.RECORDS,
          "operator.name event.owner task.owner follow_up.owner feedback_case.owner announcement.remark"),
    _held("records", _C.ANYBODY, _G.DUTY, _K.RECORDS, "audit.operator audit.subject audit.details journal.operator"),
    _held("search", _C.FAMILY, _G.CONSENT, _K.ROW, "search_key.key search_key.family"),
    _held("copies", _C.ANYBODY, _G.DUTY, _K.ROW,
          "outbox.body foreign_item.body foreign_item.extra clash.kept clash.other import_batch.before import_batch.rows "
          "import_batch.file "
          "family_merge.moved feedback_batch.file feedback_batch.rows calendar_item.raw"),
    _held("reports", _C.ANYBODY, _G.DUTY, _K.RECORDS, "report_revision.body hand_in.body"),
)  # fmt: skip
"""What is kept of people. An older copy of a row goes with the row: erasing empties it."""

_NOT_PERSONAL = """
announcement.link announcement.state announcement.text announcement.title assignment.origin assignment.response
assignment.waived audit.action audit.digest audit.prev audit.station budget_line.kind budget_line.side budget_line.title
calendar_item.digest calendar_item.uid call.reason call.registration clash.field clash.kept_device clash.log clash.other_device
clash.record clash.table closure.reason closure.target comment_theme.question comment_theme.theme consent.batch
contribution.title device.hlc device.name device.public engagement.code engagement.state event.capacity_unit event.code
event.kind event.notes event.purpose event.reason event.rules event.series event.state event.title event.venue family.batch
family.merged_into family_merge.gone family_tag.kind feedback_batch.mapping feedback_batch.sha256 feedback_case.due
feedback_case.kind follow_up.due foreign_item.digest foreign_item.hlc foreign_item.id foreign_item.log foreign_item.prev
foreign_item.sig foreign_item.state foreign_item.type goal.key
hand_in.hub hand_in.operator hand_in.reason hand_in.report hand_in.revision hand_in.sha256 hand_in.state
hub.ca hub.problem hub.scope hub.server_name hub.token hub.url
hub_cursor.cursor hub_cursor.log import_batch.counts import_batch.mapping import_batch.notice import_batch.source
import_memory.fingerprint import_memory.mapping item_record.device item_record.record item_record.table journal.digest
journal.event journal.hlc journal.id journal.kind journal.prev journal.registration journal.station journal.target
member_level.benefits member_level.name message.channel message.purpose meta.key meta.value not_duplicate.first
not_duplicate.second notice.sha256 notice.text notice.version offer.slots offer.state operator.role organisation.name
organisation.notice organisation.zone outbox.digest outbox.event outbox.hlc outbox.id outbox.prev outbox.type partner.kind
partner.name payment.kind person.batch person.id person.role place_limit.kind place_limit.subject place_limit.unit price.kind
price.level proposal.kind proposal.state proposal.text proposal.title question.key question.kind question.options question.text
refused_item.outcome refused_item.problem registration.batch registration.source registration.state registration_member.person
registration_member.role report_revision.kind report_revision.operator report_revision.position report_revision.sha256
report_revision.subject report_template.after_kinds report_template.formats report_template.kind report_template.language
report_template.logo report_template.name report_template.sections resource.name revoked_ticket.registration room.features
room.name roster_notice.channel roster_notice.shifts roster_notice.state schedule_release.changes schedule_release.slots
shift.code shift.note shift.role shift.room shift.skills shift_attendance.kind shift_attendance.voids shift_template.kind
shift_template.name shift_template.shifts slot.capacity_unit slot.code slot.kind slot.notes slot.resources slot.room slot.title
slot_choice.state station.name station.prefix survey.name survey.state survey_answer.question survey_answer.subject
survey_response.batch survey_response.source survey_version.questions survey_version.sha256 task.title ticket_key.public
training.day training.title venue.address venue.name venue.notes vote.source
"""
NOT_PERSONAL = frozenset(_NOT_PERSONAL.split())
"""Columns that tell of no person: codes, states, ids that lead to a row that is named above, and what is published anyway."""


def columns() -> frozenset[str]:
    """All fields that are personal, as ``table.column``."""
    return frozenset(column for held in HELD for column in held.columns)
