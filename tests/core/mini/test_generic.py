"""The generic opinion: its shapes, missing values, standing, and how it is stored."""

import pytest
import torch

from core.mini.generic import KNOTS, GenericOpinion, radial_functions
from core.mini.seen import Seen

OPINION = GenericOpinion(
    damage=torch.stack([KNOTS * 4, KNOTS * 0]),
    bias=torch.tensor(-1.0),
    weight=torch.tensor(0.5),
    linear=torch.tensor([0.0, 0.5]),
    centres=torch.tensor([[0.0, 1.0]]),
    radial=torch.tensor([1.0]),
    width=torch.tensor(2.0),
    shown=torch.tensor([[1.0, 0.0]]),
    content=torch.tensor([2.0]),
    shown_width=torch.tensor(2.0),
    quantiles=torch.tensor([-2.0, -1.0, 0.0, 2.0]),
)


def seen(values: torch.Tensor, embeddings: torch.Tensor | None = None) -> Seen:
    nothing = torch.full((len(values), 2), torch.nan)
    shown = nothing if embeddings is None else embeddings
    return Seen(values, shown, torch.zeros(len(values), dtype=torch.bool))


def test_damage_is_linear_between_its_knots_and_says_nothing_of_what_is_missing() -> None:
    values = torch.tensor([[0.6, 1.0], [-3.0, 0.0], [1.0, 0.0], [float("nan"), 0.3]])
    assert OPINION.damaged(values).tolist() == pytest.approx([1.4, -5.0, 3.0, -1.0])


def test_radial_functions_fall_with_the_squared_distance() -> None:
    found = radial_functions(torch.tensor([[0.0, 1.0], [1.0, 0.0]]), OPINION.centres, OPINION.width)
    assert found.flatten().tolist() == pytest.approx([1.0, float(torch.tensor(-1.0).exp())])


def test_worth_is_appeal_less_damage() -> None:
    values = torch.tensor([[0.0, 1.0], [-1.0, 1.0], [1.0, float("nan")]])
    damage = torch.nn.functional.softplus(torch.tensor([-1.0, -5.0, 3.0]))
    near = torch.tensor([1.0, 1.0, 1.0]) * torch.exp(torch.tensor([0.0, -0.5, -1.0]))
    appeal = torch.tensor([0.5, 0.5, 0.0]) + near
    assert torch.allclose(OPINION.appeal(seen(values)), appeal)
    assert torch.allclose(OPINION.worth(seen(values)), appeal - 0.5 * damage)


def test_what_a_photo_shows_adds_to_its_appeal_by_direction_alone() -> None:
    nothing = torch.zeros(3, 2)
    shown = torch.tensor([[5.0, 0.0], [0.0, 0.1], [torch.nan, torch.nan]])
    added = OPINION.appeal(seen(nothing, shown)) - OPINION.appeal(seen(nothing))
    assert added.tolist() == pytest.approx([2.0, 2.0 * float(torch.tensor(-1.0).exp()), 0.0])


def test_standing_is_monotone_and_goes_a_little_beyond_the_reference() -> None:
    worth = torch.tensor([-1e6, -2.5, -2.0, -1.5, 0.0, 1.0, 2.0, 3.0, 1e6])
    standing = OPINION._standing(worth)
    assert torch.all(standing.diff() > 0)
    assert standing[[2, 4, 6]].tolist() == pytest.approx([-1.0, 1 / 3, 1.0])
    assert standing[[0, -1]].tolist() == pytest.approx([-1.5, 1.5])


def test_it_is_stored_and_found_again() -> None:
    again = GenericOpinion.from_arrays(OPINION.to_arrays())
    photos = seen(torch.rand(5, 2) * 2 - 1, torch.randn(5, 2))
    assert torch.equal(again(photos), OPINION(photos))
    with pytest.raises(KeyError):
        GenericOpinion.from_arrays({})
