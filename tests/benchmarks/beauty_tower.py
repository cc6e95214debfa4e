"""A tiny vision tower of DINOv2's shape, taught on the spot what the content tower sees.

It learns to say, from small photos without any rating, what the maps of the shipped content tower
hold on average at three depths: edges and colours, parts of things, things. (Distillation of
features, FitNets, arXiv 1412.6550.)
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import BitImageProcessorPil, Dinov2Config, Dinov2Model

from core.judge import Pixels
from core.mini.content import load_tower
from core.mini.tower import ContentTower, prepare
from core.resources import resource

SIDE = 48  # pixels
BATCH = 32
_TEACHER_SIDE = 72
_TEACHER_BATCH = 128


def pretrain_tower(
    folder: Path, photos: Sequence[Pixels], passes: float, seed: int, told: Callable[[str], None]
) -> Path:
    """Write a tower to the folder; `photos` are any photos, `passes` over them are made."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    small = np.stack([_square(photo, SIDE) for photo in photos])
    wanted = _standard(what_is_seen(photos))
    told(f"tower: {len(small)} photos seen by the content tower")
    config = Dinov2Config(
        hidden_size=128,
        num_hidden_layers=4,
        num_attention_heads=4,
        mlp_ratio=3,
        image_size=SIDE,
        patch_size=8,
    )
    size = {"height": SIDE, "width": SIDE}
    processor = BitImageProcessorPil(size=size, crop_size=size, do_center_crop=False)
    processor.save_pretrained(folder)
    mean, spread = (np.array(part) * 255 for part in (processor.image_mean, processor.image_std))
    tower, head = Dinov2Model(config), nn.Linear(2 * config.hidden_size, wanted.shape[1])
    optimiser = torch.optim.AdamW(
        [*tower.parameters(), *head.parameters()], lr=1e-3, weight_decay=0.05
    )
    steps = max(1, int(passes * len(small) / BATCH))
    rates = torch.optim.lr_scheduler.OneCycleLR(optimiser, 1e-3, total_steps=steps + 1)
    left: list[float] = []  # of the variance
    for step in range(1, steps + 1):
        chosen = rng.integers(0, len(small), min(BATCH, len(small)))
        shown = small[chosen] if rng.random() < 0.5 else small[chosen, :, ::-1]
        pixels = torch.from_numpy((shown - mean) / spread).float().permute(0, 3, 1, 2)
        seen = tower(pixels)
        both = torch.cat([seen.pooler_output, seen.last_hidden_state[:, 1:].mean(1)], dim=1)
        loss = (head(both) - wanted[torch.from_numpy(chosen)]).square().mean()
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(tower.parameters(), 1.0)
        optimiser.step()
        rates.step()
        left.append(loss.item())
        if step % max(1, steps // 10) == 0:
            told(f"tower: {step}/{steps}, {np.mean(left[-50:]):.3f} of the variance is left")
    tower.save_pretrained(folder)
    return folder


@torch.inference_mode()
def what_is_seen(photos: Sequence[Pixels]) -> Tensor:
    """The content tower's maps of three depths, their means, (photos, channels of all three)."""
    teacher: ContentTower = load_tower(resource("content", "content.safetensors"))[0]
    found = []
    for begin in range(0, len(photos), _TEACHER_BATCH):
        block = photos[begin : begin + _TEACHER_BATCH]
        pixels = np.stack([_square(photo, _TEACHER_SIDE) for photo in block])
        ready = prepare(pixels).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            maps = teacher.features(ready)
        found.append(
            torch.cat(
                [m.float().mean((2, 3)) for m in (maps.shallow, maps.middle, maps.deep)], dim=1
            )
        )
    return torch.cat(found)


def _standard(values: Tensor) -> Tensor:
    return (values - values.mean(0)) / values.std(0).clamp(min=1e-6)


def _square(pixels: Pixels, side: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(pixels, (side, side), interpolation=cv2.INTER_AREA), np.uint8)
