#!/usr/bin/env python3
"""A folder of photos as a batch meets them: mixed sizes, formats, depths, orientations, profiles; some broken.

  bench/make_photos.py SOURCE OUTPUT --count 1000 [--broken 30] [--seed 1]

SOURCE is searched for photos with all its subfolders. Equal arguments make equal folders. Needs Pillow and NumPy.
"""
import argparse
import io
import pathlib
import random

import numpy
from PIL import Image, ImageCms

ENDINGS = ["jpg"] * 12 + ["png"] * 3 + ["webp"] * 3 + ["tif"] * 2


def pictures(source):
    for path in sorted(source.rglob("*")):
        if path.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff"}:
            with Image.open(path) as picture:
                yield picture.convert("RGB")


def resized(picture, long_side):
    scale = long_side / max(picture.size)
    size = [max(1, round(side * scale)) for side in picture.size]
    return picture.resize(size, Image.Resampling.BILINEAR)


def varied(picture, chance):
    """Now and then grey, with alpha, or dark."""
    if chance.random() < 0.5:
        gain = chance.uniform(0.05, 0.6)
        picture = picture.point([round(value * gain) for value in range(256)] * 3)
    kind = chance.random()
    if kind < 0.05:
        return picture.convert("L")
    if kind < 0.1:
        picture = picture.copy()
        picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    return picture


def encoded(picture, ending, chance):
    exif = Image.Exif()
    exif[0x0112] = chance.randint(1, 8)
    exif[0x010F] = "lowlight bench"
    keep = {"exif": exif}
    if chance.random() < 0.3:
        keep["icc_profile"] = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    file = io.BytesIO()
    if ending == "png" and picture.mode == "L" and chance.random() < 0.5:
        deep = numpy.asarray(picture, dtype=numpy.uint16) * 257
        Image.fromarray(deep).save(file, "PNG")
    elif ending == "jpg":
        picture.convert("L" if picture.mode == "L" else "RGB").save(
            file, "JPEG", quality=chance.randint(60, 97), progressive=chance.random() < 0.2, **keep)
    elif ending == "tif":
        picture.save(file, "TIFF", compression=chance.choice([None, "tiff_lzw", "tiff_adobe_deflate"]))
    else:
        picture.save(file, {"png": "PNG", "webp": "WEBP"}[ending], **keep)
    return file.getvalue()


def broken(data, chance):
    kind = chance.randrange(4)
    if kind == 0:
        return b""
    if kind == 1:
        return data[: len(data) // 2]
    if kind == 2:
        return b"this is no photo\n" * 10
    return data[:16] + bytes(chance.randrange(256) for _ in range(200)) + data[-10:]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("output", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--broken", type=int, default=0)
    parser.add_argument("--longest", type=int, default=4000, help="long side of the largest, in pixels")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    sources = list(pictures(arguments.source))
    bad = set(chance.sample(range(arguments.count), arguments.broken))
    for i in range(arguments.count):
        ending = chance.choice(ENDINGS)
        side = round(arguments.longest * chance.random() ** 2) + 1
        data = encoded(varied(resized(chance.choice(sources), side), chance), ending, chance)
        if i in bad:
            data = broken(data, chance)
        folder = arguments.output / f"day {i % 7}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{i:05}.{ending}").write_bytes(data)


if __name__ == "__main__":
    main()
