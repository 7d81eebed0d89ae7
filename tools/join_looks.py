#!/usr/bin/env python3
"""Joins two trained networks that find looks into the one file that ships.

    join_looks.py STRONG.safetensors FAINT.safetensors OUTPUT.safetensors

STRONG learned scenes as they are, FAINT scenes in other light too (configs/look.toml, other_light). The tensors of FAINT
get the prefix "faint."; both must have the same options.
"""
import argparse
import json
import os
import struct
import sys

PREFIX = "faint."


class Unsuitable(Exception):
    """The files cannot be joined; the text says why."""


def read(path):
    """({name: (dtype, shape, bytes)}, metadata)"""
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    metadata = header.pop("__metadata__")
    return {name: (entry["dtype"], entry["shape"], data[slice(*entry["data_offsets"])]) for name, entry in header.items()}, metadata


def write(path, tensors, metadata):
    header, parts, end = {"__metadata__": metadata}, [], 0
    for name, (dtype, shape, content) in sorted(tensors.items()):
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [end, end + len(content)]}
        parts.append(content)
        end += len(content)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path + ".part", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(parts))
    os.replace(path + ".part", path)


def join(strong_path, faint_path, path):
    (strong, metadata), (faint, other) = read(strong_path), read(faint_path)
    for file, found in ((strong_path, metadata), (faint_path, other)):
        if found.get("network") != "look":
            raise Unsuitable(f"{file}: holds the network '{found.get('network')}', not one that finds looks")
    if metadata["options"] != other["options"]:
        raise Unsuitable(f"the networks differ: {metadata['options']} and {other['options']}")
    if any(name.startswith(PREFIX) for name in [*strong, *faint]):
        raise Unsuitable("one of the files is joined already")
    metadata["data"] = f"strong looks: {metadata['data']}; faint looks: {other['data']}, {other['step']} steps"
    write(path, {**strong, **{PREFIX + name: tensor for name, tensor in faint.items()}}, metadata)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("strong", "faint", "output"):
        parser.add_argument(name)
    options = parser.parse_args()
    try:
        join(options.strong, options.faint, options.output)
    except Unsuitable as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
