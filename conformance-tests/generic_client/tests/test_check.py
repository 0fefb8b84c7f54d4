"""The whole check against a small server: it passes where all is well and fails where something is not."""

import contextlib
import io
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import check
from tests import journal, proto, small_server

POOL = proto.pool()


class Check(unittest.TestCase):
    """`check.py` from its command line."""

    def run_check(self, entries, expect: int, require_certificate: bool = True, timeout: int = 10) -> tuple[int, str]:
        """Exit code and output against a server with these entries."""
        authority = small_server.Authority()
        server, port = small_server.start(POOL, entries, authority, require_certificate)
        self.addCleanup(lambda: server.stop(None).wait())
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        key, certificate = authority.issue("subscriber")
        for name, content in {"ca": authority.pem, "key": key, "cert": certificate}.items():
            (folder / name).write_bytes(content)
        files = [argument for name in ("ca", "key", "cert") for argument in (f"--{name}", str(folder / name))]
        limits = ["--timeout", str(timeout), "--expect", str(expect)]
        command = ["check.py", "--address", f"localhost:{port}", *limits, *files]
        output = io.StringIO()
        with mock.patch.object(sys, "argv", command), contextlib.redirect_stdout(output):
            return check.main(), output.getvalue()

    def test_a_server_that_keeps_the_contract_passes(self):
        code, output = self.run_check(journal.entries(POOL, withheld={3}), expect=5)
        self.assertEqual(code, 0, output)
        self.assertEqual(output.count("ok: "), 7, output)

    def test_an_altered_event_fails(self):
        entries = journal.entries(POOL)
        entries[1].event.source.letter_id += "0"
        code, output = self.run_check(entries, expect=5)
        self.assertEqual((code, output.splitlines()[-1]), (1, "failed: entry 2 is not bound to its event"))

    def test_too_few_entries_fail(self):
        code, output = self.run_check(journal.entries(POOL)[:2], expect=3, timeout=1)
        self.assertEqual(code, 1)
        self.assertIn("failed: 2 of 3 entries came, then", output)

    def test_a_server_that_lets_anybody_in_fails(self):
        code, output = self.run_check(journal.entries(POOL), expect=5, require_certificate=False)
        self.assertEqual(code, 1)
        self.assertIn("failed: the connection was let in", output)

    def test_the_output_holds_nothing_of_an_event(self):
        _, output = self.run_check(journal.entries(POOL), expect=5)
        for personal in ("1402389992", "Karla", "Testrup"):
            self.assertNotIn(personal, output)


if __name__ == "__main__":
    unittest.main()
