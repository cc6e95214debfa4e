"""The mini judge: what every judge promises, and that it follows a taste."""

import hashlib
import os
from collections.abc import Sequence

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from scipy.stats import spearmanr

from core import (
    QUALITY_WORDS,
    SHOWN_WORDS,
    Judge,
    JudgeUnavailableError,
    Look,
    Picture,
    Profile,
    Statement,
)
from core.judge import Pixels
from core.mini.attributes import ATTRIBUTES
from core.mini.judge import MiniJudge
from core.mini.reading import counting_words, read_gates
from core.training.edits import EDITS
from tests.core.mini import scenes


def _pictures(images: Sequence[Pixels]) -> list[Picture]:
    return [Picture(hashlib.sha256(i.tobytes()).hexdigest(), i) for i in images]


def _photos() -> list[Pixels]:
    """Sound constructed photos of several kinds."""
    return [
        *(scenes.blocks(seed) for seed in range(6)),
        *(scenes.blocks(seed, count=8) for seed in range(20, 24)),
        scenes.landscape(),
        scenes.face(),
        scenes.spot(0.3, 0.4),
        scenes.grain(scenes.blocks(9), 4),
    ]


def _edited(images: Sequence[Pixels], name: str) -> list[Pixels]:
    edit = next(edit for edit in EDITS if edit.name == name)
    rng = np.random.default_rng(3)
    return [edit.apply(image, rng, 0.9) for image in images]


def _scores(judge: Judge, looks: Sequence[Look], taste: str) -> NDArray[np.float32]:
    return judge.judge(looks, Profile.from_text(taste)).score


@pytest.fixture(scope="module")
def looks(mini: MiniJudge) -> list[Look]:
    images = _photos()
    edits = ("exposure_up", "exposure_down", "saturation_up", "black_and_white")
    return mini.look(_pictures([*images, *(e for n in edits for e in _edited(images, n))]))


def test_a_look_is_small_profile_free_and_repeatable(mini: MiniJudge, looks: list[Look]) -> None:
    assert {look.vision_id for look in looks} == {mini.identity.vision_id}
    assert all(len(look.payload) <= 2048 for look in looks)
    assert mini.look(_pictures(_photos())) == looks[: len(_photos())]


def test_scores_levels_and_ranges(mini: MiniJudge, looks: list[Look]) -> None:
    found = mini.judge(looks, Profile.from_text("I love dark moody light."))
    assert found.score.shape == found.generic.shape == (len(looks),)
    assert found.levels.shape == (len(looks), len(mini.identity.level_names))
    assert found.score.dtype == found.generic.dtype == found.levels.dtype == np.float32
    assert ((found.score >= 0) & (found.score <= 100)).all()
    assert np.allclose(found.levels.sum(1), 1, atol=1e-4)
    assert np.allclose(found.levels @ np.linspace(0, 100, found.levels.shape[1]), found.score, 0.01)


def test_the_generic_score_is_the_blank_profiles(mini: MiniJudge, looks: list[Look]) -> None:
    blank = mini.judge(looks, Profile())
    assert np.array_equal(blank.score, blank.generic)
    assert np.array_equal(mini.judge(looks, Profile.from_text("grain")).generic, blank.score)


def test_generic_scores_are_remembered_and_stay_the_same(
    mini: MiniJudge, looks: list[Look]
) -> None:
    first = mini.judge(looks[:4], Profile.from_text("grain")).generic
    again = mini.judge(looks, Profile.from_text("much sky")).generic
    assert np.array_equal(again[:4], first)
    assert np.allclose(again, mini.judge(looks, Profile()).score, atol=1e-3)


def test_every_core_is_taken_for_a_moment_only(mini: MiniJudge, looks: list[Look]) -> None:
    torch.set_num_threads(1)
    mini.judge([looks[0]] * 512, Profile.from_text("grain"))
    assert torch.get_num_threads() == max(1, (os.cpu_count() or 1) // 2)


def test_a_score_does_not_depend_on_the_company(mini: MiniJudge, looks: list[Look]) -> None:
    together = _scores(mini, looks, "vivid colours")
    alone = np.concatenate([_scores(mini, [look], "vivid colours") for look in looks[:5]])
    assert np.allclose(together[:5], alone, atol=1e-3)


def test_no_photos_are_no_judgements(mini: MiniJudge) -> None:
    assert mini.judge([], Profile()).score.shape == (0,)


def test_looks_of_another_version_are_refused(mini: MiniJudge, looks: list[Look]) -> None:
    other = Look("hash", "another", looks[0].payload)
    with pytest.raises(ValueError, match="another version"):
        mini.judge([other], Profile())


@pytest.mark.parametrize(
    ("wanted", "unwanted"),
    [
        ("I love dark moody light.", "I hate dark moody light."),
        ("bright airy light", "dark moody light"),
        ("vivid colours", "muted colours"),
        ("I love black and white.", "I hate black and white."),
    ],
)
def test_opposite_profiles_rank_opposite_ways(
    mini: MiniJudge, looks: list[Look], wanted: str, unwanted: str
) -> None:
    one, other = _scores(mini, looks, wanted), _scores(mini, looks, unwanted)
    assert spearmanr(one, other).statistic < -0.3


@pytest.mark.parametrize(
    ("taste", "edit", "copy_wins"),
    [
        ("I love black and white", "black_and_white", True),
        ("I hate black and white", "black_and_white", False),
        ("dark moody light", "exposure_down", True),
        ("bright airy light", "exposure_up", True),
        ("vivid colours", "saturation_up", True),
        ("muted colours", "saturation_down", True),
    ],
)
def test_a_statement_orders_edited_pairs(
    mini: MiniJudge, taste: str, edit: str, copy_wins: bool
) -> None:
    images = _photos()
    plain = _scores(mini, mini.look(_pictures(images)), taste)
    copy = _scores(mini, mini.look(_pictures(_edited(images, edit))), taste)
    right = (copy > plain) if copy_wins else (plain > copy)
    assert right.mean() >= 0.8


@pytest.mark.parametrize("edit", ["blur", "noise"])
def test_a_blank_profile_puts_sound_photos_above_ruined_copies(mini: MiniJudge, edit: str) -> None:
    images = _photos()[:10]
    sound = mini.judge(mini.look(_pictures(images)), Profile()).score
    ruined = mini.judge(mini.look(_pictures(_edited(images, edit))), Profile()).score
    assert (sound > ruined).mean() >= 0.9


def test_names_traits_and_facts_do_not_move_a_score(mini: MiniJudge, looks: list[Look]) -> None:
    taste = (Statement("I love dark moody light."),)
    plain = mini.judge(looks, Profile("", {}, taste)).score
    traits = {"age": "71", "gender": "female", "art_experience": "expert", "openness": "very high"}
    with_traits = mini.judge(looks, Profile("Anna", traits, taste))
    assert np.array_equal(with_traits.score, plain)
    fact = Profile("", {}, (*taste, Statement("I am a dentist in Leeds.")))
    assert np.array_equal(mini.judge(looks, fact).score, plain)


def test_a_reading_is_shown(mini: MiniJudge) -> None:
    reading = mini.read(Profile.from_text("I love dark moody light. I hate dogs. Hm, well."))
    assert [(u.attribute, u.pole, u.direction) for u in reading.understood] == [
        ("brightness", "dark", -1),
        ("dogs", "no dogs", -1),
    ]
    assert reading.not_understood == ("Hm, well.",)
    assert reading.own == ()
    for understood in reading.understood:
        assert 0 < understood.strength <= 1
        assert 0.5 <= understood.confidence <= 1
        assert not understood.corrected


DARK = Statement("I love dark moody light.")


def _one(statement: Statement) -> Profile:
    return Profile(statements=(statement,))


def test_a_correction_wins_over_what_is_read(mini: MiniJudge, looks: list[Look]) -> None:
    read = mini.read(_one(DARK)).understood
    flipped = _one(DARK.with_wish("brightness", 0.9))
    reading = mini.read(flipped)
    bright = next(one for one in reading.understood if one.attribute == "brightness")
    assert (bright.direction, bright.strength, bright.pole) == (1, 0.9, "bright")
    assert (bright.confidence, bright.corrected) == (1.0, True)
    assert reading.own == reading.own_of(DARK.text) == read  # an undo finds it
    airy = _scores(mini, looks, "bright airy light")
    flipped_scores = mini.judge(looks, flipped).score
    assert spearmanr(flipped_scores, airy).statistic > 0.5
    assert spearmanr(flipped_scores, _scores(mini, looks, DARK.text)).statistic < 0
    weak = mini.read(_one(DARK.with_wish("brightness", -0.2)))
    assert [(u.direction, u.strength) for u in weak.understood if u.corrected] == [(-1, 0.2)]


def test_a_reading_is_switched_off(mini: MiniJudge, looks: list[Look]) -> None:
    off = DARK
    for one in mini.read(_one(DARK)).understood:
        off = off.with_wish(one.attribute, 0)
    reading = mini.read(_one(off))
    assert reading.understood == reading.not_understood == ()
    assert reading.own_of(DARK.text) == mini.read(_one(DARK)).understood
    nothing = mini.judge(looks, Profile()).score
    assert np.array_equal(mini.judge(looks, _one(off)).score, nothing)


def test_the_person_gives_a_meaning_to_what_is_not_understood(
    mini: MiniJudge, looks: list[Look]
) -> None:
    unclear = Statement("Hm, well.")
    given = _one(unclear.with_wish("brightness", -0.7))
    reading = mini.read(given)
    assert [(u.attribute, u.direction, u.strength) for u in reading.understood] == [
        ("brightness", -1, 0.7)
    ]
    assert reading.not_understood == reading.own == reading.own_of(unclear.text) == ()
    bright = mini.seen(looks).values[:, [a.id for a in ATTRIBUTES].index("brightness")].numpy()
    assert spearmanr(mini.judge(looks, given).score, bright).statistic < -0.3
    still = mini.read(_one(unclear.with_wish("brightness", 0)))  # nothing is taken from nothing
    assert (still.understood, still.not_understood) == ((), ("Hm, well.",))


def test_the_person_names_any_content(mini: MiniJudge, looks: list[Look]) -> None:
    given = _one(Statement("Hm, well.").with_wish("old fishing boats", -1))
    reading = mini.read(given)
    assert [(u.attribute, u.pole) for u in reading.understood] == [
        ("old fishing boats", "no old fishing boats")
    ]
    match = mini.search(looks, "old fishing boats")
    assert spearmanr(mini.judge(looks, given).score, match).statistic < -0.5


def test_without_the_tower_contents_are_not_understood(mini: MiniJudge, looks: list[Look]) -> None:
    blind = MiniJudge(mini._model, mini._normaliser, mini.opinion, mini.identity)
    dogs = Profile.from_text("I love dogs.")
    assert blind.read(dogs).not_understood == ("I love dogs.",)
    assert np.array_equal(blind.judge(looks, dogs).score, blind.judge(looks, Profile()).score)
    assert blind.shown(looks).words == QUALITY_WORDS
    with pytest.raises(JudgeUnavailableError, match="content tower"):
        blind.search(looks, "dogs")
    seen = blind.seen(blind.look(_pictures(_photos()[:1])))
    assert seen.embeddings.isnan().all()


def test_what_photos_show_has_words_and_faces_count_as_people(
    mini: MiniJudge, looks: list[Look]
) -> None:
    shown = mini.shown(looks)
    assert shown.words == (*SHOWN_WORDS, *QUALITY_WORDS)
    assert shown.probability.shape == (len(looks), len(shown.words))
    assert ((shown.probability >= 0) & (shown.probability <= 1)).all()
    face = mini.shown(mini.look(_pictures([scenes.face()])))
    assert face.probability[0, SHOWN_WORDS.index("people")] == pytest.approx(0.98)


def test_a_content_has_a_reason_of_its_own(mini: MiniJudge, looks: list[Look]) -> None:
    profile = Profile.from_text("I love old fishing boats.")
    match = mini.search(looks, "old fishing boats")
    reasons = mini.explain(looks[int(match.argmax())], profile)
    boats = next(r for r in reasons if r.attribute == "old fishing boats")
    assert (boats.source, boats.direction) == ("content", 1)
    assert boats.words == "I love old fishing boats."
    assert boats.value == pytest.approx(float(match.max()), abs=1e-3)
    general = [r for r in mini.explain(looks[0], Profile()) if r.source == "content"]
    assert all(r.direction is None and r.words is None for r in general)


def test_a_corrected_statement_does_not_say_the_contrary_to_the_language_model(
    mini: MiniJudge,
) -> None:
    profile = Profile(
        statements=(
            DARK.with_wish("brightness", 0.9).with_wish("clutter", -0.95),
            Statement("vivid colours"),
            Statement("I hate black and white.").with_wish("monochrome", 0),
            Statement("Hm, well."),
        )
    )
    words = counting_words(read_gates(mini._read_statement, profile), profile)
    assert words[:2] == ["simple and tidy, bright", "vivid colours"]
    assert not any("dark" in word or "black" in word or "Hm" in word for word in words)


def test_reasons_name_the_statement_and_what_it_is_worth(
    mini: MiniJudge, looks: list[Look]
) -> None:
    profile = Profile.from_text("I love dark moody light.")
    best = looks[int(mini.judge(looks, profile).score.argmax())]
    reasons = mini.explain(best, profile)
    sizes = [abs(reason.contribution) for reason in reasons]
    assert sizes == sorted(sizes, reverse=True)
    dark = next(reason for reason in reasons if reason.attribute == "brightness")
    assert dark.words == "I love dark moody light."
    assert dark.direction == -1
    assert dark.value is not None
    assert dark.value < 0
    assert dark.contribution > 0
    known = {attribute.id for attribute in ATTRIBUTES}
    assert {reason.attribute for reason in reasons if reason.source == "attribute"} <= known
    assert all(reason.words is None for reason in mini.explain(best, Profile()))


def test_a_reason_says_what_was_meant(mini: MiniJudge, looks: list[Look]) -> None:
    profile = _one(DARK.with_wish("brightness", 0.9))
    best = looks[int(mini.judge(looks, profile).score.argmax())]
    words = {reason.attribute: reason.words for reason in mini.explain(best, profile)}
    assert words["brightness"] == "I love dark moody light (that is: bright wanted strongly)."


@pytest.mark.parametrize(
    ("first", "taste"),
    [
        (0, "I love dark moody light."),
        # plain words stand for themselves in the embeddings already, turns of phrase further up
        (3, "I want to be able to count every blade of grass."),
    ],
)
def test_random_frozen_layers_change_the_ranking(
    mini: MiniJudge, looks: list[Look], first: int, taste: str
) -> None:
    """Without the frozen model's own weights a profile is not read, and the ranking falls apart."""
    assert mini.read(Profile(statements=(Statement(taste),))).understood
    before = _scores(mini, looks, taste)
    judge = MiniJudge.load(device="cpu")  # one that has read nothing yet
    torch.manual_seed(0)
    model = judge._model.language_model.model
    changed = [*model.encoder.layer[first:], *([model.embeddings] if first == 0 else [])]
    for part in changed:
        for parameter in part.parameters():
            if parameter.ndim == 2:
                torch.nn.init.normal_(parameter, std=0.02)
    assert spearmanr(before, _scores(judge, looks, taste)).statistic < 0.9


def test_unknown_devices_and_judges_are_refused_with_a_sentence() -> None:
    from core import load_judge

    with pytest.raises(JudgeUnavailableError, match="no judge 'grand'"):
        load_judge("grand")
    with pytest.raises(JudgeUnavailableError, match="not there yet"):
        load_judge("vlm:some/model")
    if not torch.cuda.is_available():
        with pytest.raises(JudgeUnavailableError, match="no cuda device"):
            load_judge("mini", device="cuda")
