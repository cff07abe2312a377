"""Writes the small archives of src/test/resources/torchscript.

Run with PyTorch 2.7: python torchscript_models.py FOLDER
"""

import sys
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn


class Block(nn.Module):
    def __init__(self, a, b):
        super().__init__()
        self.conv = nn.Conv2d(a, b, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(b)

    def forward(self, x):
        return torch.relu(self.norm(self.conv(x)))


class Tiny(nn.Module):
    """Own scale and mean, dropout, a tied block, a frozen and an unused parameter, a buffer of flags."""

    def __init__(self, classes: int = 3):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(1.5))
        self.shift = nn.Parameter(torch.full((1, 3, 1, 1), 0.1), requires_grad=False)
        self.register_buffer("pixel_mean", torch.full((1, 3, 1, 1), 0.4))
        self.register_buffer("flags", torch.tensor([True, False]))
        self.first = Block(3, 4)
        self.again = Block(4, 4)
        self.tied = self.again
        self.drop = nn.Dropout(0.3)
        self.head = nn.Linear(4, classes)
        self.unused = nn.Linear(2, 2)

    def forward(self, x):
        x = self.first(x - self.pixel_mean + self.shift)
        x = self.tied(self.again(x))
        x = self.drop(x.mean([2, 3]))
        return self.head(x) * self.scale


class Pair(Tiny):
    def forward(self, x):
        y = self.head(x.mean([2, 3]).sum(1, keepdim=True).expand(-1, 4))
        return y, y


class Writer(Tiny):
    def forward(self, x):
        torch.save(x, "stolen")
        return self.head(x.mean([2, 3]).sum(1, keepdim=True).expand(-1, 4))


class Wrapping(nn.Module):
    """A script around a traced module: the archive itself holds no trace's inputs."""

    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def forward(self, x):
        return self.inner(x)


class Linear(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)

    def forward(self, x):
        return self.fc(x.mean([2, 3]))


class Overlap(Linear):
    def __init__(self):
        super().__init__()
        both = torch.zeros(6)
        self.a = nn.Parameter(both[:4])
        self.b = nn.Parameter(both[2:])


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    model = Tiny()
    with torch.no_grad():
        for p in model.parameters():
            if p.dim() == 1:
                p.add_(0.1 * torch.randn_like(p))
    image = torch.rand(4, 3, 8, 8)
    model(image)  # statistics that are not the initial ones
    model.eval()
    script = torch.jit.script(model)
    script.save(folder / "tiny.pt")
    logits = script(image)
    labels = torch.tensor([0, 1, 2, 0])
    loss = nn.functional.cross_entropy(logits, labels)
    loss.backward()
    numbers = {"input": image, "labels": labels, "logits": logits.detach()}
    for name, p in model.named_parameters():
        if p.grad is not None:
            numbers["grad." + name] = p.grad.contiguous()
    model.train()
    traced = torch.jit.trace(model.eval(), image)
    traced.save(folder / "traced.pt")
    torch.jit.script(Wrapping(traced)).save(folder / "traced-inside.pt")
    torch.jit.script(Tiny().double()).save(folder / "double.pt")
    torch.jit.script(Tiny().half()).save(folder / "half.pt")
    torch.jit.freeze(torch.jit.script(Tiny().eval())).save(folder / "frozen.pt")
    torch.jit.script(Pair()).save(folder / "pair.pt")
    torch.jit.script(Writer()).save(folder / "writer.pt")
    torch.jit.script(Overlap()).save(folder / "overlap.pt")
    torch.save(model.state_dict(), folder / "checkpoint.pt")
    quantised = torch.ao.quantization.quantize_dynamic(Linear(), {nn.Linear})
    torch.jit.script(quantised).save(folder / "quantised.pt")
    save_file(numbers, folder / "tiny.safetensors")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
