"""The head office's pages: who is let in, which forms are theirs, and that what stations write is text."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from eventdesk.hub import tables as t
from eventdesk.hub.accounts import IDLE, LONGEST, Role
from eventdesk.hub.audit import Audit
from eventdesk.hub.pace import Buckets
from eventdesk.web.forms import MOST_BYTES
from eventdesk.web.office.door import FROM_ADDRESS, TO_ACCOUNT
from eventdesk.web.office.routes import ROUTES
from tests.web.office_hub import EVENTS, NASTY, PASSWORD, YEAR_REPORT, OfficeHub, Visitor


@pytest.fixture(autouse=True)
def patient(office: OfficeHub) -> Iterator[None]:
    """Nobody has tried too often yet, and every browser is closed afterwards."""
    assert office.reception is not None
    office.reception.addresses, office.reception.names = Buckets(FROM_ADDRESS), Buckets(TO_ACCOUNT)
    yield
    office.close_browsers()


def filled(office: OfficeHub, path: str) -> str:
    """A path of the table with something that is there."""
    values = {
        "branch": "HZ", "station": office.stations["HZ"], "event": next(iter(EVENTS)), "report": YEAR_REPORT, "revision:int": "1",
        "format": "json", "conflict": office.conflict().id, "choice": "other",
        "digest": "0" * 64, "account": office.accounts.find("reader").id,
    }  # fmt: skip
    for name, value in values.items():
        path = path.replace(f"{{{name}}}", value)
    assert "{" not in path
    return path


@pytest.mark.parametrize("role", [None, *Role])
def test_every_role_opens_what_it_may_and_nothing_else(office: OfficeHub, role: Role | None) -> None:
    visitor = office.visitor() if role is None else office.signed(role.value)
    for route in ROUTES:
        if route.needs is None or route.path == "/office/sign-out":
            continue
        # A form without its token does nothing, whoever sends it; who may not is told so before it is looked at.
        path = filled(office, route.path)
        answer = visitor.get(path) if route.method == "GET" else visitor.client.post(path, data={"act": "none"})
        if role is None:
            assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/office/sign-in"), path
        elif not role.may(route.needs):
            assert answer.status_code == 403 and "web_office" not in answer.text, path
        elif route.method == "POST":
            assert answer.status_code == 403, path
        else:
            # There is nothing in quarantine under that digest.
            assert answer.status_code == (404 if "{digest}" in route.path else 200), path


def test_the_table_has_every_page(office: OfficeHub) -> None:
    """What is open to who has not signed in is signing in alone."""
    assert {route.path for route in ROUTES if route.needs is None} == {"/office/sign-in"}
    assert all(route.needs is not Role.READER for route in ROUTES if route.method == "POST" and "me" not in route.path[-3:]
               and "sign-out" not in route.path)  # fmt: skip


def test_every_answer_keeps_to_itself(office: OfficeHub) -> None:
    owner = office.signed()
    for path in ("/office", "/office/nowhere", "/office/sign-in", f"/office/reports/{YEAR_REPORT}/1/json"):
        headers = owner.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"] and "script-src" not in headers["content-security-policy"]
        assert (headers["x-content-type-options"], headers["cache-control"]) == ("nosniff", "no-store")
    text = owner.get("/office").text
    assert "<script" not in text and " style=" not in text and "<style" not in text


def test_what_stations_write_is_text(office: OfficeHub) -> None:
    owner = office.signed()
    nasty = list(EVENTS)[1]
    for path in ("/office/events", f"/office/events/{nasty}", "/office/stations", f"/office/stations/{office.stations['SH']}",
                 "/office/branches", "/office/quarantine", "/office/conflicts",
                 f"/office/conflicts/{office.conflict().id}/other", f"/office/stations/{office.stations['SH']}/revoke"):  # fmt: skip
        text = owner.get(path).text
        assert "<script" not in text and "<img" not in text and "<b>co" not in text, path
    assert "&lt;script&gt;" in owner.get("/office/events").text
    searched = owner.get("/office/stations", params={"q": NASTY}).text
    assert "<script" not in searched and "&lt;script" in searched


def test_a_form_is_taken_from_its_own_page_alone(office: OfficeHub) -> None:
    owner, page = office.signed(), "/office/branches"
    good = {"csrf": owner.csrf(page), "code": "CSRF", "name": "x"}
    host = office.url
    refused = [
        owner.client.post(page, data=good | {"csrf": ""}),
        owner.client.post(page, data=good | {"csrf": "A" * 43}),
        owner.client.post(page, data=good | {"csrf": office.signed("officer").csrf("/office/me")}),
        owner.client.post(page, data=good, headers={"Origin": "https://elsewhere.example"}),
        owner.client.post(page, data=good, headers={"Origin": "null"}),
        owner.client.post(page, data=good, headers={"Sec-Fetch-Site": "cross-site"}),
        owner.client.post(page, data=good, headers={"Sec-Fetch-Site": "same-site"}),
    ]
    assert [answer.status_code for answer in refused] == [403] * len(refused)
    assert owner.client.post(page, json=good).status_code == 415
    assert owner.client.post(page, files={"csrf": (None, good["csrf"])}).status_code == 415
    assert owner.client.post(page, data=good | {"name": "x" * MOST_BYTES}).status_code == 413
    assert "CSRF" not in owner.get(page).text
    taken = owner.client.post(page, data=good, headers={"Origin": host, "Sec-Fetch-Site": "same-origin"})
    assert taken.status_code == 303 and "CSRF" in owner.get(page).text


def test_signing_in_begins_a_session_of_its_own(office: OfficeHub) -> None:
    visitor = office.visitor(cookies={"office": "chosen-by-somebody-else"})
    assert visitor.sign_in("reader", next="/office/events").headers["location"] == "/office/events"
    kept = [cookie for cookie in visitor.client.cookies.jar if cookie.name == "office"]
    assert all("HttpOnly" in cookie._rest for cookie in kept if cookie.value != "chosen-by-somebody-else")
    assert visitor.sign_in("reader", next="//elsewhere.example/office").headers["location"] == "/office"
    with office.hub.database.reading() as connection:
        stored = set(connection.scalars(sa.select(t.session.c.token_hash)))
    assert not stored & {cookie.value for cookie in kept}


def test_a_name_that_nobody_has_is_answered_like_a_wrong_password(office: OfficeHub) -> None:
    office.accounts.add("gone", PASSWORD, Role.READER)
    office.accounts.disable("gone")
    answers = []
    for name, password in (("owner", "wrong but long enough"), ("nobody", "wrong but long enough"), ("gone", PASSWORD)):
        visitor = office.visitor()
        answer = visitor.sign_in(name, password)
        text = answer.text.replace(visitor.client.cookies["before"], "").replace(f'value="{name}"', "")
        answers.append((answer.status_code, text.replace(name, "")))
    assert answers[0][0] == 401 and answers.count(answers[0]) == 3


def test_who_tries_too_often_waits(office: OfficeHub) -> None:
    for name in ("owner", "nobody"):
        visitor = office.visitor()
        found = [visitor.sign_in(name, "not the password").status_code for _ in range(12)]
        assert found[:10] == [401] * 10 and found[10:] == [429] * 2
    other = office.visitor()
    assert other.sign_in("officer").status_code == 303


def test_a_session_ends(office: OfficeHub) -> None:
    began = office.clock.at
    try:
        visitor = office.signed("reader")
        office.clock.at = began + IDLE * 0.9
        assert visitor.get("/office").status_code == 200
        office.clock.at = began + IDLE * 1.8
        assert visitor.get("/office").status_code == 200
        office.clock.at = began + IDLE * 2.9
        assert visitor.get("/office").status_code == 303
        office.clock.at = began
        busy = office.signed("reader")
        for step in range(1, 30):
            office.clock.at = began + IDLE * 0.9 * step
            if busy.get("/office").status_code == 303:
                break
        assert LONGEST <= office.clock.at - began < LONGEST + IDLE
    finally:
        office.clock.at = began


def test_signing_out_and_disabling_end_it_at_once(office: OfficeHub) -> None:
    visitor = office.signed("officer")
    kept = visitor.client.cookies["office"]
    assert visitor.post("/office/sign-out", page="/office").status_code == 303
    again = Visitor(office.visitor(cookies={"office": kept}).client)
    assert again.get("/office").status_code == 303
    office.accounts.add("leaver", PASSWORD, Role.READER)
    leaver = office.signed("leaver")
    owner = office.signed()
    id = office.accounts.find("leaver").id
    assert owner.post(f"/office/accounts/{id}", page="/office/accounts", act="disable").status_code == 303
    assert leaver.get("/office").status_code == 303


def test_the_last_owner_stays(office: OfficeHub) -> None:
    owner, id = office.signed(), office.accounts.find("owner").id
    for fields in ({"act": "disable"}, {"act": "role", "role": "reader", "branch": ""}):
        assert owner.post(f"/office/accounts/{id}", page="/office/accounts", **fields).status_code == 409
    assert owner.get("/office/accounts").status_code == 200


def test_a_changed_password_ends_every_other_session(office: OfficeHub) -> None:
    office.accounts.add("changer", PASSWORD, Role.READER)
    here, there = office.signed("changer"), office.signed("changer")
    assert here.post("/office/me", old="wrong password here", new="another four words here").status_code == 400
    assert here.post("/office/me", old=PASSWORD, new="short").status_code == 400
    assert here.post("/office/me", old=PASSWORD, new="another four words here").status_code == 303
    assert here.get("/office").status_code == 200 and there.get("/office").status_code == 303
    assert office.visitor().sign_in("changer").status_code == 401


def test_who_belongs_to_a_branch_sees_it_alone(office: OfficeHub) -> None:
    here = office.signed("hz")
    assert "秋日草地风筝会" in here.get("/office/events").text and "script" not in here.get("/office/events").text
    for path in (f"/office/events/{list(EVENTS)[1]}", f"/office/stations/{office.stations['SH']}", "/office/branches/SH",
                 f"/office/stations/{office.stations['SH']}/revoke"):  # fmt: skip
        assert here.get(path).status_code == 404, path
    assert here.get("/office/reports").text.count("/office/reports/") == here.get("/office/reports").text.count(YEAR_REPORT)
    assert here.get("/office/quarantine").text.count("/office/quarantine/") == 0
    assert here.post("/office/invite", branch="SH", scope="station").status_code == 400
    assert here.post("/office/invite", branch="", scope="station").status_code == 400


def test_inviting_and_revoking_are_carried_out_and_written_down(office: OfficeHub) -> None:
    officer = office.signed("officer")
    shown = officer.post("/office/invite", branch="BJ", scope="station")
    assert shown.status_code == 200 and "EDHUB1." in shown.text and "<svg class=\"qr\"" in shown.text
    path = f"/office/stations/{office.stations['BJ']}/revoke"
    assert officer.post(path).status_code == 303
    assert next(one for one in office.hub.stations.list() if one.id == office.stations["BJ"]).revoked is not None
    audit = Audit(office.hub.database, office.clock)
    latest = [(entry.account, entry.action, entry.subject) for entry in audit.list(limit=3)]
    assert latest[:2] == [("officer", "revoked", office.stations["BJ"]), ("officer", "invited", "station BJ")]
    assert audit.broken() is None


def kept(office: OfficeHub) -> dict[str, list[str]]:
    """Everything that an act of the office changes."""
    tables = (t.branch, t.invitation, t.station, t.account)
    with office.hub.database.reading() as connection:
        return {of.name: sorted(map(repr, connection.execute(sa.select(of)))) for of in tables}


def test_what_the_audit_cannot_keep_has_not_happened(office: OfficeHub) -> None:
    """Every act on a page, with an audit that takes nothing."""
    owner, reader = office.signed(), office.accounts.find("reader").id
    office.hub.branches.add("SHUT", "x")
    office.hub.branches.close("SHUT")
    office.hub.branches.agree("HZ", persons=True)
    acts: list[tuple[str, dict[str, str]]] = [
        ("/office/branches", {"code": "NEW", "name": "x", "persons": "yes"}),
        *(("/office/branches/SH", {"act": act}) for act in ("agree", "close")),
        ("/office/branches/HZ", {"act": "disagree"}), ("/office/branches/SHUT", {"act": "reopen"}),
        ("/office/invite", {"branch": "HZ", "scope": "station"}), (f"/office/stations/{office.stations['HZ']}/revoke", {}),
        ("/office/accounts", {"name": "new", "password": PASSWORD, "role": "reader", "branch": ""}),
        (f"/office/accounts/{reader}", {"act": "disable"}),
        (f"/office/accounts/{reader}", {"act": "role", "role": "owner", "branch": ""}),
        ("/office/me", {"old": PASSWORD, "new": "another four words here"}),
    ]  # fmt: skip
    token, before = owner.csrf("/office/me"), kept(office)
    with no_audit(office):
        for path, fields in acts:
            assert owner.client.post(path, data={"csrf": token, **fields}).status_code == 500, path
    assert kept(office) == before
    # With an audit each of them happens, but for the last two, which end what they stand on.
    for path, fields in acts[:8]:
        last = kept(office)
        assert owner.client.post(path, data={"csrf": token, **fields}).status_code in (200, 303), path
        assert kept(office) != last, path
    assert Audit(office.hub.database, office.clock).broken() is None


@contextmanager
def no_audit(office: OfficeHub) -> Iterator[None]:
    """An audit that takes no row."""
    with office.hub.database.writing() as connection:
        connection.exec_driver_sql("ALTER TABLE audit RENAME TO elsewhere")
    try:
        yield
    finally:
        with office.hub.database.writing() as connection:
            connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO audit")


def test_a_verb_pressed_twice_is_written_once(office: OfficeHub) -> None:
    owner, audit = office.signed(), Audit(office.hub.database, office.clock)
    office.hub.branches.add("TWICE", "x")
    token, path = owner.csrf("/office/me"), "/office/branches/TWICE"
    for act in ("close", "close", "reopen", "reopen", "agree", "agree"):
        assert owner.client.post(path, data={"csrf": token, "act": act}).status_code == 303
    told = [entry.action for entry in audit.list(limit=20) if entry.subject == "TWICE"]
    assert told == ["branch_agreed", "branch_reopened", "branch_closed", "branch_added"]


@pytest.mark.parametrize(("path", "status"), [
    ("/office/reports/{report}/99999999999999999999999", 404), ("/office/reports/{report}/0/json", 404),
    ("/office/stations/%00", 404), ("/office/branches/%00%ff", 404), ("/office/events/%F0%9F%A6%9C", 404),
    ("/office/branches?offset=999999999999", 200), ("/office/stations?offset=-1&q=%00%25_", 200), ("/office/audit?before=0", 200),
    ("/office/events?after=%00", 200), ("/office/events?branch=nowhere", 200), ("/office/reports?kind=%00&offset=99", 200),
    ("/office/year?year=99999999999999999999", 200), ("/office/quarantine?offset=1e9", 200), ("/office/conflicts?offset=99999", 200),
    ("/office?lang=xx&lang=en&lang=", 200), ("/office/me?changed=%00", 200), ("/office/reports/x/1/exe", 404),
])  # fmt: skip
def test_odd_addresses_are_answered(office: OfficeHub, path: str, status: int) -> None:
    answer = office.signed().get(path.format(report=YEAR_REPORT))
    assert answer.status_code == status and "\x00" not in answer.text
    if "offset=9999" in path:
        # Behind the last page there is a way back, and no lines that are not there.
        assert "999" not in answer.text.split("<main")[1].split("<footer")[0]


def test_a_form_that_was_open_too_long_says_that_nothing_was_kept(office: OfficeHub) -> None:
    visitor = office.signed("owner")
    token = visitor.csrf("/office/branches")
    visitor.client.cookies.delete("office")
    answer = visitor.client.post("/office/branches", data={"csrf": token, "code": "LATE", "name": "x"})
    assert answer.status_code == 303
    text = visitor.get(answer.headers["location"], headers={"Accept-Language": "en"}).text
    assert "nothing was saved" in text and "nothing was saved" not in visitor.get("/office/sign-in").text
    assert visitor.client.post("/office/sign-out", data={"csrf": token}).headers["location"] == "/office/sign-in"


def test_an_audit_that_somebody_changed_is_told(office: OfficeHub) -> None:
    audit, a = Audit(office.hub.database, office.clock), t.audit
    last = audit.list(limit=1)[0]
    with office.hub.database.writing() as connection:
        connection.execute(a.update().where(a.c.no == last.no - 1).values(subject="somebody else"))
    assert audit.broken() == last.no - 1
    assert str(last.no - 1) in office.signed().get("/office/audit?check=1").text
