"""Crops of photos and paintings, and how a camera would show them 4.5 to 9.5 EV too dark, for train_denoiser.py."""
import pathlib

import cv2
import numpy as np
import torch

FACE_SIDES = (14, 130)  # of a face's width in a crop
PHOTO_SIDES, PAINTING_SIDE, FACE_SIDE = (1200, 640), 640, 1600
SHARE_OF_PHOTOS = 0.6


def srgb(light):
    return torch.where(light <= 0.0031308, light * 12.92, 1.055 * light.clamp_min(1e-6) ** (1 / 2.4) - 0.055)


def linear(code):
    return torch.where(code <= 0.04045, code / 12.92, ((code.clamp_min(0.01) + 0.055) / 1.055) ** 2.4)


LIGHT = linear(torch.arange(256) / 255)


def each(numbers):
    return numbers.view(-1, 1, 1, 1)


def read(path, side):
    picture = cv2.imread(str(path))[:, :, ::-1]
    share = min(1, side / max(picture.shape[:2]))
    size = [max(1, round(length * share)) for length in picture.shape[1::-1]]
    return np.ascontiguousarray(picture if share == 1 else cv2.resize(picture, size, interpolation=cv2.INTER_AREA))


def planes(picture):
    return torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)))


class Pictures:
    """Photos, paintings, and the faces that the detector finds in both: [(picture, boxes)]."""

    def __init__(self, photos, paintings, detector):
        self.photos = [read(path, side) for path in photos for side in PHOTO_SIDES]
        self.paintings = [read(path, PAINTING_SIDE) for path in paintings]
        self.faces = []
        for path in paintings + photos:
            picture = read(path, FACE_SIDE)
            boxes = np.concatenate([self.boxes_at(path, side, picture, detector) for side in (PAINTING_SIDE, FACE_SIDE)])
            if len(boxes):
                self.faces.append((picture, boxes))

    @staticmethod
    def boxes_at(path, side, picture, detector):
        copy = read(path, side)
        return detector.boxes(planes(copy).float() / 255, 0.6).numpy() * (picture.shape[1] / copy.shape[1])

    def any_crop(self, random, side):
        while True:
            among = self.photos if random.random() < SHARE_OF_PHOTOS else self.paintings
            picture = among[random.integers(len(among))]
            seen = int(np.ceil(side / (1 if random.random() < 0.5 else random.uniform(0.5, 1))))
            if min(picture.shape[:2]) < seen:
                continue
            top, left = (int(random.integers(length - seen + 1)) for length in picture.shape[:2])
            crop = picture[top:top + seen, left:left + seen]
            return cv2.resize(crop, (side, side), interpolation=cv2.INTER_AREA)

    def crop_of_face(self, random, side):
        """With a face anywhere in it; beyond the picture it is mirrored."""
        while True:
            picture, boxes = self.faces[random.integers(len(self.faces))]
            left, top, width, height = boxes[random.integers(len(boxes))]
            scale = np.exp(random.uniform(*np.log(FACE_SIDES))) / width
            if scale > 1.15:
                continue
            seen = side / scale
            x, y = (begin + length / 2 + random.uniform(-0.4, 0.4) * (seen - length) - seen / 2
                    for begin, length in ((left, width), (top, height)))
            rows, columns = picture.shape[:2]
            x, y, seen = int(np.clip(x, 0, max(columns - seen, 0))), int(np.clip(y, 0, max(rows - seen, 0))), int(round(seen))
            crop = picture[y:y + seen, x:x + seen]
            missing = [(0, seen - length) for length in crop.shape[:2]]
            crop = np.pad(crop, missing + [(0, 0)], mode="symmetric")
            return cv2.resize(crop, (side, side), interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)


def darkened(crops, random, darkest, brightest):
    """Crops [N, 3, S, S] of codes as a camera shows them so dark: codes with noise and without, the deviation of the
    noise that a program would tell, and the crops in -1.5 to 0.2 EV with the gain that leads there."""
    count = len(crops)
    drawn = lambda low, high: torch.from_numpy(random.uniform(low, high, count)).float()
    ev, seen_ev = drawn(darkest, brightest), drawn(-1.5, 0.2)
    shot, read_noise = (drawn(*np.log(bounds)).exp() for bounds in ((5e-5, 6e-4), (1e-7, 2e-6)))
    light = LIGHT[crops.long()]
    bright = srgb((light * each(2 ** seen_ev)).clamp(0, 1))
    light = light * each(2 ** ev)
    chance = torch.from_numpy(random.standard_normal(light.shape, dtype=np.float32))
    noisy = light + chance * (each(shot) * light + each(read_noise)).sqrt()
    noisy, clear = (srgb(noisy.clamp(0, 1)) * 255).round(), srgb(light) * 255
    deviation = (noisy - clear).square().mean((1, 2, 3)).sqrt().clamp_min(0.4)
    told = deviation * torch.from_numpy(np.exp(random.normal(0, 0.12, count))).float()
    return noisy, clear, told, bright, 2 ** (seen_ev - ev)


def paths_of(folder_or_list):
    path = pathlib.Path(folder_or_list)
    names = sorted(path.iterdir()) if path.is_dir() else [pathlib.Path(line) for line in path.read_text().splitlines() if line]
    return [name for name in names if name.suffix.lower() in (".jpg", ".jpeg", ".png")]
