"""Checks a running Broen as a subscriber in another language meets it. See README.md."""

import argparse
import sys
import time
from pathlib import Path

import grpc

import chain
import doors
import subscriber
from contract import Contract

SERVICES = {
    "broen.v1.CareRelationService",
    "broen.v1.EventService",
    "broen.v1.IntakeService",
    "broen.v1.SubscriberService",
    "grpc.health.v1.Health",
}


class Failed(Exception):
    """A check that does not hold."""


def main() -> int:
    """Runs every check and says one line for each; 0 if all hold."""
    options = arguments()
    try:
        run(options)
    except (Failed, chain.Broken, subscriber.TooFew) as failure:
        print(f"failed: {failure}")
        return 1
    except grpc.RpcError as error:
        print(f"failed: the server answered {error.code().name}: {error.details()}")
        return 1
    return 0


def run(options: argparse.Namespace) -> None:
    """Every check, in the order of the README."""
    server = doors.Server(options.address, doors.read(options.ca), options.server_name)
    refused(server)
    print("ok: a connection without a certificate is refused")
    refused(server, *doors.foreign_certificate())
    print("ok: a connection with a foreign certificate is refused")

    with server.channel(doors.read(options.key), doors.read(options.cert)) as channel:
        contract = Contract(channel)
        services = set(contract.services())
        if missing := SERVICES - services:
            raise Failed(f"reflection does not list {sorted(missing)}")
        print(f"ok: reflection lists {len(services)} services")
        subscribe(contract, options)


def subscribe(contract: Contract, options: argparse.Namespace) -> None:
    """Creates, pulls, acks and verifies one subscription."""
    name = subscriber.create(contract, options.subscription, options.timeout).name
    if name != options.subscription:
        raise Failed(f"the subscription is called {name!r}")
    print(f"ok: the subscription {name} is there")

    entries = subscriber.pull(contract, name, options.expect, options.timeout)
    print(f"ok: {len(entries)} entries came and were acked")
    digest = chain.verify(entries)
    print(f"ok: numbers, commitments and chain hold up to {digest.hex()}")

    settled(contract, name, len(entries), options.timeout)
    print("ok: every entry is settled")


def refused(server: doors.Server, key: bytes | None = None, certificate: bytes | None = None) -> None:
    """Fails if this certificate, or none, gets an answer out of the server."""
    with server.channel(key, certificate) as channel:
        try:
            services = Contract(channel).services()
        except grpc.RpcError as error:
            if error.code() not in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.UNAUTHENTICATED):
                raise Failed(f"the refusal is {error.code().name}") from error
        else:
            raise Failed(f"the connection was let in and saw {len(services)} services")


def settled(contract: Contract, name: str, count: int, timeout: float) -> None:
    """Waits until the server has settled everything that was acked."""
    deadline = time.monotonic() + timeout
    while True:
        state = subscriber.state(contract, name, timeout)
        if state.settled_through >= count:
            break
        if time.monotonic() >= deadline:
            raise Failed(f"settled through {state.settled_through} of {count}")
        time.sleep(0.05)
    if state.last_number == count and state.backlog != 0:
        raise Failed(f"{state.backlog} entries are called backlog though all are settled")


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", required=True, help="host:port of the gRPC door")
    parser.add_argument("--ca", required=True, type=Path, help="certificate of the authority, PEM")
    parser.add_argument("--cert", required=True, type=Path, help="certificate of a subscriber, PEM")
    parser.add_argument("--key", required=True, type=Path, help="key of the certificate, PEM")
    parser.add_argument("--subscription", default="generic-client", help="short name of a new subscription")
    parser.add_argument("--expect", type=int, default=1, help="how many entries must come, at least 1")
    parser.add_argument("--server-name", help="name in the server's certificate, if not the host")
    parser.add_argument("--timeout", type=float, default=30.0, help="seconds for each step")
    options = parser.parse_args()
    if options.expect < 1:
        parser.error("--expect must be at least 1")
    return options


if __name__ == "__main__":
    sys.exit(main())
