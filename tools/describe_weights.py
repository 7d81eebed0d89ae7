#!/usr/bin/env python3
"""Writes into a file of weights under which licence they are and where they are from; all else stays, byte for byte.

    describe_weights.py WEIGHTS.safetensors --licence TEXT --origin TEXT
"""
import argparse
import sys

from plain_safetensors import read, write


def describe(path, licence, origin):
    tensors, metadata = read(path)
    write(path, tensors, {**metadata, "licence": licence, "origin": origin})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights")
    parser.add_argument("--licence", required=True)
    parser.add_argument("--origin", required=True)
    options = parser.parse_args()
    try:
        describe(options.weights, options.licence, options.origin)
    except OSError as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
