"""The generic opinion: its shapes, missing values, standing, and how it is stored."""

import pytest
import torch

from core.mini.generic import GenericOpinion, basis, radial_functions

OPINION = GenericOpinion(
    soundness=torch.tensor([2.0, 0.0, 0.0, 0.0]),
    weight=torch.tensor(0.5),
    linear=torch.tensor([0.0, 0.5]),
    centres=torch.tensor([[0.0, 1.0]]),
    radial=torch.tensor([1.0]),
    width=torch.tensor(2.0),
    quantiles=torch.tensor([-2.0, -1.0, 0.0, 2.0]),
)


def test_the_basis_has_both_shapes_and_no_opinion_of_what_is_missing() -> None:
    found = basis(torch.tensor([[1.0, float("nan")], [0.0, -0.5]]))
    assert found.tolist() == [
        pytest.approx([1.0, 0.0, 1 / 3 - 1, 0.0]),
        pytest.approx([0.0, -0.5, 1 / 3, 1 / 3 - 0.25]),
    ]


def test_radial_functions_fall_with_the_squared_distance() -> None:
    found = radial_functions(torch.tensor([[0.0, 1.0], [1.0, 0.0]]), OPINION.centres, OPINION.width)
    assert found.flatten().tolist() == pytest.approx([1.0, float(torch.tensor(-1.0).exp())])


def test_worth_is_appeal_and_weighted_soundness() -> None:
    values = torch.tensor([[0.0, 1.0], [-1.0, 1.0], [1.0, float("nan")]])
    soundness = torch.tensor([0.0, -2.0, 2.0])
    near = torch.tensor([1.0, 1.0, 1.0]) * torch.exp(torch.tensor([0.0, -0.5, -1.0]))
    appeal = torch.tensor([0.5, 0.5, 0.0]) + near
    assert torch.allclose(OPINION.appeal(values), appeal)
    assert torch.allclose(OPINION.worth(values), appeal + 0.5 * soundness)


def test_standing_is_monotone_and_goes_a_little_beyond_the_reference() -> None:
    worth = torch.tensor([-1e6, -2.5, -2.0, -1.5, 0.0, 1.0, 2.0, 3.0, 1e6])
    standing = OPINION._standing(worth)
    assert torch.all(standing.diff() > 0)
    assert standing[[2, 4, 6]].tolist() == pytest.approx([-1.0, 1 / 3, 1.0])
    assert standing[[0, -1]].tolist() == pytest.approx([-1.5, 1.5])


def test_it_is_stored_and_found_again() -> None:
    again = GenericOpinion.from_arrays(OPINION.to_arrays())
    values = torch.rand(5, 2) * 2 - 1
    assert torch.equal(again(values), OPINION(values))
    with pytest.raises(KeyError):
        GenericOpinion.from_arrays({})
