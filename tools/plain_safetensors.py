"""The safetensors format in plain Python, for the tools and tests beside it: {name: (dtype, shape, bytes)} and metadata."""
import json
import os
import struct


def read(path):
    """(tensors, metadata) of a file that is trusted to be well formed."""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    return {name: (entry["dtype"], entry["shape"], data[slice(*entry["data_offsets"])]) for name, entry in header.items()}, metadata


def write(path, tensors, metadata):
    """Replaces the file as a whole; tensors lie in the order of the dictionary."""
    header, parts, end = {"__metadata__": metadata}, [], 0
    for name, (dtype, shape, content) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [end, end + len(content)]}
        parts.append(content)
        end += len(content)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path + ".part", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(parts))
    os.replace(path + ".part", path)
