"""Settings of this computer, what the organisation is, where the data lies and whether it is whole."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from eventdesk import __version__, paths
from eventdesk.domain.right import Right
from eventdesk.errors import DeskError
from ui.dialogs.files import ask_save
from ui.dialogs.notice import NoticeDialog
from ui.pages.base import Page, PageContext
from ui.pages.settings_operators import OperatorsGroup
from ui.pages.settings_parts import Group, LicencesDialog, ProofRows, open_folder, switch
from ui.scanner.sources import Devices, SystemDevices
from ui.theme import SCALES, Type
from ui.widgets.base import Elided, Label, fill, hbox, scrolled, vbox
from ui.widgets.buttons import Button, CheckBox, Size
from ui.widgets.chips import Chip
from ui.widgets.choice import Seg, Select
from ui.widgets.fields import Field
from ui.widgets.paint import Tone

if TYPE_CHECKING:
    from eventdesk.domain.right import Actor
    from eventdesk.services.notices import NoticeView
    from eventdesk.services.proofs import Proof

_TWO_COLUMNS = 860


class SettingsPage(Page):
    """``devices`` makes the list of cameras; a test gives its own."""

    nouns = frozenset({"stations", "operators"})

    def __init__(self, context: PageContext, *, devices: Callable[[], Devices] = SystemDevices) -> None:
        super().__init__(context)
        self._devices, self._cameras_known, self._columns = devices, False, 0
        self.operators = OperatorsGroup(context)
        groups = (self._display(), self._door(), self.operators, self._organisation(), self._data(), self._about())
        self._left, self._right = groups[:3], groups[3:]
        self._grid = QGridLayout()
        self._grid.setContentsMargins(24, 20, 24, 20)
        self._grid.setSpacing(16)
        self._sides = (QWidget(), QWidget())
        for side, members in zip(self._sides, (self._left, self._right), strict=True):
            column = vbox(spacing=16)
            fill(column, *members, None)
            side.setLayout(column)
        content = QWidget()
        content.setLayout(self._grid)
        outer = vbox()
        outer.addWidget(scrolled(content))
        self.setLayout(outer)
        self._arrange()
        self.theme.changed.connect(self._follow)

    def title(self) -> str:
        """Settings."""
        return self.words("settings.title")

    def subtitle(self) -> str:
        """That nothing has to be saved."""
        return self.words("settings.subtitle")

    def refresh(self) -> None:
        """Who this computer is may have changed at the door."""
        self.station.set_text(self.desk.actor.station_name)
        self.operators.read()
        self._follow()

    def shown(self) -> None:
        """What was changed elsewhere since; and cameras come and go."""
        self._follow()
        if not self._cameras_known:
            self._cameras_known = True
            self._list_cameras()

    def _follow(self) -> None:
        """Show what is chosen: colours are switched at the rail too, sound and camera at the door."""
        settings = self.context.settings()
        self.colours.set_current(settings.theme)
        self.door_colours.set_current(settings.door_theme)
        for box, on in ((self.mute, settings.muted), (self.camera_on, settings.camera_on)):
            box.blockSignals(True)
            box.setChecked(on)
            box.blockSignals(False)

    # -- the cards

    def _seg(self, setting: str, options: tuple[tuple[str, str], ...]) -> Seg:
        current = str(getattr(self.context.settings(), setting))
        seg = Seg(self.theme, options, current=current)
        seg.chosen.connect(lambda key: self.context.save(**{setting: int(key) if setting == "scale" else key}))
        return seg

    def _switch(self, name: str, setting: str) -> CheckBox:
        on = bool(getattr(self.context.settings(), setting))
        return switch(self.theme, name, on, lambda now: self.context.save(**{setting: now}))

    def _display(self) -> Group:
        words = self.words
        group = Group(self.theme, words("settings.display"))
        light, dark = ("light", words("settings.theme_light")), ("dark", words("settings.theme_dark"))
        self.language = self._seg("language", (("zh", words("settings.chinese")), ("en", words("settings.english"))))
        self.colours = self._seg("theme", (light, dark, ("system", words("settings.theme_system"))))
        self.door_colours = self._seg("door_theme", (light, dark))
        self.scale = self._seg("scale", tuple((str(n), words("settings.scale_of", n=n)) for n in SCALES))
        self.motion = self._switch(words("settings.motion"), "reduced_motion")
        group.row(words("settings.language"), self.language)
        group.row(words("settings.theme"), self.colours)
        group.row(words("settings.door_theme"), self.door_colours, hint=words("settings.door_theme_hint"))
        group.row(words("settings.scale"), self.scale)
        group.row(words("settings.motion"), self.motion)
        return group

    def _door(self) -> Group:
        words, theme = self.words, self.theme
        group = Group(theme, words("settings.door"))
        self.station = Field(theme, text=self.desk.actor.station_name)
        self.station.setMinimumWidth(theme.px(220))
        self.station.submitted.connect(self._name_station)
        self.camera = Select(theme, ((self.context.settings().camera, words("settings.camera_auto")),))
        self.camera.setMinimumWidth(theme.px(200))
        self.camera.chosen.connect(lambda camera: self.context.save(camera=camera))
        suffixes = tuple((key, words(f"settings.suffix_{key}")) for key in ("enter", "tab", "none"))
        self.suffix = self._seg("scanner_suffix", suffixes)
        self.mute = self._switch(words("settings.mute"), "muted")
        self.camera_on = self._switch(words("settings.camera_on"), "camera_on")
        group.row(words("settings.station"), self.station, hint=words("settings.station_hint"))
        group.row(words("settings.mute"), self.mute)
        group.row(words("settings.camera_on"), self.camera_on)
        group.row(words("settings.camera"), self.camera)
        group.row(words("settings.suffix"), self.suffix)
        return group

    def _organisation(self) -> Group:
        words, desk = self.words, self.desk
        group = Group(self.theme, words("settings.organisation"))
        group.fact(words("settings.organisation_name"), desk.organisation)
        group.fact(words("settings.zone"), desk.zone.key)
        group.row(words("privacy.settings_notice"), self._notice_row())
        group.fact(words("settings.kind"), words("settings.kind_sample" if desk.sample else "settings.kind_real"))
        venues = Button(self.theme, words("common.open"), size=Size.SMALL, trailing="right")
        venues.clicked.connect(lambda: self.context.navigate("venues"))
        group.row(words("venues.title"), venues, hint=words("venues.settings_hint"))
        return group

    def _notice_row(self) -> QWidget:
        holder, row = QWidget(), hbox(spacing=8)
        self.notice = Label(self.theme, self.desk.house.notice, color="text2")
        self.read_notice = Button(self.theme, self.words("privacy.settings_open"), size=Size.SMALL)
        self.print_form = Button(self.theme, self.words("privacy.settings_print"), size=Size.SMALL)
        self.read_notice.clicked.connect(
            lambda: self.tasks.run(self.desk.consents.wording, self.words, done=self._show_notice)
        )
        self.print_form.clicked.connect(self._ask_form)
        fill(row, self.notice, self.read_notice, self.print_form)
        holder.setLayout(row)
        return holder

    def _data(self) -> Group:
        words, theme, desk = self.words, self.theme, self.desk
        group = Group(theme, words("settings.data"))
        group.row(words("settings.folder"), self._folder_row(desk.folder), wide=True)
        chip = Chip(
            theme, words("settings.encrypted" if desk.encrypted else "settings.plain"),
            Tone.OK if desk.encrypted else Tone.NEUTRAL if desk.sample else Tone.WARN,
            icon="lock" if desk.encrypted else "info",
        )  # fmt: skip
        exposed = not desk.encrypted and not desk.sample
        group.row(words("settings.encryption"), chip, hint=words("settings.plain_hint") if exposed else "")
        self.verify = Button(theme, words("settings.verify"), size=Size.SMALL)
        self.verify.clicked.connect(self._verify)
        self.proof = ProofRows(theme, words)
        check = vbox(0, 10, 0, 4, spacing=6)
        line = hbox()
        fill(line, self.verify, None)
        hint = Label(theme, words("settings.verify_hint"), Type.COMPACT, color="muted", wrap=True)
        fill(check, line, hint, self.proof)
        group.body.addLayout(check)
        return group

    def _about(self) -> Group:
        words, theme = self.words, self.theme
        group = Group(theme, words("settings.about"))
        group.fact(words("settings.version", version=__version__), words("settings.licence"))
        group.row(words("settings.log"), self._folder_row(paths.log_folder()), wide=True)
        licences = Button(theme, words("settings.licences"), size=Size.SMALL)
        licences.clicked.connect(lambda: LicencesDialog(theme, words, self).open())
        line = hbox(0, 10, 0, 4)
        fill(line, licences, None)
        group.body.addLayout(line)
        return group

    def _folder_row(self, folder: Path) -> QWidget:
        holder, row = QWidget(), hbox(spacing=8)
        row.addWidget(Elided(self.theme, str(folder), color="text2"), 1)
        button = Button(self.theme, self.words("settings.open_folder"), size=Size.SMALL)
        button.clicked.connect(partial(self._open, folder))
        row.addWidget(button)
        holder.setLayout(row)
        return holder

    # -- what is done

    def _open(self, folder: Path) -> None:
        if not open_folder(folder):
            self.say(self.words("settings.folder_not_opened", folder=str(folder)), tone=Tone.WARN)

    def _name_station(self) -> None:
        self.tasks.run(self.desk.operators.sit_at, self.station.text(), done=self._seated, failed=self._not_seated)

    def _seated(self, actor: "Actor") -> None:
        self.station.set_error("")
        self.station.set_text(actor.station_name)
        self.context.save(station=actor.station_name)
        self.context.changes.announce(frozenset({"stations"}))
        self.say(self.words("settings.station_saved", station=actor.station_name))

    def _not_seated(self, error: DeskError) -> None:
        self.station.set_error(self.wording.error(error).whole)

    def _show_notice(self, wording: tuple[str, str]) -> None:
        version, text = wording
        dialog = NoticeDialog(
            self.theme, self.words, version=version, text=text, may_change=self.desk.actor.may(Right.SETTINGS), parent=self
        )

        def use(version: str, text: str) -> None:
            def keep() -> "NoticeView":
                return self.desk.notices.use(self.desk.notices.add(version, text).version)

            def used(view: "NoticeView") -> None:
                dialog.accept()
                self.notice.setText(view.version)
                self.say(self.words("privacy.notice_used_toast", version=view.version))

            self.tasks.run(keep, done=used, failed=dialog.refuse)

        dialog.submitted.connect(use)
        dialog.open()

    def _ask_form(self) -> None:
        name = f"{self.words('privacy.form_file')}.pdf"
        kinds = f"{self.words('privacy.pdf_kind')} (*.pdf)"
        ask_save(self, self.words("privacy.settings_print_title"), name, self.write_form, kinds=kinds)

    def write_form(self, file: Path) -> None:
        """Write the blank form, to sign on paper, and offer to open it."""

        def written(_: bool) -> None:
            action = (self.words("common.open"), partial(self._open, file))
            self.context.toast(self.words("privacy.form_written", file=file.name), action=action)

        self.tasks.run(self.desk.consents.form, file, self.words, done=written)

    def _verify(self) -> None:
        self.verify.set_busy(self.words("settings.verifying"))
        self.tasks.run(self.desk.proofs.verify, done=self._show_proof, ended=self._verified)

    def _verified(self) -> None:
        self.verify.set_busy("")

    def _show_proof(self, proof: "Proof") -> None:
        parts = (proof.integrity, proof.journal_chain, proof.audit_chain, proof.outbox_chain)
        whole = all(part == "ok" for part in parts)
        texts = dict(zip(("integrity", "journal", "audit", "outbox"), parts, strict=True))
        texts["schema"] = "ok" if proof.ok or not whole else proof.schema
        self.proof.show_proof(texts, ok=proof.ok)

    def _list_cameras(self) -> None:
        chosen, words = self.context.settings().camera, self.words
        found = [(camera.id, camera.name) for camera in self._devices().cameras()]
        options = [("", words("settings.camera_auto")), *found]
        if chosen and chosen not in dict(options):
            options.append((chosen, words("settings.camera_gone")))
        self.camera.set_options(options, current=chosen)

    # -- sizes

    def _arrange(self) -> None:
        columns = 2 if self.width() >= self.theme.px(_TWO_COLUMNS) else 1
        if columns == self._columns:
            return
        self._columns = columns
        self._grid.addWidget(self._sides[0], 0, 0)
        self._grid.addWidget(self._sides[1], *((0, 1) if columns == 2 else (1, 0)))
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, int(columns == 2))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Two columns where there is room."""
        super().resizeEvent(event)
        self._arrange()
