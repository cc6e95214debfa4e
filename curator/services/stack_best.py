"""Which photo of a stack is the best for a person, and why, in words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from core import Reason
from curator.language import tr, trn
from curator.library import Library
from curator.library.records import SETS, JudgementKey, Stack, StoredProfile
from curator.services.comparing import compared
from curator.services.explaining import reasons_for
from curator.worker.judge_process import JudgeProcess

_MOST = 12  # of a stack are compared, those with the highest scores

_LEAST_POINTS = 0.5  # of the score, below which no difference is worth a word
_LEAST_APART = 0.1  # of an attribute's range of 2, likewise
_WORDS = 2  # differences that are named


@dataclass(frozen=True, slots=True)
class StackTold:
    """A stack as its panel shows it: the photo's place (from 1), its file names, the best and why.

    `best` is a photo's id; None for a set, or while nothing is scored. `why` is "sharper than the
    others", or "highest score".
    """

    stack: Stack
    place: int
    best: int | None
    best_name: str
    why: str


def tell_stack(
    library: Library,
    profile: StoredProfile,
    key: JudgementKey | None,
    photo_id: int,
    judge: Callable[[], JudgeProcess],
) -> StackTold | None:
    """The stack of a photo; None where it stands alone. Raises OperationError as the judge does."""
    stack = library.stacks.of(photo_id)
    if stack is None:
        return None
    place = stack.photo_ids.index(photo_id) + 1 if photo_id in stack.photo_ids else 1
    if stack.kind in SETS or key is None:
        return StackTold(stack, place, None, "", "")
    rows = library.judgements.rows(stack.photo_ids, key, profile.id)
    scored = [
        (row.score, -at, row)
        for at, one in enumerate(stack.photo_ids)
        if (row := rows.get(one)) is not None and row.score is not None
    ]
    if len(scored) < len(stack.photo_ids):
        return StackTold(stack, place, None, "", "")
    scored.sort(key=lambda one: one[:2], reverse=True)
    best = scored[0][2]
    contents = [row.content_hash for _, _, row in scored[:_MOST] if row.content_hash is not None]
    reasons = reasons_for(library, profile, key, contents, judge, urgent=True)
    others = [reasons[one] for one in contents[1:] if one in reasons]
    why = why_best(reasons.get(contents[0], []), others)
    return StackTold(stack, place, best.photo_id, best.path.name, why)


def why_best(best: Sequence[Reason], others: Sequence[Sequence[Reason]]) -> str:
    """What sets the best apart from the mean of the others, by the reasons of their scores.

    Only measured attributes count that give it more points, and that differ: "sharper and brighter
    than the others". Without any it is "highest score".
    """
    if not others:
        return tr("highest score")
    mine = _attributes(best)
    theirs = [_attributes(one) for one in others]
    found: list[tuple[float, str]] = []
    for name, reason in mine.items():
        known = [one[name] for one in theirs if name in one]
        if not known or reason.value is None:
            continue
        values = [one.value for one in known if one.value is not None]
        # The shortest lists of reasons leave out what hardly counts: no points.
        more = reason.contribution - sum(one.contribution for one in known) / len(theirs)
        apart = reason.value - sum(values) / len(values) if values else 0.0
        words = compared(name, higher=apart > 0)
        if more >= _LEAST_POINTS and abs(apart) >= _LEAST_APART and words is not None:
            found.append((more, words))
    if not found:
        return tr("highest score")
    found.sort(key=lambda one: -one[0])
    words = tr(" and ").join(words for _, words in found[:_WORDS])
    return trn("{words} than the other", "{words} than the others", len(others)).format(words=words)


def _attributes(reasons: Sequence[Reason]) -> Mapping[str, Reason]:
    """The strongest reason of each measured attribute: several lines may meet the same one."""
    found: dict[str, Reason] = {}
    for reason in reasons:
        if reason.source != "attribute" or reason.attribute is None:
            continue
        known = found.get(reason.attribute)
        if known is None or abs(reason.contribution) > abs(known.contribution):
            found[reason.attribute] = reason
    return found
