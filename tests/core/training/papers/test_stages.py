"""What the three stages learn from, and their losses."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from core.errors import CoreError
from core.mini.lexicon import Lexicon
from core.pmllm.reader import ProfileReader
from core.profile import Profile
from core.readout import RegressionReadout
from core.training.papers.config import (
    InstructionConfig,
    RatingConfig,
    SelfSupervisionConfig,
)
from core.training.papers.edited import ATTRIBUTES_EDITED, effects_on, scale_of, wish_for
from core.training.papers.instructions import SUGGEST, InstructionStage
from core.training.papers.objective import Asked, level_loss, order_loss, ranking_loss
from core.training.papers.photos import PhotoSource
from core.training.papers.rating import RatingStage
from core.training.papers.records import (
    PersonalRating,
    ratings_of,
    read_ratings,
    write_ratings,
)
from core.training.papers.self_supervision import SelfSupervisionStage
from core.training.phrases import fill
from tests.core.pmllm.tiny import build_reader, open_gates, save_decoder, save_tower
from tests.core.training.papers.runs import save_photos

WORDS = ("dog", "tree", "sky")


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> ProfileReader:
    language_model = save_decoder("llama", tmp_path_factory.mktemp("lm"))
    tower = save_tower("siglip", tmp_path_factory.mktemp("tower"))
    return build_reader(language_model, tower, content_words=WORDS)


@pytest.fixture
def source(reader: ProfileReader, tmp_path: Path) -> PhotoSource:
    save_photos(tmp_path / "photos")
    return PhotoSource(tmp_path / "photos", reader, side=64, kept=4)


def _ratings(scores: dict[str, dict[str, float]]) -> list[PersonalRating]:
    return [
        PersonalRating(photo, rater, Profile.from_text(f"I am {rater}."), score)
        for rater, given in scores.items()
        for photo, score in given.items()
    ]


def test_edits_are_of_low_and_middle_scale() -> None:
    assert {scale_of(attribute) for attribute in ATTRIBUTES_EDITED} == {"low", "middle"}
    signs = {effect.sign for effect in effects_on("brightness")}
    assert signs == {-1, 1}


def test_a_wish_is_for_the_end_that_its_sentence_wants() -> None:
    lexicon = Lexicon.load("train")
    plain = replace(lexicon, phrasings=dict.fromkeys(lexicon.phrasings, ("zyx",)))
    said = {
        sign: {fill(frame.text, {"{}": "zyx"}) for frame in frames}
        for sign, frames in ((1, lexicon.like), (-1, lexicon.dislike))
    }
    rng = np.random.default_rng(0)
    for pole in (1, -1):
        for _ in range(100):
            text, wanted = wish_for(plain, "brightness", pole, rng)
            assert "{" not in text
            assert text in said[wanted * pole]
            assert text not in said[-wanted * pole]


def test_a_question_is_about_pairs_that_differ_in_one_thing(
    source: PhotoSource, tmp_path: Path
) -> None:
    names = [path.name for path in sorted((tmp_path / "photos").glob("*.png"))]
    config = SelfSupervisionConfig(steps=1, questions=3, photos=2, content=0.0)
    batch = SelfSupervisionStage(config, names, source).draw(np.random.default_rng(1))
    assert len(batch.features.whole) == 3 * 2 * 2
    firsts = torch.cat([question.first for question in batch.questions])
    seconds = torch.cat([question.second for question in batch.questions])
    assert sorted([*firsts.tolist(), *seconds.tolist()]) == list(range(12))
    assert not torch.equal(batch.features.whole[firsts], batch.features.whole[seconds])
    again = SelfSupervisionStage(config, names, source).draw(np.random.default_rng(1))
    assert [q.more for q in again.questions] == [q.more for q in batch.questions]
    assert torch.equal(again.features.whole, batch.features.whole)


def test_a_question_about_content_puts_the_surer_photos_first(
    reader: ProfileReader, source: PhotoSource, tmp_path: Path
) -> None:
    names = [path.name for path in sorted((tmp_path / "photos").glob("*.png"))]
    config = SelfSupervisionConfig(steps=1, questions=1, photos=3, content=1.0)
    stage = SelfSupervisionStage(config, names, source, words=WORDS)
    (question,) = (batch := stage.draw(np.random.default_rng(0))).questions
    assert question.scale == "high"
    assert {question.more, question.less} <= set(WORDS)
    assert question.more != question.less
    share = batch.features.content / batch.features.content.mean(0)
    sure = share[:, WORDS.index(question.more)] - share[:, WORDS.index(question.less)]
    assert sure[question.first].min() >= sure[question.second].max()


def test_every_loss_of_stage_one_reaches_the_first_fusion_module(
    reader: ProfileReader, source: PhotoSource, tmp_path: Path
) -> None:
    names = [path.name for path in sorted((tmp_path / "photos").glob("*.png"))]
    rng = np.random.default_rng(0)
    stage = SelfSupervisionStage(SelfSupervisionConfig(steps=1), names, source, words=WORDS)
    losses = stage.draw(rng).losses(Asked(reader, checkpointing=False))
    assert set(losses) == {"caption", "contrast", "wish"}
    first = reader.fusions["1"].gate.outer.bias
    for loss in losses.values():
        (gradient,) = torch.autograd.grad(loss, first, retain_graph=True)
        assert gradient.abs().max() > 0


def test_suggestions_say_what_would_undo_the_edit(source: PhotoSource, tmp_path: Path) -> None:
    names = [path.name for path in sorted((tmp_path / "photos").glob("*.png"))]
    config = InstructionConfig(steps=1, photos=4)
    batch = InstructionStage(config, names, source).draw(np.random.default_rng(3))
    assert len(batch.features.whole) == 8
    poles = {
        text: pole for pole, texts in Lexicon.load("train").phrasings.items() for text in texts
    }
    for comment, way_back in zip(batch.comments, batch.ways_back, strict=True):
        attribute, end = poles[comment]
        assert poles[way_back] == (attribute, -end)


def test_answers_in_words_can_be_learned_and_are_written_then(
    reader: ProfileReader, source: PhotoSource
) -> None:
    features, _ = source.see_names(["00.png", "07.png"])  # a dark and a light photo
    assert features is not None
    open_gates(reader)
    asked = Asked(reader, checkpointing=False)
    prompt = reader.ask(*SUGGEST)
    optimiser = torch.optim.Adam(reader.parameters(), lr=2e-2)
    for _ in range(150):
        likelihood, words = asked.likelihood(prompt, reader.alignment(features), ["up", "no"])
        loss = -(likelihood / words).mean()
        if loss < 0.1:
            break
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimiser.step()
    assert reader.write(prompt, reader.alignment(features), most=6) == ["up", "no"]


def test_raters_of_a_batch_share_photos_and_a_broken_one_is_left_out(
    source: PhotoSource, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "photos" / "03.png").write_bytes(b"no photo")
    names = [f"{i:02}.png" for i in range(8)]
    scores = {
        "a": {name: i / 7 for i, name in enumerate(names)},
        "b": {name: 1 - i / 7 for i, name in enumerate(names)},
    }
    config = RatingConfig(steps=1, raters=2, photos=8, blank=0.0)
    batch = RatingStage(config, _ratings(scores), source).draw(np.random.default_rng(0))
    assert len(batch.features.whole) == 7
    assert "03.png is left out" in caplog.text
    one, other = batch.raters
    assert {one.profile, other.profile} == {"I am a.", "I am b."}
    by_row = dict(zip(one.photos.tolist(), one.scores.tolist(), strict=True))
    for row, score in zip(other.photos.tolist(), other.scores.tolist(), strict=True):
        assert by_row[row] == pytest.approx(1 - score)


def test_a_blank_profile_stands_for_everyone(source: PhotoSource) -> None:
    scores = {"a": {"00.png": 1.0, "01.png": 0.5}, "b": {"00.png": 0.0, "01.png": 0.5}}
    config = RatingConfig(steps=1, raters=2, photos=2, blank=1.0)
    batch = RatingStage(config, _ratings(scores), source).draw(np.random.default_rng(0))
    assert {rater.profile for rater in batch.raters} == {""}
    assert torch.cat([rater.scores for rater in batch.raters]).tolist() == [0.5] * 4


def test_only_broken_photos_are_an_error(reader: ProfileReader, tmp_path: Path) -> None:
    source = PhotoSource(tmp_path, reader, side=64, kept=4)
    stage = RatingStage(RatingConfig(steps=1), _ratings({"a": {"gone.png": 1.0}}), source)
    with pytest.raises(CoreError, match="None of the rated photos can be read"):
        stage.draw(np.random.default_rng(0))


def test_losses_fall_when_the_order_is_right() -> None:
    wanted = torch.tensor([0.0, 0.5, 1.0])
    right = ranking_loss(torch.tensor([10.0, 50.0, 90.0]), wanted)
    wrong = ranking_loss(torch.tensor([90.0, 50.0, 10.0]), wanted)
    assert right < ranking_loss(torch.zeros(3), wanted) < wrong
    assert order_loss(torch.zeros(0), torch.zeros(0)) == 0


@pytest.mark.parametrize("kind", ["words", "regression"])
def test_the_level_loss_is_least_at_the_score(reader: ProfileReader, kind: str) -> None:
    wanted = torch.tensor([0.75])
    if kind == "words":
        answers = torch.full((5, 5), 0.02).fill_diagonal_(0.92).log().split(1)
        losses = [float(level_loss(reader.readout, answer, wanted)) for answer in answers]
        assert int(np.argmin(losses)) == 3
    else:
        head = RegressionReadout(4)
        scores = torch.linspace(0.05, 0.95, 19)
        losses = [float(level_loss(head, s.logit().view(1), wanted)) for s in scores]
        assert scores[int(np.argmin(losses))] == pytest.approx(0.75)


def test_ratings_are_read_as_they_were_written(tmp_path: Path) -> None:
    profile = Profile.from_text("I love fog. No people.", traits={"age": "34"})
    ratings = [PersonalRating("a/b.png", "r", profile, 0.25)]
    write_ratings(tmp_path / "r.jsonl", ratings)
    assert read_ratings(tmp_path / "r.jsonl") == ratings


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('{"photo": "a", "rater": "r"}', "Line 1 of .* has no 'score'"),
        ('{"photo": "a", "rater": "r", "score": 7}', "the score 7 is not between 0 and 1"),
        ("[]", "Line 1 of .* is no rating"),
        ("", "There is no rating"),
    ],
)
def test_a_wrong_line_is_named(line: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "r.jsonl").write_text(line + "\n")
    with pytest.raises(CoreError, match=sentence):
        read_ratings(tmp_path / "r.jsonl")


def test_ratings_of_a_data_set_are_brought_to_one_scale() -> None:
    class OneToFive:
        def unit(self, score: float) -> float:
            return (score - 1) / 4

    class Set:
        scale = OneToFive()

        def profile(self, rater: str) -> Profile:
            return Profile(traits={"id": rater})

    rating = PersonalRating("a.png", "r", Profile(), 4.0)
    (found,) = ratings_of(Set(), [rating])
    assert found == PersonalRating("a.png", "r", Profile(traits={"id": "r"}), 0.75)
