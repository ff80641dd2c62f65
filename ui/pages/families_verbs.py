"""What a person does about the family on the card: forms, and small acts that can be undone."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog

from ui.dialogs.family_forms import DoneForm, FamilyForm, FollowUpForm, TagForm
from ui.dialogs.family_person import NewPersonForm, PersonForm
from ui.dialogs.member_forms import MembershipChangeForm, MembershipForm
from ui.dialogs.member_levels import LevelsDialog
from ui.models.people import child_name
from ui.pages.families_privacy import FamilyPrivacy

if TYPE_CHECKING:
    from eventdesk.services.family_people import RemovedPerson
    from eventdesk.services.family_profile import PersonForm as PersonValues
    from eventdesk.services.family_views import (
        FamilyView,
        FollowUpView,
        LevelView,
        MembershipView,
        MergedView,
        PersonView,
    )
    from eventdesk.services.merge_views import UnmergeResult
    from eventdesk.services.rows import Removed
    from ui.pages.families_list import FamilyList
    from ui.pages.families_panel import FamilyPanel


class FamilyVerbs:
    """Listens to the card and does what it asks for; the page reads again by itself when the desk has changed."""

    def __init__(self, page: "FamilyList", panel: "FamilyPanel") -> None:
        self._page, self._panel = page, panel
        self._context, self._words = page.context, page.words
        self._desk, self._tasks = page.context.desk, page.context.tasks
        privacy = FamilyPrivacy(page)
        self._acts: dict[str, Callable[[Any], None]] = {
            "person": self._person, "add_person": self._add_person,
            "family": self._family, "tag": lambda _: self.tag(), "untag": self._untag,
            "membership": self._membership, "end": self._end, "edit_membership": self._edit_membership,
            "levels": self._levels,
            "follow_up": lambda _: self.follow_up(), "done": self._done, "reopen": self._reopen, "unmerge": self._unmerge,
            "consent": lambda _: privacy.consent(self._shown.id), "erase": lambda _: privacy.erase(self._shown),
            "withdraw": lambda consent: privacy.withdraw(self._shown.id, consent),
        }  # fmt: skip
        panel.wanted.connect(self._act)

    def _act(self, verb: str, subject: Any) -> None:
        if self._panel.family is not None:
            self._acts[verb](subject)

    @property
    def _shown(self) -> "FamilyView":
        family = self._panel.family
        assert family is not None, "the card only asks while it shows a family"
        return family

    def _open(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # -- the family and its people

    def edit(self) -> None:
        """The family's first member, to be put right."""
        if self._shown.people:
            self._person(self._shown.people[0])

    def _person(self, person: "PersonView") -> None:
        self._tasks.run(self._desk.profiles.form, person.id, done=self._show_person, owner=self._page)

    def _show_person(self, form: "PersonValues") -> None:
        person = next((one for one in self._shown.people if one.id == form.person), None)
        if person is not None:
            dialog = PersonForm(self._context, form, person, parent=self._page.window())
            dialog.removal.clicked.connect(partial(self._remove_person, dialog, person))
            self._open(dialog)

    def _add_person(self, _: Any) -> None:
        self._open(NewPersonForm(self._context, self._shown.id, parent=self._page.window()))

    def _remove_person(self, dialog: PersonForm, person: "PersonView", _: object = None) -> None:
        people, name = self._desk.family_people, self._called(person)

        def said(removed: "RemovedPerson") -> None:
            dialog.reject()
            key = "families.person_removed_counted" if removed.counted else "families.person_removed"
            self._page.context.toast(
                self._words(key, name=name, n=removed.counted),
                undo=lambda: self._tasks.run(people.put_back, removed, owner=self._page),
            )

        self._tasks.run(people.remove, person.id, family=self._shown.id, done=said, failed=dialog.failed, owner=self._page)

    def _called(self, person: "PersonView") -> str:
        if person.role.is_child:
            return child_name(person, self._page.wording)
        return person.name or self._words("registrations.unnamed_guardian")

    def _family(self, _: Any) -> None:
        self._tasks.run(self._desk.profiles.districts, done=self._show_family, owner=self._page)

    def _show_family(self, districts: tuple[str, ...]) -> None:
        self._open(FamilyForm(self._context, self._shown, districts, parent=self._page.window()))

    def tag(self) -> None:
        """A tag or an interest for the family."""
        self._tasks.run(self._desk.profiles.tags, done=self._show_tag, owner=self._page)

    def _show_tag(self, known: Any) -> None:
        self._open(TagForm(self._context, self._shown.id, known, parent=self._page.window()))

    def _untag(self, subject: tuple[str, str]) -> None:
        kind, name = subject
        family, profiles = self._shown.id, self._desk.profiles

        def undo() -> None:
            self._tasks.run(profiles.tag, family, name, kind=kind, owner=self._page)

        def said(_: "FamilyView") -> None:
            self._page.context.toast(self._words("families.untagged", name=name), undo=undo)

        self._tasks.run(profiles.untag, family, name, kind=kind, done=said, owner=self._page)

    # -- membership

    def _membership(self, _: Any) -> None:
        self._tasks.run(self._desk.memberships.levels, done=self._show_membership, owner=self._page)

    def _show_membership(self, levels: "tuple[LevelView, ...]") -> None:
        self._open(MembershipForm(self._context, self._shown.id, levels, parent=self._page.window()))

    def _end(self, held: "MembershipView") -> None:
        verbs = self._desk.memberships

        def undo() -> None:
            back: dict[str, Any] = {"open_end": True} if held.until is None else {"until": held.until}
            self._tasks.run(verbs.change, held.id, owner=self._page, **back)

        def said(ended: "MembershipView") -> None:
            day = self._page.wording.day(ended.until or held.since)
            self._page.context.toast(self._words("families.ended", level=held.name, day=day), undo=undo)

        self._tasks.run(verbs.end, held.id, done=said, owner=self._page)

    def _edit_membership(self, held: "MembershipView") -> None:
        self._tasks.run(
            self._desk.memberships.levels, done=lambda levels: self._show_change(held, levels), owner=self._page
        )

    def _show_change(self, held: "MembershipView", levels: "tuple[LevelView, ...]") -> None:
        dialog = MembershipChangeForm(self._context, held, levels, parent=self._page.window())

        def remove() -> None:
            dialog.reject()
            self._drop(self._desk.memberships.remove, self._desk.memberships.put_back, held.id, "membership_removed")

        dialog.removal.clicked.connect(remove)
        self._open(dialog)

    def _levels(self, _: Any) -> None:
        self._open(LevelsDialog(self._context, parent=self._page.window()))

    def _drop(self, remove: Callable[..., "Removed"], put_back: Callable[..., Any], id: str, word: str) -> None:
        def said(removed: "Removed") -> None:
            self._page.context.toast(
                self._words(f"families.{word}"), undo=lambda: self._tasks.run(put_back, removed, owner=self._page)
            )

        self._tasks.run(remove, id, done=said, owner=self._page)

    # -- follow-ups

    def follow_up(self) -> None:
        """Something to do for the family."""
        self._open(FollowUpForm(self._context, self._shown.id, parent=self._page.window()))

    def _done(self, one: "FollowUpView") -> None:
        self._open(DoneForm(self._context, one, parent=self._page.window()))

    def _reopen(self, one: "FollowUpView") -> None:
        self._tasks.run(self._desk.follow_ups.reopen, one.id, owner=self._page)

    # -- merges

    def _unmerge(self, merge: "MergedView") -> None:
        def said(result: "UnmergeResult") -> None:
            key = "families.unmerged_left" if result.left else "families.unmerged"
            self._page.context.toast(self._words(key, n=len(result.left)))

        self._tasks.run(self._desk.merges.unmerge, merge.id, done=said, owner=self._page)
