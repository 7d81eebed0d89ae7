#!/usr/bin/env python3
"""Time of the style network (aesfa, 64 channels, float32) beside a Python reference, in one session.

    compare_style_network.py PROGRAM REFERENCE [--sizes 512 1024] [--rounds 5] [--repeats 3] [--threads 2]

PROGRAM is bench_style_network (built with -DLOWLIGHT_BENCH=ON); REFERENCE a Python file with make_encoder, make_decoder,
encoder and decoder of the network. Both run as they come and at their best (channels-last, memory kept), each
measurement in a fresh process, taking turns so that a busy spell of the machine meets all of them. Prints medians of
all passes and the ratio to the quickest Python. Python needs the torch of the same version as LibTorch.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

# Python's counterpart of tune_allocator(): glibc reads these when the process starts.
KEPT_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(4 << 30), "MALLOC_TRIM_THRESHOLD_": str(8 << 30)}
SETTINGS = ("as-it-comes", "best")


def measure_python(reference, size, repeats, threads, setting):
    """Runs in a process of its own and prints what bench_style_network prints."""
    import importlib.util
    import time

    import torch

    sys.path.insert(0, os.path.dirname(os.path.abspath(reference)))
    spec = importlib.util.spec_from_file_location("reference", reference)
    network = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(network)

    torch.set_num_threads(threads)
    generator = torch.Generator().manual_seed(0)
    levels, channels = 2, 64
    weights = {**network.make_encoder("netE", channels, levels, generator),
               **network.make_encoder("netS", channels, levels, generator),
               **network.make_decoder(channels, levels, generator)}

    def placed(tensor):
        tensor = tensor.float()
        if setting == "best" and tensor.dim() == 4:
            return tensor.contiguous(memory_format=torch.channels_last)
        return tensor.contiguous()

    weights = {name: placed(weight) for name, weight in weights.items()}
    content, style = (placed(torch.rand(1, 3, size, size)) for _ in range(2))
    times = []
    with torch.inference_mode():
        for _ in range(repeats + 1):
            start = time.perf_counter()
            features, _, _ = network.encoder(content, weights, "netE", levels, channels)
            _, code, _ = network.encoder(style, weights, "netS", levels, channels)
            network.decoder(features, code, weights, levels, channels)
            times.append(1000 * (time.perf_counter() - start))
    print(json.dumps({"milliseconds": times[1:]}))


def run(command, environment):
    result = subprocess.run(command, env={**os.environ, **environment}, check=True, capture_output=True, text=True)
    return json.loads(result.stdout)["milliseconds"]


def main():
    if sys.argv[1:2] == ["--measure-python"]:
        reference, size, repeats, threads, setting = sys.argv[2:]
        return measure_python(reference, int(size), int(repeats), int(threads), setting)

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("reference")
    parser.add_argument("--sizes", type=int, nargs="+", default=[512, 1024])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()

    print(f"{'size':>6} {'':16}{'as it comes':>14}{'best':>14}{'ratio of bests':>16}")
    for size in options.sizes:
        times = {(who, setting): [] for who in ("Python", "lowlight") for setting in SETTINGS}
        for _ in range(options.rounds):
            for setting in SETTINGS:
                numbers = [str(size), str(options.repeats), str(options.threads), setting]
                times["Python", setting] += run(
                    [sys.executable, __file__, "--measure-python", options.reference, *numbers],
                    KEPT_MEMORY if setting == "best" else {})
                times["lowlight", setting] += run([options.program, *numbers], {})
        median = {key: statistics.median(values) for key, values in times.items()}
        quickest = min(median["Python", setting] for setting in SETTINGS)
        for who in ("Python", "lowlight"):
            best = min(median[who, setting] for setting in SETTINGS)
            print(f"{size:>6} {who:16}{median[who, 'as-it-comes']:>11.0f} ms{median[who, 'best']:>11.0f} ms"
                  f"{best / quickest:>16.2f}")


if __name__ == "__main__":
    main()
