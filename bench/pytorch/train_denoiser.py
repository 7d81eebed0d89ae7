"""Trains the network that takes the noise off very dark photos before they are brightened (models/denoiser.safetensors,
docs/decisions/0018-faces.md), first by pixels alone, then with a detector of faces in the loop.

    python train_denoiser.py PHOTOS PAINTINGS WEIGHTS [--pixel-steps 3000] [--face-steps 3500]

PHOTOS and PAINTINGS are folders, or text files with one path a line. For weights that ship: photos under CC0 or in the
public domain, paintings in the public domain, and none of those by which the result is judged. Needs torch, numpy and
opencv-python-headless; 25 minutes on two cores with bfloat16 (--threads 2).

The loss of pixels is the root of the mean square of a crop's error in log(1 + code/deviation), in which dark and light
count alike. The detector's is the divergence of YuNet's scores on the crop behind the gain that its darkness takes from
those on the well-lit one, over 1 + a ninth of the places that are a face."""
import argparse
import time

import numpy as np
import torch

from denoiser import Denoiser, save
from denoiser_samples import Pictures, darkened, each, linear, paths_of, planes, srgb
from yunet import YuNet, divergence

BATCH = 8
AVERAGE = 0.998
WEIGHT_OF_DETECTOR = 0.08
SHARE_OF_FACES = 0.6


def pixel_error(found, wanted):
    return ((found - wanted).square().mean((1, 2, 3)) + 1e-6).sqrt().mean()


def detector_error(detector, found, deviation, bright, gain):
    clear = torch.expm1(found) * each(deviation) / 255
    shown = srgb((linear(clear) * each(gain)).clamp(0, 1))
    with torch.no_grad():
        wanted = detector.log_scores(bright)
    faces = (wanted > -0.5).sum(1)
    return (divergence(wanted, detector.log_scores(shown)).sum(1) / (1 + faces / 8)).mean()


class Trainer:
    def __init__(self, pictures, detector, seed, report):
        torch.manual_seed(seed)
        self.random = np.random.default_rng(seed)
        self.pictures, self.detector, self.report = pictures, detector, report
        self.network = Denoiser().to(memory_format=torch.channels_last)
        self.average = {name: value.clone() for name, value in self.network.state_dict().items()}

    def crops(self, side, faces):
        crops = []
        for i in range(BATCH):
            crop = self.pictures.crop_of_face if i < round(faces * BATCH) else self.pictures.any_crop
            crop = crop(self.random, side)
            crops.append(planes(crop[:, ::-1] if self.random.random() < 0.5 else crop))
        return torch.stack(crops)

    def errors(self, side, faces, darkest, brightest):
        noisy, clear, deviation, bright, gain = darkened(self.crops(side, faces), self.random, darkest, brightest)
        with torch.autocast("cpu", torch.bfloat16):
            found = self.network(noisy, deviation)
        found = found.float()
        by_pixels = pixel_error(found, torch.log1p(clear / each(deviation)))
        if not faces:
            return by_pixels, torch.zeros(())
        return by_pixels, detector_error(self.detector, found, deviation, bright, gain)

    def run(self, steps, rate, side, faces, darkest, brightest, save_to):
        optimiser = torch.optim.Adam(self.network.parameters(), lr=rate)
        seen, begin = [], time.time()
        for step in range(1, steps + 1):
            for group in optimiser.param_groups:
                group["lr"] = rate * min(1, step / 200) * (0.5 + 0.5 * np.cos(np.pi * step / steps))
            by_pixels, by_detector = self.errors(side, faces, darkest, brightest)
            optimiser.zero_grad()
            (by_pixels + WEIGHT_OF_DETECTOR * by_detector).backward()
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1)
            optimiser.step()
            kept = min(AVERAGE, step / (step + 10)) if not faces else AVERAGE
            for name, value in self.network.state_dict().items():
                self.average[name].lerp_(value, 1 - kept)
            seen.append((by_pixels.item(), by_detector.item()))
            if step % 250 == 0 or step == steps:
                self.report(f"{step} of {steps}: pixels {np.mean(seen, 0)[0]:.4f}, detector {np.mean(seen, 0)[1]:.3f}, "
                            f"{time.time() - begin:.0f} s")
                seen = []
                save_to(self.average, step)
        self.network.load_state_dict(self.average)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos")
    parser.add_argument("paintings")
    parser.add_argument("weights")
    parser.add_argument("--pixel-steps", type=int, default=3000)
    parser.add_argument("--face-steps", type=int, default=3500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    photos, paintings, detector = paths_of(options.photos), paths_of(options.paintings), YuNet()
    pictures = Pictures(photos, paintings, detector)
    data = f"{len(photos)} photos, {len(paintings)} paintings, {sum(len(boxes) for _, boxes in pictures.faces)} faces in these"
    print(data, flush=True)
    trainer = Trainer(pictures, detector, options.seed, lambda text: print(text, flush=True))
    trainer.run(options.pixel_steps, 1e-3, 128, 0, -9.5, -4.5,
                lambda weights, step: save(weights, options.weights, step, data))
    trainer.run(options.face_steps, 5e-4, 192, SHARE_OF_FACES, -9, -5,
                lambda weights, step: save(weights, options.weights, options.pixel_steps + step, data))


if __name__ == "__main__":
    main()
