#!/usr/bin/env python3
"""Time of a training step of the style network (float32) beside a Python reference, in one session.

    compare_style_training.py PROGRAM [--reference FILE] [--preset partial_oct|aesfa] [--channels 16 24] [--sizes 128 192] [--batch 4]
                              [--rounds 3] [--repeats 5] [--threads 2] [--device cpu|cuda] [--layouts contiguous channels_last]

PROGRAM is bench_style_training (built with -DLOWLIGHT_BENCH=ON). The reference is bench/pytorch/style_network.py, or another
file with the network (make_encoder, make_decoder, encoder, decoder) and a VGG (make_vgg, vgg_features). A step is forward, content and style distances in the
VGG's features, backward and Adam (fused, as both have it), with memory kept. Each measurement runs in a fresh process, both
taking turns so that a busy spell of the machine meets both. Python is tried in each of the layouts of memory, and the quicker one
counts. Prints the medians of all steps and their ratio. Python needs
the torch of the same version as LibTorch.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

# Python's counterpart of tune_allocator(): glibc reads these when the process starts.
KEPT_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(4 << 30), "MALLOC_TRIM_THRESHOLD_": str(8 << 30)}


def measure_python(reference, device, preset, layout, size, batch, channels, repeats, threads):
    """Runs in a process of its own and prints what bench_style_training prints."""
    import importlib.util
    import time

    import torch

    sys.path.insert(0, os.path.dirname(os.path.abspath(reference)))
    spec = importlib.util.spec_from_file_location("reference", reference)
    network = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(network)

    torch.set_num_threads(threads)
    generator = torch.Generator().manual_seed(0)
    partial = preset == "partial_oct"
    levels = 3 if partial else 2
    made = {**network.make_encoder("netE", channels, levels, generator),
            **network.make_encoder("netS", channels, levels, generator, style=partial),
            **network.make_decoder(channels, levels, generator)}
    weights = {name: weight.float().to(device).requires_grad_() for name, weight in made.items()}
    vgg = {name: weight.float().to(device) for name, weight in network.make_vgg(8, generator).items()}
    adam = torch.optim.AdamW(weights.values(), lr=1e-4, fused=True)
    content, style = (torch.rand(batch, 3, size, size, device=device) for _ in range(2))
    mask = torch.ones(batch, 1, size, size, device=device) if partial else None
    if layout == "channels_last":
        content, style = (pictures.to(memory_format=torch.channels_last) for pictures in (content, style))
        with torch.no_grad():
            for tensors in (weights, vgg):
                for name, weight in tensors.items():
                    if weight.dim() == 4:
                        weight.data = weight.data.to(memory_format=torch.channels_last)

    def sorted_values(maps):
        return maps.flatten(2).sort(-1).values

    def distances(image):
        """Content and style distance, both as the losses of the project define them."""
        ours, wanted, styled = (network.vgg_features(pictures, vgg) for pictures in (image, content, style))
        loss = torch.nn.functional.mse_loss(ours[2], wanted[2])
        for transferred, target in zip(ours, styled):
            loss = loss + 10 * torch.nn.functional.mse_loss(sorted_values(transferred), sorted_values(target))
        return loss

    times = []
    for _ in range(repeats + 2):
        start = time.perf_counter()
        features = network.encoder(content, weights, "netE", levels, channels)[0]
        code = network.encoder(style, weights, "netS", levels, channels, mask=mask)[1]
        image = network.decoder(features, code, weights, levels, channels)[0]
        loss = distances(image)
        adam.zero_grad()
        loss.backward()
        adam.step()
        if device == "cuda":
            torch.cuda.synchronize()
        times.append(1000 * (time.perf_counter() - start))
    print(json.dumps({"milliseconds": times[2:]}))


def run(command, environment):
    result = subprocess.run(command, env={**os.environ, **environment}, check=True, capture_output=True, text=True)
    return json.loads(result.stdout)["milliseconds"]


def main():
    if sys.argv[1:2] == ["--measure-python"]:
        return measure_python(*sys.argv[2:6], *map(int, sys.argv[6:]))

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--reference", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "pytorch", "style_network.py"))
    parser.add_argument("--preset", choices=("partial_oct", "aesfa"), default="partial_oct")
    parser.add_argument("--layouts", nargs="+", choices=("contiguous", "channels_last"), default=["contiguous", "channels_last"])
    parser.add_argument("--channels", type=int, nargs="+", default=[16, 24])
    parser.add_argument("--sizes", type=int, nargs="+", default=[128, 192])
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    options = parser.parse_args()

    print(f"{'channels':>8} {'size':>6}{'Python':>12}{'lowlight':>12}{'times as fast':>16}")
    for channels in options.channels:
        for size in options.sizes:
            times = {who: [] for who in [*options.layouts, "lowlight"]}
            numbers = [str(n) for n in (size, options.batch, channels, options.repeats, options.threads)]
            for _ in range(options.rounds):
                for layout in options.layouts:
                    times[layout] += run([sys.executable, __file__, "--measure-python", options.reference, options.device,
                                          options.preset, layout, *numbers], KEPT_MEMORY)
                times["lowlight"] += run([options.program, *numbers, options.device, options.preset], {})
            medians = {who: statistics.median(values) for who, values in times.items()}
            lowlight = medians.pop("lowlight")
            python = min(medians.values())
            print(f"{channels:>8} {size:>6}{python:>9.0f} ms{lowlight:>9.0f} ms{python / lowlight:>16.2f}", flush=True)


if __name__ == "__main__":
    main()
