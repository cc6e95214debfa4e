"""Watcher and ingest against a model: whatever happens to the files, the library agrees in the end.

Real files, a real library, a real decoding process. Only the file events are given by hand, so that
some can get lost, as the systems allow themselves; then a scan has to find everything.
"""

import hashlib
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from PIL import Image

from core import Profile
from curator.library import Library
from curator.services.inbox import Inbox
from curator.services.intake import Intake
from curator.services.looking import Looking
from curator.services.roots_watch import RootsWatch
from curator.services.scan import EXPORT_MARK, is_skipped
from curator.services.scope import Scope
from curator.services.watching import Watcher
from curator.settings import Home
from curator.worker.decode_pool import DecodePool
from curator.worker.judge_process import JudgeProcess
from tests.fakes import fake_judge_factory

ROOTS = ("one", "two")
FOLDERS = ("", "day", "night")
HALF = 900  # bytes, of a picture of more than a thousand
WAIT_S = 60.0

Key = tuple[str, str]  # root, path below it


@dataclass
class Known:
    """What the library should know of a path: the decision, the content, whether it is there."""

    tag: str | None
    content: bytes | None  # None: it could not be read
    there: bool = True


class Hinted(Watcher):
    """Gives the hints that it was given, or says that some were lost."""

    def __init__(self) -> None:
        super().__init__()
        self.hints: list[Path] = []
        self.lost = False

    def watch(self, root: Path) -> str | None:
        return None

    def take(self) -> tuple[list[Path], bool]:
        hints, lost = self.hints, self.lost
        self.hints, self.lost = [], False
        return ([], True) if lost else (hints, False)


class Watching(RuleBasedStateMachine):
    """The files of two roots, and what the library should think of them."""

    template: Path  # a library without anything
    decode: DecodePool

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp())
        shutil.copytree(self.template, self.place / "home")
        self.library = Library.open(Home.find(self.place / "home"))
        self.profile = self.library.profiles.add(Profile("Ann"))
        self.judge = JudgeProcess(fake_judge_factory(), database=None)  # is never started
        self.files: dict[Key, bytes] = {}
        self.halves: dict[Key, bytes] = {}  # files that are half written, and their whole
        self.known: dict[Key, Known] = {}
        self.unplugged: set[str] = set()
        self.numbers = iter(range(1, 10_000))
        for root in ROOTS:
            (self.place / root).mkdir()
            self.library.roots.add(self.place / root)
        self.begin()

    def begin(self) -> None:
        """A program that starts."""
        self.watcher = Hinted()
        self.watch = RootsWatch(
            self.library, None, watcher=self.watcher, still_s=0, check_s=0, rescan_s=1e9
        )
        self.inbox = Inbox()
        looking = Looking(self.library, self.judge, self.inbox)
        self.intake = Intake(self.library, self.decode, self.inbox, looking)

    def teardown(self) -> None:
        for root in list(self.unplugged):
            self.plug_in(root)
        self.watcher.lost = True
        self.let_it_work()
        assert {key for key, one in self.known.items() if one.there} == set(self.files)
        assert self.library.upkeep.faults() == []
        assert not self.library.upkeep.orphans()
        self.watcher.close()
        self.judge.close()
        self.library.close()
        shutil.rmtree(self.place)

    # What happens to the files. `hint` false: the system does not tell of it.

    @initialize()
    def scan_first(self) -> None:
        list(self.watch.scan())

    @rule(root=st.sampled_from(ROOTS), folder=st.sampled_from(FOLDERS), hint=st.booleans())
    def create(self, root: str, folder: str, hint: bool) -> None:
        key = self.new_key(root, folder)
        self.write(key, self.new_content())
        self.tell(hint, key)

    @rule(root=st.sampled_from(ROOTS), hint=st.booleans())
    def create_half(self, root: str, hint: bool) -> None:
        key = self.new_key(root, "")
        content = self.new_content()
        self.write(key, content[:HALF])
        self.halves[key] = content
        self.tell(hint, key)

    @precondition(lambda self: self.halves)
    @rule(data=st.data(), hint=st.booleans())
    def grow_to_the_whole(self, data: st.DataObject, hint: bool) -> None:
        key = data.draw(st.sampled_from(sorted(self.halves)))
        self.write(key, self.halves.pop(key))
        self.tell(hint, key)

    @rule(root=st.sampled_from(ROOTS), count=st.integers(1, 4), hint=st.booleans())
    def create_folder_and_fill_it(self, root: str, count: int, hint: bool) -> None:
        folder = f"new {next(self.numbers)}/deep"
        for _ in range(count):
            self.write(self.new_key(root, folder), self.new_content())
        self.tell(hint, (root, folder.split("/")[0]))

    @precondition(lambda self: self.whole_files())
    @rule(data=st.data(), hint=st.booleans(), by_rename=st.booleans())
    def replace(self, data: st.DataObject, hint: bool, by_rename: bool) -> None:
        key = data.draw(st.sampled_from(self.whole_files()))
        self.write(key, self.new_content(), by_rename=by_rename)
        self.tell(hint, key)

    @precondition(lambda self: self.whole_files())
    @rule(data=st.data(), to=st.sampled_from(ROOTS), hint=st.booleans())
    def move(self, data: st.DataObject, to: str, hint: bool) -> None:
        old = data.draw(st.sampled_from(self.whole_files()))
        new = self.new_key(to, data.draw(st.sampled_from(FOLDERS)))
        self.path(new).parent.mkdir(exist_ok=True)
        self.path(old).rename(self.path(new))
        self.files[new] = self.files.pop(old)
        self.tell(hint and (old[0] in self.unplugged) == (to in self.unplugged), old, new)

    @precondition(lambda self: self.whole_files())
    @rule(data=st.data(), hint=st.booleans())
    def rename_its_folder(self, data: st.DataObject, hint: bool) -> None:
        root, relative = data.draw(st.sampled_from(self.whole_files()))
        folder = os.path.dirname(relative)
        if not folder:
            return
        renamed = f"renamed {next(self.numbers)}"
        self.path((root, folder)).rename(self.path((root, renamed)))
        for files in (self.files, self.halves):
            for key in [one for one in files if one[0] == root]:
                if key[1].startswith(f"{folder}/"):
                    files[root, renamed + key[1][len(folder) :]] = files.pop(key)
        self.tell(hint, (root, folder), (root, renamed))

    @precondition(lambda self: self.whole_files() and sys.platform != "win32")
    @rule(data=st.data(), to=st.sampled_from(ROOTS), hint=st.booleans())
    def link_a_root_into_its_folder(self, data: st.DataObject, to: str, hint: bool) -> None:
        root, relative = data.draw(st.sampled_from(self.whole_files()))
        folder = os.path.dirname(relative)
        link = f"link {next(self.numbers)}"
        (self.path((root, folder)) / link).symlink_to(self.place / to, target_is_directory=True)
        self.tell(hint, (root, folder or link))

    @precondition(lambda self: self.files)
    @rule(data=st.data(), hint=st.booleans())
    def delete(self, data: st.DataObject, hint: bool) -> None:
        key = data.draw(st.sampled_from(sorted(self.files)))
        self.path(key).unlink()
        del self.files[key]
        self.halves.pop(key, None)
        self.tell(hint, key)

    @rule(root=st.sampled_from(ROOTS), name=st.sampled_from((".hidden.jpg", "@eaDir", "best")))
    def create_what_is_not_wanted(self, root: str, name: str) -> None:
        path = self.path((root, name))
        if not path.suffix:
            path.mkdir(exist_ok=True)
            (path / EXPORT_MARK).touch()
            path /= f"{next(self.numbers)}.jpg"
        path.write_bytes(self.new_content())
        self.tell(True, (root, path.relative_to(self.path((root, ""))).as_posix()))

    @rule(root=st.sampled_from(ROOTS), noticed=st.booleans())
    def unplug(self, root: str, noticed: bool) -> None:
        if root not in self.unplugged:
            self.unplugged.add(root)
            (self.place / root).rename(self.place / f"unplugged {root}")
            (self.place / root).mkdir()
            if noticed:
                self.let_it_work()

    @precondition(lambda self: self.unplugged)
    @rule(data=st.data(), noticed=st.booleans())
    def plug_one_in(self, data: st.DataObject, noticed: bool) -> None:
        self.plug_in(data.draw(st.sampled_from(sorted(self.unplugged))))
        if noticed:
            self.let_it_work()

    # What people and the program do.

    @precondition(lambda self: any(one.there for one in self.known.values()))
    @rule(data=st.data())
    def decide(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(sorted(k for k, one in self.known.items() if one.there)))
        photo = self.library.photos.by_path(self.place / key[0] / key[1])
        assert photo is not None
        tag = f"decision {next(self.numbers)}"
        self.library.decisions.set([photo.id], self.profile.id, colour=tag)
        self.known[key].tag = tag

    @rule()
    def let_it_work(self) -> None:
        list(self.watch.tick())
        while self.watch.waiting:
            list(self.watch.tick())
        self.read()
        self.expect()
        self.compare()

    @rule()
    def start_again(self) -> None:
        self.watcher.lost = True
        self.let_it_work()
        self.watcher.close()
        self.begin()
        list(self.watch.scan())
        self.let_it_work()

    @invariant()
    def no_path_is_there_twice(self) -> None:
        photos = self.library.photos.get(range(1, 10_000))
        paths = [photo.path for photo in photos]
        assert len(paths) == len(set(paths))

    # The model's own means.

    def expect(self) -> None:
        """Bring `known` in line with the files, as the library should have done."""
        files = {key: one for key, one in self.files.items() if key[0] not in self.unplugged}
        for key, known in self.known.items():
            if key in files:
                known.there = True
                known.content = None if key in self.halves else files[key]
            elif key[0] not in self.unplugged:
                known.there = False
        for key in files.keys() - self.known.keys():
            content = None if key in self.halves else files[key]
            was = next(
                (
                    old
                    for old, one in self.known.items()
                    if not one.there and content is not None and one.content == content
                ),
                None,
            )
            tag = None if was is None else self.known.pop(was).tag
            self.known[key] = Known(tag, content)

    def compare(self) -> None:
        """Everything that the library knows of the photos that are there is what it should be."""
        for key, known in self.known.items():
            photo = self.library.photos.by_path(self.place / key[0] / key[1])
            if not known.there:
                assert photo is None, f"{key} is gone"
                continue
            assert photo is not None, f"{key} is not known"
            if known.content is None:
                assert photo.state == "failed"
            else:
                assert photo.content_hash == hashlib.sha256(known.content).hexdigest(), key
            decision = self.library.decisions.get([photo.id], self.profile.id).get(photo.id)
            assert (decision and decision.colour) == known.tag, key
        there = sum(one.there for one in self.known.values())
        assert sum(root.photos for root in self.library.roots.list()) == there

    def read(self) -> None:
        """Have everything read that is new."""
        self.intake.again(retry=True)
        scope = Scope(self.watch.online)
        while self.intake.busy:
            self.intake.fill(None, scope, (), self.watch.unsettled, looks_wanted=False)
            if self.intake.decoding:
                handle = self.inbox.next(WAIT_S)
                assert handle is not None
                list(handle())
            self.intake.flush(force=True)

    def tell(self, hint: bool, *keys: Key) -> None:
        """Note the events of these paths, or that some were lost; an unplugged disk has none."""
        shown = [(self.place / root, path) for root, path in keys if root not in self.unplugged]
        if hint:
            paths = [root / path for root, path in shown]
            kept = [p for p, (root, _) in zip(paths, shown, strict=True) if not is_skipped(p, root)]
            self.watcher.hints.extend(kept)
        elif shown:
            self.watcher.lost = True

    def plug_in(self, root: str) -> None:
        self.unplugged.discard(root)
        (self.place / root).rmdir()
        (self.place / f"unplugged {root}").rename(self.place / root)

    def path(self, key: Key) -> Path:
        root, relative = key
        return self.place / (f"unplugged {root}" if root in self.unplugged else root) / relative

    def whole_files(self) -> list[Key]:
        return sorted(self.files.keys() - self.halves.keys())

    def new_key(self, root: str, folder: str) -> Key:
        name = f"{next(self.numbers)}.jpg"
        return root, f"{folder}/{name}" if folder else name

    def new_content(self) -> bytes:
        """A JPEG whose size and content no other has."""
        number = next(self.numbers)
        random = np.random.default_rng(number)
        out = io.BytesIO()
        pixels = random.integers(0, 255, (24, 32, 3), np.uint8)
        Image.fromarray(pixels).save(out, "JPEG")
        assert len(out.getvalue()) > HALF + 100
        return out.getvalue().ljust(3000 + number, b"\0")

    def write(self, key: Key, content: bytes, *, by_rename: bool = False) -> None:
        path = self.path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        if by_rename:
            partial = path.with_suffix(".part")
            partial.write_bytes(content)
            partial.replace(path)
        else:
            path.write_bytes(content)
        self.files[key] = content


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[type[Watching]]:
    Library.open(Home.find(tmp_path / "template")).close()
    with DecodePool(processes=1) as decode:
        Watching.template, Watching.decode = tmp_path / "template", decode
        yield Watching


def test_library_and_model_agree(machine: type[Watching]) -> None:
    examples = int(os.environ.get("CURATOR_EXAMPLES", "12"))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            database=None,
            derandomize="CURATOR_EXAMPLES" not in os.environ,
            phases=(Phase.generate,),  # a failure is printed as it is: shrinking takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
