"""Over TLS, by an invitation, with a client that knows docs/protocol.md and nothing else."""

import ast
import json
import signal
import ssl
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509

from eventdesk.cli import run_line
from eventdesk.errors import InvalidInput, StoreProblem
from eventdesk.hub.certificates import certificates, server_name
from eventdesk.hub.hub import open_hub
from eventdesk.hub.remembered import Remembered, invite
from eventdesk.hub.serve import Place, Serving, prepare, running
from eventdesk.sync.invitation import read_invitation
from eventdesk.sync.protocol import Scope
from tests.hub import independent
from tests.hub.independent import Client
from tests.hub.station import LOG

NOW = datetime(2026, 11, 28, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "desk" / "hub"


@pytest.fixture
def serving(folder: Path) -> Iterator[Serving]:
    url = f"sqlite:///{folder / 'hub.db'}"
    with open_hub(folder, url) as hub, running(hub, Place("127.0.0.1", 0)) as serving:
        Remembered(url, "127.0.0.1", serving.place.port, False).write(folder)
        yield serving


def invited(folder: Path, scope: Scope = Scope.STATION) -> str:
    return invite(folder, scope).text()


def test_the_client_is_independent() -> None:
    found = ast.walk(ast.parse(Path(independent.__file__).read_text(encoding="utf-8")))
    names = [a.name for node in found if isinstance(node, ast.Import) for a in node.names]
    found = ast.walk(ast.parse(Path(independent.__file__).read_text(encoding="utf-8")))
    names += [str(node.module) for node in found if isinstance(node, ast.ImportFrom)]
    tops = {name.split(".")[0] for name in names}
    assert tops - set(sys.stdlib_module_names) == {"httpx", "cryptography"}


def test_two_independent_clients_agree(serving: Serving, folder: Path) -> None:
    one, other = Client(invited(folder), "东门"), Client(invited(folder), "西门")
    items = [one.write({"n": n, "名": "测试\u0001\"\\"}) for n in range(3)]
    assert one.push(LOG, items) == ["accepted"] * 3
    assert other.push(LOG, [other.write({})]) == ["accepted"]
    assert one.push(LOG, items) == ["duplicate"] * 3
    seen = other.pull(LOG)
    assert [item["seq"] for item in seen] == [1, 2, 3, 4]
    assert [{k: v for k, v in item.items() if k not in ("station", "seq")} for item in seen[:3]] == items
    assert one.digest_matches(LOG, seen)
    assert [one.report(LOG, 1, body) for body in (b'{"a":1}', b'{"a":1}', b'{"a":2}')] == [201, 200, 409]
    for client in (one, other):
        client.close()


def test_who_has_another_hash_stops(serving: Serving, folder: Path) -> None:
    right = read_invitation(invited(folder))
    with pytest.raises(ValueError, match="another hub"):
        Client(replace(right, ca_sha256="0" * 64).text(), "x")


def test_nobody_else_is_trusted_and_no_other_name(serving: Serving, folder: Path) -> None:
    told = read_invitation(invited(folder))
    with httpx.Client(trust_env=False) as public, pytest.raises(httpx.ConnectError):
        public.get(f"{told.url}/v1/hello")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(cadata=serving.office.certificates.pem.decode())
    with httpx.Client(verify=context, trust_env=False) as ours:
        name = serving.office.certificates.server_name
        assert ours.get(f"{told.url}/v1/hello", extensions={"sni_hostname": name}).json()["server_name"] == name
        for wrong in ("hub-000000000000.eventdesk.internal", "example.org"):
            with httpx.Client(verify=context, trust_env=False) as other, pytest.raises(httpx.ConnectError):
                other.get(f"{told.url}/v1/hello", extensions={"sni_hostname": wrong})


def test_a_code_works_once(serving: Serving, folder: Path) -> None:
    text = invited(folder)
    Client(text, "东门").close()
    with pytest.raises(PermissionError, match="bad_code"):
        Client(text, "西门")


def test_certificates_are_kept_and_renewed(tmp_path: Path) -> None:
    id = "0198c000-0000-7000-8000-00000000000a"
    first = certificates(tmp_path, id, now=NOW)
    authority, chain = first.pem, first.chain.read_bytes()
    assert first.server_name == server_name(id) == "hub-0198c0000000.eventdesk.internal"
    again = certificates(tmp_path, id, now=NOW + timedelta(days=300))
    assert (again.pem, again.chain.read_bytes()) == (authority, chain)
    later = certificates(tmp_path, id, now=NOW + timedelta(days=350))
    assert later.pem == authority
    assert later.chain.read_bytes() != chain
    server, signer = x509.load_pem_x509_certificates(later.chain.read_bytes())
    server.verify_directly_issued_by(signer)
    if sys.platform != "win32":
        assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("ca-key.pem", "server-key.pem")] == [0o600] * 2


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org"])
def test_plain_http_stays_on_this_computer(host: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        Place(host, 0, plain=True)
    assert caught.value.code == "hub_plain_http"


def test_a_port_that_is_taken_is_told(serving: Serving, tmp_path: Path) -> None:
    with open_hub(tmp_path / "other", f"sqlite:///{tmp_path / 'other.db'}") as hub, pytest.raises(StoreProblem) as caught:
        prepare(hub, serving.place)
    assert caught.value.code == "hub_port"


def test_the_verbs_of_a_hub_that_another_process_serves(serving: Serving, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import json

    def said(*line: str) -> object:
        assert run_line(["--desk", str(folder.parent), "hub", *line, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    made = said("invite", "--scope", "reader", "--out", str(folder.parent / "door.txt"))
    assert isinstance(made, dict)
    assert set(made) == {"url", "ca_sha256", "code", "expires", "scope", "invitation"}
    assert (folder.parent / "door.txt").read_text().strip() == made["invitation"]
    client = Client(made["invitation"], "总部")
    assert client._send("GET", "/v1/events").status_code == 200
    state = said("status")
    assert isinstance(state, dict)
    assert (state["stations"], state["items"], state["url"]) == (1, 0, made["url"])
    assert [one["name"] for one in said("stations")] == ["总部"]  # type: ignore[attr-defined]  # a list
    said("revoke", "总部")
    refused = client._send("GET", "/v1/events")
    assert (refused.status_code, refused.json()["code"]) == (401, "revoked")
    client.close()
    assert run_line(["--desk", str(folder.parent), "--lang", "en", "hub", "revoke", "nobody"]) == 1
    assert "no station nobody" in capsys.readouterr().err
    assert run_line(["--desk", str(folder.parent), "--lang", "en", "hub", "invite"]) == 0
    assert "▄" in capsys.readouterr().out


def test_without_a_hub_there_is_nothing_to_tell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for verb in ("invite", "status", "stations"):
        assert run_line(["--desk", str(tmp_path), "--lang", "en", "hub", verb]) == 1
        assert "no hub here" in capsys.readouterr().err


def test_serving_as_a_process(tmp_path: Path) -> None:
    program = "import sys; from eventdesk.cli import main; sys.exit(main())"
    line = [sys.executable, "-c", program, "--desk", str(tmp_path), "hub", "serve", "--host", "127.0.0.1", "--port", "0", "--json"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        assert told["new_epoch"] is False
        client = Client(invited(tmp_path / "hub"), "东门")
        assert client.told["url"] == told["url"]
        assert client.push(LOG, [client.write({"name": "李小明"})]) == ["accepted"]
        client.close()
        process.send_signal(signal.SIGINT)
        rest, complaints = process.communicate(timeout=60)
    assert (process.returncode, rest, complaints) == (0, "", "")
    log = (tmp_path / "hub" / "log" / "eventdesk.log").read_text(encoding="utf-8")
    assert '"route": "/v1/events/{event}/items", "status": 200' in log
    assert "李小明" not in log and LOG not in log
    assert (tmp_path / "hub" / "hub.db").is_file()
