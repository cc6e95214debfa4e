"""Runs the stages: on one CPU, one GPU or several processes, and on from where a run was stopped.

Every draw follows from the seed, the update, and the process alone. So a run that was killed goes
on from its last save to the same weights as if nothing had happened.

Several processes are started by accelerate:

    accelerate launch --num_processes 4 -m core.train pmllm --config FILE.toml

Each of them holds the frozen models whole; only the trained weights' gradients are shared.
"""

import logging
import math
import time
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator, DistributedDataParallelKwargs
from torch import Tensor

from core.errors import CoreError
from core.pmllm.language import load_language_model
from core.pmllm.reader import ProfileReader
from core.pmllm.tower import VisionTower
from core.training.papers.config import OptimisationConfig, TrainingConfig
from core.training.papers.curves import draw_curves
from core.training.papers.data_set import TrainingPart, training_part
from core.training.papers.instructions import InstructionStage
from core.training.papers.objective import Objective, Stage
from core.training.papers.photos import PhotoSource
from core.training.papers.rating import RatingStage
from core.training.papers.records import read_ratings
from core.training.papers.run_folder import PLOT_FILE, RunFolder, data_digest
from core.training.papers.self_supervision import SelfSupervisionStage
from core.training.pool import find_photos

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """One update was made: `step` of `steps` in all, the stage, its loss and learning rate."""

    step: int
    steps: int
    stage: str
    loss: float
    rate: float


def train(
    config: TrainingConfig, *, on_update: Callable[[Progress], None] | None = None
) -> ProfileReader:
    """Train, or go on with a training, and return the reader; `config.out` holds the result.

    `on_update` is called on the first process. Raises CoreError with a sentence for what is missing
    or does not fit, and when a loss is not a number any more: the last good checkpoint stays.
    """
    accelerator = Accelerator(
        cpu=config.device == "cpu",
        mixed_precision="no",  # see Objective
        kwargs_handlers=[
            # not every stage reaches every weight: stage 1 asks some scales at a time
            DistributedDataParallelKwargs(find_unused_parameters=True)
        ],
    )
    torch.manual_seed(config.seed)  # the same start on each process
    reader = _load(config, str(accelerator.device))
    source = PhotoSource(config.photos, reader, side=config.photo_side, kept=config.kept)
    stages, facts = _prepare(config, reader, source, tell=accelerator.is_main_process)
    facts["processes"] = accelerator.num_processes
    run = RunFolder(config.out)
    if accelerator.is_main_process:
        going_on = run.begin(facts)
        if going_on:
            _logger.info("Going on with the run in %s.", config.out)
    accelerator.wait_for_everyone()
    _Loop(config, accelerator, reader, stages, run, on_update).run()
    return reader


def _load(config: TrainingConfig, device: str) -> ProfileReader:
    options: dict[str, Any] = {
        "device": device,
        "precision": config.frozen,
        "download": config.download,
    }
    language_model = load_language_model(config.language_model, **options)
    tower = VisionTower.load(config.tower, **options)
    return ProfileReader(config.reader_config(language_model, tower), language_model, tower)


def _prepare(
    config: TrainingConfig, reader: ProfileReader, source: PhotoSource, *, tell: bool
) -> tuple[list[Stage], dict[str, Any]]:
    """The stages, and what the run is made of."""
    stages: list[Stage] = []
    names: list[str] = []
    tables = []
    facts: dict[str, Any] = {}
    part = training_part(config.data_set) if config.data_set else None
    if config.self_supervision or config.instructions:
        names += _unlabelled(config.photos, part)
    if config.self_supervision:
        words = config.alignment.get("content_words", ())
        stages.append(SelfSupervisionStage(config.self_supervision, names, source, words=words))
    if config.instructions:
        stages.append(InstructionStage(config.instructions, names, source))
    if config.rating and config.rating.ratings:
        ratings = read_ratings(config.rating.ratings)
        names += [rating.photo for rating in ratings]
        tables.append(config.rating.ratings)
        stages.append(RatingStage(config.rating, ratings, source))
    if config.rating and part:
        for note in part.notes if tell else ():
            _logger.info("%s", note)
        rated = PhotoSource(part.folder, reader, side=config.photo_side, kept=config.kept)
        stages.append(RatingStage(config.rating, part.ratings, rated))
        photos = data_digest(part.folder, (one.photo for one in part.ratings), ())
        facts["data_set"] = {"ratings": part.digest(), "photos": photos, "notes": part.notes}
    settings = config.to_dict()
    del settings["out"]  # a run's folder may be moved
    return stages, {
        "settings": settings,
        "model": reader.config.to_dict(),
        "data": data_digest(config.photos, names, tables),
        **facts,
    }


def _unlabelled(folder: Path, part: TrainingPart | None) -> list[str]:
    """The photos of stages 1 and 2, without those that a data set keeps for other parts."""
    unseen = part.unseen if part else frozenset()
    names = [name for name in find_photos(folder) if (folder / name).absolute() not in unseen]
    if not names:
        raise CoreError(f"All photos in {folder} are kept for validation and test.")
    return names


class _Loop:
    """The updates of one process."""

    def __init__(
        self,
        config: TrainingConfig,
        accelerator: Accelerator,
        reader: ProfileReader,
        stages: Sequence[Stage],
        run: RunFolder,
        on_update: Callable[[Progress], None] | None,
    ) -> None:
        self._config = config
        self._accelerator = accelerator
        self._reader = reader
        self._stages = stages
        self._run = run
        self._on_update = on_update
        self._begun = time.monotonic()
        self._objective: Any = accelerator.prepare(Objective(reader, config.optimisation))

    def run(self) -> None:
        done, kept = 0, None
        saved = self._run.saved(str(self._accelerator.device))
        if saved is not None:
            done, kept = int(saved["step"]), saved["optimiser"]
            self._reader.load_state_dict(saved["model"])
        if self._main:
            self._run.rewind(done)
        self._reader.train().requires_grad_(True)
        start = 0
        for number, stage in enumerate(self._stages):
            if done < start + stage.steps:
                self._stage(number, stage, start, done, kept)
                done, kept = start + stage.steps, None
            start += stage.steps
        self._reader.eval().requires_grad_(False)
        if self._main:
            self._draw()

    @property
    def _main(self) -> bool:
        return bool(self._accelerator.is_main_process)

    def _stage(
        self, number: int, stage: Stage, start: int, done: int, kept: dict[str, Any] | None
    ) -> None:
        """The updates of a stage from `done` on, of which `start` belong to earlier stages."""
        how = self._config.optimisation
        optimiser = torch.optim.AdamW(
            self._reader.parameters(), lr=how.learning_rate, weight_decay=how.weight_decay
        )
        if kept is not None:
            optimiser.load_state_dict(kept)
        for step in range(done, start + stage.steps):
            rate = how.learning_rate * schedule(step - start, stage.steps, how.warm_up)
            for group in optimiser.param_groups:
                group["lr"] = rate
            losses = self._gradients(number, stage, step, how)
            norm = float(self._accelerator.clip_grad_norm_(self._reader.parameters(), how.clip))
            self._check(losses["loss"], norm, step)
            # before the update: these weights have just shown that their loss is a number
            if step > done and step % self._config.save_every == 0:
                self._save(optimiser, step)
            optimiser.step()
            optimiser.zero_grad()
            self._tell(stage.name, step + 1, losses, rate, norm, start)
        self._check_end(number, stage, start + stage.steps, how)
        self._save(None, start + stage.steps)

    def _gradients(
        self, number: int, stage: Stage, step: int, how: OptimisationConfig
    ) -> dict[str, float]:
        """Add up the gradients of one update; the losses, their mean over all processes."""
        sums: dict[str, Tensor] = {}
        for part in range(how.accumulation):
            last = part == how.accumulation - 1
            with nullcontext() if last else self._accelerator.no_sync(self._objective):
                losses = self._losses(number, stage, step, part)
                self._accelerator.backward(losses["loss"] / how.accumulation)
            for name, loss in losses.items():
                sums[name] = sums.get(name, 0.0) + loss.detach() / how.accumulation
        return self._shared(sums)

    def _losses(self, number: int, stage: Stage, step: int, part: int) -> dict[str, Tensor]:
        place = [self._config.seed, number, step, part, self._accelerator.process_index]
        batch = stage.draw(np.random.default_rng(place))
        losses: dict[str, Tensor] = self._objective(batch)
        return losses

    def _shared(self, losses: dict[str, Tensor]) -> dict[str, float]:
        names = sorted(losses)
        values = torch.stack([losses[name].float() for name in names])
        mean = self._accelerator.reduce(values, reduction="mean")
        return dict(zip(names, mean.tolist(), strict=True))

    def _check(self, loss: float, norm: float, step: int) -> None:
        if math.isfinite(loss) and math.isfinite(norm):
            return
        raise CoreError(
            f"The loss or its gradient is not a number any more after {step} updates. "
            f"The training has stopped; {self._kept()} Try a lower learning rate"
            + (", or float32." if self._config.optimisation.precision != "float32" else ".")
        )

    def _kept(self) -> str:
        saved = self._run.saved("cpu")
        if saved is None:
            return "it came before the first save."
        return f"the checkpoint after {saved['step']} updates is kept in {self._run.folder}."

    @torch.no_grad()
    def _check_end(self, number: int, stage: Stage, step: int, how: OptimisationConfig) -> None:
        """The last weights must show that their loss is a number, too."""
        loss = self._shared(self._losses(number, stage, step, 0))["loss"]
        self._check(loss, 0.0, step)

    def _save(self, optimiser: torch.optim.Optimizer | None, step: int) -> None:
        if self._main:
            self._run.save(self._reader, optimiser, step)
        self._accelerator.wait_for_everyone()

    def _tell(
        self,
        stage: str,
        step: int,
        losses: dict[str, float],
        rate: float,
        norm: float,
        start: int,
    ) -> None:
        if not self._main:
            return
        if step % self._config.log_every == 0 or step == start + 1:
            seconds = round(time.monotonic() - self._begun, 3)
            line = {"step": step, "stage": stage, **losses, "rate": rate, "gradient": norm}
            self._run.log({**line, "seconds": seconds})
        if self._on_update is not None:
            steps = sum(stage.steps for stage in self._stages)
            self._on_update(Progress(step, steps, stage, losses["loss"], rate))

    def _draw(self) -> None:
        try:
            draw_curves(self._run.curves(), self._run.folder / PLOT_FILE)
        except CoreError as error:
            _logger.warning("%s", error)


def schedule(step: int, steps: int, warm_up: int) -> float:
    """The share of the highest learning rate at an update of a stage, from 0 on: a linear rise over
    `warm_up` updates (at most a tenth of all), then a cosine to zero behind the last."""
    rise = min(warm_up, steps // 10)
    if step < rise:
        return (step + 1) / rise
    return 0.5 * (1 + math.cos(math.pi * (step - rise) / max(1, steps - rise)))
