#!/usr/bin/env python3
"""Cuts the bundled sample out of CIFAR-10: the first 500 training and 100 test images of each class.

Usage: make-samples.py CIFAR10_SHEETS OUT

CIFAR10_SHEETS holds data_batch_1..5.png and test_batch.png (100 x 100 tiles of 32 x 32 pixels in record order)
with one label byte a record in *.labels. OUT gets train.png, test.png, their labels, and manifest.jsonl, which
keeps every record's original id. Needs Pillow and NumPy; the result depends on nothing else.
"""

import json
import pathlib
import sys

import numpy as np
from PIL import Image

TILE = 32
COLUMNS = 50


def read(sheet: pathlib.Path) -> tuple[np.ndarray, np.ndarray]:
    """Tiles [N, 32, 32, 3] and labels [N] of a sheet."""
    Image.MAX_IMAGE_PIXELS = None
    pixels = np.asarray(Image.open(sheet).convert("RGB"))
    rows, columns = pixels.shape[0] // TILE, pixels.shape[1] // TILE
    tiles = pixels.reshape(rows, TILE, columns, TILE, 3).transpose(0, 2, 1, 3, 4)
    labels = np.frombuffer(sheet.with_suffix(".labels").read_bytes(), dtype=np.uint8)
    return tiles.reshape(-1, TILE, TILE, 3)[: len(labels)], labels


def first_per_class(labels: np.ndarray, count: int) -> np.ndarray:
    """Ascending indices of the first `count` records of every class."""
    return np.sort(np.concatenate([np.flatnonzero(labels == c)[:count] for c in range(10)]))


def write(out: pathlib.Path, name: str, tiles: np.ndarray, labels: np.ndarray, indices: np.ndarray) -> list[dict]:
    """Writes a sheet and its labels; returns the manifest lines of its records."""
    rows = -(-len(indices) // COLUMNS)
    sheet = np.zeros((rows * COLUMNS, TILE, TILE, 3), dtype=np.uint8)
    sheet[: len(indices)] = tiles[indices]
    grid = sheet.reshape(rows, COLUMNS, TILE, TILE, 3).transpose(0, 2, 1, 3, 4)
    Image.fromarray(grid.reshape(rows * TILE, COLUMNS * TILE, 3)).save(out / f"{name}.png", optimize=True)
    (out / f"{name}.labels").write_bytes(labels[indices].tobytes())
    return [
        {"id": f"{name}/{index:05d}", "label": int(labels[index]), "split": name, "location": f"{name}.png#{tile}"}
        for tile, index in enumerate(indices)
    ]


def main() -> None:
    source, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    parts = [read(source / f"data_batch_{i}.png") for i in range(1, 6)]
    tiles = np.concatenate([p[0] for p in parts])
    labels = np.concatenate([p[1] for p in parts])
    lines = write(out, "train", tiles, labels, first_per_class(labels, 500))
    tiles, labels = read(source / "test_batch.png")
    lines += write(out, "test", tiles, labels, first_per_class(labels, 100))
    with open(out / "manifest.jsonl", "w", encoding="utf-8") as manifest:
        for line in lines:
            manifest.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main()
