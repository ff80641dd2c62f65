"""A client of the hub written from docs/protocol.md alone: it imports nothing of this project."""

import base64
import gzip
import hashlib
import json
import ssl
import uuid
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def canonical(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def digest(item: dict[str, Any]) -> str:
    return sha(canonical({k: v for k, v in item.items() if k not in ("sig", "station", "seq", "erased", "digest")}))


class Client:
    """Joins by an invitation, sends and reads."""

    def __init__(self, invitation: str, name: str) -> None:
        self.told = json.loads(unb64(invitation.strip().removeprefix("EDHUB1.")))
        self.key = Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes_raw()
        self.number, self.prev = 0, "0" * 64
        self.http = self._trusting(self._authority())
        joined = self._send("POST", "/v1/enrol", json={"code": self.told["code"], "public_key": b64(self.public), "name": name})
        if joined.status_code != 201:
            self.close()
            raise PermissionError(joined.json()["code"])
        self.station = joined.json()["station"]
        own = hashlib.sha256(b"eventdesk device\n" + self.public).digest()[:16]
        assert self.station == str(uuid.UUID(bytes=own))
        self.http.headers["Authorization"] = f"Bearer {joined.json()['token']}"

    def _authority(self) -> str:
        blind = ssl.create_default_context()
        blind.check_hostname, blind.verify_mode = False, ssl.CERT_NONE
        with httpx.Client(verify=blind, trust_env=False) as first:
            pem = first.get(f"{self.told['url']}/v1/ca").text
            self.server_name = first.get(f"{self.told['url']}/v1/hello").json()["server_name"]
        if sha(ssl.PEM_cert_to_DER_cert(pem)) != self.told["ca_sha256"]:
            raise ValueError("this is another hub")
        return pem

    def _trusting(self, pem: str) -> httpx.Client:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        context.load_verify_locations(cadata=pem)
        return httpx.Client(base_url=self.told["url"], verify=context, trust_env=False, timeout=60)

    def _send(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self.http.request(method, path, extensions={"sni_hostname": self.server_name}, **more)

    def write(self, body: dict[str, Any]) -> dict[str, Any]:
        self.number += 1
        item = {
            "id": str(uuid.uuid4()), "type": "note.written", "schema": 1, "device_seq": self.number,
            "hlc": f"{1_764_000_000_000 + self.number}-000000", "prev": self.prev, "body": body,
        }  # fmt: skip
        self.prev = digest(item)
        return item | {"sig": b64(self.key.sign(bytes.fromhex(self.prev)))}

    def push(self, log: str, items: list[dict[str, Any]]) -> list[str]:
        packed = gzip.compress(json.dumps({"items": items}).encode())
        answer = self._send("POST", f"/v1/events/{log}/items", content=packed, headers={"Content-Encoding": "gzip"})
        assert answer.status_code == 200, answer.text
        return [one["outcome"] for one in answer.json()["results"]]

    def pull(self, log: str) -> list[dict[str, Any]]:
        found, after = [], None
        while True:
            answer = self._send("GET", f"/v1/events/{log}/items", params={"limit": 2} | ({"after": after} if after else {})).json()
            keys = {one["station"]: Ed25519PublicKey.from_public_bytes(unb64(one["public_key"])) for one in answer["stations"]}
            for item in answer["items"]:
                keys[item["station"]].verify(unb64(item["sig"]), bytes.fromhex(digest(item)))
            found += answer["items"]
            after = answer["next"]
            if after == answer["head"]:
                return found

    def digest_matches(self, log: str, items: list[dict[str, Any]]) -> bool:
        told = self._send("GET", f"/v1/events/{log}/digest").json()
        return bool(told["digest"] == sha("\n".join(sorted(f"{one['id']}:{digest(one)}" for one in items)).encode()))

    def report(self, id: str, revision: int, body: bytes) -> int:
        header = f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
        return self._send("PUT", f"/v1/reports/{id}/revisions/{revision}", content=body, headers={"Content-Digest": header}).status_code

    def close(self) -> None:
        self.http.close()
