"""Tests of tools/join_looks.py."""
import os
import subprocess
import sys
import tempfile
import unittest

import plain_safetensors as plain

SCRIPT = os.path.join(os.path.dirname(__file__), "..", "..", "tools", "join_looks.py")


def written(path, number, **metadata):
    told = {"network": "look", "options": "{}", "data": f"set {number}", "step": str(number)} | metadata
    plain.write(path, {"bases": ("F32", [2], bytes([number] * 8))}, told)
    return path


class JoinLooks(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.result = self.at("joined")

    def at(self, name):
        return os.path.join(self.folder.name, name)

    def refused(self, *files):
        run = subprocess.run([sys.executable, SCRIPT, *files, self.result], capture_output=True, text=True, check=False)
        return run.stderr if run.returncode else None

    def test_the_second_network_gets_a_prefix_and_both_are_told_of(self):
        self.assertIsNone(self.refused(written(self.at("a"), 1), written(self.at("b"), 2)))
        tensors, metadata = plain.read(self.result)
        self.assertEqual({name: content[0] for name, (_, _, content) in tensors.items()}, {"bases": 1, "faint.bases": 2})
        self.assertEqual(metadata["data"], "strong looks: set 1; faint looks: set 2, 2 steps")
        self.assertEqual((metadata["network"], metadata["step"]), ("look", "1"))

    def test_what_does_not_fit_together_is_refused(self):
        look = written(self.at("a"), 1)
        self.assertIn("differ", self.refused(look, written(self.at("b"), 2, options="{1}")))
        self.assertIn("'style'", self.refused(look, written(self.at("c"), 2, network="style")))
        self.assertIsNone(self.refused(look, look))
        os.replace(self.result, self.at("d"))
        self.assertIn("already", self.refused(self.at("d"), look))


if __name__ == "__main__":
    unittest.main()
