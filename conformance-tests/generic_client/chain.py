"""The digest chain of a subscription, computed from what a subscriber receives."""

import hashlib

GENESIS = bytes(32)


class Broken(Exception):
    """The chain does not hold; the text says where, without content."""


def digest_of_parts(purpose: str, *parts: bytes) -> bytes:
    """SHA-256 over the purpose and the parts, each preceded by its length as eight big-endian bytes."""
    hasher = hashlib.sha256()
    for part in (purpose.encode(), *parts):
        hasher.update(len(part).to_bytes(8, "big"))
        hasher.update(part)
    return hasher.digest()


def commitment(salt: bytes, event: bytes) -> bytes:
    """Binds an entry to its encoded event."""
    return digest_of_parts("broen/commitment/1", salt, hashlib.sha256(event).digest())


def next_digest(previous: bytes, number: int, bound: bytes) -> bytes:
    """The chain digest of entry `number`, after the digest of the entry before it."""
    return digest_of_parts("broen/chain/1", previous, number.to_bytes(8, "big"), bound)


def verify(entries) -> bytes:
    """Follows the entries, given in the order of their numbers from 1 on, and returns the last digest.

    A tombstone has no event to bind, so of it only its place in the chain is checked.
    """
    previous = GENESIS
    for expected, entry in enumerate(entries, start=1):
        if entry.number != expected:
            raise Broken(f"entry {expected} should have come, {entry.number} came")
        verify_commitment(entry)
        if next_digest(previous, entry.number, entry.commitment) != entry.chain_digest:
            raise Broken(f"entry {entry.number} does not follow from the one before it")
        previous = entry.chain_digest
    return previous


def verify_commitment(entry) -> None:
    """Encodes the entry's event again and compares its commitment."""
    if entry.HasField("withheld"):
        if entry.HasField("event"):
            raise Broken(f"entry {entry.number} is withheld and has an event")
        return
    if not entry.HasField("event"):
        raise Broken(f"entry {entry.number} has neither event nor reason")
    # Fields in the order of their numbers; the contract has no maps, so nothing else could vary.
    event = entry.event.SerializeToString(deterministic=True)
    if commitment(entry.salt, event) != entry.commitment:
        raise Broken(f"entry {entry.number} is not bound to its event")
