"""The shipped content tower with the face of a Hugging Face vision tower.

It has seen small photos with labels of what they show, none of them rated. Its maps of three
depths are the hidden states, zeros where a shallower one has fewer channels; its embedding is the
photo as a whole.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional
from transformers import (
    AutoConfig,
    AutoModel,
    BitImageProcessorPil,
    PretrainedConfig,
    PreTrainedModel,
)
from transformers.modeling_outputs import BaseModelOutputWithPooling

from core.mini.content import read_tower
from core.mini.tower import ContentTower, TowerConfig
from core.resources import resource

SIDE = 88  # pixels
LAYERS = [1, 2, 3]
"""The hidden states of the three depths."""

_MEAN, _SPREAD = 114 / 255, 66 / 255  # as `core.mini.tower.prepare`


class ContentConfig(PretrainedConfig):
    """`tower`: the fields of a TowerConfig."""

    model_type = "curator_content"

    def __init__(self, tower: dict[str, Any] | None = None, **others: Any) -> None:
        super().__init__(**others)
        self.tower = tower or asdict(TowerConfig((), 1))
        self.hidden_size = self.tower["text_size"]
        self.num_hidden_layers = len(LAYERS)


class ContentModel(PreTrainedModel):
    """The tower in a Hugging Face model."""

    config_class = ContentConfig
    main_input_name = "pixel_values"

    def __init__(self, config: ContentConfig) -> None:
        super().__init__(config)
        self.tower = ContentTower(TowerConfig.from_dict(config.tower))
        self.post_init()

    def forward(
        self, pixel_values: Tensor, output_hidden_states: bool = False
    ) -> BaseModelOutputWithPooling:
        """As any vision model's."""
        maps = self.tower.features(pixel_values)
        whole = self.tower.to_text(maps.deep.mean((2, 3)))
        depths = (functional.avg_pool2d(maps.shallow, 2), maps.middle, maps.deep)
        states = [self._patches(depth) for depth in depths]
        return BaseModelOutputWithPooling(
            last_hidden_state=states[-1],
            pooler_output=whole,
            hidden_states=(states[0], *states) if output_hidden_states else None,
        )

    def _patches(self, depth: Tensor) -> Tensor:
        patches = depth.flatten(2).transpose(1, 2)
        return functional.pad(patches, (0, self.config.hidden_size - patches.shape[-1]))


AutoConfig.register(ContentConfig.model_type, ContentConfig)
AutoModel.register(ContentConfig, ContentModel)


def write_tower(folder: Path) -> Path:
    """Write the shipped tower to a folder as Hugging Face's libraries load it."""
    tower, _ = read_tower(resource("content", "content.safetensors"))
    model = ContentModel(ContentConfig(asdict(tower.config)))
    model.tower.load_state_dict(tower.state_dict())
    with torch.no_grad():
        model.save_pretrained(folder)
    size = {"height": SIDE, "width": SIDE}
    BitImageProcessorPil(
        size=size,
        crop_size=size,
        do_center_crop=False,
        image_mean=[_MEAN] * 3,
        image_std=[_SPREAD] * 3,
    ).save_pretrained(folder)
    return folder
