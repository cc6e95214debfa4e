"""The watched folder of the monkey: photos, series and broken files that come, change and go."""

import random
from datetime import timedelta
from pathlib import Path

from tests.curator.pictures import save_picture
from tests.curator.series import NOON, scene, shoot

_SIZES = ((320, 240), (240, 320), (600, 400), (90, 60))
_BROKEN = (b"", b"no picture at all", b"\xff\xd8\xff\xe0" + bytes(300))


class Folder:
    """Makes `photos` files below a place, and changes them one by one."""

    def __init__(self, place: Path, photos: int) -> None:
        self.path = place / "photos"
        self.other = place / "more photos"
        self.later = place / "later"
        for folder in (self.path, self.other, self.later):
            folder.mkdir(parents=True)
        self._made = 0
        chance = random.Random(photos)
        while self._made < photos:
            part = self.path if self._made % 3 else self.path / "a trip"
            self._make(part, chance)
        for _ in range(10):
            self._make(self.other, chance)

    def _make(self, folder: Path, chance: random.Random) -> Path:
        self._made += 1
        name = folder / f"p{self._made:04}.jpg"
        kind = chance.random()
        if kind < 0.08:
            name.parent.mkdir(parents=True, exist_ok=True)
            name.write_bytes(chance.choice(_BROKEN))
        elif kind < 0.4:  # three in a row are of one burst
            burst, within = divmod(self._made, 3)
            at = NOON + timedelta(minutes=7 * burst, seconds=within)
            shoot(name, scene(burst), at, seed=self._made)
        else:
            save_picture(name, chance.randint(5, 250), size=chance.choice(_SIZES))
        return name

    def change(self, chance: random.Random) -> str:
        """Let one thing happen to the files; what it was."""
        there = sorted(path for path in self.path.rglob("*") if path.is_file())
        away = sorted(self.later.iterdir())
        what = chance.choice(("come", "come", "go", "back", "rename", "rewrite", "break", "folder"))
        if what == "come" or not there:
            return f"{self._make(self.path, chance).name} comes"
        path = chance.choice(there)
        if what == "go" and len(there) > 30:
            path.rename(self.later / path.name)
            return f"{path.name} goes"
        if what == "back" and away:
            back = chance.choice(away)
            back.rename(self.path / back.name)
            return f"{back.name} comes back"
        if what == "rename":
            path.rename(path.with_name(f"r{path.name[-40:]}"))
            return f"{path.name} is renamed"
        if what == "rewrite":
            save_picture(path, chance.randint(5, 250), size=chance.choice(_SIZES))
            return f"{path.name} is another picture"
        if what == "break":
            path.write_bytes(chance.choice(_BROKEN))
            return f"{path.name} breaks"
        trip, gone = self.path / "a trip", self.path.with_name("a trip elsewhere")
        if trip.exists() and not gone.exists():
            trip.rename(gone)
            return "the folder of the trip goes"
        if gone.exists() and not trip.exists():
            gone.rename(trip)
            return "the folder of the trip comes back"
        return "nothing"
