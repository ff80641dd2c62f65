"""The hub's own certificate authority and the certificate it serves with.

Stations trust this authority alone, by its hash in the invitation, and check a fixed name; so they may reach the hub by whatever
address a venue's network gives it today.
"""

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_AUTHORITY_DAYS = 20 * 365
_SERVER_DAYS = 397
_RENEWED_BEFORE = timedelta(days=60)
_DOMAIN = "eventdesk.internal"


@dataclass(frozen=True)
class Certificates:
    """Files for TLS, and what an invitation says of them."""

    authority: Path
    chain: Path
    key: Path
    server_name: str

    @property
    def ca_sha256(self) -> str:
        """SHA-256, in hex, of the authority's certificate (DER)."""
        return hashlib.sha256(x509.load_pem_x509_certificate(self.pem).public_bytes(serialization.Encoding.DER)).hexdigest()

    @property
    def pem(self) -> bytes:
        """The authority's certificate."""
        return self.authority.read_bytes()


def server_name(hub_id: str) -> str:
    """The name in the certificate of a hub."""
    return f"hub-{hub_id.replace('-', '')[:12]}.{_DOMAIN}"


def certificates(folder: Path, hub_id: str, *, now: datetime) -> Certificates:
    """The certificates of a hub, made where there are none; the server's is made anew 60 days before it ends."""
    name = server_name(hub_id)
    made = Certificates(folder / "ca.pem", folder / "server.pem", folder / "server-key.pem", name)
    key_file = folder / "ca-key.pem"
    if not (made.authority.is_file() and key_file.is_file()):
        _make_authority(made.authority, key_file, name, now)
        made.chain.unlink(missing_ok=True)
    if not (made.chain.is_file() and made.key.is_file()) or _ends_soon(made.chain, now):
        _make_server(made, key_file, now)
    return made


def _ends_soon(chain: Path, now: datetime) -> bool:
    return x509.load_pem_x509_certificate(chain.read_bytes()).not_valid_after_utc - now < _RENEWED_BEFORE


def _make_authority(file: Path, key_file: Path, name: str, now: datetime) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"EventDesk {name.partition('.')[0]}")])
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        _begun(subject, subject, key.public_key(), now, _AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        # Whoever trusts it trusts it for hubs, not for the rest of the world.
        .add_extension(x509.NameConstraints([x509.DNSName(_DOMAIN)], None), critical=True)
        .add_extension(own, critical=False)
        .sign(key, hashes.SHA256())
    )
    _write_key(key_file, key)
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def _make_server(made: Certificates, key_file: Path, now: datetime) -> None:
    authority = x509.load_pem_x509_certificate(made.pem)
    signer = serialization.load_pem_private_key(key_file.read_bytes(), None)
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise ValueError("the authority's key is of another kind")
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, made.server_name)])
    certificate = (
        _begun(subject, authority.subject, key.public_key(), now, _SERVER_DAYS)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(made.server_name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    _write_key(made.key, key)
    made.chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM) + made.pem)


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, days: int
) -> x509.CertificateBuilder:
    # A day back: a station whose clock is behind must get far enough to be told so.
    return (
        x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=days))
    )  # fmt: skip


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False,
        decipher_only=False,
    )  # fmt: skip


def _write_key(file: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Nobody else on this computer may read it, not even for a moment."""
    raw = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(raw)
