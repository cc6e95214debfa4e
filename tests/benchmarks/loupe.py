"""How long the GUI thread is busy at a time in the loupe: stepping, running on, zooming, panning.

Run it from the top folder, on an idle machine:

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/loupe.py FOLDER [--photos N]
        [--megapixels M] [--size 1920x1080]

The folder's photos are copied to a temporary place, enlarged to M megapixels. Printed are the
longest stretches that the GUI thread took without looking for events, p50, p95 and the longest of
all steps, as time on the clock and as the thread's own processor time: on a busy machine only the
latter says something. How long it took from the key until the next photo was painted is printed,
too: sharp where it was prefetched, with a look for events each millisecond. Nothing is asserted.
"""

import argparse
import itertools
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from statistics import quantiles

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from curator.library.records import Ranked
from curator.ui.loupe import Loupe
from curator.ui.main_window import MainWindow
from curator.ui.photo_delegate import PhotoDelegate
from curator.ui.photo_grid import PhotoGrid
from curator.ui.photo_model import PhotoModel
from curator.ui.pictures import Pictures
from curator.ui.previews import Previews
from curator.ui.road import Road
from curator.ui.singletons import keep_singletons
from curator.ui.theme import Theme
from curator.ui.thumbnails import Thumbnails
from curator.ui.viewing import Viewing
from curator.worker.decode_pool import DecodePool
from curator.worker.formats import is_photo_name
from curator.worker.records import DecodeRequest, PhotoFailure

Stretch = tuple[float, float]
"""Seconds on the clock, and of the GUI thread's processor time."""


def copy_photos(source: Path, target: Path, count: int, megapixels: float) -> Mapping[int, Ranked]:
    """`count` different photos of so many megapixels, made from those of `source`."""
    rows = {}
    photos = sorted(path for path in source.rglob("*") if is_photo_name(path) and path.is_file())
    for number, photo in zip(range(count), itertools.cycle(photos), strict=False):
        with Image.open(photo) as image:
            scale = (megapixels * 1e6 / (image.width * image.height)) ** 0.5
            size = round(image.width * scale), round(image.height * scale)
            large = image.convert("RGB").resize(size, Image.Resampling.BICUBIC)
        path = target / f"{number:04}.jpg"
        large.save(path, quality=90)
        rows[number] = Ranked(
            *(number, path, 90.0 - number % 90, 50.0, None, None, None, *size, path.name, None)
        )
    return rows


def stretch(work: Callable[[], object]) -> Stretch:
    """How long `work` took."""
    clock, own = time.perf_counter(), time.thread_time()
    work()
    return time.perf_counter() - clock, time.thread_time() - own


def until(done: Callable[[], bool], seconds: float = 600.0) -> list[Stretch]:
    """Look after events until `done`; every stretch."""
    found = [stretch(QApplication.processEvents)]
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.001)
        found.append(stretch(QApplication.processEvents))
    return found


def say(name: str, steps: list[list[Stretch]]) -> None:
    """The longest stretch of each step, in milliseconds."""
    parts = []
    for which, said in enumerate(("clock", "own")):
        longest = [1000 * max(one[which] for one in step) for step in steps]
        cut = quantiles(longest, n=20, method="inclusive")
        parts.append(f"{said} p50 {cut[9]:5.1f} p95 {cut[18]:5.1f} max {max(longest):5.1f}")
    print(f"{name:28} {len(steps):4} steps, ms: {';  '.join(parts)}")


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--photos", type=int, default=40)
    parser.add_argument("--megapixels", type=float, default=24)
    parser.add_argument("--size", default="1920x1080")
    wanted = parser.parse_args()
    keep_singletons()
    Theme(QApplication([]))
    with tempfile.TemporaryDirectory() as name, DecodePool() as pool:
        rows = copy_photos(wanted.folder, Path(name), wanted.photos, wanted.megapixels)
        road = Road()
        thumbnails = Thumbnails(lambda _, path: _thumbnail(pool, path), road)
        model = PhotoModel(lambda ids: {photo_id: rows[photo_id] for photo_id in ids})
        window = MainWindow(PhotoGrid(model, PhotoDelegate(thumbnails.picture)))
        submit = partial(pool.submit, urgent=True)
        pictures = Pictures(submit, road)
        viewing = Viewing(
            *(window, model, pictures, Previews(submit, road), thumbnails),
            *(lambda: (), road),
        )
        window.resize(*(int(side) for side in wanted.size.split("x")))
        window.grid.show_order(range(wanted.photos))
        window.show_gallery()
        window.show()
        viewing.open_loupe()
        page = viewing.pages[-1]
        assert isinstance(page, Loupe)
        measure(page, pictures)
        window.close()
        thumbnails.close()
        road.close()


def _thumbnail(pool: DecodePool, path: Path) -> bytes | None:
    made = pool.submit(DecodeRequest(path, pixels_long_side=None)).result()
    return None if isinstance(made, PhotoFailure) else made.thumbnail


def measure(page: Loupe, pictures: Pictures) -> None:
    """Step, run, zoom and pan."""
    count = len(page.order)

    def settled() -> bool:
        return page.stage.canvas.sharp() and not pictures.coming

    def step(key: Qt.Key, done: Callable[[], bool]) -> list[Stretch]:
        return [stretch(lambda: QTest.keyClick(page, key)), *until(done)]

    until(settled)
    painted: list[float] = []

    def step_painted() -> list[Stretch]:
        began = time.perf_counter()
        first = stretch(lambda: QTest.keyClick(page, Qt.Key.Key_Right))
        stretches = [first, *until(page.stage.canvas.sharp)]
        stretches.append(stretch(page.stage.canvas.repaint))
        painted.append(1000 * (time.perf_counter() - began))
        return [*stretches, *until(settled)]

    say("next, prefetched", [step_painted() for _ in range(count - 1)])
    cut = quantiles(painted, n=20, method="inclusive")
    print(f"  sharp after p50 {cut[9]:.1f} p95 {cut[18]:.1f} max {max(painted):.1f} ms")
    page.go_to(0)
    pictures.forget_all()
    page.ask_pictures()
    say("running on", [step(Qt.Key.Key_Right, _once()) for _ in range(count - 1)])
    until(settled)
    page.go_to(0)
    until(settled)
    zoomed = []
    for _ in range(min(10, count - 1)):
        zoomed.append(step(Qt.Key.Key_Z, settled))
        page.stage.toggle_actual()
        page.go_to(page.at + 1)
        until(settled)
    say("zoom to 1:1", zoomed)
    QTest.keyClick(page, Qt.Key.Key_Z)
    until(settled)
    ways = [Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up] * 10
    say("pan at 1:1", [step(way, _once()) for way in ways])
    QTest.keyClick(page, Qt.Key.Key_F)
    until(settled)
    say("pan, focus marked", [step(way, _once(8)) for way in ways])
    print(f"pictures held: {pictures.bytes_held / 1e6:.0f} MB")


def _once(times: int = 3) -> Callable[[], bool]:
    """Done after a few looks at the events: a key that is held comes again after 30 ms."""
    left = iter(range(times))
    return lambda: next(left, None) is None


if __name__ == "__main__":
    main()
