"""The best of a stack is told with what sets it apart."""

import pytest

from core import Reason
from curator.services.stack_best import why_best


def _reason(attribute: str, points: float, value: float) -> Reason:
    return Reason("attribute", points, attribute, 1, value)


@pytest.mark.parametrize(
    ("best", "others", "expected"),
    [
        (
            [_reason("sharpness", 4.0, 0.8), _reason("brightness", 1.0, 0.2)],
            [[_reason("sharpness", -1.0, 0.1), _reason("brightness", 0.9, 0.2)]],
            "sharper than the other",
        ),
        (
            [_reason("clutter", 2.0, -0.5), _reason("brightness", 3.0, 0.9)],
            [[_reason("clutter", 0.0, 0.2), _reason("brightness", 0.0, 0.1)]] * 2,
            "brighter and tidier than the others",
        ),
        (  # as sharp, so that cannot be why
            [_reason("sharpness", 4.0, 0.8)],
            [[_reason("sharpness", 2.0, 0.79)]],
            "highest score",
        ),
        ([Reason("content", 5.0, "dogs", 1, 0.4)], [[]], "highest score"),
        ([], [], "highest score"),
    ],
)
def test_why_it_is_the_best(best: list[Reason], others: list[list[Reason]], expected: str) -> None:
    assert why_best(best, others) == expected
