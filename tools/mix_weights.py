#!/usr/bin/env python3
"""Mixes the weights of two states of one network: what lies between a heavy and a light hand, for example.

    mix_weights.py FIRST.safetensors SECOND.safetensors SHARE OUTPUT.safetensors

Every number becomes (1 - SHARE) * FIRST + SHARE * SECOND, 0 <= SHARE <= 1. Both files must hold the same tensors with the
same options, all of F32; the metadata are FIRST's, and its "data" tells of the mixture.
"""
import argparse
import array
import sys

from plain_safetensors import read, write


class Unsuitable(Exception):
    """The files cannot be mixed; the text says why."""


def floats(content):
    numbers = array.array("f", content)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def mixed_tensor(name, first, second, share):
    if first[:2] != second[:2] or first[0] != "F32":
        raise Unsuitable(f"{name}: is {first[0]} {first[1]} and {second[0]} {second[1]}, not F32 of one shape")
    numbers = array.array("f", ((1 - share) * a + share * b for a, b in zip(floats(first[2]), floats(second[2]))))
    return first[0], first[1], floats(numbers.tobytes()).tobytes()


def mix(first_path, second_path, share, path):
    (first, metadata), (second, other) = read(first_path), read(second_path)
    for key in ("network", "options"):
        if metadata.get(key) != other.get(key):
            raise Unsuitable(f"the networks differ: {key} {metadata.get(key)} and {other.get(key)}")
    if first.keys() != second.keys():
        raise Unsuitable(f"only one file holds {', '.join(sorted(first.keys() ^ second.keys()))}")
    metadata["data"] = f"{metadata.get('data', '')}; {share:g} of the weights at step {other.get('step')} mixed in"
    write(path, {name: mixed_tensor(name, tensor, second[name], share) for name, tensor in first.items()}, metadata)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first")
    parser.add_argument("second")
    parser.add_argument("share", type=float)
    parser.add_argument("output")
    options = parser.parse_args()
    try:
        if not 0 <= options.share <= 1:
            raise Unsuitable(f"SHARE must be in [0, 1], got {options.share:g}")
        mix(options.first, options.second, options.share, options.output)
    except (Unsuitable, OSError) as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
