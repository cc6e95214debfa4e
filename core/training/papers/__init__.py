"""Training of the papers' model, `core.pmllm.reader`: three stages, any number of processes.

1. `self_supervision`: text-guided, on unlabelled photos and their edits of known sign (CALM).
2. `instructions`: scoring, commenting and suggesting in words, from the same edits.
3. `rating`: people's own ratings, each behind the rater's profile (P-MLLM).

`config` has every setting, `loop` runs the stages, `run_folder` is what a run leaves.
"""
