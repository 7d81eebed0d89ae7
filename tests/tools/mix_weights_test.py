"""Tests of tools/mix_weights.py."""
import array
import os
import subprocess
import sys
import tempfile
import unittest

import plain_safetensors as plain

SCRIPT = os.path.join(os.path.dirname(__file__), "..", "..", "tools", "mix_weights.py")


class MixWeights(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.result = self.at("mixed")

    def at(self, name):
        return os.path.join(self.folder.name, name)

    def written(self, name, numbers, tensor="bias", dtype="F32", **metadata):
        told = {"network": "style", "options": "{}", "data": f"set {name}", "step": "7"} | metadata
        plain.write(self.at(name), {tensor: (dtype, [len(numbers)], array.array("f", numbers).tobytes())}, told)
        return self.at(name)

    def refused(self, first, second, share):
        command = [sys.executable, SCRIPT, first, second, str(share), self.result]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        return run.stderr if run.returncode else None

    def mixture(self, first, second, share):
        self.assertIsNone(self.refused(first, second, share))
        return list(array.array("f", plain.read(self.result)[0]["bias"][2]))

    def test_every_number_lies_between_those_of_both_files(self):
        first, second = self.written("a", [1, -2, 0]), self.written("b", [5, 2, 0])
        self.assertEqual(self.mixture(first, second, 0.25), [2, -1, 0])
        self.assertEqual(self.mixture(first, second, 0), [1, -2, 0])
        self.assertEqual(self.mixture(first, second, 1), [5, 2, 0])

    def test_the_metadata_are_the_first_ones_and_tell_of_the_mixture(self):
        self.mixture(self.written("a", [1], step="9"), self.written("b", [2]), 0.25)
        metadata = plain.read(self.result)[1]
        self.assertEqual(metadata["data"], "set a; 0.25 of the weights at step 7 mixed in")
        self.assertEqual((metadata["network"], metadata["step"]), ("style", "9"))

    def test_what_does_not_fit_together_is_refused_and_nothing_is_written(self):
        first = self.written("a", [1])
        self.assertIn("options", self.refused(first, self.written("b", [1], options="{1}"), 0.5))
        self.assertIn("only one file holds", self.refused(first, self.written("c", [1], tensor="weight"), 0.5))
        self.assertIn("[1]", self.refused(first, self.written("d", [1, 2]), 0.5))
        self.assertIn("F64", self.refused(first, self.written("e", [1], dtype="F64"), 0.5))
        self.assertNotIn("Traceback", self.refused(first, self.at("none"), 0.5))
        for share in (-0.1, 1.1, "nan"):
            self.assertIn("[0, 1]", self.refused(first, first, share))
        self.assertFalse(os.path.exists(self.result))


if __name__ == "__main__":
    unittest.main()
