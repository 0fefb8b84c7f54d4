"""A server of a few golden entries behind mutual TLS, just large enough to check the check."""

import datetime
import ipaddress
from concurrent import futures

import grpc
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from grpc_reflection.v1alpha import reflection

from tests import proto

SERVICES = ["CareRelationService", "EventService", "IntakeService", "SubscriberService"]


class Authority:
    """A certificate authority for one test."""

    def __init__(self):
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority")])
        self._certificate = self._sign(self._name, self._key, is_authority=True)
        self.pem = self._certificate.public_bytes(serialization.Encoding.PEM)

    def issue(self, name: str) -> tuple[bytes, bytes]:
        """Key and certificate, as PEM."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        certificate = self._sign(subject, key, is_authority=False)
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return private, certificate.public_bytes(serialization.Encoding.PEM)

    def _sign(self, subject, key, is_authority: bool):
        now = datetime.datetime.now(datetime.timezone.utc)
        addresses = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(hours=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName(addresses), critical=False)
            .sign(self._key, hashes.SHA256())
        )


class Subscriber:
    """`SubscriberService` over a fixed list of entries."""

    def __init__(self, pool, entries):
        self._pool = pool
        self._entries = entries
        self._acked = set()

    def handlers(self) -> dict:
        """The three calls that the check makes."""
        return {
            "CreateSubscription": self._handler(grpc.unary_unary_rpc_method_handler, self._create, "CreateSubscription"),
            "GetSubscription": self._handler(grpc.unary_unary_rpc_method_handler, self._get, "GetSubscription"),
            "StreamingPull": self._handler(grpc.stream_stream_rpc_method_handler, self._pull, "StreamingPull"),
        }

    def _handler(self, make, behaviour, method: str):
        request = proto.message(self._pool, f"{method}Request")
        return make(behaviour, request.FromString, lambda answer: answer.SerializeToString())

    def _create(self, request, _context):
        return proto.message(self._pool, "CreateSubscriptionResponse")(subscription=request.subscription)

    def _get(self, request, _context):
        answer = proto.message(self._pool, "GetSubscriptionResponse")()
        answer.subscription.name = request.name
        answer.subscription.state.last_number = len(self._entries)
        answer.subscription.state.settled_through = len(self._acked)
        answer.subscription.state.backlog = len(self._entries) - len(self._acked)
        return answer

    def _pull(self, requests, _context):
        """One entry at a time, the next after the ack of the one before."""
        answer = proto.message(self._pool, "StreamingPullResponse")
        next(requests)
        for entry in self._entries:
            yield answer(entries=[entry])
            self._acked.update(next(requests).ack_numbers)
        for request in requests:
            self._acked.update(request.ack_numbers)


def start(pool, entries, authority: Authority, require_certificate: bool = True) -> tuple[grpc.Server, int]:
    """Starts it on a free port."""
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=4))
    calls = grpc.method_handlers_generic_handler("broen.v1.SubscriberService", Subscriber(pool, entries).handlers())
    server.add_generic_rpc_handlers((calls,))
    names = [f"broen.v1.{name}" for name in SERVICES] + ["grpc.health.v1.Health", reflection.SERVICE_NAME]
    reflection.enable_server_reflection(names, server, pool=pool)
    credentials = grpc.ssl_server_credentials([authority.issue("server")], authority.pem, require_certificate)
    port = server.add_secure_port("127.0.0.1:0", credentials)
    server.start()
    return server, port
