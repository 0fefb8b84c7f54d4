"""Channels with the right certificate, with none, and with one of a foreign authority."""

import datetime
from dataclasses import dataclass
from pathlib import Path

import grpc
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Server:
    """Where the server is, and who vouches for it."""

    address: str
    ca: bytes
    name: str | None = None

    def channel(self, key: bytes | None = None, certificate: bytes | None = None) -> grpc.Channel:
        """A channel with this client certificate, or with none."""
        credentials = grpc.ssl_channel_credentials(self.ca, key, certificate)
        options = [("grpc.max_receive_message_length", 64 * 1024 * 1024)]
        if self.name is not None:
            options.append(("grpc.ssl_target_name_override", self.name))
        return grpc.secure_channel(self.address, credentials, options)


def read(path: Path) -> bytes:
    """A PEM file."""
    return path.read_bytes()


def foreign_certificate() -> tuple[bytes, bytes]:
    """Key and certificate that vouch for themselves, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "foreign")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    key_pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return key_pem, certificate.public_bytes(serialization.Encoding.PEM)
