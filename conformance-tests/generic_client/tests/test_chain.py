"""The chain from the client's side: what holds, and every way it can break."""

import unittest

import chain
from tests import journal, proto

POOL = proto.pool()


class Encoding(unittest.TestCase):
    """The bytes that digests are taken of are the same in every language."""

    def test_every_golden_event_encodes_to_its_own_bytes(self):
        files = sorted((proto.ROOT / "golden" / "v1").glob("*.bin"))
        self.assertEqual(len(files), 5)
        for file in files:
            event = proto.message(POOL, "Event").FromString(file.read_bytes())
            self.assertEqual(event.SerializeToString(deterministic=True), file.read_bytes(), file.name)


class Chain(unittest.TestCase):
    """The chain over golden events."""

    def test_the_digest_counts_the_border_between_parts(self):
        self.assertNotEqual(chain.digest_of_parts("p", b"ab", b"c"), chain.digest_of_parts("p", b"a", b"bc"))

    def test_an_unbroken_chain_holds_with_and_without_tombstones(self):
        whole, withheld = journal.entries(POOL), journal.entries(POOL, withheld={2, 5})
        self.assertEqual(chain.verify(whole), whole[-1].chain_digest)
        self.assertEqual(chain.verify(withheld), whole[-1].chain_digest)

    def test_a_missing_entry_is_a_gap(self):
        entries = journal.entries(POOL)
        with self.assertRaisesRegex(chain.Broken, "entry 3 should have come, 4 came"):
            chain.verify(entries[:2] + entries[3:])

    def test_a_doubled_entry_is_a_gap(self):
        entries = journal.entries(POOL)
        with self.assertRaisesRegex(chain.Broken, "entry 3 should have come, 2 came"):
            chain.verify(entries[:2] + entries[1:])

    def test_an_altered_event_is_not_bound(self):
        entries = journal.entries(POOL)
        entries[3].event.source.letter_id += "0"
        with self.assertRaisesRegex(chain.Broken, "entry 4 is not bound"):
            chain.verify(entries)

    def test_an_altered_tombstone_does_not_follow(self):
        entries = journal.entries(POOL, withheld={4})
        entries[3].commitment = bytes(32)
        with self.assertRaisesRegex(chain.Broken, "entry 4 does not follow"):
            chain.verify(entries)

    def test_an_entry_with_nothing_in_it_is_broken(self):
        entries = journal.entries(POOL)
        entries[0].ClearField("event")
        with self.assertRaisesRegex(chain.Broken, "entry 1 has neither"):
            chain.verify(entries)


if __name__ == "__main__":
    unittest.main()
