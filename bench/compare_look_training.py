#!/usr/bin/env python3
"""Steps a second of `lowlight_train configs/look.toml`, loading and all, beside PyTorch eager on pixels that are there already.

    compare_look_training.py PROGRAM PHOTOS [--steps 60] [--rounds 3] [--threads 2]

PROGRAM is lowlight_train, PHOTOS a folder. The network, its statistics of colour, the loss and the optimiser are those of the task,
written as anybody would write them in PyTorch (fused AdamW); the batch is the configuration's. Both take turns in fresh processes,
so that a busy spell of the machine meets both. Prints the medians over the rounds and their ratio.
Python needs the torch of the same version as LibTorch.
"""
import argparse
import json
import math
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BATCH, PIXELS, PLACES, NODES, HIDDEN, BASES, DROPOUT = 192, 1024, 64, 9, 192, 64, 0.1
QUANTILES = (0, 0.01, 0.05, 0.15, 0.3, 0.5, 0.7, 0.85, 0.95, 0.99, 1)


def measure_python(steps, threads):
    """Runs in a process of its own and prints the seconds of a step."""
    import torch
    from torch import nn

    torch.set_num_threads(threads)
    torch.manual_seed(0)

    def lab_of(colours):
        colours = colours.clamp(0, 1)
        light = torch.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4).unbind(1)

        def share(red, green, blue):
            value, knee = red * light[0] + green * light[1] + blue * light[2], 216 / 24389
            return torch.where(value > knee, value.clamp_min(knee) ** (1 / 3), value * (841 / 108) + 4 / 29)

        x, y, z = (share(0.4339531, 0.3762198, 0.1898429), share(0.2126729, 0.7151522, 0.0721750),
                   share(0.0177566, 0.1094680, 0.8727755))
        return torch.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], 1)

    def statistics_of(pixels):
        lightness, a, b = lab_of(pixels).unbind(1)
        chroma, count = (a * a + b * b + 1e-6).sqrt(), pixels.shape[2]
        channels = torch.cat([torch.stack([lightness, a, b], 1) / 50, pixels * 2, chroma.unsqueeze(1) / 50], 1)
        places = torch.tensor([round(q * (count - 1)) for q in QUANTILES])
        found = [channels.sort(-1).values.index_select(2, places).flatten(1)]
        numbers, greyness = [], (-chroma / 6).exp()
        for band in range(6):
            weight = (1 - (lightness / 20 - band).abs()).clamp_min(0)
            total, grey = weight.sum(-1) + 0.003 * count, weight * greyness
            greys = grey.sum(-1) + 0.001 * count
            numbers += [(weight * v).sum(-1) / total / 20 for v in (a, b, chroma)] + [weight.mean(-1) * 3]
            numbers += [(grey * v).sum(-1) / greys / 5 for v in (a, b)] + [grey.mean(-1) * 6]
        hue, width = torch.atan2(b, a + 1e-6), 2 * math.pi / 12
        for sector in range(12):
            distance = torch.remainder(hue + math.pi - sector * width + math.pi, 2 * math.pi) - math.pi
            weight = (1 - distance.abs() / width).clamp_min(0) * chroma
            total = weight.sum(-1) + 0.1 * count
            numbers += [weight.mean(-1) / 10, (weight * lightness).sum(-1) / total / 100, (weight * chroma).sum(-1) / total / 50]
        found.append(torch.stack(numbers, 1))
        centred = torch.stack([lightness, a, b], 1)
        centred = centred - centred.mean(-1, keepdim=True)
        spread = centred.matmul(centred.transpose(1, 2)) / count
        pairs = [spread[:, i, j] for i in range(3) for j in range(i, 3)]
        found.append(torch.stack([v.sign() * (v.abs() + 1e-6).sqrt() / 20 for v in pairs], 1))
        return torch.cat(found, 1)

    class Finder(nn.Module):
        def __init__(self):
            super().__init__()
            self.input, self.hidden = nn.Linear(161, HIDDEN), nn.Linear(HIDDEN, HIDDEN)
            self.output, self.direct = nn.Linear(HIDDEN, BASES), nn.Linear(161, BASES, bias=False)
            self.dropout = nn.Dropout(DROPOUT)
            self.bases = nn.Parameter(torch.randn(BASES, 3 * NODES ** 3) * 0.02)
            steps = torch.linspace(0, 1, NODES)
            blue, green, red = torch.meshgrid(steps, steps, steps, indexing="ij")
            self.register_buffer("identity", torch.stack([red.flatten(), green.flatten(), blue.flatten()], 1))

        def forward(self, pixels):
            numbers = statistics_of(pixels).clamp(-4, 4)
            x = nn.functional.silu(self.input(self.dropout(numbers)))
            x = x + nn.functional.silu(self.hidden(self.dropout(x)))
            mixture = self.output(self.dropout(x)) + self.direct(numbers)
            return self.identity + (mixture @ self.bases).view(len(pixels), -1, 3)

    def difference(lab, truth):
        change = (lab - truth).unbind(1)
        chroma, wanted = ((v[:, 1] ** 2 + v[:, 2] ** 2 + 1e-6).sqrt() for v in (lab, truth))
        of_chroma, mean = chroma - wanted, (chroma * wanted).sqrt()
        of_hue = (change[1] ** 2 + change[2] ** 2 - of_chroma ** 2).clamp_min(0)
        middle = (truth[:, 0] - 50) ** 2
        lightness = 1 + 0.015 * middle / (20 + middle).sqrt()
        return ((change[0] / lightness) ** 2 + (of_chroma / (1 + 0.045 * mean)) ** 2 + of_hue / (1 + 0.015 * mean) ** 2 + 1e-4).sqrt()

    network = Finder()
    adam = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=0.05, fused=True)
    pixels, truth = torch.rand(BATCH, 3, PIXELS), torch.rand(BATCH, PLACES, 3)
    places = torch.randint(0, NODES ** 3, (BATCH, PLACES))
    chosen = places.unsqueeze(2).expand(-1, -1, 3)
    for step in range(steps + 5):
        if step == 5:
            begin = time.monotonic()
        plain = network.identity.index_select(0, places.flatten()).view_as(chosen)
        found = network(pixels).gather(1, chosen)
        wanted = lab_of(truth.transpose(1, 2))
        error, size = (difference(lab_of(v.transpose(1, 2)), wanted).mean(1) for v in (found, plain))
        loss = (error / (size + 3)).mean() + 20 * (found - found.clamp(0, 1)).square().mean()
        adam.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        adam.step()
    print((time.monotonic() - begin) / steps)


def seconds_of_lowlight(program, photos, steps, threads):
    """By the log, without the first third, in which files are opened."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, ROOT / "configs/look.toml", "--set", f"run_folder={folder}/run", f"photos.path={photos}",
                        f"trainer.steps={steps}", f"trainer.batch={BATCH}", "trainer.health_every=0", "trainer.checkpoint_every=100000"],
                       env={**os.environ, "OMP_NUM_THREADS": str(threads)}, check=True, stderr=subprocess.DEVNULL)
        lines = map(json.loads, pathlib.Path(folder, "run/log.jsonl").read_text().splitlines())
        rates = [line["images_per_second"] for line in lines if line["event"] == "step"]
    return BATCH / statistics.median(rates[len(rates) // 3:])


def main():
    if sys.argv[1:2] == ["--measure-python"]:
        return measure_python(*map(int, sys.argv[2:4]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("photos")
    parser.add_argument("--steps", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    rounds = []
    for _ in range(options.rounds):
        python = float(subprocess.run([sys.executable, __file__, "--measure-python", str(options.steps), str(options.threads)],
                                      check=True, capture_output=True, text=True).stdout)
        rounds.append((python, seconds_of_lowlight(options.program, options.photos, options.steps, options.threads)))
        print(f"PyTorch {1000 * python:.0f} ms a step, lowlight_train {1000 * rounds[-1][1]:.0f}", flush=True)
    python, ours = (statistics.median(times) for times in zip(*rounds))
    print(f"medians: PyTorch {1000 * python:.0f} ms a step, lowlight_train {1000 * ours:.0f}, {python / ours:.2f} times as fast")


if __name__ == "__main__":
    main()
