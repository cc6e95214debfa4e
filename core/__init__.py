"""The model: profiles, looks, judgements and the judges. Importing it loads no torch."""

from core.errors import CoreError, DeviceMemoryError, JudgeUnavailableError
from core.judge import (
    LOOK_LONG_SIDE,
    Device,
    Judge,
    JudgeFactory,
    JudgeIdentity,
    JudgeListing,
    Judgements,
    Look,
    Picture,
    Pixels,
    Reading,
    Reason,
    Understood,
    identify,
    judge_factory,
    list_judges,
    load_judge,
)
from core.mini.attributes import ATTRIBUTES, Attribute
from core.profile import (
    Correction,
    Profile,
    Statement,
    split_statements,
    strength_in_words,
)
from core.resources import resource

__all__ = [
    "ATTRIBUTES",
    "LOOK_LONG_SIDE",
    "Attribute",
    "CoreError",
    "Correction",
    "Device",
    "DeviceMemoryError",
    "Judge",
    "JudgeFactory",
    "JudgeIdentity",
    "JudgeListing",
    "JudgeUnavailableError",
    "Judgements",
    "Look",
    "Picture",
    "Pixels",
    "Profile",
    "Reading",
    "Reason",
    "Statement",
    "Understood",
    "identify",
    "judge_factory",
    "list_judges",
    "load_judge",
    "resource",
    "split_statements",
    "strength_in_words",
]
