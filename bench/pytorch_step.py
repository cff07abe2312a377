#!/usr/bin/env python3
"""Time one training step in PyTorch, to stand beside `lethe bench`.

The step is the one Lethe runs: batch-mean cross-entropy in training mode, backward, SGD with
momentum 0.9 and weight decay 5e-4 on every parameter. Prints one JSON object.

    python bench/pytorch_step.py --arch resnet18 --batch 128 --threads 2 --steps 10 --layout channels_last
"""

import argparse
import json
import statistics
import time

import torch
from torch import nn
from torch.nn import functional as F


class Normalize(nn.Module):
    """(x - mean) / std per channel, the first operation of every model."""

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.tensor([0.4914, 0.4822, 0.4465]).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor([0.2470, 0.2435, 0.2616]).view(1, 3, 1, 1))

    def forward(self, x):
        return (x - self.mean) / self.std


def conv_bn(inputs, outputs, kernel, stride):
    conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
    return [conv, nn.BatchNorm2d(outputs)]


class ZeroPadded(nn.Module):
    """Option A shortcut: every second pixel, new channels zero."""

    def __init__(self, extra):
        super().__init__()
        self.extra = extra

    def forward(self, x):
        return F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.extra // 2, self.extra // 2))


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride, zero_padded):
        super().__init__()
        self.body = nn.Sequential(
            *conv_bn(inputs, outputs, 3, stride), nn.ReLU(), *conv_bn(outputs, outputs, 3, 1)
        )
        if inputs == outputs:
            self.shortcut = nn.Identity()
        elif zero_padded:
            self.shortcut = ZeroPadded(outputs - inputs)
        else:
            self.shortcut = nn.Sequential(*conv_bn(inputs, outputs, 1, stride))

    def forward(self, x):
        return F.relu(self.body(x) + self.shortcut(x))


def resnet(widths, blocks, zero_padded):
    layers = [Normalize(), *conv_bn(3, widths[0], 3, 1), nn.ReLU()]
    inputs = widths[0]
    for stage, outputs in enumerate(widths):
        for block in range(blocks):
            stride = 2 if stage > 0 and block == 0 else 1
            layers.append(Block(inputs, outputs, stride, zero_padded))
            inputs = outputs
    return nn.Sequential(
        *layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, 10)
    )


def vgg16_bn():
    layers, inputs = [Normalize()], 3
    for outputs in [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512]:
        if outputs == 0:
            layers.append(nn.MaxPool2d(2))
        else:
            layers += [*conv_bn(inputs, outputs, 3, 1), nn.ReLU()]
            inputs = outputs
    head = [nn.Flatten(), nn.Linear(2048, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU()]
    return nn.Sequential(*layers, *head, nn.Linear(256, 10))


ARCHITECTURES = {
    "resnet18": lambda: resnet([64, 128, 256, 512], 2, False),
    "resnet8s": lambda: resnet([16, 32, 64], 1, True),
    "resnet20s": lambda: resnet([16, 32, 64], 3, True),
    "resnet32s": lambda: resnet([16, 32, 64], 5, True),
    "resnet44s": lambda: resnet([16, 32, 64], 7, True),
    "resnet56s": lambda: resnet([16, 32, 64], 9, True),
    "vgg16_bn": vgg16_bn,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--arch", choices=sorted(ARCHITECTURES), default="resnet18")
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--steps", type=int, default=10, help="timed steps")
    parser.add_argument("--warmup", type=int, default=2, help="steps before the clock starts")
    parser.add_argument("--layout", choices=["eager", "channels_last"], default="eager")
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    model = ARCHITECTURES[options.arch]().train()
    pixels = torch.rand(options.batch, 3, 32, 32)
    labels = torch.randint(0, 10, (options.batch,))
    if options.layout == "channels_last":
        model = model.to(memory_format=torch.channels_last)
        pixels = pixels.contiguous(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.013, momentum=0.9, weight_decay=5e-4)

    seconds = []
    for step in range(options.warmup + options.steps):
        start = time.perf_counter()
        optimizer.zero_grad()
        loss = F.cross_entropy(model(pixels), labels)
        loss.backward()
        optimizer.step()
        loss.item()
        if step >= options.warmup:
            seconds.append(time.perf_counter() - start)
    median = statistics.median(seconds)
    print(
        json.dumps(
            {
                "implementation": "pytorch",
                "version": torch.__version__,
                "layout": options.layout,
                "arch": options.arch,
                "batch": options.batch,
                "threads": options.threads,
                "weights": sum(p.numel() for p in model.parameters()),
                "steps": options.steps,
                "secondsPerStep": {"median": median, "min": min(seconds), "max": max(seconds)},
                "imagesPerSecond": options.batch / median,
            }
        )
    )


if __name__ == "__main__":
    main()
