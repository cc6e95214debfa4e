"""A checkpoint folder of the papers' model: `config.json` and `fusion.safetensors`.

It holds only what was trained, and says exactly with which language model and vision tower.
"""

import json
from pathlib import Path

from core.pmllm.checkpoint import fill, read_weights, write_weights
from core.pmllm.files import CONFIG_FILE, FORMAT, WEIGHTS_FILE, check_together, read_config
from core.pmllm.language import load_language_model
from core.pmllm.memory import Precision
from core.pmllm.reader import ProfileReader
from core.pmllm.sources import check_identity, find_model
from core.pmllm.tower import VisionTower


def save_folder(folder: Path, model: ProfileReader) -> None:
    """Write what was trained. The same model gives the same bytes."""
    config = model.config.to_dict()
    tensors = {name: value.detach().contiguous() for name, value in model.state_dict().items()}
    write_weights(folder / WEIGHTS_FILE, tensors, FORMAT, config)
    text = json.dumps(config, indent=2, ensure_ascii=False) + "\n"
    (folder / CONFIG_FILE).write_text(text, encoding="utf-8")


def load_folder(
    folder: Path,
    *,
    device: str = "cpu",
    precision: Precision | None = None,
    download: bool = False,
    language_model: str | None = None,
    tower: str | None = None,
) -> ProfileReader:
    """The trained model of a folder, with its language model and tower, all frozen.

    The two are found by the names in the configuration (a relative folder also beside the
    checkpoint), unless others are given; either way they must be, byte for byte, those that it was
    trained with. Raises JudgeUnavailableError with a sentence for whatever is wrong.
    """
    config = read_config(folder)
    tensors, trained_with = read_weights(folder / WEIGHTS_FILE, FORMAT, device=device)
    check_together(config, trained_with, folder)
    places = []
    for wanted, given, what in (
        (config.language_model, language_model, "language model"),
        (config.tower, tower, "vision tower"),
    ):
        place = find_model(given or wanted.name, beside=folder, download=download)
        check_identity(wanted, place, what)
        places.append(str(place))
    model = ProfileReader(
        config,
        load_language_model(places[0], device=device, precision=precision),
        VisionTower.load(places[1], device=device, precision=precision),
    )
    fill(model, tensors, folder / WEIGHTS_FILE)
    return model.eval().requires_grad_(False)
