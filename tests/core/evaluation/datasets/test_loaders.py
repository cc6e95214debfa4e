"""Each data set, written in its exact format, reads back as what was written."""

import sys
from pathlib import Path

import pytest

from core.errors import CoreError, DataSetError
from core.evaluation.datasets import DATA_SETS, DataSet, Rating, load_data_set
from core.profile import Profile
from tests.core.evaluation.datasets import made


def by_key(data_set: DataSet) -> dict[tuple[str, str], float]:
    return {(rating.rater, rating.photo): rating.score for rating in data_set.ratings}


def photos_are_there(data_set: DataSet) -> bool:
    return all(data_set.path(photo).is_file() for photo in data_set.means)


def test_para(tmp_path: Path) -> None:
    para = load_data_set("para", made.write_para(tmp_path), fold=1)
    assert para.ratings == (
        Rating("u1", "session1/iaa_pub1_.jpg", 3.5),
        Rating("u2", "session1/iaa_pub1_.jpg", 4.0),
        Rating("u1", "session1/iaa_pub2_.jpg", 1.0),
        Rating("u2", "session2/a.jpg", 5.0),
        Rating("u3", "session2/a.jpg", 2.5),
    )
    assert para.means == {
        "session1/iaa_pub1_.jpg": 3.75,
        "session1/iaa_pub2_.jpg": 1.0,
        "session2/a.jpg": 3.75,
    }
    assert para.scale.unit(3.0) == 0.5
    assert para.scale.step == 0.5
    assert dict(para.profiles["u1"].traits) == {
        "age": "22-25",
        "gender": "female",
        "education": "junior high school",
        "art_experience": "expert",
        "photography_experience": "beginner",
        "extraversion": "low (3 of 10)",
        "agreeableness": "moderate (7 of 10)",
        "neuroticism": "high (8 of 10)",
        "openness": "high (10 of 10)",
        "conscientiousness": "low (1 of 10)",
    }
    assert para.profile("u3") == Profile()
    assert para.attributes["session1/iaa_pub1_.jpg"]["qualityScore"] == 2.5
    assert para.attributes["session2/a.jpg"]["semantic"] == "animal"
    assert para.photo_parts == {
        "session1/iaa_pub1_.jpg": "train",
        "session1/iaa_pub2_.jpg": "validation",
        "session2/a.jpg": "test",
    }
    assert para.rater_parts == {"u1": "train", "u2": "train", "u3": "test"}
    notes = " ".join(para.notes)
    assert "PARA-Images.csv has no column isObjectEmphasis." in notes
    assert "Ratings that are there twice, left out: 1." in notes
    assert "Ratings without a rater, a photo or a score, left out: 1." in notes
    assert "Ratings with a score outside 1 to 5 in steps of 0.5, left out: 1." in notes
    assert "Raters of whom nothing is known: 1, with 20.0% of the ratings." in notes
    assert photos_are_there(para)


@pytest.mark.parametrize("layout", ["public", "code", "older"])
def test_lapis_in_each_layout(layout: str, tmp_path: Path) -> None:
    if layout == "older":
        pytest.importorskip("openpyxl")
    lapis = load_data_set("lapis", getattr(made, f"write_lapis_{layout}")(tmp_path))
    assert by_key(lapis) == {
        ("1", "café.jpg"): 80,
        ("2", "café.jpg"): 20,
        ("1", "bridge.jpg"): 50,  # the mean of 40 and 60
        ("3", "bridge.jpg"): 10,
    }
    assert dict(lapis.profiles["1"].traits) == {
        "age": "34",
        "nationality": "Belgium",
        "gender": "female",
        "education": "Doctorate",
        "art_interest": "high (4.5 of 6)" if layout == "public" else "high (4.4 of 6)",
    }
    assert lapis.profiles["2"].traits["colour_blind"] == "Yes, but I still perceive colors"
    assert lapis.profiles["2"].traits["art_interest"] == "low (1.0 of 6)"
    assert lapis.profile("3").is_blank
    assert lapis.scale.unit(80) == 0.8
    notes = " ".join(lapis.notes)
    assert "Ratings that are there twice, left out: 1." in notes
    assert "Ratings of photos without a file, left out: 1." in notes
    assert "rated again with another score, counted with the mean: 1." in notes
    assert "Raters of whom nothing is known: 1, with 25.0% of the ratings." in notes
    if layout == "older":
        assert not lapis.photo_parts
    else:
        assert lapis.attributes["café.jpg"]["style"] == "Cubism"
        assert lapis.photo_parts == {"café.jpg": "train", "bridge.jpg": "test"}
    assert photos_are_there(lapis)


def test_lapis_keeps_all_ratings_where_its_photos_are_elsewhere(tmp_path: Path) -> None:
    root = made.write_lapis_code(tmp_path)
    (root / "images").rename(tmp_path / "moved")
    assert ("2", "gone.jpg") in by_key(load_data_set("lapis", root))
    assert ("2", "gone.jpg") not in by_key(load_data_set("lapis", root, tmp_path / "moved"))


def test_lapis_finds_a_file_whose_name_was_garbled(tmp_path: Path) -> None:
    root = made.write_lapis_code(tmp_path)
    garbled = "café.jpg".encode().decode("latin-1")
    (root / "images" / "café.jpg").rename(root / "images" / garbled)
    lapis = load_data_set("lapis", root, fold=1)
    assert ("1", garbled) in by_key(lapis)
    assert lapis.rater_parts == {"1": "train", "3": "train", "2": "test"}
    assert photos_are_there(lapis)


def test_flickr_aes(tmp_path: Path) -> None:
    flickr = load_data_set("flickr-aes", made.write_flickr_aes(tmp_path))
    assert by_key(flickr) == {("w1", "a.jpg"): 4, ("w1", "b.jpg"): 2, ("w2", "a.jpg"): 5}
    assert flickr.attributes == {
        "a.jpg": {"published_score": 0.8},
        "b.jpg": {"published_score": 0.25},
    }
    assert flickr.rater_parts == {"w1": "train", "w2": "test"}
    assert photos_are_there(flickr)


def test_real_cur(tmp_path: Path) -> None:
    cur = load_data_set("real-cur", made.write_real_cur(tmp_path))
    assert by_key(cur) == {
        ("o1", "o1/3/x.jpg"): 3,
        ("o1", "o1/5/y.jpg"): 5,
        ("o2", "o2/1/x.jpg"): 1,
    }
    assert photos_are_there(cur)


def test_aadb(tmp_path: Path) -> None:
    aadb = load_data_set("aadb", made.write_aadb(tmp_path))
    assert aadb.ratings == ()
    train, validation, test = (
        "datasetImages_originalSize/farm2.jpg",
        "datasetImages_originalSize/farm3.jpg",
        "AADB_newtest_originalSize/farm4.jpg",
    )
    assert [aadb.means[photo] for photo in (train, validation, test)] == [0.75, 0.1, 1.0]
    assert [aadb.photo_parts[photo] for photo in (train, validation, test)] == [
        "train",
        "validation",
        "test",
    ]
    assert aadb.attributes[train] == {"BalacingElements": -0.4}
    assert "There is no imgListTrainRegression_ColorHarmony.txt." in aadb.notes
    assert photos_are_there(aadb)


def test_eva(tmp_path: Path) -> None:
    eva = load_data_set("eva", made.write_eva(tmp_path))
    assert by_key(eva) == {("E1", "0071.jpg"): 8, ("E2", "0071.jpg"): 2, ("E1", "106.jpg"): 10}
    assert dict(eva.profiles["E1"].traits) == {
        "age": "born 1992",
        "region": "Mainland China",
        "photography_experience": "amateur",
        "gender": "female",
        "colour_blind": "yes",
    }
    assert dict(eva.profiles["E2"].traits) == {
        "age": "born 1967",
        "region": "France",
        "photography_experience": "none",
        "gender": "male",
    }
    assert eva.attributes["0071.jpg"] == {
        "difficulty": 2,
        "visual": 3,
        "composition": 2,
        "quality": 3,
        "semantic": 2,
        "category": "5",
    }
    assert photos_are_there(eva)


def test_ava(tmp_path: Path) -> None:
    ava = load_data_set("ava", made.write_ava(tmp_path))
    assert ava.means == {  # the counts of 1 to 10 in the lines
        "953619.jpg": (1 * 2 + 2 * 5 + 1 * 10) / 4,
        "953958.jpg": 1.0,
        "954184.jpg": (4 * 10) / 4,
    }
    assert ava.attributes["953619.jpg"] == {"challenge": "1396", "ratings": 4, "tags": "1 22"}
    assert ava.attributes["953958.jpg"] == {"challenge": "1396", "ratings": 10}
    assert ava.attributes["954184.jpg"] == {"challenge": "1397", "ratings": 4, "tags": "14"}
    assert ava.photo_parts == {
        "953619.jpg": "train",
        "953958.jpg": "test",
        "954184.jpg": "train",
    }
    assert "Lines of AVA.txt that are not 15 numbers with a vote: 2." in ava.notes
    assert photos_are_there(ava)


def test_oasis(tmp_path: Path) -> None:
    root = made.write_oasis(tmp_path / "ratings", tmp_path / "photos")
    oasis = load_data_set("oasis", root, tmp_path / "photos")
    assert len(oasis.ratings) == 18
    assert by_key(oasis)["r001", "oasis/Theme2_2.jpg"] == 7
    assert oasis.groups["oasis/Theme1_2.jpg"] == "Theme1"
    assert oasis.attributes["oasis/Theme0_1.jpg"] == {
        "theme": "Theme0",
        "category": "Scene",
        "source": "web",
        "valence_mean": 4.5,
        "arousal_mean": 2.25,
    }
    assert photos_are_there(oasis)


def write(name: str, root: Path) -> Path:
    if name == "oasis":
        return made.write_oasis(root, root)
    if name == "lapis":
        return made.write_lapis_public(root)
    return getattr(made, f"write_{name.replace('-', '_')}")(root)


MISSING_FILES = [
    ("para", "annotation/PARA-Images.csv"),
    ("para", "annotation/PARA-UserInfo.csv"),
    ("lapis", "annotation/LAPIS_PIAA.csv"),
    ("flickr-aes", "FLICKR-AES_image_labeled_by_each_worker.csv"),
    ("aadb", "imgListFiles_label/imgListTrainRegression_score.txt"),
    ("aadb", "imgListFiles_label/imgListTestNewRegression_score.txt"),
    ("eva", "data/votes_filtered.csv"),
    ("eva", "data/users.csv"),
    ("ava", "AVA.txt"),
]


@pytest.mark.parametrize(("name", "file"), MISSING_FILES)
def test_a_missing_file_is_named(name: str, file: str, tmp_path: Path) -> None:
    root = write(name, tmp_path)
    (root / file).unlink()
    with pytest.raises(DataSetError, match=Path(file).name):
        load_data_set(name, root)


def test_a_missing_table_is_named_by_its_pattern(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match=r"no \*\.csv in"):
        load_data_set("real-cur", tmp_path)
    with pytest.raises(DataSetError, match="beauty_ratings"):
        load_data_set("oasis", tmp_path)
    root = made.write_real_cur(tmp_path)
    (root / "second.csv").write_text("worker,image,score\n")
    with pytest.raises(DataSetError, match="more than one"):
        load_data_set("real-cur", root)


MISSING_COLUMNS = [
    ("para", "annotation/PARA-Images.csv", "aestheticScore", ","),
    ("para", "annotation/PARA-UserInfo.csv", "personality-O", ","),
    ("para", "annotation/PARA-GiaaTest.csv", "sessionId", ","),
    ("flickr-aes", "FLICKR-AES_image_labeled_by_each_worker.csv", "imagePair", ","),
    ("real-cur", "real_cur.csv", "score", ","),
    ("eva", "data/votes_filtered.csv", "user_id", "="),
    ("eva", "data/users.csv", "gender_id", "="),
    ("oasis", "oasis_beauty_per_image_dev.csv", "theme", ","),
]


@pytest.mark.parametrize(("name", "file", "column", "delimiter"), MISSING_COLUMNS)
def test_a_missing_column_is_named(
    name: str, file: str, column: str, delimiter: str, tmp_path: Path
) -> None:
    root = write(name, tmp_path)
    made.drop_column(root / file, column, delimiter)
    with pytest.raises(DataSetError, match=rf"{Path(file).name} has no column {column}\."):
        load_data_set(name, root)


def test_a_missing_column_of_an_excel_table_is_named(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    root = made.write_lapis_older(tmp_path)
    path = root / "annotation" / "Dataset_individualratings_metadata.xlsx"
    book = openpyxl.load_workbook(path)
    book.active["C1"] = "answer"
    book.save(path)
    with pytest.raises(DataSetError, match="has no column response"):
        load_data_set("lapis", root)


def test_an_excel_table_without_openpyxl_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "annotation").mkdir()
    (tmp_path / "annotation" / "Dataset_individualratings_metadata.xlsx").touch()
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(CoreError, match="pip install openpyxl"):
        load_data_set("lapis", tmp_path)


def test_a_broken_line_of_a_list_is_shown(tmp_path: Path) -> None:
    root = made.write_aadb(tmp_path)
    path = root / "imgListFiles_label" / "imgListValidationRegression_score.txt"
    path.write_text("farm3.jpg none\n")
    with pytest.raises(DataSetError, match=r"imgListValidationRegression_score.*farm3\.jpg none"):
        load_data_set("aadb", root)


def test_what_is_not_there_has_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match="There is no folder"):
        load_data_set("para", tmp_path / "no")
    with pytest.raises(DataSetError, match=f"there are: {', '.join(DATA_SETS)}"):
        load_data_set("tad66k", tmp_path)
    with pytest.raises(DataSetError, match="eva comes with no folds"):
        load_data_set("eva", tmp_path, fold=1)
    root = made.write_para(tmp_path / "para")
    with pytest.raises(DataSetError, match=r"TrainUserIDs_Fold2\.txt"):
        load_data_set("para", root, fold=2)
    (root / "userset" / "TestUserIDs_Fold1.txt").write_text("u2\n")
    with pytest.raises(DataSetError, match="Rater u2 is in both lists"):
        load_data_set("para", root, fold=1)
