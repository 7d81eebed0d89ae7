"""models::YuNet in PyTorch, from models/yunet.safetensors: what a detector of faces answers, with gradients."""
import pathlib
import sys

import torch
import torch.nn.functional as F

ROOT = pathlib.Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import plain_safetensors  # noqa: E402

STRIDES = (8, 16, 32)


class YuNet:
    def __init__(self, path=ROOT / "models/yunet.safetensors"):
        tensors, _ = plain_safetensors.read(str(path))
        self.weights = {name: torch.frombuffer(bytearray(data), dtype=torch.float32).view(shape)
                        for name, (_, shape, data) in tensors.items()}

    def conv(self, name, x, **options):
        return F.conv2d(x, self.weights[name + ".weight"], self.weights[name + ".bias"], **options)

    def unit(self, name, x):
        x = self.conv(name + ".conv1", x)
        return self.conv(name + ".conv2", x, padding=1, groups=x.shape[1])

    def maps(self, pictures):
        """Shared maps of three scales of pictures [N, 3, H, W] in [0, 1], H and W multiples of 32."""
        x = (pictures.flip(1) * 255).contiguous(memory_format=torch.channels_last)
        x = self.conv("backbone.model0.conv1", x, stride=2, padding=1).relu()
        x, maps = F.max_pool2d(self.unit("backbone.model0.conv2", x).relu(), 2), []
        for stage in range(1, 6):
            for part in ("conv1", "conv2"):
                x = self.unit(f"backbone.model{stage}.{part}", x).relu()
            if stage >= 3:
                maps.append(x)
            if 2 <= stage <= 4:
                x = F.max_pool2d(x, 2)
        for level in (2, 1, 0):
            if level < 2:
                maps[level] = maps[level] + F.interpolate(maps[level + 1], scale_factor=2)
            maps[level] = self.unit(f"neck.lateral_convs.{level}", maps[level]).relu()
        return [self.unit(f"bbox_head.multi_level_share_convs.{level}.0", x).relu() for level, x in enumerate(maps)]

    def head(self, kind, level, shared):
        return self.unit(f"bbox_head.multi_level_{kind}.{level}", shared)

    def log_scores(self, pictures):
        """[N, anchors]: half the sum of both logarithms, which is that of the root of the product."""
        logarithms = [F.logsigmoid(self.head("cls", level, shared)) + F.logsigmoid(self.head("obj", level, shared))
                      for level, shared in enumerate(self.maps(pictures))]
        return torch.cat([both.flatten(1) / 2 for both in logarithms], 1)

    @torch.no_grad()
    def boxes(self, picture, least_score):
        """Boxes [M, 4] (left, top, width, height) in a picture [3, H, W] in [0, 1]; each face once."""
        height, width = picture.shape[1:]
        padded = F.pad(picture[None], (0, -width % 32, 0, -height % 32))
        scores, boxes = [], []
        for level, shared in enumerate(self.maps(padded)):
            score = (self.head("cls", level, shared).sigmoid() * self.head("obj", level, shared).sigmoid()).sqrt()[0, 0]
            rows, columns = torch.nonzero(score >= least_score, as_tuple=True)
            dx, dy, w, h = self.head("bbox", level, shared)[0][:, rows, columns]
            size = torch.stack([w, h], 1).exp() * STRIDES[level]
            boxes.append(torch.cat([torch.stack([columns + dx, rows + dy], 1) * STRIDES[level] - size / 2, size], 1))
            scores.append(score[rows, columns])
        boxes, kept = torch.cat(boxes)[torch.cat(scores).argsort(descending=True)], []
        for box in boxes:
            if all(overlap(box, other) < 0.3 for other in kept):
                kept.append(box)
        return torch.stack(kept) if kept else boxes[:0]


def overlap(a, b):
    sides = (torch.minimum(a[:2] + a[2:], b[:2] + b[2:]) - torch.maximum(a[:2], b[:2])).clamp_min(0)
    shared = sides.prod()
    return float(shared / (a[2:].prod() + b[2:].prod() - shared))


def log_of_rest(log_score):
    """log(1 - exp(log_score)), exact near both ends."""
    near_one = (-torch.expm1(log_score.clamp_max(-1e-6))).log()
    return torch.where(log_score > -0.693, near_one, torch.log1p(-log_score.exp().clamp_max(0.75)))


def divergence(wanted, seen):
    """Of Bernoulli numbers with these log scores, in nats."""
    share = wanted.exp()
    return share * (wanted - seen) + (1 - share) * (log_of_rest(wanted) - log_of_rest(seen))
