"""Any Hugging Face vision tower, frozen: its hidden states at three depths, its text side if any.

Made for SigLIP, SigLIP 2 (both kinds), CLIP, DINOv2 and DINOv3; any tower will do that has hidden
states of patches and an image processor.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import torch
from torch import Tensor
from torch.nn import functional
from transformers import AutoImageProcessor, AutoModel, AutoTokenizer
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil
from transformers.utils import logging

from core.errors import JudgeUnavailableError
from core.judge import Pixels
from core.pmllm.memory import Precision, check_memory, dtype_of, precision_for
from core.pmllm.sources import check_tokenizer, find_model


@dataclass(frozen=True, slots=True)
class TowerFeatures:
    """What a tower sees in a batch of photos.

    `scales`: hidden states (batch, patches, size) at the shallow, middle and deep layer. `padding`
    (batch, patches): true where a patch is only padding; None where there is none. `whole` (batch,
    size): the photo as one vector. `content` (batch, words): probabilities of the content words,
    0 to 1; no words without a text side.
    """

    scales: tuple[Tensor, Tensor, Tensor]
    padding: Tensor | None
    whole: Tensor
    content: Tensor


class VisionTower:
    """A frozen vision tower with its own image processor."""

    def __init__(self, model: Any, processor: Any, tokenizer: Any | None) -> None:
        self.model = model.eval().requires_grad_(False)
        self._processor = processor
        self._tokenizer = tokenizer
        self._vision = getattr(model, "vision_model", model)
        self.size: int = self._vision.config.hidden_size
        self.num_layers: int = self._vision.config.num_hidden_layers

    @classmethod
    def load(
        cls,
        name: str,
        *,
        device: str = "cpu",
        precision: Precision | None = None,
        download: bool = False,
        free: int | None = None,
    ) -> Self:
        """Load a tower from a folder or the Hugging Face cache, safetensors only.

        `free`: see `check_memory`. Raises JudgeUnavailableError with a sentence when it is missing,
        no vision tower, without an image processor, or too large.
        """
        folder = find_model(name, download=download)
        precision = precision or precision_for(device)
        check_memory(name, folder, device=device, precision=precision, free=free)
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model = AutoModel.from_pretrained(
                folder, local_files_only=True, use_safetensors=True, dtype=dtype_of(precision)
            )
            processor = _load_processor(folder)
            tokenizer = None
            if hasattr(model, "get_text_features"):
                check_tokenizer(name, folder)
                tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        except (ImportError, OSError, ValueError, KeyError) as error:
            raise JudgeUnavailableError(
                f"The vision tower {name} cannot be loaded by this version of transformers: "
                f"{str(error).splitlines()[0]}"
            ) from error
        if getattr(model, "vision_model", model).main_input_name != "pixel_values":
            raise JudgeUnavailableError(f"The model {name} is no vision tower: it sees no pixels.")
        return cls(model.to(device), processor, tokenizer)

    @property
    def device(self) -> torch.device:
        """Where the weights are."""
        device: torch.device = next(self.model.parameters()).device
        return device

    @property
    def has_text(self) -> bool:
        """Whether it can say how probable a word is."""
        return self._tokenizer is not None

    def prepare(self, images: Sequence[Pixels]) -> dict[str, Tensor]:
        """Pixels (height, width, 3) as the tower's own processor brings them to its size."""
        inputs = self._processor(
            list(images), return_tensors="pt", input_data_format="channels_last"
        )
        return {name: tensor.to(self.device) for name, tensor in inputs.items()}

    @torch.no_grad()
    def words(self, words: Sequence[str]) -> Tensor:
        """Content words in the space that the tower shares with text, (words, size), normalised."""
        if self._tokenizer is None:
            raise JudgeUnavailableError("This vision tower has no text side for content words.")
        length = self.model.config.text_config.max_position_embeddings
        batch = self._tokenizer(
            [f"This is a photo of {word}." for word in words],
            padding="max_length",  # as SigLIP was trained
            max_length=length,
            truncation=True,
            return_tensors="pt",
        ).to(self.device)
        found = self.model.get_text_features(**batch).pooler_output
        return functional.normalize(found.float(), dim=-1)

    @torch.no_grad()
    def features(
        self, inputs: dict[str, Tensor], layers: tuple[int, int, int], words: Tensor | None = None
    ) -> TowerFeatures:
        """See a batch of `prepare`; `words` from the method of that name."""
        seen = self._vision(**inputs, output_hidden_states=True)
        low, middle, high = (seen.hidden_states[layer].float() for layer in layers)
        mask = inputs.get("pixel_attention_mask")
        whole = getattr(seen, "pooler_output", None)
        whole = seen.last_hidden_state.mean(1) if whole is None else whole
        content = whole.new_zeros(len(whole), 0)
        if words is not None:
            content = self.probabilities(self.project(whole), words)
        padding = None if mask is None else mask == 0
        return TowerFeatures((low, middle, high), padding, whole.float(), content.float())

    def project(self, whole: Tensor) -> Tensor:
        """Whole photos in the space that the tower shares with text, (batch, size), normalised."""
        if hasattr(self.model, "visual_projection"):
            whole = self.model.visual_projection(whole.to(self.model.dtype))
        return functional.normalize(whole.float(), dim=-1)

    def probabilities(self, projected: Tensor, words: Tensor) -> Tensor:
        """How likely photos of `project` show words, as the tower was trained: each word by itself
        (SigLIP) or as one of them (CLIP), (batch, words), 0 to 1."""
        logits = projected @ words.T * self.model.logit_scale.float().exp()
        probabilities: Tensor
        if hasattr(self.model, "logit_bias"):
            probabilities = (logits + self.model.logit_bias.float()).sigmoid()
        else:
            probabilities = logits.softmax(-1)
        return probabilities


def _load_processor(folder: Path) -> Any:
    """The image processor of a folder, on Pillow and NumPy, whatever else is installed.

    Some processors (DINOv3's) exist for torchvision alone; ViT's does the same steps by the same
    fields of the configuration: resize, rescale, normalise.
    """
    try:
        return AutoImageProcessor.from_pretrained(  # type: ignore[no-untyped-call]
            folder, backend="pil", local_files_only=True
        )
    except (ImportError, ValueError):
        return ViTImageProcessorPil.from_pretrained(folder, local_files_only=True)
