"""Tests of tools/describe_weights.py, and of what the weights that ship say of themselves."""
import glob
import os
import subprocess
import sys
import tempfile
import unittest

import plain_safetensors as plain

ROOT = os.path.join(os.path.dirname(__file__), "..", "..")
SCRIPT = os.path.join(ROOT, "tools", "describe_weights.py")


class DescribeWeights(unittest.TestCase):
    def test_licence_and_origin_are_added_and_all_else_stays(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "weights")
            tensors = {"bias": ("F32", [2], bytes(range(8))), "a": ("F32", [0], b"")}
            plain.write(path, tensors, {"network": "look", "origin": "an older one"})
            subprocess.run([sys.executable, SCRIPT, path, "--licence", "MIT", "--origin", "here"], check=True)
            told = {"network": "look", "licence": "MIT", "origin": "here"}
            self.assertEqual(plain.read(path), (tensors, told))

    def test_a_file_that_is_not_there_is_said(self):
        command = [sys.executable, SCRIPT, "/nowhere/weights", "--licence", "MIT", "--origin", "here"]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, 1)
        self.assertIn("/nowhere/weights", run.stderr)

    def test_weights_that_ship_tell_their_licence_and_origin(self):
        files = glob.glob(os.path.join(ROOT, "models", "*.safetensors"))
        self.assertGreaterEqual(len(files), 3)
        for path in files:
            metadata = plain.read(path)[1]
            for key in ("licence", "origin"):
                self.assertTrue(metadata.get(key), f"{path}: {key}")


if __name__ == "__main__":
    unittest.main()
