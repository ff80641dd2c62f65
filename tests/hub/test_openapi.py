"""What the hub's own document says can be called is called, with data that fits it and data that does not: nothing makes the hub
fail, nobody without a token gets in, and what does not fit is refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.openapi import from_asgi
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from eventdesk.hub.app import make_app
from eventdesk.hub.calls import Needs, Office, Route
from eventdesk.hub.certificates import certificates
from eventdesk.hub.hub import open_hub
from eventdesk.hub.pace import Buckets, Pace
from eventdesk.hub.routes import ROUTES
from eventdesk.sync import protocol as wire
from tests.hub.station import Author

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
CONFIG = {
    "generation": {"with-security-parameters": False, "allow-extra-parameters": False},
    "checks": {"negative_data_rejection": {"expected-statuses": ["4xx"]}},
}
LONG = 300


@dataclass(frozen=True)
class Described:
    """A hub without a socket, by its document, and the token of a relay."""

    schema: BaseSchema
    token: str


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Described]:
    folder, fast = tmp_path_factory.mktemp("described"), Pace(rate=1e6, burst=1_000_000)
    with open_hub(folder, f"sqlite:///{folder / 'hub.db'}") as hub:
        made = certificates(folder, hub.epoch.hub_id, now=hub.clock.now())
        office = Office(hub, made, requests=Buckets(fast), failures=Buckets(fast), enrolments=Buckets(fast))
        author = Author()
        code = hub.stations.invite(wire.Scope.RELAY).code
        token = hub.stations.enrol(wire.Enrol(code=code, public_key=author.public, name="n")).token
        schema = from_asgi("/openapi.json", make_app(office), config=SchemathesisConfig.from_dict(CONFIG))
        # What is longer than it may be would be a thousand of anything, which takes minutes: test_refusals.py sends that.
        for field in schema.raw_schema["components"]["schemas"]["Push"]["properties"].values():
            del field["maxItems"]
        yield Described(schema, token)


def calls(described: Described, route: Route, data: st.DataObject) -> tuple[Case[Any], bool]:
    mode = data.draw(st.sampled_from(GenerationMode))
    return data.draw(described.schema[route.path][route.method].as_strategy(mode)), mode.is_positive


def try_out(described: Described, route: Route, examples: int) -> None:
    @settings(max_examples=examples, suppress_health_check=list(HealthCheck), database=None)
    @given(data=st.data(), known=st.booleans())
    def go(data: st.DataObject, known: bool) -> None:
        case, fits = calls(described, route, data)
        case.headers.pop("Authorization", None)
        if case.query and "wait" in case.query:
            case.query["wait"] = "0" if fits else case.query["wait"]
        answer = case.call(headers={"Authorization": f"Bearer {described.token}"} if known else {})
        if not known and route.needs is not Needs.NOTHING:
            # A path that is none and a version that nobody speaks are seen before anybody asks who it is.
            assert answer.status_code == 401 or (not fits and answer.status_code in (400, 404, 405, 426))
            return
        case.validate_response(answer, checks=CHECKS if fits else [*CHECKS, negative_data_rejection])

    go()


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_what_the_document_says_holds(described: Described, route: Route) -> None:
    try_out(described, route, 8)


@pytest.mark.proof
@pytest.mark.timeout(900)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_what_the_document_says_holds_at_length(described: Described, route: Route) -> None:
    try_out(described, route, LONG)
