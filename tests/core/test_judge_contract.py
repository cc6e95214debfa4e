"""What every judge promises, whichever it is."""

import pickle
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from core import Judge, JudgeUnavailableError, Look, Picture, Profile, Statement
from core.judge import QUALITY_WORDS, SHOWN_WORDS, identify, judge_factory, list_judges, load_judge
from tests.core.pmllm.tiny import photos, save_checkpoint_folder

TASTE = Profile.from_text("I love dark moody light. My kids.")
MOST_BYTES = {"mini": 2 * 1024, "pmllm": 64 * 1024}


@pytest.fixture(scope="module", params=["mini", "pmllm"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def name(kind: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    if kind == "mini":
        return "mini"
    return f"pmllm:{save_checkpoint_folder(tmp_path_factory.mktemp('judge'))}"


@pytest.fixture(scope="module")
def judge(name: str) -> Judge:
    return load_judge(name, device="cpu")


def _pictures(count: int) -> list[Picture]:
    return [Picture(f"{i:064}", pixels) for i, pixels in enumerate(photos(count))]


@pytest.fixture(scope="module")
def looks(judge: Judge) -> Sequence[Look]:
    return judge.look(_pictures(6))


def test_its_identity_is_known_before_it_is_loaded(judge: Judge, name: str) -> None:
    assert identify(name) == judge.identity
    assert judge.identity.name == name
    assert judge.device == "cpu"


def test_its_factory_can_be_sent_to_another_process(name: str, judge: Judge) -> None:
    made = pickle.loads(pickle.dumps(judge_factory(name, device="cpu")))()
    assert made.identity == judge.identity


def test_looks_are_small_and_their_own_version_s(
    judge: Judge, looks: Sequence[Look], kind: str
) -> None:
    assert [look.content_hash for look in looks] == [p.content_hash for p in _pictures(6)]
    assert {look.vision_id for look in looks} == {judge.identity.vision_id}
    assert {0 < len(look.payload) <= MOST_BYTES[kind] for look in looks} == {True}
    assert judge.look(_pictures(6)) == looks
    assert judge.look([]) == []


def test_a_look_does_not_depend_on_the_company(judge: Judge, looks: Sequence[Look]) -> None:
    alone = [judge.look([picture])[0] for picture in _pictures(6)]
    scores = judge.judge(alone, TASTE).score
    assert np.allclose(scores, judge.judge(looks, TASTE).score, atol=0.5)


def test_judgements_have_the_right_form(judge: Judge, looks: Sequence[Look]) -> None:
    found = judge.judge(looks, TASTE)
    assert found.score.shape == found.generic.shape == (6,)
    assert found.levels.shape == (6, len(judge.identity.level_names))
    assert found.score.dtype == found.generic.dtype == found.levels.dtype == np.float32
    assert ((found.score >= 0) & (found.score <= 100)).all()
    assert len(set(found.score.tolist())) > 1  # it sees the photos
    assert np.allclose(found.levels.sum(1), 1, atol=1e-4)
    none = judge.judge([], TASTE)
    assert none.score.shape == none.generic.shape == (0,)
    assert none.levels.shape == (0, len(judge.identity.level_names))


def test_the_generic_score_is_the_blank_profile_s(judge: Judge, looks: Sequence[Look]) -> None:
    blank = judge.judge(looks, Profile("Anna"))  # a name says nothing
    assert np.array_equal(blank.score, blank.generic)
    personal = judge.judge(looks, TASTE)
    assert np.allclose(personal.generic, blank.score, atol=1e-3)
    assert not np.allclose(personal.score, personal.generic, atol=1e-3)
    again = judge.judge(looks[2:4], Profile.from_text("vivid colours"))
    assert np.array_equal(again.generic, personal.generic[2:4])  # remembered


def test_a_score_does_not_depend_on_the_company(judge: Judge, looks: Sequence[Look]) -> None:
    alone = [float(judge.judge([look], TASTE).score[0]) for look in looks]
    assert np.allclose(alone, judge.judge(looks, TASTE).score, atol=2e-3)


def test_a_correction_changes_the_score(judge: Judge, looks: Sequence[Look]) -> None:
    dark = Statement("I love dark moody light.")
    plain = judge.judge(looks, Profile(statements=(dark,))).score
    corrected = Profile(statements=(dark.with_wish("brightness", 0.9),))
    assert not np.allclose(judge.judge(looks, corrected).score, plain, atol=1e-3)


def test_looks_of_another_version_are_refused(judge: Judge, looks: Sequence[Look]) -> None:
    for other in (
        Look("hash", "another", looks[0].payload),
        Look("hash", looks[0].vision_id, looks[0].payload[:-2]),
    ):
        for use in (
            lambda o=other: judge.judge([o], TASTE),
            lambda o=other: judge.explain(o, TASTE),
            lambda o=other: judge.shown([o]),
            lambda o=other: judge.search([o], "fog"),
        ):
            with pytest.raises(ValueError, match="another version"):
                use()


def test_reasons_come_strongest_first(judge: Judge, looks: Sequence[Look]) -> None:
    reasons = judge.explain(looks[0], TASTE)
    sizes = [abs(reason.contribution) for reason in reasons]
    assert reasons
    assert sizes == sorted(sizes, reverse=True)


def test_a_reading_speaks_of_the_profile_s_statements_or_of_the_whole(judge: Judge) -> None:
    reading = judge.read(TASTE)
    told = {one.statement for one in reading.understood} | set(reading.not_understood)
    assert told == (set() if reading.whole else {one.text for one in TASTE.statements})


def test_what_photos_show_and_how_they_match_words(judge: Judge, looks: Sequence[Look]) -> None:
    shown = judge.shown(looks)
    assert set(shown.words) <= {*SHOWN_WORDS, *QUALITY_WORDS}
    assert shown.probability.shape == (6, len(shown.words))
    told = shown.probability[~np.isnan(shown.probability)]
    assert ((told >= 0) & (told <= 1)).all()
    match = judge.search(looks, "fog over a lake")
    assert match.shape == (6,)
    assert match.dtype == np.float32
    told = match[~np.isnan(match)]
    assert ((told >= -1) & (told <= 1)).all()


def test_a_device_that_is_not_there_is_said(name: str) -> None:
    import torch

    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    missing = next(device for device, is_there in there.items() if not is_there)
    with pytest.raises(JudgeUnavailableError, match=f"no {missing} device"):
        load_judge(name, device=missing)  # type: ignore[arg-type]


def test_it_is_listed_when_it_is_asked_for(name: str) -> None:
    listed = {one.name: one for one in list_judges([name, "pmllm:/nowhere"])}
    assert next(iter(listed)) == "mini"
    assert (listed[name].available, listed[name].problem) == (True, None)
    assert not listed["pmllm:/nowhere"].available
    assert "no checkpoint folder" in str(listed["pmllm:/nowhere"].problem)


def test_judges_that_are_not_there_say_so(tmp_path: Path) -> None:
    for wrong, sentence in (
        ("grand", "no judge 'grand'"),
        ("vlm:some/model", "not there yet"),
        ("pmllm:", "Name a checkpoint folder"),
        (f"pmllm:{tmp_path}", "no checkpoint folder"),
    ):
        for ask in (identify, load_judge):
            with pytest.raises(JudgeUnavailableError, match=sentence):
                ask(wrong)
