"""The controls' profiles."""

from pathlib import Path

import pytest

from core.evaluation.datasets import DataSet, Rating, Scale
from core.evaluation.personal.controls import ASKED, age_band, coarse, profiles_of, scrambled
from core.profile import Profile

RATERS = [f"r{i}" for i in range(9)]
PROFILES = {
    name: Profile(name, {"age": str(20 + 5 * i), "gender": "female", "education": f"school {i}"})
    for i, name in enumerate(RATERS[:8])
}
DATA_SET = DataSet(
    "made", Scale(1, 5), Path(), tuple(Rating(r, "a", 3) for r in RATERS), {"a": 3.0}, PROFILES
)


def test_who_is_asked_with_what() -> None:
    found = {asked: profiles_of(DATA_SET, RATERS, asked, seed=0) for asked in ASKED}
    assert found["profile"]["r3"] == PROFILES["r3"]
    assert all(profile.is_blank for profile in found["blank"].values())
    assert found["coarse"]["r3"].prompt() == "Age: 28-38. Gender: female."
    for asked in ASKED:
        assert found[asked].keys() == set(RATERS)
        assert found[asked]["r8"].is_blank  # nothing is known of them


@pytest.mark.parametrize("seed", range(5))
def test_nobody_keeps_their_own_profile(seed: int) -> None:
    shuffled = profiles_of(DATA_SET, RATERS, "shuffled", seed=seed)
    for rater in RATERS[:8]:
        assert shuffled[rater] != PROFILES[rater]
    assert {p.name for p in shuffled.values()} == {*RATERS[:8], ""}
    assert shuffled == profiles_of(DATA_SET, RATERS, "shuffled", seed=seed)


def test_the_only_profile_stays() -> None:
    assert profiles_of(DATA_SET, ["r1", "r8"], "shuffled", seed=0)["r1"] == PROFILES["r1"]


def test_scrambled_words_stay_where_they_were() -> None:
    profile = Profile.from_text("I like dark photos of the sea. No people.", traits={"age": "34"})
    mixed = scrambled(profile, seed=3)
    assert sorted(mixed.taste.split()) == sorted(
        ["I", "like", "dark", "photos", "of", "the", "sea.", "No", "people."]
    )
    assert mixed.taste != profile.prompt()
    assert sorted(mixed.traits["words"].split()) == ["34.", "Age:"]
    assert scrambled(Profile(), seed=0).is_blank


@pytest.mark.parametrize(
    ("age", "band"),
    [
        ("18", "18-27"),
        ("27", "18-27"),
        ("28", "28-38"),
        ("71", "61-71"),
        ("17", "under 18"),
        ("80", "over 71"),
        ("22-25", "22-25"),
        ("born 1992", "born 1990-1999"),
        ("unknown", "unknown"),
    ],
)
def test_age_bands(age: str, band: str) -> None:
    assert age_band(age) == band


def test_coarse_without_age_or_gender_is_blank() -> None:
    assert coarse(Profile(traits={"education": "university"})).is_blank
