import io
import json

from curator.cli.output import Output
from curator.services.events import Progress

LOOKING = Progress("looking", 3, 12, 4.25, "cpu")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def output(err: io.StringIO, *, json: bool = False, quiet: bool = False) -> Output:
    return Output(io.StringIO(), err, json=json, quiet=quiet, verbose=False)


def test_progress_is_one_line_that_goes_away() -> None:
    err = Terminal()
    one = output(err)
    one.progress(LOOKING)
    one.note("A note.")
    one.progress(LOOKING)
    one.end_progress()
    text = err.getvalue()
    assert text.rpartition("\r")[0].endswith("  ")  # wiped
    assert "Looking on cpu: 3 of 12 photos, 4.2 photos/s" in text
    assert text.count("\n") == 1
    assert "A note.\n" in text


def test_no_progress_without_a_terminal_or_with_quiet() -> None:
    for err, quiet in ((io.StringIO(), False), (Terminal(), True)):
        one = output(err, quiet=quiet)
        one.progress(LOOKING)
        one.end_progress()
        assert err.getvalue() == ""


def test_standard_output_carries_only_json() -> None:
    out, err = io.StringIO(), io.StringIO()
    one = Output(out, err, json=True, quiet=False, verbose=False)
    one.text("for people")
    one.record({"path": "caf\u00e9 \udcff"})
    one.note("A note.")
    one.detail("too much")
    one.problem("A problem.")
    assert [json.loads(line) for line in out.getvalue().splitlines()] == [{"path": "café \udcff"}]
    assert err.getvalue() == "A note.\nA problem.\n"


def test_names_that_the_terminal_cannot_show() -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    Output(out, io.StringIO(), json=False, quiet=False, verbose=False).text("café \udcff")
    assert raw.getvalue() == b"caf\\xe9 \\udcff\n"
