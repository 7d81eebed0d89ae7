"""Fits what of calming is learned: the thresholds by band of the sensor's noise (kOfSensor in src/imaging/noise_calming.cpp)
and the two numbers of fill_texture_share (src/imaging/calming_rule.h), by gradients through the calming itself.
What is used is what it prints for grey at the end, on the 80 photos of docs/decisions/0011-learned-calming.md.

    bench_calming_samples PHOTOS SAMPLES
    python fit_calming.py SAMPLES [STEPS (150)]

Numbers for colours are fitted beside those for grey, but not used: with grey's they come out as well (docs/decisions/0011).
The loss is 1 - SSIM - PSNR/100 between the calmed picture and the one without noise behind the same tone. Every eighth
photo's samples are held out. About a minute for 100 steps on one core."""
import math
import pathlib
import sys

import torch
import torch.nn.functional as F

SIDE = 144
GREY = torch.tensor([0.3, 0.5, 0.2])
BAND = torch.tensor([max(i // 8, i % 8) for i in range(64)])
RAMP = torch.tensor([1, 3, 5, 7, 7, 5, 3, 1]) / 8
WEIGHTS = torch.outer(RAMP, RAMP).flatten()[:, None]
OF_BAND = torch.stack([((BAND == b) & (torch.arange(64) > 0)).float() for b in range(8)])
TOLD = torch.tensor([0., 0] + [1 / (6 * (2 * b + 1)) for b in range(2, 8)])[:, None]


def cosine_transform():
    k = torch.arange(8.)
    rows = 0.5 * torch.cos(math.pi / 16 * k[:, None] * (2 * k[None] + 1))
    rows[0] *= math.sqrt(0.5)
    return torch.kron(rows, rows)


def mean_of_nine():
    """The energies around each coefficient from the squares; the constant one counts as the mean of its neighbours."""
    x = torch.eye(64)
    x[0, 0], x[0, 1], x[0, 8] = 0, 0.5, 0.5
    x = x.view(8, 8, 64)
    for axis in (0, 1):
        x = torch.cat([x.narrow(axis, 0, 1), x, x.narrow(axis, 7, 1)], axis)
        x = x.narrow(axis, 0, 8) + x.narrow(axis, 1, 8) + x.narrow(axis, 2, 8)
    return x.reshape(64, 64) / 9


TRANSFORM, NINE = cosine_transform(), mean_of_nine()


class Thresholds(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.bands = torch.nn.Parameter(torch.ones(7))  # log2, from band 1 on
        self.least = torch.nn.Parameter(torch.tensor(-1.))
        self.even = torch.nn.Parameter(torch.tensor(0.5))

    def of_sensor(self):
        return 2 ** torch.cat([self.bands[:1], self.bands])

    def share(self, ratio):
        least = 2 ** self.least
        return least + (1 - least) * torch.sigmoid(-8 * math.log(2) * (ratio.clamp_min(1e-6).log2() - self.even))

    def forward(self, y, sensor):
        """What is kept of coefficients y [64, blocks] with the noise sensor [8, blocks]."""
        squares, sensor = y * y, self.of_sensor()[:, None] * sensor
        ratio = (TOLD * (OF_BAND @ squares) / (sensor + 1e-12)).sum(0, keepdim=True)
        threshold = (self.share(ratio) * sensor)[BAND]
        q = (threshold / (NINE @ squares).clamp_min(1e-12)).clamp_max(1)
        kept = 1 - q * (1.25 - 0.25 * q)
        return torch.cat([torch.ones_like(kept[:1]), kept[1:]])


def difference_weights(colour):
    weights = -GREY.clone()
    weights[colour] += 1
    return weights


def planes_of(picture):
    """[weights of the colours, plane] of grey, red - grey and blue - grey."""
    half = F.avg_pool2d(picture[None], 2)[0]
    planes = [(GREY, picture)] + [(difference_weights(c), half) for c in (0, 2)]
    return [(weights, (weights[:, None, None] * of).sum(0)) for weights, of in planes]


def joined(planes):
    red, blue = (F.interpolate(p[None, None], scale_factor=2, mode="bilinear")[0, 0] for p in planes[1:])
    green = -(GREY[0] * red + GREY[2] * blue) / GREY[1]
    return (torch.stack([red, green, blue]) + planes[0])[:, 16:-16, 16:-16].clamp(0, 1)


def prepared(path, generator):
    """A sample's part: coefficients and noise of each plane, and the picture to reach. Nothing where it is too small."""
    # A list of tensors needs a helper that torch.load does not allow by itself.
    noisy, clean, sensor, bands = torch.load(path, weights_only=False)
    if min(noisy.shape[1:]) < SIDE:
        return None
    y, x = (int(torch.randint(0, (s - SIDE) // 8 + 1, (1,), generator=generator)) * 8 for s in noisy.shape[1:])
    noisy, clean = noisy[:, y:y + SIDE, x:x + SIDE], clean[:, y:y + SIDE, x:x + SIDE]
    result = []
    for i, (weights, plane) in enumerate(planes_of(noisy)):
        shares = weights ** 2 / (weights ** 2).sum()
        place = (255 * F.avg_pool2d(noisy[None], 4 if i == 0 else 8)[0] + 0.5).clamp(0, 255).long()
        of_blocks = F.avg_pool2d((shares[:, None, None] * sensor[place]).sum(0)[None], 2, 1).flatten()
        coefficients = TRANSFORM @ F.unfold(plane[None, None], 8, stride=4)[0]
        result.append((coefficients, bands[i][:, None] * of_blocks))
    return result, joined([plane for _, plane in planes_of(clean)])


def calmed(parts, of_grey, of_colour):
    planes = []
    for i, (y, sensor) in enumerate(parts):
        kept = (of_grey if i == 0 else of_colour)(y, sensor)
        back = WEIGHTS * (TRANSFORM.t() @ (y * kept))
        planes.append(F.fold(back[None], (SIDE, SIDE) if i == 0 else (SIDE // 2, SIDE // 2), 8, stride=4)[0, 0])
    return joined(planes)


def blur():
    window = torch.exp(-(torch.arange(11) - 5.) ** 2 / 4.5)
    rows = torch.zeros(SIDE - 42, SIDE - 32)
    for i, row in enumerate(rows):
        row[i:i + 11] = window / window.sum()
    return rows


def scores(a, b, rows=blur()):
    """SSIM and PSNR."""
    ma, mb, aa, bb, ab = rows @ torch.stack([a, b, a * a, b * b, a * b]) @ rows.t()
    va, vb, vab = aa - ma * ma, bb - mb * mb, ab - ma * mb
    ssim = (2 * ma * mb + 1e-4) * (2 * vab + 9e-4) / ((ma * ma + mb * mb + 1e-4) * (va + vb + 9e-4))
    return torch.stack([ssim.mean(), -10 * torch.log10(((a - b) ** 2).mean() + 1e-5)])


def main(folder, steps=150, batch=6, rate=0.05):
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(1)
    paths = sorted(pathlib.Path(folder).glob("*.pt"), key=lambda path: int(path.stem))
    held_paths = [path for path in paths if int(path.stem) // 3 % 8 == 7]
    trained_paths = [path for path in paths if path not in held_paths]
    parts = lambda some, times: [p for path in some for _ in range(times) if (p := prepared(path, generator))]
    with torch.no_grad():
        held, trained = parts(held_paths, 3), parts(trained_paths, 3)
    of_grey, of_colour = thresholds = torch.nn.ModuleList([Thresholds(), Thresholds()])
    optimiser = torch.optim.Adam(thresholds.parameters(), lr=rate)
    for step in range(steps + 1):
        if step % 50 == 0 or step == steps:
            with torch.no_grad():
                ssim, psnr = torch.stack([scores(calmed(x, of_grey, of_colour), y) for x, y in held]).mean(0)
                print(f"{step}: SSIM {ssim:.4f}, PSNR {psnr:.3f}, bands",
                      " ".join(f"{b:.2f}" for b in of_grey.of_sensor()),
                      f"least {2 ** of_grey.least:.3f}, even {2 ** of_grey.even:.3f}", flush=True)
        for group in optimiser.param_groups:
            group["lr"] = rate * (0.5 + 0.5 * math.cos(math.pi * step / steps)) + 1e-4
        chosen = torch.randint(0, len(trained), (batch,), generator=generator)
        both = torch.stack([scores(calmed(trained[i][0], of_grey, of_colour), trained[i][1]) for i in chosen]).mean(0)
        optimiser.zero_grad()
        (1 - both[0] - 0.01 * both[1]).backward()
        optimiser.step()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
