"""Where the details of a photo are asked from: the library and the judge."""

from core import SHOWN_WORDS
from curator.library import Library
from curator.library.records import SHOWS, JudgementKey, StoredProfile
from curator.services.explaining import reasons_for
from curator.services.photo_details import details_of
from curator.services.stack_best import tell_stack
from curator.ui.details import Sources
from curator.worker.judge_process import JudgeProcess


def sources_of(
    library: Library, judge: JudgeProcess, profile: StoredProfile, key: JudgementKey | None
) -> Sources:
    """What is shown of a photo for a profile; without a key nothing that only a judge knows."""
    return Sources(
        details=lambda photo_id: details_of(library, photo_id, profile.id),
        judgement=lambda name: (
            None if key is None else library.judgements.get(key, [name]).get(name)
        ),
        reasons=lambda name: (
            None
            if key is None
            else reasons_for(library, profile, key, [name], lambda: judge, urgent=True).get(name)
        ),
        shown=lambda name: (
            ()
            if key is None
            else tuple(
                word
                for word in library.shown.get([name], key.vision_id, least=SHOWS).get(name, ())
                if word in SHOWN_WORDS
            )
        ),
        stack=lambda photo_id: tell_stack(library, profile, key, photo_id, lambda: judge),
    )
