"""What plain Python writes, lowlight reads and writes again, and plain Python reads back: the same."""

import os
import struct
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import plain_safetensors as plain

COPY = os.environ["LOWLIGHT_SAFETENSORS_COPY"]

ELEMENTS = {"BOOL": "?", "U8": "B", "I8": "b", "I16": "h", "I32": "i", "I64": "q", "F16": "e", "F32": "f", "F64": "d"}


class Exchange(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.source = os.path.join(self.folder.name, "source.safetensors")
        self.target = os.path.join(self.folder.name, "target.safetensors")

    def copy(self):
        return subprocess.run([COPY, self.source, self.target], capture_output=True, text=True)

    def test_every_type_and_shape_survives(self):
        tensors = {dtype: (dtype, [2, 3], struct.pack("<6" + code, 0, 1, 1, 0, 1, 0))
                   for dtype, code in ELEMENTS.items()}
        tensors["bf16"] = ("BF16", [1], b"\x80\x3f")
        tensors["scalar \u00e4"] = ("F32", [], struct.pack("<f", 2.5))
        tensors["empty"] = ("F32", [3, 0], b"")
        metadata = {"a": "text \u20ac", "b": ""}
        plain.write(self.source, tensors, metadata)
        self.assertEqual(self.copy().returncode, 0)
        self.assertEqual(plain.read(self.target), (tensors, metadata))

    def test_a_cut_file_is_refused_by_name_and_nothing_is_written(self):
        plain.write(self.source, {"x": ("U8", [4], b"abcd")}, {})
        os.truncate(self.source, os.path.getsize(self.source) - 1)
        result = self.copy()
        self.assertEqual(result.returncode, 2)
        self.assertIn(self.source, result.stderr)
        self.assertFalse(os.path.exists(self.target))


if __name__ == "__main__":
    unittest.main()
