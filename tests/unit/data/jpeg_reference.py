"""Writes jpeg_reference.safetensors: pictures before and after a JPEG of libjpeg, for jpeg_test.cpp.

Needs numpy and Pillow. The first picture is smooth with noise, of odd size; the second is a photo-like
ramp with hard edges of colour.
"""
import io
import json
import pathlib
import struct

import numpy as np
from PIL import Image


def pictures():
    y, x = np.mgrid[0:37, 0:50]
    rng = np.random.default_rng(1)
    waves = [128 + 90 * np.sin(x / (5.0 + c)) * np.cos(y / (7.0 - c)) for c in range(3)]
    yield np.clip(np.stack(waves, -1) + rng.normal(0, 6, (37, 50, 3)), 0, 255).astype(np.uint8)
    y, x = np.mgrid[0:24, 0:33]
    edges = np.stack([(x > 11) * 200 + y, (y > 13) * 180 + x, (x + y > 30) * 150 + 40], -1)
    yield edges.astype(np.uint8)


def through_jpeg(picture, quality, quarter):
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality, subsampling=2 if quarter else 0)
    return np.asarray(Image.open(io.BytesIO(file.getvalue())).convert("RGB"))


def safetensors(arrays):
    header, data = {}, b""
    for name, array in sorted(arrays.items()):
        end = len(data) + array.nbytes
        header[name] = {"dtype": "U8", "shape": array.shape, "data_offsets": [len(data), end]}
        data += array.tobytes()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


tensors = {}
for i, picture in enumerate(pictures()):
    tensors[f"{i}.before"] = picture.transpose(2, 0, 1)
    for quality in (30, 75, 95):
        for quarter in (0, 1):
            coded = through_jpeg(picture, quality, quarter).transpose(2, 0, 1)
            tensors[f"{i}.{quality}.{quarter}"] = coded
pathlib.Path(__file__).with_suffix(".safetensors").write_bytes(safetensors(tensors))
