"""How statements are read: which attribute, which sign, and what is said not to be understood.

Each statement stands alone in a profile, read thought by thought. What it says is known: for each
attribute that it speaks of, the wanted end and how strongly (`wanted`: attribute -> -1 to 1, the
main one first). What the judge makes of it is what `profile show` tells the person: attribute ->
direction.

Of the statements that say something (`wanted` is not empty):

* *not understood*: the judge reads nothing in it. Share of all of them.
* *right*: the main attribute is read with the wanted sign, and none of the wanted attributes is
  read with the other sign. Share of the understood ones. Readings beside the wanted ones do not
  make it wrong; they are counted as *invented*.
* *reversed*: at least one wanted attribute is read with the other sign. Share of all of them, the
  not understood ones included, as nobody is harmed by those; `reversed_of_understood` leaves them
  out.
* *all right*: every wanted attribute is read with the wanted sign. *Exact*: that, and nothing
  else is read. Shares of the understood ones.
* *invented*: readings of attributes that the statement does not speak of, a statement.

The *main* attribute is the first label: what is wanted in "rather {a} than {b}", the new taste in
"used to like {b}, now {a}". What a photo shows (content) is treated like an attribute: "dogs" is
read when a content reading with nearly the same words is, "deer and foxes" also when "deer" and
"foxes" are, with one sign. Two attributes that mean nearly the same
(saturation and variety of colour) are not excused for each other. Of the statements that say
nothing, the share in which nothing is read is *rightly not understood*.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

import numpy as np
from tqdm import tqdm

from core.evaluation.bench import Bench
from core.evaluation.metrics import risk_coverage
from core.evaluation.written import WrittenStatement, load_written
from core.judge import Reading
from core.mini.attributes import ATTRIBUTES
from core.training.statements import CONTENT, SimulatedStatement, simulate_many

NOTHING = "nothing"
"""The row and column of the confusion table beside the attributes."""

_CURVE_POINTS = 20
_ALIKE = 0.6  # of two wordings of one content, by their letters
_KNOWN = tuple(attribute.id for attribute in ATTRIBUTES)
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class Said:
    """A statement and what it says. `kind` and `named` are what it is sorted by in breakdowns."""

    text: str
    wanted: Mapping[str, float]
    kind: str
    named: str


@dataclass(frozen=True, slots=True)
class ReadStatement:
    """A statement beside what was read in it: attribute -> direction, the strongest first."""

    said: Said
    found: Mapping[str, int]
    confidence: float

    @property
    def understood(self) -> bool:
        """Whether anything was read."""
        return bool(self.found)

    @property
    def reversed(self) -> bool:
        """Whether a wanted attribute was read with the other sign."""
        return any(self.found.get(a, 0) * w < 0 for a, w in self.said.wanted.items())

    @property
    def right(self) -> bool:
        """Whether the main attribute has the wanted sign, and none is reversed."""
        main, wish = next(iter(self.said.wanted.items()))
        return self.found.get(main, 0) * wish > 0 and not self.reversed

    @property
    def all_right(self) -> bool:
        """Whether every wanted attribute has the wanted sign."""
        return all(self.found.get(a, 0) * w > 0 for a, w in self.said.wanted.items())

    @property
    def invented(self) -> int:
        """How many attributes were read that the statement does not speak of."""
        return len(self.found.keys() - self.said.wanted.keys())


@dataclass(frozen=True, slots=True)
class Part:
    """The shares of some of the statements, as the module says; `right` is NaN if none is read."""

    statements: int
    not_understood: float
    right: float
    reversed: float


@dataclass(frozen=True, slots=True)
class ReadingFigures:
    """All shares, as the module defines them.

    `about_attributes` and `about_content` are the statements whose main wish is for one or the
    other. `worst` are the ten poles (at least 5 statements) of which the fewest statements are
    right, the not understood ones counted as not right. `confusion[i][j]`: statements whose main
    wish is for `names[i]` and whose strongest reading is of `names[j]`; the last name is `NOTHING`.
    `coverage` and `risk`: the understood statements, the most confident first; coverage is of all
    that say something. `reversals` are up to 30 reversed statements with what was read.
    """

    statements: int
    not_understood: float
    right: float
    reversed: float
    reversed_of_understood: float
    all_right: float
    exact: float
    invented: float
    says_nothing: int
    rightly_not_understood: float
    about_attributes: Part
    about_content: Part
    by_kind: Mapping[str, Part]
    worst: Mapping[str, Part]
    names: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    coverage: tuple[float, ...]
    risk: tuple[float, ...]
    reversals: tuple[str, ...]


def simulated_reading(bench: Bench) -> ReadingFigures:
    """Figures on statements simulated from the lexicon's split."""
    drawn = simulate_many(bench.lexicon, bench.settings.statements, bench.settings.seed)
    return reading_figures(bench, [_said(statement) for statement in drawn])


def written_reading(bench: Bench) -> ReadingFigures:
    """Figures on whole statements that were written by hand, without frames."""
    statements = [_said_so(written) for written in load_written(bench.settings.split)]
    chosen = np.random.default_rng(bench.settings.seed).permutation(len(statements))
    most = bench.settings.statements
    return reading_figures(bench, [statements[i] for i in sorted(chosen[:most])])


def reading_figures(bench: Bench, statements: Sequence[Said]) -> ReadingFigures:
    """Read the statements and compare."""
    read = [
        _compare(said, bench.read(said.text))
        for said in tqdm(statements, "reading", unit="statement")
    ]
    return summarise(read)


def summarise(read: Sequence[ReadStatement]) -> ReadingFigures:
    """The figures of statements that were read."""
    saying = [r for r in read if r.said.wanted]
    silent = [r for r in read if not r.said.wanted]
    understood = [r for r in saying if r.understood]
    whole = part(saying)
    poles = {
        name: rows
        for name, rows in _grouped_by(saying, lambda r: r.said.named).items()
        if len(rows) >= 5
    }
    worst = sorted(poles, key=lambda name: (_share(r.right for r in poles[name]), name))[:10]
    names = (*_KNOWN, CONTENT, NOTHING)
    content = _grouped_by(saying, lambda r: _column(next(iter(r.said.wanted))) == CONTENT)
    coverage, risk = _curve(understood, len(saying))
    return ReadingFigures(
        statements=whole.statements,
        not_understood=whole.not_understood,
        right=whole.right,
        reversed=whole.reversed,
        reversed_of_understood=_share(r.reversed for r in understood),
        all_right=_share(r.all_right for r in understood),
        exact=_share(r.all_right and r.invented == 0 for r in understood),
        invented=_share(r.invented for r in saying),
        says_nothing=len(silent),
        rightly_not_understood=_share(not r.understood for r in silent),
        about_attributes=part(content[False]),
        about_content=part(content[True]),
        by_kind={
            kind: part(rows)
            for kind, rows in sorted(_grouped_by(saying, lambda r: r.said.kind).items())
        },
        worst={name: part(poles[name]) for name in worst},
        names=names,
        confusion=_confusion(read, names),
        coverage=coverage,
        risk=risk,
        reversals=tuple(f"{r.said.text} -> {dict(r.found)}" for r in saying if r.reversed)[:30],
    )


def part(rows: Sequence[ReadStatement]) -> Part:
    """The shares of statements that all say something."""
    return Part(
        statements=len(rows),
        not_understood=_share(not r.understood for r in rows),
        right=_share(r.right for r in rows if r.understood),
        reversed=_share(r.reversed for r in rows),
    )


def _said(statement: SimulatedStatement) -> Said:
    first = next(iter(statement.labels), None)
    named = "" if first is None else _pole(first.attribute, first.pole)
    return Said(statement.text, statement.wanted, statement.kind, named)


def _said_so(written: WrittenStatement) -> Said:
    wanted = {
        **dict.fromkeys(written.wanted, 1.0),
        **dict.fromkeys(written.unwanted, -1.0),
        **written.means,
    }
    return Said(written.text, wanted, "written", _first_pole(written.means))


def _first_pole(means: Mapping[str, int]) -> str:
    return next((_pole(attribute, direction) for attribute, direction in means.items()), "")


def _pole(attribute: str, sign: int) -> str:
    return f"{attribute} {'high' if sign > 0 else 'low'}"


def _compare(said: Said, reading: Reading) -> ReadStatement:
    ordered = sorted(reading.understood, key=lambda u: -u.strength)
    confidence = ordered[0].confidence if ordered else 0.0
    found: dict[str, int] = {}
    for one in ordered:  # two thoughts may speak of the same: the stronger counts
        found.setdefault(_named(one.attribute, said.wanted), one.direction)
    for content in (w for w in said.wanted if w not in _KNOWN and w not in found):
        others = found.keys() - said.wanted.keys() - set(_KNOWN)
        parts = sorted((o for o in others if o in content.lower()), key=content.lower().index)
        directions = {found[part] for part in parts}
        if len(directions) == 1 and _likeness(" ".join(parts), content) >= _ALIKE:
            found = {content: directions.pop()} | {n: d for n, d in found.items() if n not in parts}
    return ReadStatement(said, found, confidence)


def _named(words: str, wanted: Iterable[str]) -> str:
    """The wanted content that some read words are, or the words themselves if there is none."""
    if words in _KNOWN:
        return words
    alike = {w: _likeness(words, w) for w in wanted if w not in _KNOWN}
    best = max(alike, key=lambda w: alike[w], default=words)
    return best if alike.get(best, 0.0) >= _ALIKE else words


def _likeness(words: str, content: str) -> float:
    return SequenceMatcher(None, words, content.lower()).ratio()


def _column(name: str) -> str:
    return name if name in _KNOWN or name == NOTHING else CONTENT


def _grouped_by(
    rows: Iterable[ReadStatement], key: Callable[[ReadStatement], _Key]
) -> dict[_Key, list[ReadStatement]]:
    groups: dict[_Key, list[ReadStatement]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _share(values: Iterable[float]) -> float:
    known = list(values)
    return sum(known) / len(known) if known else float("nan")


def _confusion(
    rows: Iterable[ReadStatement], names: tuple[str, ...]
) -> tuple[tuple[int, ...], ...]:
    at = {name: index for index, name in enumerate(names)}
    counts = np.zeros((len(names), len(names)), dtype=int)
    for row in rows:
        main, strongest = next(iter(row.said.wanted), NOTHING), next(iter(row.found), NOTHING)
        counts[at[_column(main)], at[_column(strongest)]] += 1
    return tuple(tuple(line) for line in counts.tolist())


def _curve(
    understood: Sequence[ReadStatement], statements: int
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Twenty points of the risk-coverage curve, the last of them all that was understood."""
    if not understood:
        return (), ()
    coverage, risk = risk_coverage(
        np.array([r.confidence for r in understood]), np.array([r.right for r in understood])
    )
    points = np.unique(np.linspace(0, len(coverage) - 1, _CURVE_POINTS).round().astype(int))
    covered = coverage[points] * len(understood) / statements
    return tuple(covered.tolist()), tuple(risk[points].tolist())
