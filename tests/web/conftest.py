"""A head office with pages, once a module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.office_hub import OfficeHub, office_hub


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OfficeHub]:
    """The office, filled, and listening."""
    folder: Path = tmp_path_factory.mktemp("office")
    with office_hub(folder) as of:
        yield of
