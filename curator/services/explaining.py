"""The reasons of photos' scores: from the cache, else from the judge, each at most once."""

from collections.abc import Callable, Sequence

from core import Reason
from curator.library import Library
from curator.library.records import JudgementKey, StoredProfile
from curator.worker.judge_process import JudgeProcess

_BLOCK = 32


def reasons_for(
    library: Library,
    profile: StoredProfile,
    key: JudgementKey,
    content_hashes: Sequence[str],
    judge: Callable[[], JudgeProcess],
    *,
    urgent: bool = False,
) -> dict[str, list[Reason]]:
    """The reasons by content hash, the strongest first; photos without a look are left out.

    A look that is found to be gone is dropped, so that it is made again.
    `judge` is only called when the cache lacks some. Raises OperationError when the judge fails.
    """
    found: dict[str, list[Reason]] = {}
    missing: list[str] = []
    for content_hash in dict.fromkeys(content_hashes):
        cached = library.cache.reasons(content_hash, key)
        if cached is None:
            missing.append(content_hash)
        else:
            found[content_hash] = cached
    for start in range(0, len(missing), _BLOCK):
        some = missing[start : start + _BLOCK]
        looks = list(library.looks.get(some, key.vision_id).values())
        if len(looks) < len(some):
            library.looks.drop_lost(some, key.vision_id)
        if not looks:
            continue
        explained = judge().explain(profile.profile, looks, urgent=urgent).result()
        for look, reasons in zip(looks, explained, strict=True):
            library.cache.store_reasons(look.content_hash, key, reasons)
            found[look.content_hash] = reasons
    return found
