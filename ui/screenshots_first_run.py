"""Pictures of the first run: the ways to begin, each with its form, and the passphrase afterwards."""

from pathlib import Path

from ui.screenshot_stage import Stage, State


def _welcome(stage: Stage) -> None:
    from ui.pages.onboarding import Onboarding

    window, home = stage.running.window, Path("EventDesk")
    welcome = Onboarding(window, lambda desk: None, folder=home / "desk", sample_folder=home / "sample")
    window.show_widget(welcome, full=True)


def _set_up(stage: Stage) -> None:
    from ui.pages.onboarding import Onboarding

    _welcome(stage)
    stage.running.window.findChildren(Onboarding)[-1].show_form()


def _join(stage: Stage) -> None:
    from ui.pages.onboarding import JOIN, Onboarding

    _welcome(stage)
    stage.running.window.findChildren(Onboarding)[-1].show_form(JOIN)


def _joining(stage: Stage) -> None:
    from ui.pages.onboarding import Onboarding

    _join(stage)
    form = stage.running.window.findChildren(Onboarding)[-1].join
    form.invitation.line.setPlainText("EDHUB1.eyJjYV9zaGEyNTYiOiI5YTBjZTE3NjVhZTQ0OTRjYjk4OGY0ZDM2ZGQyYTc1NDE3ZWM0")
    for field, text in zip(form.desk.every(), ("Gate 2", "correct horse", "correct horse"), strict=True):
        field.set_text(text)
    form.show_working()
    form.moved(7_312, 20_008)


def _locked(stage: Stage) -> None:
    from ui.opening import PassphrasePage

    window = stage.running.window
    window.show_widget(PassphrasePage(window.shell.theme, window.words, lambda typed: None), full=True)


FIRST_RUN_STATES = (
    State("onboarding", "today", _welcome),
    State("onboarding-own", "today", _set_up),
    State("onboarding-join", "today", _join),
    State("onboarding-joining", "today", _joining),
    State("passphrase", "today", _locked),
)
