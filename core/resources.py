"""Finds the files of `resources/`, in a clone and in an installed wheel alike."""

from pathlib import Path

_HERE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """The path of a shipped file or folder, `resource("mini", "card.json")` for example.

    An installed wheel carries the folder as `core/_resources`, a clone has it beside `core`.
    Raises FileNotFoundError when neither place has it.
    """
    for base in (_HERE / "_resources", _HERE.parent / "resources"):
        path = base.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"Curator's own file {'/'.join(parts)} is missing; reinstall Curator.")
