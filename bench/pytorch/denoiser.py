"""models::Denoiser (include/lowlight/models/denoiser.h) in PyTorch, with the same names, and its file of weights."""
import json
import math
import pathlib
import sys

import torch
import torch.nn.functional as F

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "tools"))
import plain_safetensors  # noqa: E402

CHANNELS = (32, 48, 64, 64)
BLOCK, STRIDE, THRESHOLD = 8, 4, 2.2


def cosine_transform():
    k = torch.arange(float(BLOCK))
    rows = math.sqrt(2 / BLOCK) * torch.cos(math.pi / BLOCK * k[:, None] * (k[None] + 0.5))
    rows[0] *= math.sqrt(0.5)
    return torch.kron(rows, rows)


TRANSFORM = cosine_transform()
OPPONENTS = F.normalize(torch.tensor([[1., 1, 1], [1, 0, -1], [0.5, -1, 0.5]]))


def first_estimate(noisy, deviation):
    """What stands out of the noise of codes [N, 3, H, W] in overlapping blocks of cosines: models::cosine_thresholded."""
    count, _, height, width = noisy.shape
    x = torch.einsum("ij,njhw->nihw", OPPONENTS, noisy).reshape(3 * count, 1, height, width)
    x = F.pad(x, (BLOCK, BLOCK - width % -STRIDE, BLOCK, BLOCK - height % -STRIDE), mode="replicate")
    blocks = TRANSFORM @ F.unfold(x, BLOCK, stride=STRIDE)
    kept = blocks.abs() > (THRESHOLD * deviation).repeat_interleave(3).view(-1, 1, 1)
    kept[:, 0] = True
    weights = 1 / kept.sum(1, keepdim=True).float()
    clear = TRANSFORM.t() @ (blocks * kept * weights)
    mean = F.fold(clear, x.shape[2:], BLOCK, stride=STRIDE) / F.fold(weights.expand_as(clear), x.shape[2:], BLOCK, stride=STRIDE)
    mean = mean[:, :, BLOCK:BLOCK + height, BLOCK:BLOCK + width].reshape(count, 3, height, width)
    return torch.einsum("ij,nihw->njhw", OPPONENTS, mean)


class TwoConvolutions(torch.nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.first = torch.nn.Conv2d(inputs, outputs, 3, padding=1)
        self.second = torch.nn.Conv2d(outputs, outputs, 3, padding=1)

    def forward(self, x):
        return self.second(self.first(x).relu()).relu()


class Denoiser(torch.nn.Module):
    def __init__(self, channels=CHANNELS):
        super().__init__()
        pairs = list(zip(channels, channels[1:]))
        self.down = torch.nn.ModuleList([TwoConvolutions(25, channels[0])] + [TwoConvolutions(*p) for p in pairs])
        self.narrow = torch.nn.ModuleList([torch.nn.Conv2d(low, high, 1) for high, low in pairs])
        self.up = torch.nn.ModuleList([TwoConvolutions(2 * high, high) for high, low in pairs])
        self.last = torch.nn.Conv2d(channels[0], 12, 3, padding=1)
        torch.nn.init.normal_(self.last.weight, std=1e-3)
        torch.nn.init.zeros_(self.last.bias)

    def forward(self, noisy, deviation):
        """log(1 + clear/deviation) of codes noisy [N, 3, H, W], H and W multiples of 16; deviation [N]."""
        scale = deviation.view(-1, 1, 1, 1)
        estimate = torch.log1p((first_estimate(noisy, deviation) / scale).clamp_min(0))
        x = F.pixel_unshuffle(torch.cat([torch.log1p(noisy / scale), estimate], 1), 2)
        told = deviation.log().view(-1, 1, 1, 1).expand(-1, 1, *x.shape[2:])
        x = torch.cat([x, told], 1).contiguous(memory_format=torch.channels_last)
        seen = []
        for level, block in enumerate(self.down):
            x = block(F.avg_pool2d(x, 2) if level else x)
            seen.append(x)
        for level in reversed(range(len(self.up))):
            x = F.interpolate(self.narrow[level](x), scale_factor=2, mode="bilinear", align_corners=False)
            x = self.up[level](torch.cat([x, seen[level]], 1))
        return estimate + F.pixel_shuffle(self.last(x), 2)


def save(weights, path, steps, data):
    tensors = {name: ("F32", list(value.shape), value.contiguous().numpy().tobytes()) for name, value in sorted(weights.items())}
    options = json.dumps({"channels": [int(weights[f"down.{i}.first.weight"].shape[0]) for i in range(4)]})
    plain_safetensors.write(str(path), tensors, {
        "lowlight_checkpoint": "1", "network": "denoiser", "options": options, "parent": "", "step": str(steps), "data": data})
