#!/usr/bin/env python3
"""Writes parity.json: what a numpy implementation of the metrics says of pictures made of formulas.

Usage: generate.py METRICS_REF.PY      (the module with psnr, ssim, gt_mean, ciede2000, flat_patches, noise_gain)
"""
import importlib.util
import json
import pathlib
import sys

import numpy as np


def mixed(x):
    """SplitMix64's hash, as in tests/unit/metrics/pictures.h."""
    x = (x + 0x9E3779B97F4A7C15) & (2**64 - 1)
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & (2**64 - 1)
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & (2**64 - 1)
    return x ^ (x >> 31)


def picture(seed, height, width, low, slope, noise):
    """low + slope * (x + 2y + 3c) / 64 + hash % noise, clipped; integers only, so that C++ makes the same."""
    out = np.zeros((height, width, 3), np.uint8)
    for y in range(height):
        for x in range(width):
            for c in range(3):
                place = (y * width + x) * 3 + c
                grain = mixed(seed * 2**32 + place) % noise
                out[y, x, c] = min(255, low + slope * (x + 2 * y + 3 * c) // 64 + grain)
    return out


CASES = [  # seed, height, width, low, slope, noise of the first picture and of the second
    ("smooth and noisy", (1, 40, 37, 20, 64, 1), (2, 40, 37, 10, 64, 40)),
    ("dark and bright", (3, 97, 83, 10, 8, 9), (4, 97, 83, 60, 32, 50)),
    ("noise and noise", (5, 33, 48, 0, 0, 256), (6, 33, 48, 0, 0, 256)),
    ("equal", (7, 16, 16, 30, 16, 99), (7, 16, 16, 30, 16, 99)),
    ("black and white", (8, 17, 16, 0, 0, 1), (9, 17, 16, 255, 0, 1)),
    ("dark grain", (10, 160, 128, 12, 2, 12), (11, 160, 128, 40, 8, 40)),
]


def main():
    spec = importlib.util.spec_from_file_location("reference", sys.argv[1])
    ref = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(ref)
    cases = []
    for name, first, second in CASES:
        a, b = picture(*first), picture(*second)
        m = ref.gt_mean(a, b)
        patches = ref.flat_patches(a)
        gains, deviations = ref.noise_gain(a, b, patches)
        cases.append({
            "name": name, "first": first, "second": second,
            "psnr": ref.psnr(a, b), "ssim": ref.ssim(a, b), "ciede2000": ref.ciede2000(a, b),
            "mean_luma": ref.mean_luma(a), "psnr_corrected": ref.psnr(m, b), "ssim_corrected": ref.ssim(m, b),
            "ciede2000_corrected": ref.ciede2000(m, b), "patches": [int(i) for i in patches],
            "gains": [float(g) for g in gains], "deviations": [float(d) for d in deviations]})
    text = json.dumps({"numpy": np.__version__, "cases": cases}, indent=1)
    pathlib.Path(__file__).with_name("parity.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
