#!/usr/bin/env python3
"""Turns a published PyTorch state dictionary (.pth) or a network in ONNX into safetensors, which lowlight reads.

    convert_checkpoint.py INPUT.pth OUTPUT.safetensors [--layout aesfa|torchvision|normalised|efficientnet]
    convert_checkpoint.py yunet_n_dynamic.onnx OUTPUT.safetensors [--layout yunet] [--licence TEXT] [--origin TEXT]

Layouts, told apart by the names in the file unless given:
  aesfa        the three networks of AesFA in one file: netE.*, netS.*, netG.*; optimisers and counters are left out
  torchvision  VGG16, VGG19 or MobileNetV2: features.N.*; the classifier, which no loss looks at, is left out
  normalised   the VGG with a first 1x1 convolution, a plain sequence: N.weight, N.bias
  efficientnet EfficientNet-lite: _conv_stem.*, _bn0.*, _blocks.N.*; the classifier is left out
  yunet        the face detector YuNet: backbone.*, neck.*, bbox_head.*

Names stay as published, but for the prefix "module." that parallel training adds; lowlight maps them when it loads. ONNX
keeps only numbers as names of convolutions that a normalisation was folded into: they are named after the convolution
that they follow. --licence and --origin are written into the file.
Needs Python with PyTorch. Only weights are loaded, no code (torch.load with weights_only).
"""

import argparse
import ctypes
import hashlib
import json
import os
import pickle
import re
import struct
import sys
import tempfile

import torch

NETWORKS = ("netE", "netS", "netG")
TYPES = {
    torch.bool: "BOOL", torch.uint8: "U8", torch.int8: "I8", torch.int16: "I16", torch.int32: "I32",
    torch.int64: "I64", torch.float16: "F16", torch.bfloat16: "BF16", torch.float32: "F32", torch.float64: "F64",
}
PATTERNS = {
    "aesfa": re.compile(r"net[ESG]\."),
    "torchvision": re.compile(r"features\.\d+\."),
    "normalised": re.compile(r"\d+\.(weight|bias)$"),
    "efficientnet": re.compile(r"(_conv_stem|_bn0|_blocks\.\d+)\."),
    "yunet": re.compile(r"(backbone|neck|bbox_head)\."),
}


class Unsuitable(Exception):
    """The input is not what this program converts; the text says why."""


def without_parallel_prefix(name):
    return name.removeprefix("module.")


def flattened(content):
    """All tensors of a file by dotted name, one level of networks unfolded."""
    if not isinstance(content, dict):
        raise Unsuitable(f"it holds a {type(content).__name__}, not a state dictionary")
    content = content.get("state_dict", content)
    tensors = {}
    for name, value in content.items():
        if isinstance(value, torch.Tensor):
            tensors[without_parallel_prefix(name)] = value
        elif name in NETWORKS and isinstance(value, dict):
            for inner, tensor in value.items():
                tensors[f"{name}.{without_parallel_prefix(inner)}"] = tensor
    return tensors


def onnx_fields(data):
    """The fields of a protobuf message: (number, integer or bytes)."""
    place = 0

    def varint():
        nonlocal place
        value = shift = 0
        while True:
            byte = data[place]
            place += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while place < len(data):
        key = varint()
        kind = key & 7
        if kind == 0:
            yield key >> 3, varint()
            continue
        if kind not in (1, 2, 5):
            raise Unsuitable("it is no ONNX file")
        length = {1: 8, 5: 4}.get(kind) or varint()
        if length > len(data) - place:
            raise Unsuitable("it ends early")
        yield key >> 3, data[place:place + length]
        place += length


def onnx_parts(message, wanted):
    """All values of each wanted field."""
    parts = {name: [] for name in wanted.values()}
    for number, value in onnx_fields(message):
        if number in wanted:
            parts[wanted[number]].append(value)
    return parts


def onnx_tensors(data):
    """The weights of all convolutions of an ONNX network by name."""
    graphs = onnx_parts(data, {7: "graph"})["graph"]
    if len(graphs) != 1:
        raise Unsuitable("it is no ONNX file")
    graph = onnx_parts(graphs[0], {1: "nodes", 5: "constants"})
    constants = {}
    for constant in graph["constants"]:
        parts = onnx_parts(constant, {1: "shape", 2: "type", 8: "name", 9: "content"})
        if parts["type"] == [1] and any(parts["content"]):  # 1 = float
            numbers = torch.frombuffer(bytearray(parts["content"][0]), dtype=torch.float32)
            constants[parts["name"][0].decode()] = numbers.reshape(parts["shape"])
    tensors, last = {}, "backbone.model0"
    for node in graph["nodes"]:
        parts = onnx_parts(node, {1: "inputs", 4: "kind"})
        inputs = [name.decode() for name in parts["inputs"]]
        if parts["kind"] != [b"Conv"] or len(inputs) != 3:
            continue
        name = inputs[1].removesuffix(".weight")
        if name.isdigit():  # only the first convolution follows none
            name = last.removesuffix(".conv1") + (".conv2" if tensors else ".conv1")
        tensors[f"{name}.weight"], tensors[f"{name}.bias"] = constants[inputs[1]], constants[inputs[2]]
        last = name
    return tensors


def layout_of(tensors):
    """The one layout whose names occur."""
    found = [layout for layout, pattern in PATTERNS.items() if any(pattern.match(name) for name in tensors)]
    if len(found) != 1:
        example = ", ".join(sorted(tensors)[:3]) or "none"
        raise Unsuitable(f"its layout is not known (first tensors: {example}); give --layout")
    return found[0]


def selected(tensors, layout):
    chosen = {name: value for name, value in tensors.items() if PATTERNS[layout].match(name)}
    if not chosen:
        raise Unsuitable(f"it has no tensors of the layout {layout}")
    if layout == "aesfa":
        missing = [network for network in NETWORKS if not any(name.startswith(network + ".") for name in chosen)]
        if missing:
            raise Unsuitable("it lacks " + ", ".join(missing))
    wrong = [name for name, value in chosen.items() if not isinstance(value, torch.Tensor) or value.dtype not in TYPES]
    if wrong:
        raise Unsuitable("these are no tensors of a type that safetensors hold: " + ", ".join(sorted(wrong)))
    return chosen


def safetensors_pieces(tensors, metadata):
    """Header and contents, tensors with larger elements first so that all lie aligned."""
    header, contents, end = {"__metadata__": metadata}, [], 0
    for name in sorted(tensors, key=lambda name: (-tensors[name].element_size(), name)):
        tensor = tensors[name].detach().cpu().contiguous()
        begin, end = end, end + tensor.nbytes
        header[name] = {"dtype": TYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [begin, end]}
        contents.append(ctypes.string_at(tensor.data_ptr(), tensor.nbytes) if tensor.nbytes else b"")
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    return [struct.pack("<Q", len(text)), text, *contents]


def write_atomically(path, pieces):
    folder = os.path.dirname(os.path.abspath(path))
    handle, hidden = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(hidden, 0o666 & ~mask)  # mkstemp's files are the owner's alone
        os.replace(hidden, path)
    except BaseException:
        os.unlink(hidden)
        raise


def sha256_of(path):
    with open(path, "rb") as file:
        digest = hashlib.sha256()
        while block := file.read(1 << 20):
            digest.update(block)
        return digest.hexdigest()


def tensors_in(source):
    """All tensors of a file of either kind by name."""
    if source.endswith(".onnx"):
        with open(source, "rb") as file:
            try:
                return onnx_tensors(file.read())
            except (IndexError, KeyError, RuntimeError) as error:
                raise Unsuitable(f"it is damaged: {error}") from error
    try:
        content = torch.load(source, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError, ValueError) as error:
        reason = str(error) or "it ends early"
        raise Unsuitable(f"it is no file of weights: {reason.splitlines()[0]}") from error
    return flattened(content)


def convert(source, target, layout=None, notes=()):
    """Returns the layout and the number of tensors written; `notes` go into the file's metadata."""
    tensors = tensors_in(source)
    layout = layout or layout_of(tensors)
    tensors = selected(tensors, layout)
    metadata = {"names": layout, "source": os.path.basename(source), "source_sha256": sha256_of(source), **dict(notes)}
    write_atomically(target, safetensors_pieces(tensors, metadata))
    return layout, len(tensors)


def main(command_line=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input", help="published state dictionary (.pth) or network (.onnx)")
    parser.add_argument("output", help="file to write (.safetensors)")
    parser.add_argument("--layout", choices=sorted(PATTERNS), help="where the names do not tell")
    parser.add_argument("--licence", help="licence of the weights, to be told with them")
    parser.add_argument("--origin", help="where the weights are from, to be told with them")
    arguments = parser.parse_args(command_line)
    notes = {name: value for name, value in (("licence", arguments.licence), ("origin", arguments.origin)) if value}
    try:
        layout, count = convert(arguments.input, arguments.output, arguments.layout, notes)
    except (Unsuitable, OSError) as error:
        print(f"{arguments.input}: {error}", file=sys.stderr)
        return 2
    print(f"{arguments.output}: {count} tensors, names as {layout}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
