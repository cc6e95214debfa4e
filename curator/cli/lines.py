"""The JSON lines of the commands. Their keys are public: scripts rely on them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from core import JudgeIdentity, Profile, Reading, Reason
from curator.library.records import Decision
from curator.services.wording import judge_label, reason_sentence


def score_line(
    path: Path,
    score: float,
    levels: Sequence[float],
    reasons: Sequence[Reason],
    identity: JudgeIdentity,
) -> dict[str, object]:
    """A photo's score, 0 to 100, with the probability of each level by its label."""
    named = zip(identity.level_names, levels, strict=False)
    return {
        "path": str(path),
        "score": round(score, 2),
        "levels": {name: round(float(level), 4) for name, level in named},
        "reasons": [_reason(reason) for reason in reasons],
        "judge": judge_label(identity),
    }


def conflict_line(file: Decision) -> dict[str, object]:
    """What a file says of a photo that the person decided otherwise about."""
    return {
        "stars": file.stars,
        "flag": file.flag,
        "source": file.file_name,
        "time": None if file.decided_at is None else file.decided_at.isoformat(),
    }


def error_line(path: Path, sentence: str) -> dict[str, object]:
    """A photo that has no score, and why."""
    return {"path": str(path), "error": sentence}


def profile_line(profile: Profile, reading: Reading | None = None) -> dict[str, object]:
    """A profile; with a reading also what was understood of it."""
    line: dict[str, object] = {
        "name": profile.name,
        "taste": profile.taste,
        "traits": dict(profile.traits),
        "statements": [
            {
                "text": one.text,
                "correction": None if one.correction is None else dict(one.correction.wishes),
            }
            for one in profile.statements
        ],
    }
    return line if reading is None else {**line, **_reading(profile, reading)}


def _reading(profile: Profile, reading: Reading) -> Mapping[str, object]:
    if reading.whole:
        return {
            "understood": [],
            "not_understood": [],
            "read_as": profile.prompt(),
            "gates": {
                one.scale: {"profile": one.profile, "blank": one.blank} for one in reading.gates
            },
        }
    return {
        "understood": [
            {
                "statement": one.statement,
                "attribute": one.attribute,
                "pole": one.pole,
                "direction": one.direction,
                "strength": round(one.strength, 4),
                "confidence": round(one.confidence, 4),
                "corrected": one.corrected,
            }
            for one in reading.understood
        ],
        "not_understood": list(reading.not_understood),
    }


def _reason(reason: Reason) -> dict[str, object]:
    return {
        "source": reason.source,
        "attribute": reason.attribute,
        "direction": reason.direction,
        "value": None if reason.value is None else round(float(reason.value), 4),
        "contribution": round(float(reason.contribution), 2),
        "words": reason.words,
        "text": reason_sentence(reason),
    }
