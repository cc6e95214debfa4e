"""The commands' exit codes. They are public: scripts rely on them."""

WELL = 0
SOME_FAILED = 1  # some photos, or rows, could not be done; the rest were
NOTHING_DONE = 2  # wrong usage, or nothing could be done
INTERRUPTED = 130
