#!/usr/bin/env python3
"""A folder of photos as a batch meets them: mixed sizes, formats, depths, orientations, profiles; some broken.

  bench/make_photos.py SOURCE OUTPUT --count 1000 [--broken 30] [--seed 1]

SOURCE is searched for photos with all its subfolders. Equal arguments make equal folders. Needs Pillow and NumPy.
"""
import argparse
import io
import pathlib
import random
import struct

import numpy
from PIL import Image

# Red, green and blue of RGB spaces as XYZ under D50, and their gamma; sRGB's curve is near 2.2.
SPACES = {
    "sRGB": ([(0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141)], 2.2),
    "Display P3": ([(0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841)], 2.2),
    "Adobe RGB": ([(0.6097, 0.3111, 0.0195), (0.2053, 0.6257, 0.0609), (0.1492, 0.0632, 0.7446)], 2.19921875),
}
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


def profile(name):
    """An ICC profile, version 2, of three primaries and a gamma (ICC.1:2001-04)."""
    fixed = lambda number: struct.pack(">i", round(number * 65536))
    xyz = lambda numbers: b"XYZ \0\0\0\0" + b"".join(fixed(number) for number in numbers)
    text = name.encode() + b"\0"
    primaries, gamma = SPACES[name]
    white = (0.9642, 1.0, 0.8249)
    tags = {b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78),
            b"cprt": b"text\0\0\0\0no rights\0", b"wtpt": xyz(white)}
    for letter, primary in zip(b"rgb", primaries):
        tags[bytes([letter]) + b"XYZ"] = xyz(primary)
        tags[bytes([letter]) + b"TRC"] = b"curv\0\0\0\0" + struct.pack(">IHxx", 1, round(gamma * 256))
    table, data, start = b"", b"", 128 + 4 + 12 * len(tags)
    for key, value in tags.items():
        table += key + struct.pack(">II", start + len(data), len(value))
        data += value + bytes(-len(value) % 4)
    header = struct.pack(">IIIII", start + len(data), 0, 0x02400000, int.from_bytes(b"mntr"), int.from_bytes(b"RGB "))
    header += b"XYZ " + bytes(12) + b"acsp" + bytes(28) + b"".join(fixed(number) for number in white)
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + data


def encoded(picture, ending, chance):
    exif = Image.Exif()
    exif[0x0112] = chance.randint(1, 8)
    exif[0x010F] = "lowlight bench"
    keep = {"exif": exif}
    if picture.mode != "L" and chance.random() < 0.5:
        keep["icc_profile"] = profile(chance.choice(list(SPACES)))
    file = io.BytesIO()
    if ending == "png" and picture.mode == "L" and chance.random() < 0.5:
        deep = numpy.asarray(picture, dtype=numpy.uint16) * 257
        Image.fromarray(deep).save(file, "PNG")
    elif ending == "jpg":
        picture.convert("L" if picture.mode == "L" else "RGB").save(
            file, "JPEG", quality=chance.randint(60, 97), progressive=chance.random() < 0.2, **keep)
    elif ending == "tif":
        picture.save(file, "TIFF", compression=chance.choice([None, "tiff_lzw", "tiff_adobe_deflate"]),
                     icc_profile=keep.get("icc_profile"))
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
