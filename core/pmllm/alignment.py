"""Multi-scale feature alignment: tower features at three depths -> visual tokens of four scales.

After CALM (arXiv 2412.11952): query modules for low, middle and high aesthetic qualities, and a
thematic branch. Which depth feeds which module is not public; shallow, middle and deep is ours.
"""

from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor, nn

from core.pmllm.payload import from_bytes, to_bytes
from core.pmllm.reader_config import AlignmentConfig
from core.pmllm.tower import TowerFeatures


@dataclass(frozen=True, slots=True)
class VisualTokens:
    """What is kept of photos: tokens (photos, tokens, size), and the scale of each token."""

    tokens: Tensor
    scales: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.tokens)

    def to_bytes(self) -> list[bytes]:
        """One payload a photo: its tokens in bfloat16."""
        return to_bytes(self.tokens)

    @classmethod
    def from_bytes(cls, payloads: list[bytes], scales: tuple[str, ...], *, device: str) -> Self:
        """The photos of payloads. Raises ValueError when one is not of these scales."""
        flat = from_bytes(payloads, device=device)
        return cls(flat.view(len(flat), len(scales), -1), scales)

    def scale_mask(self, scale: str) -> Tensor:
        """Which tokens are of a scale, (tokens,), true or false."""
        return torch.tensor([s == scale for s in self.scales], device=self.tokens.device)


class QueryModule(nn.Module):
    """Learned queries that attend to each other and to the features of one depth, as in Q-Former.

    (arXiv 2301.12597.)
    """

    def __init__(self, feature_size: int, queries: int, config: AlignmentConfig) -> None:
        super().__init__()
        self.queries = nn.Parameter(torch.randn(queries, config.width))
        self.features = nn.Sequential(
            nn.LayerNorm(feature_size), nn.Linear(feature_size, config.width)
        )
        layer = nn.TransformerDecoderLayer(
            config.width,
            config.heads,
            dim_feedforward=2 * config.width,
            dropout=0.0,
            activation="gelu",
            batch_first=True,
            norm_first=True,
        )
        self.blocks = nn.TransformerDecoder(layer, config.depth)
        self.output = nn.Linear(config.width, config.visual_size)

    def forward(self, features: Tensor, padding: Tensor | None) -> Tensor:
        """features (batch, patches, size), padding (batch, patches) -> (batch, queries, visual)."""
        queries = self.queries.expand(len(features), -1, -1)
        asked = self.blocks(queries, self.features(features), memory_key_padding_mask=padding)
        tokens: Tensor = self.output(asked)
        return tokens


class ThematicBranch(nn.Module):
    """What the photo is of: a few tokens from the whole photo, one from its content words."""

    words: Tensor | None

    def __init__(self, whole_size: int, words: Tensor | None, config: AlignmentConfig) -> None:
        """`words`: the content words as the tower's text side gives them, (words, size)."""
        super().__init__()
        self._shape = (config.thematic, config.visual_size)
        self.whole = nn.Sequential(
            nn.LayerNorm(whole_size), nn.Linear(whole_size, config.thematic * config.visual_size)
        )
        self.register_buffer("words", words, persistent=False)  # made again from the frozen tower
        self.content = None if words is None else nn.Linear(words.shape[1], config.visual_size)

    def forward(self, whole: Tensor, content: Tensor) -> Tensor:
        """whole (batch, size), content (batch, words) -> (batch, tokens, visual size)."""
        tokens: Tensor = self.whole(whole).unflatten(-1, self._shape)
        if self.content is None or self.words is None:
            return tokens
        mixed = content @ self.words  # (batch, size)
        return torch.cat([tokens, self.content(mixed).unsqueeze(1)], dim=1)


class MultiScaleAlignment(nn.Module):
    """Three query modules and the thematic branch."""

    def __init__(self, tower_size: int, words: Tensor | None, config: AlignmentConfig) -> None:
        super().__init__()
        self.config = config
        self.queries = nn.ModuleList(
            QueryModule(tower_size, count, config) for count in config.queries
        )
        self.thematic = ThematicBranch(tower_size, words, config)
        self.norm = nn.LayerNorm(config.visual_size)

    def forward(self, features: TowerFeatures) -> VisualTokens:
        """The visual tokens of a batch of photos, those of the low scale first."""
        tokens = [
            module(scale, features.padding)
            for module, scale in zip(self.queries, features.scales, strict=True)
        ]
        tokens.append(self.thematic(features.whole, features.content))
        return VisualTokens(self.norm(torch.cat(tokens, dim=1)), self.config.scales)
