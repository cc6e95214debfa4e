"""The folder that a training leaves: enough to repeat the run, to go on with it, and its result.

- `run.json`: settings, identities of the frozen models, digest of the data, processes, versions.
- `state.pt`: weights and optimiser after so many updates, to go on from.
- `checkpoint/`: the same weights as `core.pmllm.folder` reads them: the result.
- `curves.jsonl`, `curves.png`: the losses along the way.

Files are complete or not there: they are written beside and then renamed.
"""

import hashlib
import json
import os
import platform
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import torch

from core.errors import CoreError
from core.pmllm.folder import save_folder
from core.pmllm.reader import ProfileReader

RUN_FILE = "run.json"
STATE_FILE = "state.pt"
CHECKPOINT = "checkpoint"
CURVES_FILE = "curves.jsonl"
PLOT_FILE = "curves.png"

_PACKAGES = ("curator", "torch", "transformers", "accelerate", "numpy", "opencv-python-headless")


def versions() -> dict[str, str]:
    """What the run is computed with."""
    found = {"python": platform.python_version(), "machine": platform.machine()}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # run from a clone
            found[name] = "not installed"
    return found


def data_digest(folder: Path, names: Iterable[str], further: Iterable[Path]) -> str:
    """A hash over the photos' names and sizes in bytes, and over the bytes of `further` files.

    Reading every byte of a large set of photos would take longer than many a training.
    """
    digest = hashlib.sha256()
    for name in sorted(set(names)):
        path = folder / name
        size = path.stat().st_size if path.is_file() else -1
        digest.update(f"{name}\0{size}\n".encode())
    for path in further:
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


class RunFolder:
    """A run's folder. All processes read it, on several machines too; the first one writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, facts: Mapping[str, Any]) -> bool:
        """Write what the run is made of, or find the same there; whether it is gone on with.

        Raises CoreError when the folder holds another run. Versions may differ: that is allowed.
        """
        path = self.folder / RUN_FILE
        facts = json.loads(json.dumps(facts))  # as it is read again: with lists for tuples
        if not path.is_file():
            self.folder.mkdir(parents=True, exist_ok=True)
            text = json.dumps({**facts, "versions": versions()}, indent=2, ensure_ascii=False)
            _write(path, text.encode())
            return False
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            found.pop("versions", None)
        except (OSError, ValueError, AttributeError) as error:
            raise CoreError(f"{path} cannot be read: {error}. Give another folder.") from error
        differing = sorted(k for k in {*found, *facts} if found.get(k) != facts.get(k))
        if differing:
            raise CoreError(
                f"{self.folder} holds another run, with another {', '.join(differing)}. "
                "Give another folder for this one, or the same settings to go on."
            )
        return True

    def save(
        self, reader: ProfileReader, optimiser: torch.optim.Optimizer | None, step: int
    ) -> None:
        """Keep the weights after `step` updates; `optimiser` None where a stage ends."""
        path = self.folder / STATE_FILE
        state = {
            "step": step,
            "model": reader.state_dict(),
            "optimiser": None if optimiser is None else optimiser.state_dict(),
        }
        beside = path.with_suffix(".new")
        torch.save(state, beside)
        os.replace(beside, path)
        (self.folder / CHECKPOINT).mkdir(exist_ok=True)
        save_folder(self.folder / CHECKPOINT, reader)

    def saved(self, device: str) -> dict[str, Any] | None:
        """What `save` kept: `step`, `model`, `optimiser`; None when there is nothing yet.

        Raises CoreError when the file is damaged.
        """
        path = self.folder / STATE_FILE
        if not path.is_file():
            return None
        try:
            state: dict[str, Any] = torch.load(path, map_location=device, weights_only=True)
            return {name: state[name] for name in ("step", "model", "optimiser")}
        except Exception as error:  # torch raises many kinds
            raise CoreError(
                f"{path} is damaged. Delete it to begin the run again, or take the weights in "
                f"{self.folder / CHECKPOINT}."
            ) from error

    def log(self, line: Mapping[str, Any]) -> None:
        """Append a line to the curves."""
        with (self.folder / CURVES_FILE).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def curves(self) -> list[dict[str, Any]]:
        """The lines of the curves; a half-written last one is left out."""
        path = self.folder / CURVES_FILE
        lines = []
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            try:
                lines.append(json.loads(line))
            except ValueError:
                continue
        return lines

    def rewind(self, step: int) -> None:
        """Drop the lines of the curves for updates that are made again."""
        kept = [json.dumps(line) + "\n" for line in self.curves() if line["step"] <= step]
        _write(self.folder / CURVES_FILE, "".join(kept).encode())


def _write(path: Path, data: bytes) -> None:
    beside = path.with_name(path.name + ".new")
    beside.write_bytes(data)
    os.replace(beside, path)
