#!/usr/bin/env python3
"""Joins two trained networks that find looks into the one file that ships.

    join_looks.py STRONG.safetensors FAINT.safetensors OUTPUT.safetensors

STRONG learned scenes as they are, FAINT scenes in other light too (configs/look.toml, other_light). The tensors of FAINT
get the prefix "faint."; both must have the same options.
"""
import argparse
import sys

from plain_safetensors import read, write

PREFIX = "faint."


class Unsuitable(Exception):
    """The files cannot be joined; the text says why."""


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
    joined = {**strong, **{PREFIX + name: tensor for name, tensor in faint.items()}}
    write(path, dict(sorted(joined.items())), metadata)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("strong", "faint", "output"):
        parser.add_argument(name)
    options = parser.parse_args()
    try:
        join(options.strong, options.faint, options.output)
    except (Unsuitable, OSError) as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
