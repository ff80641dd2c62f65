"""What a person does to a roster by hand: assign, clear, pin, carry, approve an exception, try a way out."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from eventdesk.domain.right import Right
from eventdesk.domain.roster import WAIVABLE, Block
from eventdesk.domain.volunteer import Assigned, Response, Rule
from eventdesk.errors import DeskError
from ui.dialogs.volunteer_waive import WaiveForm
from ui.models.roster import Key, Sheet
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.services.staffing_plans import Remedy
    from ui.pages.volunteers_roster import RosterPart


class Acts:
    """Acts on the roster of a part; what a rule forbids is said, and can be approved where a leader may."""

    def __init__(self, part: "RosterPart") -> None:
        self._part, self._words = part, part.words
        self._context, self._session = part.context, part.session

    @property
    def may(self) -> bool:
        """Whether this person may change rosters."""
        return self._context.desk.actor.may(Right.VOLUNTEERS)

    def _ready(self, key: Key) -> Sheet | None:
        sheet = self._session.sheet
        if sheet is None or self._session.solving or key[0] not in sheet.shifts or key[1] not in sheet.people:
            return None
        if not self.may:
            self._say(self._words("volunteers.no_right"))
            return None
        return sheet

    def _say(self, sentence: str, *, action: tuple[str, Callable[[], object]] | None = None) -> None:
        self._context.toast(sentence, tone=Tone.WARN, action=action)

    # -- one cell

    def toggle(self, key: Key) -> None:
        """Assign, or clear."""
        sheet = self._ready(key)
        if sheet is None:
            return
        if key in sheet.now:
            self._session.act(remove=(key,))
            return
        blocks = sheet.blocks(*key)
        if not blocks:
            self._session.act(add=(Assigned(*key),))
        else:
            self._blocked(sheet, key, blocks)

    def _blocked(self, sheet: Sheet, key: Key, blocks: Sequence[Block]) -> None:
        words, name = self._words, sheet.people[key[1]].name
        hard = [block for block in blocks if block.rule not in WAIVABLE]
        why = words.why(sheet, hard or blocks)
        if hard:
            elsewhere = all(block.rule is Rule.OVERLAP for block in hard)
            move = (words("volunteers.move_here"), lambda: self.move_here(key)) if elsewhere else None
            self._say(words("volunteers.refused", name=name, why=why), action=move)
        elif not self._context.desk.actor.may(Right.OVERRIDE):
            self._say(words("volunteers.refused_override", name=name, why=why))
        else:
            rules = tuple(dict.fromkeys(block.rule for block in blocks))
            self._waive(name, sheet.shifts[key[0]].role, why, lambda reason: self._session.act(
                add=(Assigned(*key),), waive={key: rules}, reason=reason,
            ))  # fmt: skip

    def _waive(self, name: str, role: str, why: str, done: Callable[[str], None]) -> None:
        form = WaiveForm(self._part.theme, self._words, name=name, role=role, why=why, parent=self._part.window())
        form.accepted.connect(lambda: done(form.reason))
        form.finished.connect(form.deleteLater)
        form.open()

    def move_here(self, key: Key) -> None:
        """Give up what is in the way at the same time, and take this."""
        sheet = self._ready(key)
        if sheet is None:
            return
        gone = tuple((block.other, key[1]) for block in sheet.blocks(*key) if block.rule is Rule.OVERLAP and block.other)
        self._exchange(sheet, tuple(dict.fromkeys(gone)), key)

    def carry(self, source: Key, target: Key) -> None:
        """Give a shift to somebody else, or somebody another shift."""
        sheet = self._ready(target)
        if sheet is not None and source in sheet.now:
            self._exchange(sheet, (source,), target)
            self._part.choose(*target)

    def _exchange(self, sheet: Sheet, gone: tuple[Key, ...], key: Key) -> None:
        """Take away and give in one step; what still is in the way may be approved."""
        words, name = self._words, sheet.people[key[1]].name
        after = sheet.with_change((), gone)
        blocks = after.blocks(*key)
        hard = [block for block in blocks if block.rule not in WAIVABLE]
        if hard or (blocks and not self._context.desk.actor.may(Right.OVERRIDE)):
            self._say(words("volunteers.refused_move", why=words.why(sheet, hard or blocks)))
        elif blocks:
            rules = tuple(dict.fromkeys(block.rule for block in blocks))
            self._waive(name, sheet.shifts[key[0]].role, words.why(sheet, blocks), lambda reason: self._session.act(
                add=(Assigned(*key),), remove=gone, waive={key: rules}, reason=reason,
            ))  # fmt: skip
        else:
            self._session.act(add=(Assigned(*key),), remove=gone)

    def refuse_move(self, key: Key) -> None:
        """Say why something can't be laid down there."""
        sheet = self._session.sheet
        if sheet is None or key in sheet.now:
            return
        blocks = sheet.blocks(*key)
        if blocks:
            self._say(self._words("volunteers.refused_move", why=self._words.why(sheet, blocks)))

    def pin(self, key: Key) -> None:
        """Pin what is held, or let it loose."""
        sheet = self._ready(key)
        if sheet is not None and key in sheet.now:
            self._session.pin((key,), pinned=not sheet.now[key].pinned)

    def answer(self, key: Key, answer: str) -> None:
        """Note what somebody said to a shift."""
        sheet = self._ready(key)
        if sheet is None or key not in sheet.details:
            return
        before = sheet.details[key].response
        self._respond(key, Response(answer))
        said = self._words.answer(Response(answer))
        self._context.toast(self._words("volunteers.reported", answer=said), undo=lambda: self._respond(key, before))

    def _respond(self, key: Key, response: Response) -> None:
        respond = self._context.desk.rosters.respond
        self._context.tasks.run(
            respond, self._session.code, (key,), response, done=self._session.take, failed=self.say_error, owner=self._part
        )  # fmt: skip

    # -- ways out

    def take(self, remedy: "Remedy") -> None:
        """Try a way out of a gap: in the proposal where one is shown, otherwise for good."""
        sheet = self._ready((remedy.shift, remedy.volunteer))
        if sheet is None:
            return
        waive = {(one.shift, one.volunteer): tuple(one.waived) for one in remedy.added if one.waived}
        add = tuple(Assigned(one.shift, one.volunteer) for one in remedy.added)
        gone = tuple((one.shift, one.volunteer) for one in remedy.removed)
        if not waive:
            self._session.act(add=add, remove=gone)
            return
        why = self._words.block(sheet, remedy.block) if remedy.block is not None else ""
        name = sheet.people[remedy.volunteer].name
        if not self._context.desk.actor.may(Right.OVERRIDE):
            self._say(self._words("volunteers.refused_override", name=name, why=why))
            return
        self._waive(name, sheet.shifts[remedy.shift].role, why,
                    lambda reason: self._session.act(add=add, remove=gone, waive=waive, reason=reason))  # fmt: skip

    def say_error(self, error: DeskError) -> None:
        """Say what the desk could not do."""
        self._context.toast(self._context.wording.error(error).whole, tone=Tone.WARN)
