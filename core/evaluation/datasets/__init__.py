"""Data sets of human ratings, and the splits and protocols that they are used with.

The sets are not part of Curator: each is had from its authors, on their terms. `root` is the folder
that they are unpacked in; each loader's module says what it looks for there.
"""

from pathlib import Path

from core.errors import DataSetError
from core.evaluation.datasets.aadb import load_aadb
from core.evaluation.datasets.ava import load_ava
from core.evaluation.datasets.eva import load_eva
from core.evaluation.datasets.flickr_aes import load_flickr_aes, load_real_cur
from core.evaluation.datasets.lapis import load_lapis
from core.evaluation.datasets.oasis import load_oasis
from core.evaluation.datasets.para import load_para
from core.evaluation.datasets.records import DataSet, Part, Rating, Scale

__all__ = ["DATA_SETS", "DataSet", "Part", "Rating", "Scale", "load_data_set"]

_PLAIN = {
    "flickr-aes": load_flickr_aes,
    "real-cur": load_real_cur,
    "aadb": load_aadb,
    "eva": load_eva,
    "ava": load_ava,
    "oasis": load_oasis,
}
_WITH_FOLDS = {"para": load_para, "lapis": load_lapis}

DATA_SETS = (*_WITH_FOLDS, *_PLAIN)
"""The names that `load_data_set` knows."""


def load_data_set(
    name: str, root: Path, photos: Path | None = None, *, fold: int | None = None
) -> DataSet:
    """Read a data set from its folder; `photos` where the photos are not in their usual place.

    `fold` (1 to 4): of the published lists of raters, which PARA and LAPIS have. Raises
    DataSetError for an unknown name, a fold where there are none, and what is missing.
    """
    if not root.is_dir():
        raise DataSetError(f"There is no folder {root}.")
    if name in _WITH_FOLDS:
        return _WITH_FOLDS[name](root, photos, fold=fold)
    if name not in _PLAIN:
        raise DataSetError(f"There is no data set {name!r}; there are: {', '.join(DATA_SETS)}.")
    if fold is not None:
        raise DataSetError(f"{name} comes with no folds of raters; {', '.join(_WITH_FOLDS)} do.")
    return _PLAIN[name](root, photos)
