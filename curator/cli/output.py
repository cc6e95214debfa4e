"""Writes to the terminal: results on standard output, everything else on standard error."""

import json
from collections.abc import Mapping
from typing import TextIO

from tqdm import tqdm

from curator.errors import OperationError
from curator.services.events import Progress

_DOING = {
    "reading": "Reading",
    "looking": "Looking",
    "judging": "Judging",
    "idle": "Done",
    "paused": "Paused",
}


class OutputError(OperationError):
    """Standard output takes no more: a full disk behind it."""


class Output:
    """The terminal of one command. With `json`, standard output carries nothing but JSON lines."""

    def __init__(self, out: TextIO, err: TextIO, *, json: bool, quiet: bool, verbose: bool) -> None:
        self._out = out
        self._err = err
        self.json = json
        self.verbose = verbose
        self._quiet = quiet
        self._live = err.isatty() and not quiet
        self._bar: tqdm[object] | None = None

    def record(self, record: Mapping[str, object]) -> None:
        """One JSON line on standard output, at once."""
        self._write(self._out, json.dumps(record))

    def text(self, text: str) -> None:
        """One line for people on standard output; nothing with --json."""
        if not self.json:
            self._write(self._out, text)

    def note(self, sentence: str) -> None:
        """Something worth knowing, on standard error; silent with --quiet."""
        if not self._quiet:
            self._write(self._err, sentence)

    def detail(self, sentence: str) -> None:
        """More than most want to know: only with --verbose."""
        if self.verbose:
            self._write(self._err, sentence)

    def problem(self, sentence: str) -> None:
        """Something that went wrong, on standard error, always."""
        self._write(self._err, sentence)

    def progress(self, progress: Progress) -> None:
        """Update the one line of progress, if standard error is a terminal."""
        device = f" on {progress.device}" if progress.device else ""
        self.count(
            f"{_DOING[progress.stage]}{device}",
            progress.done,
            progress.total,
            progress.per_second,
        )

    def count(
        self, what: str, done: int, total: int | None, per_second: float | None = None
    ) -> None:
        """Update the one line of progress with a count; `total` None where it is not known."""
        if not self._live:
            return
        rate = "" if per_second is None else f", {per_second:.1f} photos/s"
        if self._bar is None:
            # Without the delay it would paint itself before there is anything to say.
            self._bar = tqdm(file=self._err, leave=False, dynamic_ncols=True, delay=1.0)
        of_all = "" if total is None else f" of {total}"
        self._bar.bar_format = "{desc}" if total is None else "{desc} |{bar}|"
        self._bar.total = total
        self._bar.n = done
        self._bar.set_description_str(f"{what}: {done}{of_all} photos{rate}", refresh=False)
        self._bar.refresh()

    def end_progress(self) -> None:
        """Take the line of progress away."""
        if self._bar is not None:
            self._bar.clear()
            self._bar.close()
            self._bar = None

    def _write(self, stream: TextIO, line: str) -> None:
        if self._bar is not None:
            self._bar.clear()
        try:
            try:
                stream.write(f"{line}\n")
            except UnicodeEncodeError:  # a name that is no text, or a terminal with few letters
                encoding = stream.encoding or "ascii"
                safe = line.encode(encoding, "backslashreplace").decode(encoding)
                stream.write(f"{safe}\n")
            stream.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            if stream is self._err:
                raise
            reason = error.strerror or error
            raise OutputError(f"The results cannot be written: {reason}.") from error
