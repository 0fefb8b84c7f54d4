"""Entries as a server would number them, made from the golden events."""

import chain
from tests import proto


def golden_events(pool) -> list:
    """One event per kind, decoded."""
    event = proto.message(pool, "Event")
    return [event.FromString(file.read_bytes()) for file in sorted((proto.ROOT / "golden" / "v1").glob("*.bin"))]


def entries(pool, withheld: set[int] = frozenset()) -> list:
    """The golden events as entries 1, 2, 3, …; those in `withheld` as tombstones."""
    made, previous = [], chain.GENESIS
    for number, event in enumerate(golden_events(pool), start=1):
        salt = bytes([number]) * 16
        bound = chain.commitment(salt, event.SerializeToString(deterministic=True))
        entry = proto.message(pool, "Entry")(number=number, commitment=bound, attempt=1)
        if number in withheld:
            entry.withheld.reason = "relation-ended"
        else:
            entry.event.CopyFrom(event)
            entry.salt = salt
        entry.chain_digest = previous = chain.next_digest(previous, number, bound)
        made.append(entry)
    return made
