"""Training the content tower, small: it learns, it can be stopped, it is aligned with words."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional

from core.errors import CoreError
from core.mini.content import load_tower, see
from core.mini.language import find_minilm
from core.pmllm.frozen_lm import FrozenEncoder
from core.train import main
from core.training.content import ContentSettings, ContentTrainer, train_content
from core.training.naming import Labels, Texts, embed_texts, label
from core.training.semantic import Labelled, load_semantic
from tests.core.training.semantic_set import make_set, photo

TINY = ContentSettings(epochs=0.1, sides=(48, 64), batch_size=16)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_set(tmp_path_factory.mktemp("semantic"))


@pytest.fixture(scope="module")
def photos(folder: Path) -> list[Labelled]:
    return load_semantic(folder, "train")


@pytest.fixture(scope="module")
def labels(photos: list[Labelled]) -> Labels:
    return label(photos)


@pytest.fixture(scope="module")
def texts(photos: list[Labelled], labels: Labels) -> Texts:
    return embed_texts(FrozenEncoder.load(find_minilm()), photos, labels)


def test_classes_have_names_that_people_use(labels: Labels, photos: list[Labelled]) -> None:
    assert labels.classes == ("a car from the side", "rose")
    assert labels.words == ("car", "flower", "plant")
    at = next(i for i, one in enumerate(photos) if one.fine == "rose")
    assert labels.fine[at] == 1
    assert labels.shown[at].tolist() == [0, 1, 1]


def test_names_vary_and_captions_are_embedded(
    texts: Texts, labels: Labels, photos: list[Labelled]
) -> None:
    assert len(texts.fine) == len(labels.classes)
    assert all(len(group) > 5 for group in (*texts.fine, *texts.words))
    captioned = [i for i, one in enumerate(photos) if one.captions]
    assert sorted(texts.captions) == captioned
    assert all(torch.allclose(g.norm(dim=1), torch.ones(len(g))) for g in texts.words)


def test_it_tells_the_classes_and_finds_them_by_words_that_it_was_not_taught(
    photos: list[Labelled], labels: Labels, texts: Texts
) -> None:
    settings = replace(TINY, epochs=2, learning_rate=2e-3, average=0.9)
    trainer = ContentTrainer(photos, labels, texts, settings, seed=0)
    trainer.train()
    unseen = [photo(red, number) for red in (True, False) for number in range(200, 212)]
    tower = trainer.result
    shown = torch.from_numpy(np.stack([see(tower, one)[0] for one in unseen])).float()
    told = tower.told(shown)[:, len(labels.classes) :]
    flower, car = labels.words.index("flower"), labels.words.index("car")
    right = (told[:, flower] > told[:, car]) == (torch.arange(24) < 12)
    assert right.float().mean() > 0.9
    language_model = FrozenEncoder.load(find_minilm())
    blossom, vehicle = language_model.embed(["blossom", "a vehicle"])
    nearer = functional.normalize(shown, dim=1) @ (blossom - vehicle)
    assert ((nearer > 0) == (torch.arange(24) < 12)).float().mean() > 0.8


def test_a_stopped_training_goes_on_to_the_same_weights(
    photos: list[Labelled], labels: Labels, texts: Texts, tmp_path: Path
) -> None:
    whole = ContentTrainer(photos, labels, texts, TINY, seed=3)
    whole.train()
    first = ContentTrainer(photos, labels, texts, TINY, seed=3)
    first.train(until=1)
    torch.save(first.state(), tmp_path / "state.pt")
    second = ContentTrainer(photos, labels, texts, TINY, seed=3)
    second.resume(torch.load(tmp_path / "state.pt", weights_only=True))
    second.train()
    assert second.step == whole.step > 1
    for one, other in zip(
        second.result.state_dict().values(), whole.result.state_dict().values(), strict=True
    ):
        assert torch.equal(one, other)


@pytest.mark.slow
def test_the_same_seed_writes_the_same_bytes_and_a_card(folder: Path, tmp_path: Path) -> None:
    one = train_content(folder, tmp_path / "a", cache=tmp_path / "c", seed=1, settings=TINY)
    other = train_content(folder, tmp_path / "b", cache=tmp_path / "c", seed=1, settings=TINY)
    assert one.read_bytes() == other.read_bytes()
    assert list((tmp_path / "c").iterdir()) == [], "nothing is left to go on with"
    card = json.loads((tmp_path / "a" / "card.json").read_text())
    assert card["data"]["content_words"] == ["car", "flower", "plant"]
    tower, names = load_tower(one)
    assert names.shape == (tower.config.classes + 3, tower.config.text_size)


def test_the_command_says_what_is_missing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert main(["content", "--semantic", str(tmp_path), "--out", str(tmp_path / "out")]) == 2
    assert "INDEX.csv.gz" in caplog.text


def test_too_few_labels_are_refused(tmp_path: Path) -> None:
    folder = make_set(tmp_path / "few", each=20)
    with pytest.raises(CoreError, match="too few"):
        train_content(folder, tmp_path, cache=tmp_path, seed=0, settings=TINY)
