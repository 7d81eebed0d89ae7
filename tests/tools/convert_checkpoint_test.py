"""tools/convert_checkpoint.py on files made here; skipped (77) where Python has no PyTorch."""

import contextlib
import ctypes
import io
import os
import subprocess
import sys
import tempfile
import unittest

try:
    import torch
except ImportError:
    sys.exit(77)

sys.dont_write_bytecode = True
sys.path.append(os.path.join(os.path.dirname(__file__), "..", "..", "tools"))
import convert_checkpoint
import plain_safetensors as plain

COPY = os.environ["LOWLIGHT_SAFETENSORS_COPY"]


def network(*names):
    return {name: torch.rand(2, 3) for name in names}


def content_of(tensor):
    tensor = tensor.contiguous()
    return ctypes.string_at(tensor.data_ptr(), tensor.nbytes)


def onnx_field(number, value):
    """A field of a protobuf message."""
    def varint(number):
        return bytes([number]) if number < 128 else bytes([number & 127 | 128]) + varint(number >> 7)

    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def onnx_network(convolutions):
    """An ONNX file of convolutions (name and values of weight and bias)."""
    nodes = constants = b""
    for weight, values, bias, shifts in convolutions:
        inputs = b"".join(onnx_field(1, name.encode()) for name in ("input", weight, bias))
        nodes += onnx_field(1, inputs + onnx_field(2, b"output") + onnx_field(4, b"Conv"))
        for name, tensor in ((weight, values), (bias, shifts)):
            shape = b"".join(onnx_field(1, size) for size in tensor.shape)
            constants += onnx_field(5, shape + onnx_field(2, 1) + onnx_field(8, name.encode()) +
                                    onnx_field(9, content_of(tensor)))
    return onnx_field(1, 6) + onnx_field(7, nodes + constants)


class Conversion(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.source = os.path.join(self.folder.name, "published.pth")
        self.target = os.path.join(self.folder.name, "ours.safetensors")

    def run_tool(self, *arguments):
        """Returns the exit code and what was said of a failure."""
        said = io.StringIO()
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            code = convert_checkpoint.main([self.source, self.target, *arguments])
        return code, said.getvalue()

    def converted(self, content, *arguments):
        """Converts, checks that lowlight reads the result, and returns it as plain Python reads it."""
        torch.save(content, self.source)
        self.assertEqual(self.run_tool(*arguments), (0, ""))
        copy = subprocess.run([COPY, self.target, self.target + ".copy"], capture_output=True, text=True)
        self.assertEqual(copy.returncode, 0, copy.stderr)
        tensors, metadata = plain.read(self.target)
        self.assertEqual((tensors, metadata), plain.read(self.target + ".copy"))
        return tensors, metadata

    def refusal(self, content, *arguments):
        torch.save(content, self.source)
        code, said = self.run_tool(*arguments)
        self.assertEqual(code, 2)
        self.assertTrue(said.startswith(self.source + ": "), said)
        self.assertEqual(os.listdir(self.folder.name), ["published.pth"])
        return said

    def test_the_three_networks_of_aesfa_keep_names_and_values(self):
        nets = {"netE": network("OctConv1_1.convh.weight"), "netS": network("conv1.weight"),
                "netG": network("conv.bias")}
        optimiser = torch.optim.Adam([torch.rand(2, requires_grad=True)]).state_dict()
        tensors, metadata = self.converted({**nets, "iters": 7, "optimizer_E": optimiser})
        self.assertEqual(metadata["names"], "aesfa")
        self.assertEqual(metadata["source"], "published.pth")
        self.assertEqual(sorted(tensors), ["netE.OctConv1_1.convh.weight", "netG.conv.bias", "netS.conv1.weight"])
        self.assertEqual(tensors["netE.OctConv1_1.convh.weight"],
                         ("F32", [2, 3], content_of(nets["netE"]["OctConv1_1.convh.weight"])))

    def test_the_prefix_of_parallel_training_is_removed(self):
        tensors, _ = self.converted({name: network("module.conv.weight") for name in ("netE", "netS", "netG")})
        self.assertEqual(sorted(tensors), ["netE.conv.weight", "netG.conv.weight", "netS.conv.weight"])
        tensors, _ = self.converted(network("module.features.0.weight"))
        self.assertEqual(sorted(tensors), ["features.0.weight"])

    def test_flat_names_and_an_outer_state_dict_are_understood(self):
        tensors, _ = self.converted({"state_dict": network("netE.a", "netS.a", "netG.a")})
        self.assertEqual(sorted(tensors), ["netE.a", "netG.a", "netS.a"])

    def test_a_vgg_of_torchvision_keeps_its_features_alone(self):
        tensors, metadata = self.converted(network("features.0.weight", "features.0.bias", "classifier.0.weight"))
        self.assertEqual(metadata["names"], "torchvision")
        self.assertEqual(sorted(tensors), ["features.0.bias", "features.0.weight"])

    def test_an_efficientnet_lite_keeps_its_blocks_alone(self):
        tensors, metadata = self.converted(network(
            "_conv_stem.weight", "_bn0.running_var", "_blocks.0._bn1.bias", "_conv_head.weight", "_bn1.bias", "_fc.bias"))
        self.assertEqual(metadata["names"], "efficientnet")
        self.assertEqual(sorted(tensors), ["_blocks.0._bn1.bias", "_bn0.running_var", "_conv_stem.weight"])

    def test_the_normalised_vgg_is_told_by_its_numbers(self):
        tensors, metadata = self.converted(torch.nn.Sequential(
            torch.nn.Conv2d(3, 3, 1), torch.nn.ReLU(), torch.nn.Conv2d(3, 4, 3)).state_dict())
        self.assertEqual(metadata["names"], "normalised")
        self.assertEqual(sorted(tensors), ["0.bias", "0.weight", "2.bias", "2.weight"])

    def test_types_strides_scalars_and_empty_tensors_survive(self):
        content = {f"features.{i}.weight": torch.arange(6).reshape(2, 3).to(dtype)
                   for i, dtype in enumerate((torch.bool, torch.uint8, torch.int64, torch.float16, torch.bfloat16,
                                              torch.float64))}
        content["features.10.weight"] = torch.rand(3, 4).t()[:, 1:]
        content["features.11.count"] = torch.tensor(3)
        content["features.12.weight"] = torch.empty(0, 3)
        tensors, _ = self.converted(content)
        self.assertEqual(tensors["features.10.weight"], ("F32", [4, 2], content_of(content["features.10.weight"])))
        self.assertEqual({name: value[2] for name, value in tensors.items()},
                         {name: content_of(value) if value.numel() else b"" for name, value in content.items()})

    def test_what_is_not_known_is_refused_with_its_reason(self):
        self.assertIn("layout is not known (first tensors: a.weight)", self.refusal(network("a.weight")))
        self.assertIn("not known", self.refusal(network("0.weight", "features.0.weight")))
        self.assertIn("not a state dictionary", self.refusal([torch.rand(2)]))
        self.assertIn("lacks netS, netG", self.refusal({"netE": network("a")}))
        self.assertIn("no tensors of the layout normalised",
                      self.refusal(network("features.0.weight"), "--layout", "normalised"))
        self.assertIn("features.0.weight",
                      self.refusal({"features.0.weight": torch.rand(2, dtype=torch.complex64)}))

    def test_a_network_in_onnx_gets_names_where_it_has_numbers(self):
        first, wide, deep = torch.rand(2, 3, 3, 3), torch.rand(4, 2, 1, 1), torch.rand(4, 1, 3, 3)
        biases = [torch.rand(2), torch.rand(4), torch.rand(4)]
        content = onnx_network([("1", first, "2", biases[0]),
                                ("backbone.model0.conv2.conv1.weight", wide, "backbone.model0.conv2.conv1.bias", biases[1]),
                                ("3", deep, "4", biases[2])])
        self.source = os.path.join(self.folder.name, "published.onnx")
        with open(self.source, "wb") as file:
            file.write(content)
        self.assertEqual(self.run_tool("--licence", "Apache-2.0", "--origin", "somewhere")[0], 0)
        tensors, metadata = plain.read(self.target)
        self.assertEqual([metadata[key] for key in ("names", "licence", "origin")],
                         ["yunet", "Apache-2.0", "somewhere"])
        self.assertEqual(sorted(tensors), [f"backbone.model0.{name}.{kind}" for name in ("conv1", "conv2.conv1", "conv2.conv2")
                                           for kind in ("bias", "weight")])
        self.assertEqual(tensors["backbone.model0.conv2.conv2.weight"], ("F32", [4, 1, 3, 3], content_of(deep)))
        self.assertEqual(tensors["backbone.model0.conv1.bias"], ("F32", [2], content_of(biases[0])))
        for damaged in (content[:40], content[:-3], b"", b"\xff" * 20):
            with open(self.source, "wb") as file:
                file.write(damaged)
            self.assertEqual(self.run_tool()[0], 2, damaged)

    def test_code_is_not_run(self):
        surprise = os.path.join(self.folder.name, "surprise")

        class Surprise:
            def __reduce__(self):
                return os.mkdir, (surprise,)

        self.assertIn("no file of weights", self.refusal({"netE": Surprise()}))

    def test_files_that_are_no_weights_are_refused(self):
        for content in (b"", b"not weights", b"PK\x03\x04" + bytes(100)):
            with open(self.source, "wb") as file:
                file.write(content)
            self.assertEqual(self.run_tool()[0], 2)
        os.unlink(self.source)
        self.assertEqual(self.run_tool()[0], 2)


if __name__ == "__main__":
    unittest.main()
