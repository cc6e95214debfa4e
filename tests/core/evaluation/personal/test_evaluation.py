"""The whole evaluation with a judge whose right figures are known."""

import json
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import CoreError
from core.evaluation.datasets import DataSet, Rating, Scale, load_data_set
from core.evaluation.personal.evaluation import OTHERS, Evaluation, Settings, chosen, evaluate
from core.evaluation.personal.looking import LookStore
from core.evaluation.personal.predicting import mean_of_others
from core.evaluation.personal.published import PUBLISHED, published_of
from core.evaluation.personal.report import PUBLISHED_COLUMN, as_json, as_markdown
from core.judge import Judgements, Look
from core.profile import Profile
from tests.core.evaluation.datasets import made
from tests.fakes import FakeJudge

SETTINGS = Settings(least=3, resamples=50)
PHOTOS = [f"{number}.png" for number in range(8)]


@pytest.fixture
def tastes(tmp_path: Path) -> DataSet:
    """Eight photos ever brighter; half of twelve raters like them bright, the others dark."""
    for number, photo in enumerate(PHOTOS):
        made.write_photo(tmp_path / "photos" / photo, number / 8)
    profiles, ratings = {}, []
    for number in range(12):
        dark, name = number % 2 == 0, f"r{number:02}"
        profiles[name] = Profile.from_text("I like dark photos." if dark else "I like the light.")
        for place, photo in enumerate(PHOTOS):
            ratings.append(Rating(name, photo, 1 + (7 - place if dark else place) / 2))
    means = dict.fromkeys(PHOTOS, 2.75)
    return DataSet("made", Scale(1, 5), tmp_path / "photos", tuple(ratings), means, profiles)


def run(data_set: DataSet, folder: Path, judge: FakeJudge | None = None) -> Evaluation:
    with LookStore(folder / "looks.sqlite") as store:
        return evaluate(judge or FakeJudge(), data_set, store, SETTINGS)


def test_a_judge_that_reads_profiles_beats_its_controls(tastes: DataSet, tmp_path: Path) -> None:
    found = run(tastes, tmp_path)
    assert found.figures["profile"].user_srocc.value == pytest.approx(1)
    assert found.figures["blank"].user_srocc.value == pytest.approx(0)
    assert found.figures["coarse"].user_srocc == found.figures["blank"].user_srocc
    assert found.figures["profile"].within_image.value > 0.5
    assert math.isnan(found.figures["blank"].within_image.value)
    assert found.figures["shuffled"].user_srocc.value < 1
    assert found.figures["scrambled"].user_srocc.value == pytest.approx(1)  # "dark" is still there
    assert found.gains["blank"].value == pytest.approx(1)
    assert found.gains["blank"].low > 0
    assert found.calibration["profile"].mae_isotonic < found.calibration["blank"].mae_isotonic
    assert (found.ratings, found.raters, found.photos, found.with_profile) == (96, 12, 8, 12)
    assert found.unparsed is None


def test_the_mean_of_others_leaves_ones_own_rating_out(tastes: DataSet) -> None:
    ratings = [Rating("a", "p", 2), Rating("b", "p", 4), Rating("c", "p", 6), Rating("a", "q", 1)]
    assert mean_of_others(ratings, ratings, 3.3).tolist() == [5, 4, 3, 3.3]
    # of a part only some rows are asked, but everyone's ratings count
    assert mean_of_others(ratings[:1], ratings, 3.3).tolist() == [5]


def test_the_report_has_all_controls_and_published_numbers_apart(
    tastes: DataSet, tmp_path: Path
) -> None:
    found = run(replace(tastes, name="para"), tmp_path)
    text = as_markdown(found)
    header = next(line for line in text.splitlines() if line.startswith("| figure"))
    assert [cell.strip() for cell in header.strip("|").split("|")] == [
        "figure",
        "with profile",
        "blank profile",
        "another's profile",
        "words in random order",
        "age band and gender",
        "no judge: mean of the others",
        PUBLISHED_COLUMN,
    ]
    line = next(line for line in text.splitlines() if line.startswith("| SROCC per rater"))
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells[1].startswith("1.000 [")
    assert cells[-1].startswith("0.570 [1] · ")
    assert "Nothing was chosen on these ratings" in text
    assert "none possible, the judge reads probabilities" in text
    content = json.loads(json.dumps(as_json(found)))
    assert content["figures"]["profile"]["user_srocc"]["value"] == 1
    assert content["figures"]["blank"]["within_image"]["value"] is None
    assert len(content["published_by_others_not_measured_here"]) == len(published_of("para"))
    assert 0.57 not in content["figures"]["profile"].values()


def test_published_numbers_are_of_figures_that_there_are(tastes: DataSet, tmp_path: Path) -> None:
    found = run(tastes, tmp_path)
    known = set(dir(found.figures["profile"])) | set(dir(found.calibration["profile"]))
    assert {one.figure for one in PUBLISHED} <= known
    assert "No published number is known" in as_markdown(found)


def test_controls_that_coincide_are_said_to(tastes: DataSet, tmp_path: Path) -> None:
    nobody = run(replace(tastes, profiles={}), tmp_path)
    assert "nothing about personalisation" in as_markdown(nobody)
    traits = {rater: Profile(traits={"age": "30"}) for rater in tastes.profiles}
    unread = run(replace(tastes, profiles=traits), tmp_path)
    assert "takes nothing from these profiles" in as_markdown(unread)
    assert "takes nothing" not in as_markdown(run(tastes, tmp_path))


class WritingJudge(FakeJudge):
    """Writes its score as text, and fails at bright photos."""

    def judge(self, looks: Sequence[Look], profile: Profile) -> Judgements:
        found = super().judge(looks, profile)
        return replace(found, parsed=found.generic < np.median(found.generic))


def test_answers_without_a_score_are_counted(tastes: DataSet, tmp_path: Path) -> None:
    found = run(tastes, tmp_path, WritingJudge())
    # two distinct profiles, half of the eight photos each; a blank profile is one
    assert found.unparsed == {"profile": 8, "blank": 4, "shuffled": 8, "scrambled": 8, "coarse": 4}
    assert "parse failures, counted as guessed): with profile 8, blank profile 4" in as_markdown(
        found
    )


def test_photos_that_cannot_be_read_are_counted_and_named(tastes: DataSet, tmp_path: Path) -> None:
    tastes.path(PHOTOS[0]).write_bytes(b"nothing")
    found = run(tastes, tmp_path)
    assert set(found.failed) == {PHOTOS[0]}
    assert found.ratings == 7 * 12
    text = as_markdown(found)
    assert "Photos that could not be read: 1" in text
    assert f"- {PHOTOS[0]}: " in text
    for photo in PHOTOS[1:]:
        tastes.path(photo).unlink()
    with pytest.raises(CoreError, match=r"None of 8 photos .* could be read"):
        run(tastes, tmp_path)


def test_a_set_of_means_has_figures_of_photos_only(tmp_path: Path) -> None:
    ava = load_data_set("ava", made.write_ava(tmp_path / "ava"))
    found = run(ava, tmp_path)
    assert list(found.figures) == ["blank"]
    assert found.figures["blank"].users == 0
    assert not math.isnan(found.figures["blank"].photo_srocc.value)
    assert (found.ratings, found.raters, found.photos) == (0, 0, 3)
    text = as_markdown(found)
    assert "publishes means only" in text
    assert "0.815" in text  # CALM's published figure


def test_part_and_limit_choose_the_ratings(tastes: DataSet) -> None:
    both = replace(SETTINGS, split_by="both", seed=2)
    test, _ = chosen(tastes, both)
    train, _ = chosen(tastes, replace(both, part="train"))
    assert not {r.rater for r in test} & {r.rater for r in train}
    assert not {r.photo for r in test} & {r.photo for r in train}
    few, photos = chosen(tastes, replace(SETTINGS, limit=3))
    assert len(photos) == 3
    assert {r.photo for r in few} == set(photos)
    assert len(few) == 36
    parts = replace(tastes, photo_parts=dict.fromkeys(PHOTOS, "train"))
    with pytest.raises(CoreError, match="no rating in the part 'test'"):
        chosen(parts, replace(SETTINGS, split_by="published"))


def test_what_the_mean_of_others_cannot_say(tastes: DataSet, tmp_path: Path) -> None:
    others = run(tastes, tmp_path).figures[OTHERS]
    assert math.isnan(others.within_image.value)
    assert math.isnan(others.photo_srocc.value)
    assert others.users == 12
