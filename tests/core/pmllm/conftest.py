"""A tiny frozen encoder, built from a configuration and saved to a folder."""

from pathlib import Path

import pytest
import torch
from transformers import BertConfig, BertModel, BertTokenizerFast

from core.pmllm.config import FusionConfig, GateConfig, ModelConfig
from core.pmllm.frozen_lm import FrozenEncoder
from core.pmllm.model import FusedReader
from tests.core.pmllm.tiny import DECODERS, TOWERS, save_decoder, save_tower

WORDS = ["terrible", "poor", "average", "good", "excellent", "dark", "light", "i", "love", "."]


@pytest.fixture(scope="session")
def encoder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("encoder")
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    BertTokenizerFast(vocab={word: i for i, word in enumerate(vocabulary)}).save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=4,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder)
    return folder


@pytest.fixture
def encoder(encoder_folder: Path) -> FrozenEncoder:
    return FrozenEncoder.load(encoder_folder)


@pytest.fixture
def reader(encoder: FrozenEncoder) -> FusedReader:
    torch.manual_seed(1)
    config = ModelConfig(
        language_model="tiny",
        fusion=FusionConfig(32, 32, (2, 3), channels=1, rank=8),
        gate=GateConfig(32, keys=4, layers=5, rank=8, value_rank=8),
    )
    return FusedReader(config, encoder)


@pytest.fixture(scope="session")
def language_folders(
    tmp_path_factory: pytest.TempPathFactory, encoder_folder: Path
) -> dict[str, Path]:
    """A tiny language model of each kind, by name."""
    folders = {kind: tmp_path_factory.mktemp(kind) for kind in DECODERS}
    return {kind: save_decoder(kind, folder) for kind, folder in folders.items()} | {
        "minilm": encoder_folder
    }


@pytest.fixture(scope="session")
def tower_folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A tiny vision tower of each kind, by name."""
    folders = {kind: tmp_path_factory.mktemp(kind) for kind in TOWERS}
    return {kind: save_tower(kind, folder) for kind, folder in folders.items()}
