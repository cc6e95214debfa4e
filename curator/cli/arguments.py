"""What the command line accepts. Its form is public: scripts rely on it."""

import argparse
from collections.abc import Sequence
from pathlib import Path

_DEVICES = ("auto", "cpu", "cuda", "mps")
_MODES = ("copy", "hardlink", "symlink", "move")
_MOST = 2**31  # more photos than any library has, and a number that a database takes


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """The parsed command line; `command` is None for the window.

    Wrong usage ends in SystemExit(2) after a sentence on standard error, --help in SystemExit(0).
    """
    defaults = argparse.Namespace(
        command=None, home=None, device="auto", quiet=False, verbose=False, smoke=False, json=False
    )
    return _parser().parse_args(argv, namespace=defaults)


def _parser() -> argparse.ArgumentParser:
    common = _common()
    parser = argparse.ArgumentParser(
        prog="curator",
        description="Ranks your photos by your own taste. Without a command: the window.",
        parents=[common],
        allow_abbrev=False,
    )
    parser.add_argument(
        "--smoke", action="store_true", default=argparse.SUPPRESS, help=argparse.SUPPRESS
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    json = argparse.ArgumentParser(add_help=False)
    json.add_argument(
        "--json",
        action="store_true",
        default=argparse.SUPPRESS,
        help="one JSON object a line on standard output, everything else on standard error",
    )
    judge = argparse.ArgumentParser(add_help=False)
    judge.add_argument(
        "--judge",
        metavar="ID",
        default="mini",
        help="which judge: mini (the default) or pmllm:FOLDER",
    )
    _profile(commands, common, json, judge)
    _score(commands, common, json, judge)
    _rank(commands, common, json, judge)
    _watch(commands, common, json, judge)
    _export(commands, common, json, judge)
    _rate(commands, common)
    _search(commands, common, json, judge)
    _judges(commands, common, json)
    _doctor(commands, common, json)
    return parser


def _common() -> argparse.ArgumentParser:
    """Options that may stand before and after the command, which is why none has a default here."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--home", metavar="DIR", type=_path, help="the library's place")
    common.add_argument("--device", choices=_DEVICES, help="where the judge computes")
    common.add_argument("--quiet", action="store_true", help="no progress and no notes")
    common.add_argument("--verbose", action="store_true", help="more about what is done")
    return common


Commands = argparse._SubParsersAction  # argparse gives this type no public name
Parser = argparse.ArgumentParser


def _add(commands: "Commands[Parser]", name: str, about: str, *parents: Parser) -> Parser:
    return commands.add_parser(
        name, help=about, description=about, parents=list(parents), allow_abbrev=False
    )


def _profile(commands: "Commands[Parser]", common: Parser, json: Parser, judge: Parser) -> None:
    profile = _add(commands, "profile", "Make, change and show profiles.", common)
    actions = profile.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, about in (("add", "Make a profile."), ("edit", "Change a profile.")):
        action = _add(actions, name, about, common, json)
        action.add_argument("name", metavar="NAME", type=_text)
        action.add_argument(
            "--taste", metavar="TEXT", type=_text, help="the taste in the person's own words"
        )
        action.add_argument(
            "--trait",
            metavar="KEY=VALUE",
            type=_text,
            action="append",
            default=[],
            help="what else is known of the person, age=34 for example; KEY= takes it away",
        )
        if name == "edit":
            _corrections(action)
    _add(actions, "list", "List the profiles.", common, json)
    about = "Show a profile and how a judge understands it."
    show = _add(actions, "show", about, common, json, judge)
    show.add_argument("name", metavar="NAME", type=_text)
    remove = _add(
        actions, "remove", "Remove a profile; its ratings are kept in a file.", common, json
    )
    remove.add_argument("name", metavar="NAME", type=_text)


def _corrections(edit: Parser) -> None:
    edit.add_argument(
        "--correct",
        metavar='"N ATTRIBUTE=WISH"',
        type=_text,
        action="append",
        default=[],
        help="what statement N, numbered as in 'profile show', says of an attribute, or of "
        "anything that photos show (dogs=1): a number from -1 to 1, or off, or flip",
    )
    edit.add_argument(
        "--uncorrect",
        metavar="N",
        type=_count,
        action="append",
        default=[],
        help="take statement N's corrections back (before --correct)",
    )


def _score(commands: "Commands[Parser]", *parents: Parser) -> None:
    score = _add(commands, "score", "Score photos; needs no library.", *parents)
    score.add_argument("paths", metavar="PATH", nargs="+", type=_path)
    who = score.add_mutually_exclusive_group()
    who.add_argument("--profile", metavar="NAME", type=_text)
    who.add_argument("--taste", metavar="TEXT", type=_text)


def _rank(commands: "Commands[Parser]", *parents: Parser) -> None:
    rank = _add(commands, "rank", "Rank a folder for a profile.", *parents)
    rank.add_argument("folder", metavar="FOLDER", type=_path)
    rank.add_argument("--profile", metavar="NAME", type=_text, required=True)
    rank.add_argument("--top", metavar="N", type=_count)
    rank.add_argument("--min-score", metavar="S", type=_points)


def _watch(commands: "Commands[Parser]", *parents: Parser) -> None:
    watch = _add(commands, "watch", "Rank a folder's photos as they come.", *parents)
    watch.add_argument("folder", metavar="FOLDER", type=_path)
    watch.add_argument("--profile", metavar="NAME", type=_text, required=True)
    watch.add_argument("--once", action="store_true", help="end when nothing is left")


def _export(commands: "Commands[Parser]", *parents: Parser) -> None:
    export = _add(commands, "export", "Copy the best photos into a folder.", *parents)
    export.add_argument("folder", metavar="FOLDER", type=_path, nargs="?")
    export.add_argument("--profile", metavar="NAME", type=_text, required=True)
    which = export.add_mutually_exclusive_group()
    which.add_argument("--top", metavar="N", type=_count)
    which.add_argument("--min-score", metavar="S", type=_points)
    export.add_argument("--to", metavar="DIR", type=_path, required=True)
    export.add_argument(
        "--mode", choices=_MODES, default="copy", help="this version only copies (default: copy)"
    )
    export.add_argument(
        "--main-only",
        action="store_true",
        help="without the RAW files, edits and sidecars that belong to the photos",
    )
    export.add_argument("--dry-run", action="store_true", help="only show what would be done")
    export.add_argument("--scored-only", action="store_true", help="score nothing first")


def _rate(commands: "Commands[Parser]", common: Parser) -> None:
    rate = _add(commands, "rate", "Give photos stars, 1 to 5.", common)
    rate.add_argument("path", metavar="PATH", nargs="?", type=_path)
    rate.add_argument("stars", metavar="STARS", nargs="?")
    rate.add_argument("--csv", metavar="FILE", type=_path, help="a file with columns path,stars")
    rate.add_argument("--profile", metavar="NAME", type=_text, required=True)


def _search(commands: "Commands[Parser]", *parents: Parser) -> None:
    search = _add(commands, "search", "Find photos of the library by any words.", *parents)
    search.add_argument(
        "text", metavar="TEXT", type=_words, help='what they show, "snowy mountains" for example'
    )
    search.add_argument(
        "--top", metavar="N", type=_count, help="only the best N (default: all, the best first)"
    )


def _judges(commands: "Commands[Parser]", common: Parser, json: Parser) -> None:
    judges = _add(commands, "judges", "List the judges, or get one.", common, json)
    actions = judges.add_subparsers(dest="action", metavar="ACTION")
    _add(actions, "list", "List the judges.", common, json)
    get = _add(actions, "get", "Check a judge, and list it from now on.", common, json)
    get.add_argument("judge", metavar="ID")


def _doctor(commands: "Commands[Parser]", *parents: Parser) -> None:
    doctor = _add(commands, "doctor", "Check the library, and repair what can be.", *parents)
    doctor.add_argument(
        "--retry", action="store_true", help="have photos tried again that could not be read"
    )


def _path(text: str) -> Path:
    if not text:  # an unset variable of a script must not mean the current folder
        raise argparse.ArgumentTypeError("the path is empty")
    return Path(text)


def _text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:  # bytes that are no text: nothing could store them
        raise argparse.ArgumentTypeError(
            f"{text!a} is not text in this system's encoding"
        ) from error
    return text


def _words(text: str) -> str:
    words = " ".join(_text(text).split())
    if not any(sign.isalnum() for sign in words):
        raise argparse.ArgumentTypeError(f"{text!r} has no words to look for")
    return words


def _count(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        value = 0
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return min(value, _MOST)


def _points(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is not a score from 0 to 100")
    return value
