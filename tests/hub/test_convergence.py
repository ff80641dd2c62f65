"""Many stations that send and read at once end with the digest of the log; no item is missing."""

import pytest

from benchmarks import hub_stations


def test_some_stations_agree(database_url: str) -> None:
    found = hub_stations.run(database_url, stations=20, each=10)
    assert (found["stations"], found["items"]) == (20, 200)


@pytest.mark.proof
@pytest.mark.timeout(900)
def test_a_thousand_stations_agree(database_url: str) -> None:
    assert hub_stations.run(database_url)["items"] == 50_000
