"""``eventdesk hub account|branches|audit``, and what the other verbs of a hub write down, as scripts rely on them."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from eventdesk.clock import SystemClock
from eventdesk.hub.accounts import Accounts
from eventdesk.hub.database import Database, open_database
from eventdesk.hub.hub import open_hub
from eventdesk.hub.remembered import Remembered
from eventdesk.sync.protocol import Push
from tests.cli.test_contract import Run
from tests.hub.station import LOG, Author, let_in

GOOD = "four apples on a slow boat"


class HubRun(Run):
    """With a standard input of its own for each line: what one has read, the next can't."""

    def __call__(self, *arguments: object, scans: str | bytes | None = None) -> tuple[int, str, str]:
        return super().__call__(*arguments, scans=scans or "")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a hub that served once, with one station."""
    folder = tmp_path_factory.mktemp("served")
    with open_hub(folder, f"sqlite:///{folder / 'hub.db'}") as hub:
        let_in(hub, Author(name="东门"))
    return folder


@pytest.fixture
def run(served: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """A copy of it, in a folder without a desk."""
    shutil.copytree(served, tmp_path / "hub")
    Remembered(f"sqlite:///{tmp_path / 'hub' / 'hub.db'}", "127.0.0.1", 8440, plain=True).write(tmp_path / "hub")
    return HubRun(tmp_path, capsys, monkeypatch)


def answered(run: Run, *line: object, password: str = "") -> Any:
    """The one document of a line that reads a password."""
    code, out, err = run("hub", *line, "--json", scans=f"{password}\n")
    assert (code, err) == (0, ""), err
    return json.loads(out)


def refused(run: Run, *line: object, password: str = GOOD) -> tuple[int, str]:
    """The exit code and the code of the error."""
    code, out, err = run("hub", *line, "--json", scans=f"{password}\n")
    assert out == ""
    told = json.loads(err)
    return code, told["error"]["code"] if isinstance(told["error"], dict) else told["error"]


def told(run: Run) -> list[tuple[str, str, str]]:
    """The audit, the first row first."""
    document = run.json("hub", "audit")
    assert document["broken"] is None
    return [(one["account"], one["action"], one["subject"]) for one in reversed(document["entries"])]


def database(run: Run) -> Database:
    return open_database(f"sqlite:///{run.folder / 'hub' / 'hub.db'}")


def signs_in(run: Run, name: str, password: str) -> bool:
    kept = database(run)
    try:
        return Accounts(kept, SystemClock()).sign_in(name, password) is not None
    finally:
        kept.close()


def test_an_account_from_its_beginning_to_its_end(run: Run) -> None:
    run.json("hub", "branches", "add", "hz-01", "杭州")
    made = answered(run, "account", "add", " Chen ", "--role", "officer", "--branch", "HZ-01", password=GOOD)
    (branch,) = run.json("hub", "branches", "list")
    assert made == {"account": "chen", "role": "officer", "branch": branch["branch"], "created": made["created"], "disabled": None}
    assert run.json("hub", "account", "list") == [made]
    assert signs_in(run, "CHEN", GOOD) and not signs_in(run, "chen", f"{GOOD}!")
    changed = answered(run, "account", "password", "chen", password="another four words here")
    assert changed["account"] == "chen" and "another" not in json.dumps(changed)
    assert signs_in(run, "chen", "another four words here") and not signs_in(run, "chen", GOOD)
    assert answered(run, "account", "disable", "chen")["disabled"] is not None
    assert not signs_in(run, "chen", "another four words here")
    acts = [(account, act) for account, act, subject in told(run) if act.startswith(("account", "password"))]
    assert acts == [("", "account_added"), ("", "password_changed"), ("", "account_disabled")]


def test_what_an_account_may_not_be(run: Run) -> None:
    answered(run, "account", "add", "owner", "--role", "owner", password=GOOD)
    run.json("hub", "branches", "add", "HZ", "杭州")
    before = told(run)
    for password in ("", "short", "aaaaaaaaaaaaaaaa", "x" * 129, " Somebody Long "):
        assert refused(run, "account", "add", "somebody long", password=password) == (1, "weak_password"), password
    assert refused(run, "account", "add", "OWNER") == (1, "account_exists")
    assert refused(run, "account", "add", " ") == (1, "bad_account_name")
    assert refused(run, "account", "add", "x", "--role", "owner", "--branch", "HZ") == (1, "owner_of_all")
    assert refused(run, "account", "add", "x", "--branch", "nowhere") == (1, "branch")
    assert refused(run, "account", "disable", "nobody") == (1, "account") == refused(run, "account", "password", "nobody")
    assert refused(run, "account", "disable", "owner") == (1, "last_owner")
    assert refused(run, "account", "password", "owner", password="short") == (1, "weak_password")
    assert [one["account"] for one in run.json("hub", "account", "list")] == ["owner"] and told(run) == before
    code, _, err = run("hub", "account", "add", "x", "--role", "king")
    assert code == 2 and "king" in err


def test_branches_and_their_agreements(run: Run) -> None:
    made = run.json("hub", "branches", "add", "hz-01", "杭州")
    assert made | {"branch": "", "created": ""} == {
        "branch": "", "code": "HZ-01", "name": "杭州", "persons": False, "created": "", "closed": None,
    }  # fmt: skip
    for _ in range(2):
        assert run.json("hub", "branches", "agree", "HZ-01", "--persons", "yes")["persons"] is True
        assert run.json("hub", "branches", "close", "hz-01")["closed"] is not None
    assert run.json("hub", "branches", "agree", "HZ-01", "--persons", "no")["persons"] is False
    assert refused(run, "branches", "add", "HZ-01", "x") == (1, "branch_exists")
    assert refused(run, "branches", "add", "杭州", "x") == (1, "bad_branch_code")
    assert refused(run, "branches", "add", "SH", "x" * 81) == (1, "bad_branch_name")
    assert refused(run, "branches", "close", "SH") == (1, "branch") == refused(run, "branches", "agree", "SH", "--persons", "yes")
    assert run("hub", "branches", "agree", "HZ-01")[0] == 2
    # What was so already is no act.
    assert told(run) == [("", act, "HZ-01") for act in ("branch_added", "branch_agreed", "branch_closed", "branch_disagreed")]


def test_inviting_and_revoking_are_in_the_audit(run: Run) -> None:
    run.json("hub", "branches", "add", "HZ", "杭州")
    run.json("hub", "invite", "--branch", "hz", "--scope", "reader")
    (station,) = run.json("hub", "stations")
    for _ in range(2):
        run.json("hub", "revoke", "东门")
    assert refused(run, "revoke", "西门") == (1, "hub_station")
    assert told(run)[1:] == [("", "invited", "reader HZ"), ("", "revoked", station["station"])]
    assert [one["action"] for one in run.json("hub", "audit", "--limit", 1)["entries"]] == ["revoked"]
    code, out, _ = run("--lang", "en", "hub", "audit")
    assert code == 0 and len(out.splitlines()) == 4 and "revoked" in out.splitlines()[0]


def test_an_audit_that_was_changed_ends_with_an_error(run: Run) -> None:
    for name in ("A", "B", "C"):
        run.json("hub", "branches", "add", name, "x")
    with changed(run) as connection:
        connection.exec_driver_sql("UPDATE audit SET subject = 'Z' WHERE no = 2")
    code, out, _ = run("hub", "audit", "--json")
    assert code == 1 and json.loads(out)["broken"] == 2


ACTS: dict[str, tuple[object, ...]] = {
    "account add": ("account", "add", "new"), "account disable": ("account", "disable", "reader"),
    "account password": ("account", "password", "reader"), "branches add": ("branches", "add", "NEW", "x"),
    "branches agree": ("branches", "agree", "HZ", "--persons", "yes"), "branches close": ("branches", "close", "HZ"),
    "invite": ("invite",), "revoke": ("revoke", "东门"),
}  # fmt: skip


def test_what_the_audit_cannot_keep_has_not_happened(run: Run) -> None:
    run.json("hub", "branches", "add", "HZ", "杭州")
    answered(run, "account", "add", "reader", password=GOOD)
    before = kept(run)
    with changed(run) as connection:
        connection.exec_driver_sql("ALTER TABLE audit RENAME TO elsewhere")
    for name, line in ACTS.items():
        with pytest.raises(sa.exc.OperationalError, match="audit"):
            run("hub", *line, "--json", scans="another four words here\n")
            pytest.fail(name)
    assert kept(run) == before
    with changed(run) as connection:
        connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO audit")
    for name, line in ACTS.items():
        last = kept(run)
        assert run("hub", *line, "--json", scans="another four words here\n")[0] == 0, name
        assert kept(run) != last, name


def kept(run: Run) -> list[list[str]]:
    with changed(run) as connection:
        return [
            sorted(map(repr, connection.exec_driver_sql(f"SELECT * FROM {table}")))
            for table in ("branch", "invitation", "station", "account")
        ]


@contextmanager
def changed(run: Run) -> Iterator[sa.Connection]:
    """A transaction of the hub's database."""
    of = database(run)
    try:
        with of.writing() as connection:
            yield connection
    finally:
        of.close()


def test_without_a_hub_nothing_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    bare = HubRun(tmp_path, capsys, monkeypatch)
    for line in (("account", "list"), ("account", "add", "x"), ("branches", "list"), ("branches", "add", "A", "x"), ("audit",)):
        assert refused(bare, *line) == (1, "hub_none"), line
    assert list(tmp_path.iterdir()) == []

def test_what_was_kept_apart_is_listed_written_out_and_forgotten(run: Run, tmp_path: Path) -> None:
    with open_hub(tmp_path / "hub", f"sqlite:///{tmp_path / 'hub' / 'hub.db'}") as hub:
        hub.ledger.take(LOG, Push(items=[{"odd": "林晓梅"}]), let_in(hub, Author(name="西门")))
    listed = answered(run, "quarantine", "list")
    (one,) = listed["kept"]
    assert (listed["count"], one["station"], one["problem"]) == (1, "西门", "malformed")
    file = tmp_path / "one.bin"
    assert answered(run, "quarantine", "export", one["digest"][:10], "--out", file)["bytes"] == one["bytes"]
    assert "林晓梅" in file.read_text()
    assert refused(run, "quarantine", "export", "ffffffffff", "--out", file)[1] == "quarantine_none"
    assert answered(run, "quarantine", "forget", one["digest"]) == {"digest": one["digest"], "forgotten": True}
    assert answered(run, "quarantine", "list")["count"] == 0
    assert [row["action"] for row in run.json("hub", "audit")["entries"][:2]] == ["quarantine_forgotten", "quarantine_taken"]
