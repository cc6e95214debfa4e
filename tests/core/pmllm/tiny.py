"""Tiny language models and towers, built from a configuration and saved to a folder."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import (
    BitImageProcessorPil,
    CLIPConfig,
    CLIPImageProcessorPil,
    CLIPModel,
    Dinov2Config,
    Dinov2Model,
    DINOv3ViTConfig,
    DINOv3ViTModel,
    Gemma3ForCausalLM,
    Gemma3TextConfig,
    LlamaConfig,
    LlamaForCausalLM,
    PreTrainedTokenizerFast,
    Qwen3Config,
    Qwen3ForCausalLM,
    Siglip2Config,
    Siglip2ImageProcessorPil,
    Siglip2Model,
    SiglipConfig,
    SiglipImageProcessorPil,
    SiglipModel,
)

from core.judge import Pixels
from core.pmllm.folder import save_folder
from core.pmllm.language import load_language_model
from core.pmllm.reader import ProfileReader
from core.pmllm.reader_config import (
    AlignmentConfig,
    AnswerConfig,
    PromptConfig,
    ReaderConfig,
    SelectionConfig,
)
from core.pmllm.sources import identify_model
from core.pmllm.tower import VisionTower

DECODERS = ("qwen3", "llama", "gemma3")
TOWERS = ("siglip", "siglip2", "clip", "dinov2", "dinov3")
CHAT = "{% for m in messages %}<u>{{ m.content }}</u>{% endfor %}<a>"
IMAGE_SIZE = 32

_SMALL: dict[str, Any] = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
}
_VISION: dict[str, Any] = {**_SMALL, "image_size": IMAGE_SIZE, "patch_size": 8}


def save_tokenizer(folder: Path, *, length: int = 512) -> int:
    """A tokenizer of single bytes; returns how many tokens it has."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: i for i, token in enumerate(["<pad>", "<s>", "</s>", "<unk>", *alphabet])}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        bos_token="<s>",
        eos_token="</s>",
        model_max_length=length,
        chat_template=CHAT,
    ).save_pretrained(folder)
    return len(vocabulary)


def save_decoder(kind: str, folder: Path) -> Path:
    """A decoder of four layers."""
    tokens = save_tokenizer(folder)
    ids = {"pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2}
    shape = {**_SMALL, **ids, "vocab_size": tokens, "num_key_value_heads": 2, "head_dim": 8}
    torch.manual_seed(0)
    if kind == "qwen3":
        model: Any = Qwen3ForCausalLM(Qwen3Config(**shape))
    elif kind == "llama":
        model = LlamaForCausalLM(LlamaConfig(**shape))
    else:
        layers = ["sliding_attention", "full_attention"] * 2
        config = Gemma3TextConfig(**shape, sliding_window=8, layer_types=layers)
        model = Gemma3ForCausalLM(config)
    model.save_pretrained(folder)
    return folder


def save_tower(kind: str, folder: Path) -> Path:
    """A tower of four layers with its image processor, and a text side where the kind has one."""
    torch.manual_seed(0)
    size = {"height": IMAGE_SIZE, "width": IMAGE_SIZE}
    text = {**_SMALL, "max_position_embeddings": 64, "pad_token_id": 0, "eos_token_id": 2}
    if kind in ("siglip", "siglip2", "clip"):
        text |= {"vocab_size": save_tokenizer(folder, length=64)}
    if kind == "siglip":
        SiglipModel(SiglipConfig(text_config=text, vision_config=_VISION)).save_pretrained(folder)
        SiglipImageProcessorPil(size=size).save_pretrained(folder)
    elif kind == "siglip2":
        vision = {**_SMALL, "patch_size": 8, "num_patches": 16}
        config = Siglip2Config(text_config=text, vision_config=vision)
        Siglip2Model(config).save_pretrained(folder)
        Siglip2ImageProcessorPil(patch_size=8, max_num_patches=16).save_pretrained(folder)
    elif kind == "clip":
        config = CLIPConfig(text_config=text, vision_config=_VISION, projection_dim=24)
        CLIPModel(config).save_pretrained(folder)
        crop = {"size": {"shortest_edge": IMAGE_SIZE}, "crop_size": size}
        CLIPImageProcessorPil(**crop).save_pretrained(folder)
    elif kind == "dinov2":
        Dinov2Model(Dinov2Config(**_VISION)).save_pretrained(folder)
        crop = {"size": {"shortest_edge": IMAGE_SIZE}, "crop_size": size}
        BitImageProcessorPil(**crop).save_pretrained(folder)
    else:
        DINOv3ViTModel(DINOv3ViTConfig(**_VISION, num_register_tokens=2)).save_pretrained(folder)
        processor = {  # as the published towers have it: a class for torchvision alone
            "image_processor_type": "DINOv3ViTImageProcessorFast",
            "size": size,
            "do_resize": True,
            "do_rescale": True,
            "do_normalize": True,
            "rescale_factor": 1 / 255,
            "image_mean": [0.485, 0.456, 0.406],
            "image_std": [0.229, 0.224, 0.225],
            "resample": 2,
        }
        (folder / "preprocessor_config.json").write_text(json.dumps(processor), encoding="utf-8")
    return folder


def reader_config(language_model: Path, tower: Path, **changes: Any) -> ReaderConfig:
    """A configuration for tiny models; `changes` replace fields of its parts."""
    parts: dict[str, dict[str, Any]] = {
        "alignment": {
            "layers": (1, 2, 3),
            "queries": (2, 3, 2),
            "width": 16,
            "depth": 1,
            "heads": 2,
            "visual_size": 16,
            "thematic": 2,
        },
        "fusion": {"layers": (1, 3), "width": 16, "heads": 2, "gate_width": 16},
        "answer": {},
        "prompt": {"question": "{profile} A photo."},
    }
    for name, value in changes.items():
        part = next(p for p, kind in _PARTS.items() if name in kind.__dataclass_fields__)
        parts[part][name] = value
    return ReaderConfig(
        language_model=identify_model(str(language_model), language_model),
        tower=identify_model(str(tower), tower),
        **{part: kind(**parts[part]) for part, kind in _PARTS.items()},
    )


_PARTS: dict[str, Any] = {
    "fusion": SelectionConfig,
    "alignment": AlignmentConfig,
    "answer": AnswerConfig,
    "prompt": PromptConfig,
}


def build_reader(language_model: Path, tower: Path, **changes: Any) -> ProfileReader:
    """An untrained reader of tiny models."""
    torch.manual_seed(1)
    config = reader_config(language_model, tower, **changes)
    loaded = load_language_model(str(language_model))
    return ProfileReader(config, loaded, VisionTower.load(str(tower)))


def open_gates(reader: ProfileReader) -> None:
    """Gates as after some training: none of them closed."""
    torch.manual_seed(2)
    for module in reader.fusions.values():
        for parameter in module.gate.parameters():
            torch.nn.init.normal_(parameter, std=1.0)


def save_checkpoint_folder(
    folder: Path, *, language_model: str = "qwen3", tower: str = "siglip", **changes: Any
) -> Path:
    """A checkpoint folder with its language model and tower in it, as after some training."""
    save_decoder(language_model, folder / "language")
    save_tower(tower, folder / "tower")
    reader = build_reader(folder / "language", folder / "tower", **changes)
    open_gates(reader)
    if reader.config.answer.level_names:  # a sure judge: scores of untrained ones hardly differ
        torch.nn.init.constant_(reader.readout.log_scale, 3.0)
    save_folder(folder / "checkpoint", reader)
    return folder / "checkpoint"


def photos(count: int, *, seed: int = 0) -> list[Pixels]:
    """Made photos of several sizes, from dark to light."""
    rng = np.random.default_rng(seed)
    light = np.linspace(20, 200, count)
    return [
        (rng.integers(0, 40, (40 + 8 * (i % 3), 48, 3)) + light[i]).astype(np.uint8)
        for i in range(count)
    ]
