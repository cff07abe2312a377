#!/usr/bin/env python3
"""Writes the tiny data sets that the tests of the readers use, with the libraries that people use.

    pip install numpy==2.4.6 scipy==1.17.1 pyarrow==26.0.1 pillow==13.0.0
    scripts/make-dataset-fixtures.py

The pixel of image n at row y, column x, channel c is (31 n + 7 y + 3 x + 85 c) mod 256; training images
count from 0, test images from 100. So a test knows each pixel without this script.
"""
import io
import json
import pathlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import scipy.io
from PIL import Image

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUT = ROOT / "unlearning/src/test/resources/io/lethe/unlearning/data"
FIRST_TEST = 100


def image(n):
    y, x, c = np.meshgrid(np.arange(32), np.arange(32), np.arange(3), indexing="ij")
    return ((31 * n + 7 * y + 3 * x + 85 * c) % 256).astype(np.uint8)


def svhn(name, first, count):
    x = np.stack([image(first + i) for i in range(count)], axis=3)
    y = np.array([i % 10 + 1 for i in range(count)], dtype=np.uint8).reshape(-1, 1)
    scipy.io.savemat(OUT / "svhn" / name, {"X": x, "y": y}, do_compression=True)


def cifar100(name, first, count):
    with open(OUT / "cifar100" / name, "wb") as out:
        for i in range(count):
            out.write(bytes([i % 20, (i * 33) % 100]))
            out.write(image(first + i).transpose(2, 0, 1).tobytes())


def png(n):
    out = io.BytesIO()
    Image.fromarray(image(n)).save(out, "PNG")
    return out.getvalue()


def parquet(path, first, count, codec="snappy"):
    images = [{"bytes": png(first + i), "path": f"{i}.png"} for i in range(count)]
    kind = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    table = pa.table(
        {
            "img": pa.array(images, kind),
            "fine_label": pa.array([(i * 33) % 100 for i in range(count)], pa.int64()),
            "coarse_label": pa.array([i % 20 for i in range(count)], pa.int64()),
            "subject": pa.array([None if i == 1 else f"person {i % 2}" for i in range(count)]),
        }
    )
    features = {
        "img": {"_type": "Image"},
        "fine_label": {"names": [f"class {i}" for i in range(100)], "_type": "ClassLabel"},
        "coarse_label": {"names": [f"super {i}" for i in range(20)], "_type": "ClassLabel"},
        "subject": {"dtype": "string", "_type": "Value"},
    }
    metadata = {"huggingface": json.dumps({"info": {"features": features}})}
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        table.replace_schema_metadata(metadata), path, compression=codec, row_group_size=3
    )


def main():
    for name in ("svhn", "cifar100", "parquet/data", "codecs"):
        (OUT / name).mkdir(parents=True, exist_ok=True)
    svhn("train_32x32.mat", 0, 11)
    svhn("test_32x32.mat", FIRST_TEST, 3)
    cifar100("train.bin", 0, 4)
    cifar100("test.bin", FIRST_TEST, 2)
    parquet(OUT / "parquet/data/train-00000-of-00002.parquet", 0, 4)
    parquet(OUT / "parquet/data/train-00001-of-00002.parquet", 4, 2)
    parquet(OUT / "parquet/data/test-00000-of-00001.parquet", FIRST_TEST, 2)
    for codec in ("none", "zstd", "gzip"):
        parquet(OUT / "codecs" / f"{codec}.parquet", 0, 4, codec)


if __name__ == "__main__":
    main()
