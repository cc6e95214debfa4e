"""Looking, judging and judging again with the papers' model, as ratios.

Run it from the top folder:

    python tests/benchmarks/pmllm.py [--small] [--photos N] [--batch N] [--prompt N] [--runs N]
        [--device cpu|cuda] [--precision float32|bfloat16] [--threads N] [--language-model SHAPE]

The weights are random, in the shapes of a language model of half a thousand million numbers
(Qwen2.5's; or of Qwen3's 0.6B, 1.7B, 4B) and of SigLIP so400m at 384 pixels; `--small` takes toy
shapes. Fusing is at one read-out position. Per photo are measured: *look* (pixels of 2,048 on the
long side to visual tokens), *judge* (stored tokens to a score, behind the read prompt) and *judge
without the prompt cache* (the whole prompt is read for each photo). *Read* is what a profile costs
once. Two ratios are printed: looking and judging against judging again for another profile, whose
reading is shared by `--library` photos; and judging without the cache against with it. On the CPU
all are seconds of processor time. Nothing is asserted; the aims are 100 and 20.
"""

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import torch
from transformers import (
    AutoTokenizer,
    Qwen2Config,
    Qwen2ForCausalLM,
    Qwen3Config,
    Qwen3ForCausalLM,
    SiglipImageProcessorPil,
    SiglipVisionConfig,
    SiglipVisionModel,
)

from core.pmllm.alignment import VisualTokens
from core.pmllm.checkpoint import parameter_count
from core.pmllm.decoder import FrozenDecoder
from core.pmllm.memory import dtype_of
from core.pmllm.reader import ProfileReader
from core.pmllm.reader_config import (
    AlignmentConfig,
    PromptConfig,
    ReaderConfig,
    SelectionConfig,
    fusion_layers,
    tower_layers,
)
from core.pmllm.sources import ModelIdentity
from core.pmllm.tower import VisionTower
from tests.core.pmllm.tiny import save_tokenizer

# hidden, intermediate, layers, heads, key heads, head size, words
SHAPES = {
    "qwen2.5-0.5b": (896, 4864, 24, 14, 2, 64, 151936),
    "qwen3-0.6b": (1024, 3072, 28, 16, 8, 128, 151936),
    "qwen3-1.7b": (2048, 6144, 28, 16, 8, 128, 151936),
    "qwen3-4b": (2560, 9728, 36, 32, 8, 128, 151936),
    "small": (64, 128, 4, 4, 2, 16, 1024),
}
LONG_SIDE = 2048


def median_s(work: Callable[[], object], runs: int, device: str) -> float:
    """Seconds of `work`, the median of some runs after one that is not counted.

    On the CPU they are seconds of processor time: what else the machine does counts less.
    """
    clock = time.perf_counter if device == "cuda" else time.process_time
    found = []
    for _ in range(runs + 1):
        began = clock()
        work()
        if device == "cuda":
            torch.cuda.synchronize()
        found.append(clock() - began)
    return statistics.median(found[1:])


def build_language_model(shape: str, dtype: torch.dtype, device: str) -> FrozenDecoder:
    """A language model of random weights, with a tokenizer of one token a letter."""
    hidden, inner, layers, heads, key_heads, head, words = SHAPES[shape]
    fields = {
        "hidden_size": hidden,
        "intermediate_size": inner,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": key_heads,
        "vocab_size": words,
        "max_position_embeddings": 32768,
        "tie_word_embeddings": True,
        "bos_token_id": 1,
        "eos_token_id": 2,
    }
    torch.set_default_dtype(dtype)
    model = (
        Qwen2ForCausalLM(Qwen2Config(**fields))
        if shape.startswith("qwen2")
        else Qwen3ForCausalLM(Qwen3Config(**fields, head_dim=head))
    )
    torch.set_default_dtype(torch.float32)
    with tempfile.TemporaryDirectory() as folder:
        save_tokenizer(Path(folder))
        tokenizer = AutoTokenizer.from_pretrained(folder)
    return FrozenDecoder(shape, model.to(device), tokenizer)


def build_tower(small: bool, dtype: torch.dtype, device: str) -> VisionTower:
    """A tower of random weights in SigLIP so400m's shape."""
    config = SiglipVisionConfig(
        hidden_size=64 if small else 1152,
        intermediate_size=128 if small else 4304,
        num_hidden_layers=4 if small else 27,
        num_attention_heads=4 if small else 16,
        image_size=56 if small else 384,
        patch_size=14,
    )
    torch.set_default_dtype(dtype)
    model = SiglipVisionModel(config)
    torch.set_default_dtype(torch.float32)
    processor = SiglipImageProcessorPil(
        size={"height": config.image_size, "width": config.image_size}
    )
    return VisionTower(model.to(device), processor, None)


def build_reader(options: argparse.Namespace) -> ProfileReader:
    """A reader of random weights, its gates open."""
    dtype = dtype_of(options.precision)
    shape = "small" if options.small else options.language_model
    torch.manual_seed(0)
    language_model = build_language_model(shape, dtype, options.device)
    tower = build_tower(options.small, dtype, options.device)
    unknown = ModelIdentity("random weights", "none", "none")
    config = ReaderConfig(
        unknown,
        unknown,
        AlignmentConfig(tower_layers(tower.num_layers)),
        SelectionConfig(fusion_layers(language_model.num_layers)),
        prompt=PromptConfig(question="{profile}"),
    )
    reader = ProfileReader(config, language_model, tower).eval().requires_grad_(False)
    for module in reader.fusions.values():
        torch.nn.init.normal_(module.gate.outer.weight)
    return reader


@torch.inference_mode()
def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="toy shapes, to try the script")
    parser.add_argument("--language-model", choices=sorted(SHAPES), default="qwen2.5-0.5b")
    parser.add_argument("--photos", type=int, default=2, help="looked at at once")
    parser.add_argument("--batch", type=int, default=32, help="judged at once")
    parser.add_argument("--prompt", type=int, default=128, help="tokens of the prompt")
    parser.add_argument("--library", type=int, default=1000, help="photos that share a reading")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--precision", choices=("float32", "bfloat16"), default="float32")
    parser.add_argument("--threads", type=int)
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    reader = build_reader(options)
    rng = np.random.default_rng(0)
    images = [
        rng.integers(0, 256, (LONG_SIDE * 2 // 3, LONG_SIDE, 3), dtype=np.uint8)
        for _ in range(options.photos)
    ]
    profile = "x" * (options.prompt - len(" For me this photo is") - len(reader.readout.lead))
    prompt = reader.read(profile)
    payload = reader.look(images[:1]).to_bytes()[0]
    scales = reader.config.alignment.scales

    def judge(count: int, cached: bool) -> list[float]:
        visual = VisualTokens.from_bytes([payload] * count, scales, device=options.device)
        scores: list[float] = reader.readout.score(reader(prompt, visual, cached=cached)).tolist()
        return scores

    def per_photo(work: Callable[[], object], count: int) -> float:
        return median_s(work, options.runs, options.device) / count

    look = per_photo(lambda: reader.look(images), len(images))
    read = per_photo(lambda: reader.read(profile), 1)
    cached = per_photo(lambda: judge(options.batch, True), options.batch)
    few = min(8, options.batch)
    again = per_photo(lambda: judge(few, False), few)
    other = cached + read / options.library
    print(
        f"{options.language_model if not options.small else 'small'}, {options.precision}, "
        f"{options.device}, {torch.get_num_threads()} torch threads on {os.cpu_count()} cores; "
        f"prompt of {prompt.ids.shape[1]} tokens, {len(payload)} bytes a look, "
        f"{parameter_count(reader):,} trained numbers"
    )
    print(f"  look                          {look:10.4f} s a photo")
    print(f"  judge                         {cached:10.4f} s a photo, {options.batch} at once")
    print(f"  judge without prompt cache    {again:10.4f} s a photo, {few} at once")
    print(f"  read a profile                {read:10.4f} s once")
    print(
        f"  look and judge / judge for another profile   {(look + cached) / other:8.0f} (aim 100)"
    )
    print(f"  judge without / with the prompt cache        {again / cached:8.0f} (aim 20)")
    if options.device == "cuda":
        print(f"  GPU memory {torch.cuda.max_memory_allocated() / 1e9:.1f} GB")
    else:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(f"  memory {peak:.1f} GB at most")


if __name__ == "__main__":
    main()
