"""The form to sign up: read, checked by the desk's rules, with a sentence beside each field that is not right."""

import re
import secrets
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eventdesk.desk import Desk
from eventdesk.domain.question import Answer, QuestionKind
from eventdesk.errors import Conflict, DeskError, InvalidInput
from eventdesk.services.online_views import OnlineChild, OnlineEvent, SignedUp, SignUp
from eventdesk.services.questions import QuestionView
from eventdesk.services.typed import birth_of, phone_of
from eventdesk.web.families.wording import Wording
from eventdesk.web.forms import Form
from resources.words import sentence

MOST_CHILDREN, MOST_ADULTS = 4, 6
_LONGEST_NAME, _LONGEST_ALLERGY = 40, 200
_MARK = re.compile(r"[A-Za-z0-9_-]{20,64}")
TRAP = "website"
"""A field that nobody sees: what is filled in there was filled in by a program."""
SWITCH = "switch"
"""A button's name: the same form in the other language, with all that was typed."""


@dataclass
class Sheet:
    """The form as it stands: what was typed, and by field what is wrong with it. ``asks_age``: somebody is not of the age, and
    whoever sends the form is asked whether that is meant."""

    event: OnlineEvent
    version: str
    notice: str
    form: Form
    mark: str
    wrong: dict[str, str] = field(default_factory=dict)
    ages: tuple[str, ...] = ()
    done: SignedUp | None = None

    def places(self, wording: Wording) -> list[tuple[str, str]]:
        """What is wrong, by the place on the page where it is put right, each with the name of its field where that needs one."""
        of = {f"q_{one.key}": one.text for one in self.event.questions}
        of |= {
            f"child{n}_{part}": wording.words("web_families.child_n", n=n)
            for n in range(1, MOST_CHILDREN + 1) for part in ("name", "birth", "allergies")
        }  # fmt: skip
        said = ((name, of.get(name, ""), text) for name, text in self.wrong.items() if name != "form")
        return [(name, wording.words("web_families.wrong_of", of=of, text=text) if of else text) for name, of, text in said]

    def value(self, name: str) -> str:
        """What was typed."""
        return self.form.text(name)

    def chosen(self, name: str, value: str) -> bool:
        """Whether an option was chosen."""
        return value in self.form.all(name)


def blank(desk: Desk, code: str, wording: Wording) -> Sheet | None:
    """An empty form; None where there is no such event."""
    event = desk.online.event(code)
    if event is None:
        return None
    version, notice = desk.consents.wording(wording.words)
    return Sheet(event, version, notice, Form(()), secrets.token_urlsafe(18))


def submit(desk: Desk, code: str, form: Form, wording: Wording) -> Sheet | None:
    """Signs up with what was sent, or says what is wrong with it; nothing that was typed is lost."""
    sheet = blank(desk, code, wording)
    if sheet is None:
        return None
    sheet.form = form
    if _MARK.fullmatch(form.text("mark")):
        sheet.mark = form.text("mark")
    if form.text(SWITCH):
        return sheet
    read = _read(desk, sheet, wording)
    if sheet.wrong:
        return sheet
    if not form.text("anyway"):
        found = desk.online.out_of_age(code, read)
        sheet.ages = tuple(
            wording.words("web_families.age_warning", child=name, ages=wording.ages(band)) for name, band in found
        )  # fmt: skip
        if sheet.ages:
            return sheet
    try:
        sheet.done = desk.online.sign_up(code, read)
    except (InvalidInput, Conflict) as refused:
        sheet.wrong[str(getattr(refused, "field", "") or "form")] = told(wording, refused)
    return sheet


def told(wording: Wording, error: DeskError) -> str:
    """An error in a sentence or two."""
    return " ".join(part for part in sentence(wording.words, error.code, dict(error.details)) if part)


def number_of(text: str) -> str | None:
    """A phone as its digits; None where it is none."""
    try:
        return phone_of(text[:60])[0]
    except InvalidInput:
        return None


def _read(desk: Desk, sheet: Sheet, wording: Wording) -> SignUp:
    words, form, wrong = wording.words, sheet.form, sheet.wrong
    name, phone = form.text("name"), form.text("phone")
    if not name:
        wrong["name"] = words("web_families.wrong_name")
    elif len(name) > _LONGEST_NAME:
        wrong["name"] = words("web_families.wrong_long", n=_LONGEST_NAME)
    number = number_of(phone)
    if number is None:
        wrong["phone"] = words("web_families.wrong_phone")
    adults = form.text("adults")
    if adults not in {str(n) for n in range(1, MOST_ADULTS + 1)}:
        wrong["adults"] = words("web_families.wrong_adults")
        adults = "1"
    today = desk.clock.now().astimezone(desk.zone).date()
    children = tuple(one for place in range(1, MOST_CHILDREN + 1) if (one := _child(sheet, place, today, wording)) is not None)
    if sheet.event.largest is not None and int(adults) + len(children) > sheet.event.largest:
        wrong["adults"] = words("web_families.wrong_party", n=sheet.event.largest)
    known = {slot.code for slot in sheet.event.slots}
    slots = tuple(dict.fromkeys(code for code in form.all("slot") if code in known))
    if known and not slots:
        wrong["slot"] = words("web_families.wrong_slot")
    answers = {one.id: answer for one in sheet.event.questions if (answer := _answer(desk, sheet, one, wording)) is not None}
    if form.text("notice") != sheet.version:
        wrong["consent"] = words("web_families.wrong_notice")
    elif form.text("consent") != "yes":
        wrong["consent"] = words("web_families.wrong_consent")
    return SignUp(name, number or "", int(adults), children, slots, form.text("photo") == "yes", sheet.mark, answers)


def _child(sheet: Sheet, place: int, today: date, wording: Wording) -> OnlineChild | None:
    words, form, wrong = wording.words, sheet.form, sheet.wrong
    name, birth, allergies = (form.text(f"child{place}_{part}") for part in ("name", "birth", "allergies"))
    if not (name or birth or allergies):
        return None
    if not name or len(name) > _LONGEST_NAME:
        wrong[f"child{place}_name"] = words("web_families.wrong_long" if name else "web_families.wrong_child", n=_LONGEST_NAME)
    if len(allergies) > _LONGEST_ALLERGY:
        wrong[f"child{place}_allergies"] = words("web_families.wrong_long", n=_LONGEST_ALLERGY)
    born = None
    try:
        born = birth_of(birth[:40], today=today)
        if born is None or born.year < today.year - 20:
            wrong[f"child{place}_birth"] = words("web_families.wrong_birth")
    except InvalidInput as bad:
        wrong[f"child{place}_birth"] = told(wording, bad)
    return OnlineChild(name, born, allergies)


def _answer(desk: Desk, sheet: Sheet, question: QuestionView, wording: Wording) -> Answer | None:
    name = f"q_{question.key}"
    given: Any = list(sheet.form.all(name)) if question.kind is QuestionKind.MULTIPLE else sheet.form.text(name)
    if not given:
        if question.required:
            sheet.wrong[name] = wording.words("web_families.wrong_answer")
        return None
    try:
        desk.questions.check({question.id: given}, event=sheet.event.code)
    except InvalidInput as bad:
        sheet.wrong[name] = told(wording, bad)
        return None
    return given  # type: ignore[no-any-return]  # a text, or several
