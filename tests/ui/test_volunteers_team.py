"""The people over the years: entering, finding and retiring them, their family, and trainings."""

from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from eventdesk.desk import Desk
from eventdesk.domain.family import Role
from eventdesk.domain.volunteer import Vetting
from eventdesk.services.booking import BookedPerson
from tests.ui import roster_desk
from tests.ui.people_desk import Opened
from ui.dialogs.volunteer_person import EraseForm, PairsDialog, VolunteerPersonForm
from ui.dialogs.volunteer_trainings import AttendedDialog, TrainingForm, TrainingsDialog


def register(desk: Desk) -> str:
    """A family at the event, whose mother has the phone of a volunteer."""
    guardian = BookedPerson(Role.GUARDIAN, "林晓", phone="13800001104", phone_type="mobile")
    return desk.registrations.add(roster_desk.EVENT, people=(guardian, BookedPerson(Role.CHILD, "安安"))).family


def settle(made: Opened) -> None:
    made.qtbot.wait(15)
    made.qtbot.waitUntil(lambda: not made.running.tasks.busy, timeout=15000)
    made.qtbot.wait(5)


def chosen(made: Opened, name: str) -> Any:
    """Show somebody."""
    team = made.page.team
    team.table.select(next(one.id for one in team.people if one.name == name))
    team.card.show_person(next(one for one in team.people if one.name == name))
    return team.card


def test_people_are_entered_found_put_right_and_retired(qtbot: QtBot, tmp_path: Path) -> None:
    clock = roster_desk.make(tmp_path / "desk")
    with roster_desk.opened(qtbot, tmp_path / "desk", clock) as made:
        made.page.show_view("team")
        settle(made)
        team = made.page.team
        assert len(team.people) == 10
        made.page.verbs.new()
        form = made.dialog(VolunteerPersonForm)
        form.submit()
        settle(made)
        assert form.isVisible() and form.fields["name"].error
        form.fields["name"].set_text("罗一")
        form.fields["phone"].set_text("12")
        form.submit()
        settle(made)
        assert form.fields["phone"].error and not form.fields["name"].error
        form.fields["phone"].set_text("13800001101")
        form.submit()
        settle(made)
        assert form.fields["phone"].error, "another volunteer has it"
        form.fields["phone"].set_text("13800009999")
        form.fields["birthdate"].set_text("soon")
        form.submit()
        settle(made)
        assert form.fields["birthdate"].error
        form.fields["birthdate"].set_text("1990-5-1")
        form.submit()
        settle(made)
        assert len(team.people) == 11 and team.card.person.name == "罗一"

        chosen(made, "罗一").edit()
        form = made.dialog(VolunteerPersonForm)
        assert not form.family.isVisible()
        form.vetting.set_current(Vetting.DATED.value)
        form.submit()
        settle(made)
        assert form.fields["vetting_until"].error, "a day is needed"
        form.reject()

        team.search.setText("罗")
        team.read()
        settle(made)
        assert [one.name for one in team.people] == ["罗一"]
        team.search.clear()
        team.read()
        settle(made)
        card = chosen(made, "罗一")
        card._retire(card.person)
        settle(made)
        made.settle()
        assert "罗一" not in [one.name for one in team.people]


def test_the_family_with_the_same_phone_is_proposed(qtbot: QtBot, tmp_path: Path) -> None:
    clock = roster_desk.make(tmp_path / "desk")
    with roster_desk.opened(qtbot, tmp_path / "desk", clock) as made:
        desk = made.page.desk
        family = made.ask(register, desk)
        made.page.show_view("team")
        settle(made)
        chosen(made, "沈浩").edit()
        form = made.dialog(VolunteerPersonForm)
        assert form.family.isVisible() and not form.family.isChecked()
        form.family.setChecked(True)
        form.submit()
        settle(made)
        person = next(one for one in made.ask(desk.volunteers.list) if one.name == "沈浩")
        assert person.family == family


def test_trainings_are_added_with_who_was_there(qtbot: QtBot, tmp_path: Path) -> None:
    clock = roster_desk.make(tmp_path / "desk")
    with roster_desk.opened(qtbot, tmp_path / "desk", clock) as made:
        made.page.show_view("team")
        settle(made)
        desk, team = made.page.desk, made.page.team
        team.open_trainings()
        dialog = made.dialog(TrainingsDialog)
        settle(made)
        dialog.new.click()
        form = made.dialog(TrainingForm)
        form.submit()
        settle(made)
        assert form.isVisible(), "a title is needed"
        form.fields["title"].set_text("急救培训")
        form.fields["day"].set_text("")
        form.submit()
        settle(made)
        assert form.fields["day"].error
        form.fields["day"].set_text("2026-11-1")
        form.fields["minutes"].set_text("1.5")
        form.submit()
        settle(made)
        (training,) = dialog.trainings
        assert (training.title, training.minutes) == ("急救培训", 90)
        dialog.buttons[training.id].click()
        who = made.dialog(AttendedDialog)
        ids = {one.name: one.id for one in team.people}
        for name in ("方雨", "周明", "何静"):
            who.boxes[ids[name]].setChecked(True)
        who.boxes[ids["周明"]].setChecked(False)
        settle(made)
        who.reject()
        settle(made)
        (training,) = made.ask(desk.trainings.list)
        assert set(training.volunteers) == {ids["方雨"], ids["何静"]}
        assert set(dialog.trainings[0].volunteers) == set(training.volunteers)
        dialog.reject()
        settle(made)
        assert next(one for one in team.people if one.name == "方雨").trainings == 1


def test_pairs_are_kept_and_who_is_erased_is_known_no_more(qtbot: QtBot, tmp_path: Path) -> None:
    clock = roster_desk.make(tmp_path / "desk")
    with roster_desk.opened(qtbot, tmp_path / "desk", clock) as made:
        made.page.show_view("team")
        settle(made)
        desk, team = made.page.desk, made.page.team
        card = chosen(made, "方雨")
        card._pair(card.person)
        dialog = made.dialog(PairsDialog)
        other = next(one.id for one in team.people if one.name == "周明")
        dialog.who.set_current(other)
        dialog.add.click()
        settle(made)
        assert next(one for one in made.ask(desk.volunteers.list) if one.name == "方雨").apart == (other,)
        dialog.reject()
        card = chosen(made, "周明")
        card._erase(card.person)
        form = made.dialog(EraseForm)
        form.submit()
        settle(made)
        assert form.isVisible() and form.reason.error
        form.reason.set_text("asked for it")
        form.submit()
        settle(made)
        made.settle()
        assert "周明" not in [one.name for one in made.ask(desk.volunteers.list)]
