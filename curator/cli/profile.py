"""`profile`: make, change, list, show and remove profiles."""

import argparse
import sys

from core import Profile, Reading
from curator.cli.exit_codes import NOTHING_DONE, WELL
from curator.cli.lines import profile_line
from curator.cli.session import Session
from curator.errors import UsageError
from curator.library import Library
from curator.services.profiles import changed_profile, corrected_profile, new_profile
from curator.services.wording import meaning_lines, whole_lines
from curator.settings import Home


def run(session: Session, args: argparse.Namespace) -> int:
    """Do one thing with profiles."""
    with session.library() as (home, library):
        match args.action:
            case "add":
                return _add(session, library, args)
            case "edit":
                return _edit(session, library, args)
            case "show":
                return _show(session, library, args)
            case "remove":
                return _remove(session, home, library, args)
            case _:
                return _list(session, library)


def _add(session: Session, library: Library, args: argparse.Namespace) -> int:
    profile = library.profiles.add(new_profile(args.name, args.taste or "", args.trait)).profile
    _print(session, profile, f"The profile {profile.name!r} was made.")
    return WELL


def _edit(session: Session, library: Library, args: argparse.Namespace) -> int:
    old = library.profiles.get(args.name).profile
    if args.taste is None and not (args.trait or args.correct or args.uncorrect):
        raise UsageError(
            'Say what to change: --taste TEXT, --trait KEY=VALUE, --correct "N ATTRIBUTE=WISH" or '
            "--uncorrect N."
        )
    changed = corrected_profile(
        changed_profile(old, args.taste, args.trait),
        args.correct,
        args.uncorrect,
        lambda profile: _read(session, profile),
    )
    profile = library.profiles.edit(args.name, changed).profile
    _print(session, profile, f"The profile {profile.name!r} was changed.")
    return WELL


def _list(session: Session, library: Library) -> int:
    profiles = library.profiles.list()
    if not profiles:
        session.output.note("There is no profile yet; make one with 'profile add NAME'.")
    for stored in profiles:
        taste = " ".join(stored.profile.taste.split())
        _print(session, stored.profile, f"{stored.profile.name}: {taste or 'no taste yet'}")
    return WELL


def _show(session: Session, library: Library, args: argparse.Namespace) -> int:
    profile = library.profiles.get(args.name).profile
    reading = _read(session, profile, args.judge)
    if session.output.json:
        session.output.record(profile_line(profile, reading))
    _print_reading(session, profile, reading)
    return WELL


def _read(session: Session, profile: Profile, judge: str = "mini") -> Reading:
    session.judges.identify(judge)
    with session.workers(judge) as workers:
        return workers.judge().read(profile).result()


def _remove(session: Session, home: Home, library: Library, args: argparse.Namespace) -> int:
    name = library.profiles.get(args.name).profile.name
    if sys.stdin is not None and sys.stdin.isatty() and not session.output.json:
        # Not a note: with --quiet too, a command that waits must say for what.
        session.output.problem(
            f"Remove the profile {name!r}? Its ratings are kept in a file. [y/N]"
        )
        if sys.stdin.readline().strip().casefold() not in ("y", "yes"):
            session.output.note("Nothing was removed.")
            return NOTHING_DONE
    kept = library.profiles.remove(name, backup_to=home.backups)
    if session.output.json:
        session.output.record({"name": name, "removed": True, "decisions": str(kept)})
    session.output.text(f"The profile {name!r} was removed; its ratings are in {kept}.")
    return WELL


def _print(session: Session, profile: Profile, sentence: str) -> None:
    if session.output.json:
        session.output.record(profile_line(profile))
    session.output.text(sentence)


def _print_reading(session: Session, profile: Profile, reading: Reading) -> None:
    text = session.output.text
    text(profile.name)
    for key, value in profile.traits.items():
        text(f"  {key}: {value}")
    if reading.whole:
        for number, statement in enumerate(profile.statements, 1):
            text(f"{number:3}. {statement.text}")
        for line in whole_lines(profile, reading):
            text(line)
        return
    for number, statement in enumerate(profile.statements, 1):
        text(f"{number:3}. {statement.text}")
        for line in meaning_lines(statement, reading.own_of(statement.text)):
            text(f"     {line}")
