"""Small folders in the exact formats of the data sets, with the traps that the real ones have."""

import csv
import gzip
from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2

from tests.core.mini import scenes


def write_photo(path: Path, brightness: float = 0.5) -> None:
    """A little photo; `brightness` from 0 to 1."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = scenes.natural(height=64, width=96).astype(float)
    pixels = (pixels * (0.3 + 0.9 * brightness)).clip(0, 255).astype("uint8")
    ok, data = cv2.imencode(path.suffix, pixels[:, :, ::-1])
    assert ok
    path.write_bytes(data.tobytes())


def write_table(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[object]], delimiter: str = ","
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, delimiter=delimiter)
        table.writerow(header)
        table.writerows(rows)


def drop_column(path: Path, name: str, delimiter: str = ",") -> None:
    """Write a table again without one of its columns."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter=delimiter))
    place = [cell.strip() for cell in rows[0]].index(name)
    kept = [row[:place] + row[place + 1 :] for row in rows]
    write_table(path, kept[0], kept[1:], delimiter)


PARA_USERS = (
    "personality-E",  # the order is not that of the README
    "userId",
    "gender",
    "age",
    "EducationalLevel",
    "artExperience",
    "photographyExperience",
    "personality-A",
    "personality-N",
    "personality-O",
    "personality-C",
)


def write_para(root: Path) -> Path:
    """Three photos, three raters, of whom u3 has no row; no column isObjectEmphasis."""
    header = [
        "semantic",
        "userId",
        "imageName",
        "sessionId",
        "qualityScore",
        "aestheticScore",
        "compositionScore",
        "colorScore",
        "dofScore",
        "contentScore",
        "lightScore",
        "imgEmotion",
        "difficultyOfJudgment",
        "contentPreference",
        "willingnessToShare",
    ]
    images = (("session1", "iaa_pub1_.jpg"), ("session1", "iaa_pub2_.jpg"), ("session2", "a.jpg"))

    def row(photo: int, user: str, score: str, quality: str = "3.1") -> list[str]:
        session, name = images[photo]
        return ["animal", user, name, session, quality, score, *"3443", "3", "joy", "0", "4", "5"]

    rows = [
        row(0, "u1", "3.5", "2.0"),
        row(0, "u2", "4.0", "3.0"),
        row(1, "u1", "1.0"),
        row(2, "u2", "5.0"),
        row(2, "u3", "2.5"),
        row(2, "u3", "2.5"),  # there twice
        row(1, "u2", ""),  # no score
        row(1, "u3", "7"),  # not on the scale
    ]
    annotation = root / "annotation"
    write_table(annotation / "PARA-Images.csv", header, rows)
    write_table(
        annotation / "PARA-UserInfo.csv",
        PARA_USERS,
        [
            (3, "u1", "female", "22-25", "junior_high_school", "expert", "beginner", 7, 8, 10, 1),
            (9, "u2", "male", "18-21", "university", "beginner", "competent", 5, 5, 5, 5),
        ],
    )
    write_table(
        annotation / "PARA-GiaaTrain.csv",
        ("imageName", "sessionId", "aestheticScore_mean"),
        [("iaa_pub1_.jpg", "session1", 3.75), ("iaa_pub2_.jpg", "session1", 1.0)],
    )
    write_table(  # the two files need not have the same order
        annotation / "PARA-GiaaTest.csv",
        ("sessionId", "aestheticScore_mean", "imageName"),
        [("session2", 3.75, "a.jpg")],
    )
    (root / "validation_images.txt").write_text("iaa_pub2_.jpg\n")
    write_folds(root, train="u1\nu2\n", test="u3\n")
    for number, (session, name) in enumerate(images):
        write_photo(root / "imgs" / session / name, number / 2)
    return root


def write_folds(root: Path, train: str, test: str) -> None:
    (root / "userset").mkdir()
    (root / "userset" / "TrainUserIDs_Fold1.txt").write_text(train)
    (root / "userset" / "TestUserIDs_Fold1.txt").write_text(test)


VAIAK = (*(f"VAIAK{n}" for n in range(1, 8)), *(f"2VAIAK{n}" for n in range(1, 5)))

LAPIS_PEOPLE = {
    "1": ("34", "Belgium", "female", "Doctorate", "No"),
    "2": ("61", "Chile", "male", "secondary education", "Yes, but I still perceive colors"),
    "3": ("", "", "", "", ""),  # told nothing
}
LAPIS_RATINGS = (
    ("café.jpg", "1", 80),
    ("café.jpg", "2", 20),
    ("café.jpg", "2", 20),  # there twice
    ("bridge.jpg", "1", 40),
    ("bridge.jpg", "1", 60),  # truly rated twice
    ("bridge.jpg", "3", 10),
    ("gone.jpg", "2", 50),  # no such file
)


def write_lapis_public(root: Path) -> Path:
    """The public release; one name is in Latin-1 in an otherwise UTF-8 table."""
    header = [
        "participant_id",
        "image_id",
        "image_filename",
        "rating",
        "age",
        "nationality",
        "demo_gender",
        "demo_edu",
        "demo_colorblind",
        "Art Interest VAIAK",
        "artist",
        "style",
        "genre",
    ]
    table = root / "annotation" / "LAPIS_PIAA.csv"
    rows = [
        [
            who,
            7,
            name,
            score,
            *LAPIS_PEOPLE[who],
            {"1": "4.5", "2": "1.0", "3": ""}[who],
            "Müller",
            "Cubism",
            "landscape",
        ]
        for name, who, score in LAPIS_RATINGS
    ]
    write_table(table, header, rows)
    lines = table.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].decode("utf-8").encode("latin-1")
    table.write_bytes(b"".join(lines))
    for part, name in (("Train", "café.jpg"), ("Val", "gone.jpg"), ("Test", "bridge.jpg")):
        write_table(
            root / "annotation" / f"LAPIS_GIAA_{part}split.csv",
            ("image_id", "image_filename", "mean_response"),
            [(7, name, 50)],
        )
    for name in ("café.jpg", "bridge.jpg"):
        write_photo(root / "images" / name)
    return root


def write_lapis_code(root: Path) -> Path:
    """The layout of the authors' code: column response, eleven items, lists as text."""
    header = [
        "response",
        "image_filename",
        "image_id",
        "participant_id",
        "age",
        "nationality",
        "demo_gender",
        "demo_edu",
        "demo_colorblind",
        "genre",
        "style",
    ]
    items = {"1": [4] * 7 + [5] * 4, "2": [1] * 11, "3": [""] * 11}
    rows = [
        [score, name, 7, f"{who}.0", *LAPIS_PEOPLE[who], "landscape", "Cubism", *items[who]]
        for name, who, score in LAPIS_RATINGS
    ]
    write_table(
        root / "annotation" / "LAPIS_individualratings_metaANDdemodata.csv",
        [*header, *VAIAK],
        rows,
    )
    (root / "imageset").mkdir()
    for part, name in (("Train", "café.jpg"), ("Val", "gone.jpg"), ("Test", "bridge.jpg")):
        (root / "imageset" / f"{part}ImageSet.txt").write_text(f"{name}\n", encoding="utf-8")
    write_folds(root, train="1\n3\n", test="2\n")
    for name in ("café.jpg", "bridge.jpg"):
        write_photo(root / "images" / name)
    return root


def write_lapis_older(root: Path) -> Path:
    """The older layout: an Excel table, names with the art type's folder."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    header = "image_filename,image_id,response,participant_id,age,nationality,demo_gender"
    sheet.append([*header.split(","), "demo_edu", "demo_colorblind", *VAIAK])
    items = {"1": [4] * 7 + [5] * 4, "2": [1] * 11, "3": [None] * 11}
    for name, who, score in LAPIS_RATINGS:
        age, *others = LAPIS_PEOPLE[who]
        told = [float(age) if age else None, *(text or None for text in others)]
        sheet.append([f"Cubism/{name}", 7, score, int(who), *told, *items[who]])
    (root / "annotation").mkdir(parents=True)
    book.save(root / "annotation" / "Dataset_individualratings_metadata.xlsx")
    for name in ("café.jpg", "bridge.jpg"):
        write_photo(root / "datasetImages_originalSize" / name)
    return root


def write_flickr_aes(root: Path) -> Path:
    """Blanks before the header's names and before photos' names; the list of test workers."""
    rows = [("w1", " a.jpg", "4"), ("w1", "b.jpg", "2"), ("w2", "a.jpg", "5")]
    write_table(
        root / "FLICKR-AES_image_labeled_by_each_worker.csv",
        ("worker", " imagePair", " score"),
        rows,
    )
    (root / "FLICKR-AES_image_score.txt").write_text(" a.jpg 0.8\nb.jpg 0.25\n")
    (root / "test_workers.csv").write_text("worker\nw2\n")
    for name in ("a.jpg", "b.jpg"):
        write_photo(root / "40K" / name)
    return root


def write_real_cur(root: Path) -> Path:
    """Photos in folders of worker and score; a score with a point."""
    write_table(
        root / "real_cur.csv",
        ("worker", "image", "score"),
        [("o1", "x.jpg", "3.0"), ("o1", "y.jpg", 5), ("o2", "x.jpg", 1)],
    )
    for place in ("o1/3/x.jpg", "o1/5/y.jpg", "o2/1/x.jpg"):
        write_photo(root / "images" / place)
    return root


def write_aadb(root: Path) -> Path:
    """Three lists of scores, one attribute with the release's own spelling; test photos apart."""
    labels = root / "imgListFiles_label"
    labels.mkdir(parents=True)
    lists = {
        "Train": ("farm1.jpg 0.5\nfarm2.jpg 0.75\n", "farm1.jpg 0.2\nfarm2.jpg -0.4\n"),
        "Validation": ("farm3.jpg 0.1\n", "farm3.jpg 0\n"),
        "TestNew": ("farm4.jpg 1.0\n", "farm4.jpg 1\n"),
    }
    for name, (scores, balance) in lists.items():
        (labels / f"imgList{name}Regression_score.txt").write_text(scores)
        (labels / f"imgList{name}Regression_BalacingElements.txt").write_text(balance)
    for number in (1, 2, 3):
        write_photo(root / "datasetImages_originalSize" / f"farm{number}.jpg")
    write_photo(root / "AADB_newtest_originalSize" / "farm4.jpg")
    return root


def write_eva(root: Path) -> Path:
    """Divided by "=", codes with a point, no header in the regions, an id with zeros in front."""
    data = root / "data"
    votes = (
        "image_id,user_id,score,difficulty,visual,composition,quality,semantic,vote_time,1,2,3,4"
    )
    write_table(
        data / "votes_filtered.csv",
        votes.split(","),
        [
            ("0071", "E1", 8, 3, 4, 3, 3, 2, 5.1, 1, 0, 0, 0),
            ("0071", "E2", 2, 1, 2, 1, 3, 2, 9.0, 0, 0, 0, 1),
            ("106", "E1", 10, 4, 4, 4, 4, 4, 2.0, 0, 0, 0, 0),
        ],
        "=",
    )
    write_table(
        data / "users.csv",
        ("id", "age", "region", "photographic_level_id", "gender_id", "eyecheck"),
        [
            ("E1", "1992.0", "156.0", "2.0", "2.0", "1,2"),
            ("E2", "1967", "250", "0", "1", ""),
        ],
        "=",
    )
    (data / "region_index.csv").write_text("156=Mainland China\n250=France\n", encoding="utf-8")
    (data / "image_content_category.csv").write_text('"image_id","sort"\n"0071","5"\n"106","1"\n')
    for name in ("0071.jpg", "106.jpg"):
        write_photo(root / "images" / "EVA_together" / name)
    return root


def write_ava(root: Path) -> Path:
    """Four photos, one without a vote, and a line that is cut off."""
    lines = [
        "1 953619 0 1 0 0 2 0 0 0 0 1 1 22 1396",
        "2 953958 10 0 0 0 0 0 0 0 0 0 0 0 1396",
        "3 954184 0 0 0 0 0 0 0 0 0 4 14 0 1397",
        "4 954113 0 0 0 0 0 0 0 0 0 0 0 0 1396",
        "5 953980 0 3",
    ]
    root.mkdir(parents=True, exist_ok=True)
    (root / "AVA.txt").write_text("\n".join(lines) + "\n")
    (root / "aesthetics_image_lists").mkdir()
    (root / "aesthetics_image_lists" / "generic_test.jpgl").write_text("953958\n")
    for number, name in enumerate(("953619", "953958", "954184")):
        write_photo(root / "images" / f"{name}.jpg", number / 2)
    return root


def write_oasis(
    root: Path, photos: Path, *, raters: int = 3, themes: int = 3, of_theme: int = 2
) -> Path:
    """Ratings and means in one folder, photos in another; the brighter a photo, the better."""
    count = themes * of_theme
    names = [f"oasis/Theme{i // of_theme}_{i % of_theme + 1}.jpg" for i in range(count)]
    root.mkdir(parents=True, exist_ok=True)
    with gzip.open(root / "oasis_beauty_ratings_dev.csv.gz", "wt", encoding="utf-8") as file:
        file.write("rater,path,rating_1to7\n")
        for number in range(raters):
            for i, name in enumerate(names):
                score = 1 + round(6 * i / (count - 1)) if number % 2 else 1 + (i + number) % 7
                file.write(f"r{number:03},{name},{score}\n")
    write_table(
        root / "oasis_beauty_per_image_dev.csv",
        ("path", "theme", "category", "source", "beauty_mean", "valence_mean", "arousal_mean"),
        [
            (name, f"Theme{i // of_theme}", "Scene", "web", 4, 4.5, 2.25)
            for i, name in enumerate(names)
        ],
    )
    for i, name in enumerate(names):
        write_photo(photos / name, i / count)
    return root
