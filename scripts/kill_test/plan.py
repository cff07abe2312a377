"""What is run and what is killed: everything drawn from one seed."""

import dataclasses
import pathlib
import random
import shutil
import struct
import zlib

from .servers import HOME

TILE, COLUMNS, CLASSES = 32, 16, 10
TRAIN_RECORDS, TEST_RECORDS = 96, 960
METHODS = ["salun", "rl", "ft", "ga", "retrain"]
RATES = {"salun": 0.01, "rl": 0.01, "ft": 0.01, "ga": 0.0005, "retrain": 0.02}
EPOCHS = {"salun": 4, "rl": 4, "ft": 8, "ga": 8, "retrain": 8}
# Checkpoint steps out of which the moment of a kill is drawn. A mask has 12 steps, a method 96, an evaluation 5; the
# steps of a release are the objects written. Nearer to a stage's end the kill would often come after it.
RANGES = {"mask": (1, 5), "unlearn": (4, 55), "train": (4, 55), "evaluate": (1, 3), "publish": (0, 2)}
LONGEST_PAUSE = {"mask": 0.1, "unlearn": 0.6, "train": 0.6, "evaluate": 0.3, "publish": 0.01}


@dataclasses.dataclass
class Kill:
    """One planned kill and what became of it."""

    run: str
    method: str
    stage: str
    at: int  # checkpoint step at or after which it comes
    pause: float  # seconds after that step was seen, so that it comes at any instant of a step
    victim: str  # role of the worker
    outcome: str = "not reached"
    worker: str = ""
    key: str = ""  # the stage's key
    step: int | None = None  # last step the victim had finished
    checkpoint: int | None = None  # last checkpoint the victim had written
    resumed: int | None = None  # step from which the successor went on

    @property
    def redone(self) -> int | None:
        if self.step is None or self.resumed is None or self.victim != "compute":
            return None
        return self.step - self.resumed


@dataclasses.dataclass
class Run:
    """One run, its request and its kills."""

    name: str
    method: str
    request: pathlib.Path
    kills: list[Kill]
    state: str = "queued"
    record: dict | None = None
    publications: int = 0



def write_inputs(folder: pathlib.Path) -> None:
    """A data set of ten colours with noise, and the bundled model without its training manifest."""
    data = folder / "data"
    data.mkdir(parents=True)
    for name, records in (("train", TRAIN_RECORDS), ("test", TEST_RECORDS)):
        draw = random.Random(records)
        rows = records // COLUMNS
        labels = bytes(i % CLASSES for i in range(records))
        tiles = [tile(draw, label) for label in labels]
        lines = bytearray()
        for row in range(rows):
            for y in range(TILE):
                lines.append(0)
                for column in range(COLUMNS):
                    lines += tiles[row * COLUMNS + column][y]
        (data / f"{name}.png").write_bytes(png(COLUMNS * TILE, rows * TILE, bytes(lines)))
        (data / f"{name}.labels").write_bytes(labels)
    shutil.copy(HOME / "samples" / "resnet20s.safetensors", folder / "model.safetensors")


def tile(draw: random.Random, label: int) -> list[bytes]:
    """The 32 rows of an image: blocks of 8 x 8 pixels around its class's colour."""
    colour = [(label * 53 + 40) % 200, (label * 97 + 80) % 200, (label * 29 + 120) % 200]
    rows = []
    for _ in range(4):
        blocks = [bytes(c + draw.randrange(56) for c in colour) * 8 for _ in range(4)]
        rows += [b"".join(blocks)] * 8
    return rows


def png(width: int, height: int, lines: bytes) -> bytes:
    """An RGB image from scan lines, each with its filter byte."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def request(name: str, method: str, seed: int, longer: int = 1) -> str:
    training = method == "retrain"
    model = "architecture: resnet20s, classes: 10"
    if training:
        model += ", normalization: {mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25]}"
    else:
        model = "ref: model.safetensors, " + model
    mask = ", mask: {fraction: 0.5}" if method == "salun" else ""
    return f"""kind: {"train" if training else "unlearn"}
name: {name}
model: {{{model}}}
dataset: {{ref: data}}
forget: {{random: {{fraction: 0.5, seed: {seed}, generator: counter}}}}
method: {{name: {method}, epochs: {longer * EPOCHS[method]}, learningRate: {RATES[method]}, batchSize: 4, momentum: 0.9, weightDecay: 0.0005{mask}}}
evaluate: {{metrics: [ua, ra, ta, mia]}}
publish: {{to: 's3://released/{method}', alias: current}}
seed: {seed}
compute: {{device: cpu, threads: 1}}
"""


def stages(method: str) -> list[str]:
    """The stages killed in one run of a method, four of them, in their order."""
    if method == "salun":
        return ["mask", "unlearn", "evaluate", "publish"]
    long = "train" if method == "retrain" else "unlearn"
    return [long, long, "evaluate", "publish"]


def kills(draw: random.Random, run: str, method: str) -> list[Kill]:
    planned = []
    for stage in dict.fromkeys(stages(method)):
        low, high = RANGES[stage]
        count = stages(method).count(stage)
        for at in sorted(draw.sample(range(low, high + 1), count)):
            pause = draw.uniform(0, LONGEST_PAUSE[stage])
            planned.append(Kill(run, method, stage, at, pause, "publish" if stage == "publish" else "compute"))
    # Beside these, a worker that only coordinates: nothing of the stage itself may be lost.
    stage = draw.choice([s for s in stages(method) if s not in ("publish", "evaluate")])
    low, high = RANGES[stage]
    planned.append(Kill(run, method, stage, draw.randint(low, high), draw.uniform(0, 0.15), "workflow"))
    return planned


def runs(
    count: int,
    seed: int,
    folder: pathlib.Path,
    prefix: str = "kill",
    methods: list[str] | None = None,
    longer: int = 1,
    killing: bool = True,
) -> list[Run]:
    """Runs with their kills, `longer` times the usual epochs; the same for the same seed."""
    draw = random.Random(f"{prefix}-{seed}")
    planned = []
    for number in range(count):
        method = (methods or METHODS)[number % len(methods or METHODS)]
        name = f"{prefix}-{number:03d}-{method}"
        file = folder / f"{name}.yaml"
        file.write_text(request(name, method, draw.randrange(1, 1 << 30), longer))
        drawn = kills(draw, name, method)
        planned.append(Run(name, method, file, drawn if killing else []))
    return planned
