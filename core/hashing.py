"""Short names for what made something."""

import hashlib


def short_hash(*parts: str) -> str:
    """16 hexadecimal digits that stand for these texts in this order."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
