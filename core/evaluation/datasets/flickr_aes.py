"""FLICKR-AES (40,988 photos, 210 workers) and REAL-CUR (14 albums, rated by their owners), 1 to 5.

Ren et al., Personalized Image Aesthetics, ICCV 2017. Neither says anything of its raters.
"""

from pathlib import Path

from core.evaluation.datasets.collecting import RatingCollector, mean_scores
from core.evaluation.datasets.records import DataSet, Part, Scale
from core.evaluation.datasets.tables import (
    find_file,
    find_table,
    number,
    read_lines,
    read_names,
    read_table,
)

SCALE = Scale(1, 5, 1)


def load_flickr_aes(root: Path, photos: Path | None = None) -> DataSet:
    """Read FLICKR-AES; the photos are in 40K/.

    Names and the header may begin with a blank. The authors' list of 37 test workers,
    test_workers.csv, gives the split of raters where it is there. Raises DataSetError naming a file
    or column that is missing.
    """
    path = find_file(root, "FLICKR-AES_image_labeled_by_each_worker.csv")
    collector = RatingCollector(SCALE)
    for row in read_table(path, ("worker", "imagePair", "score")):
        collector.add(row["worker"], row["imagePair"], row["score"])
    ratings = collector.ratings
    notes = list(collector.notes)
    scores = root / "FLICKR-AES_image_score.txt"
    attributes: dict[str, dict[str, float | str]] = {}
    if scores.is_file():
        for line in read_lines(scores):
            name, _, text = line.strip().rpartition(" ")
            value = number(text)
            if name and value is not None:
                attributes[name.strip()] = {"published_score": value}
    else:
        notes.append(f"There is no {scores.name}: no published scores of photos.")
    rater_parts: dict[str, Part] = {}
    if (root / "test_workers.csv").is_file():
        listed = {line.split(",")[0].split()[0] for line in read_names(root / "test_workers.csv")}
        rater_parts = {
            rating.rater: "test" if rating.rater in listed else "train" for rating in ratings
        }
    else:
        notes.append("There is no test_workers.csv: the published split of workers is not known.")
    return DataSet(
        name="flickr-aes",
        scale=SCALE,
        photo_folder=photos or root / "40K",
        ratings=ratings,
        means=mean_scores(ratings),
        attributes=attributes,
        rater_parts=rater_parts,
        notes=tuple(notes),
    )


def load_real_cur(root: Path, photos: Path | None = None) -> DataSet:
    """Read REAL-CUR: one table (worker, image, score), photos in images/<worker>/<score>/<image>.

    Raises DataSetError naming a file or column that is missing.
    """
    collector = RatingCollector(SCALE)
    for row in read_table(find_table(root, "*.csv"), ("worker", "image", "score")):
        score = number(row["score"])
        album = "" if score is None else f"{score:.0f}"
        collector.add(row["worker"], f"{row['worker']}/{album}/{row['image']}", row["score"])
    return DataSet(
        name="real-cur",
        scale=SCALE,
        photo_folder=photos or root / "images",
        ratings=collector.ratings,
        means=mean_scores(collector.ratings),
        notes=collector.notes,
    )
