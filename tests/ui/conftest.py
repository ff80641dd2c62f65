"""Real widgets without a screen; whatever Qt warns about fails the test (``qt_log_level_fail``)."""

import os
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from resources.words import Words
from ui.app import create_app
from ui.tasks import Tasks
from ui.theme import Mode, Theme


@pytest.fixture(scope="session", autouse=True)
def _offscreen() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def qapp(_offscreen: None) -> QApplication:
    """The program's own application, for pytest-qt as well."""
    return create_app()


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """A light theme at 100 % without motion, so that pictures and positions do not wait."""
    theme = Theme(qapp, mode=Mode.LIGHT, reduced_motion=True)
    yield theme
    theme.deleteLater()


@pytest.fixture(params=["zh", "en"])
def words(request: pytest.FixtureRequest) -> Words:
    """Both languages."""
    return Words(request.param)


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    """Running tasks, closed at the end."""
    tasks = Tasks()
    yield tasks
    tasks.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """What a test closed is deleted before the next one begins: it would be styled again by every theme that comes, and a
    hundred tests later a window opens ten times slower."""
    yield
    if isinstance(app := QApplication.instance(), QApplication):
        windows = app.topLevelWidgets()
        for widget in windows:
            if widget.parent() is None and not widget.isVisible():
                widget.deleteLater()
        if not any(widget.isVisible() for widget in windows):
            for theme in app.findChildren(Theme, options=Qt.FindChildOption.FindDirectChildrenOnly):
                theme.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The offscreen platform names what it has no screen for (size hints, raising, grabbing); true and harmless."""
    for item in items:
        if "tests/ui/" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support"))
