"""What a person does about the family on the card: forms, and small acts that can be undone."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog

from ui.dialogs.family_forms import DoneForm, FamilyForm, FollowUpForm, PersonForm, TagForm
from ui.dialogs.member_forms import MembershipForm
from ui.pages.families_privacy import FamilyPrivacy

if TYPE_CHECKING:
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
            "person": self._person, "family": self._family, "tag": lambda _: self.tag(), "untag": self._untag,
            "membership": self._membership, "end": self._end, "drop_membership": self._drop_membership,
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
            self._open(PersonForm(self._context, form, person, parent=self._page.window()))

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

    def _drop_membership(self, held: "MembershipView") -> None:
        self._drop(self._desk.memberships.remove, self._desk.memberships.put_back, held.id, "membership_removed")

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
