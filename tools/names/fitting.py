"""Fit the weights: additive log-odds of monotone curves, by logistic regression with bounds. Needs numpy and
scipy.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from comity.matching.names.aligning import align
from comity.matching.names.reading import Name
from comity.matching.names.terms import Term, Value, values
from comity.matching.names.weights import lexicon


@dataclass(frozen=True)
class Shape:
    """knots: where a curve may bend. rises: may it only rise, or only fall? zero_at: where it says nothing."""

    knots: tuple[float, ...]
    rises: bool
    zero_at: float = 0.0


FALLING = (0.0, 1.0)
SHAPES: Mapping[Term, Shape] = {
    Term.RARITY: Shape((0, 5, 10, 15, 20, 25, 32, 42, 60), rises=True),
    Term.SPELLING: Shape((0, 3, 6, 9, 13, 18, 25), rises=False),
    Term.NEAR: Shape((0, 2, 4, 6, 8, 10, 14, 20), rises=False),
    Term.VARIANT: Shape((0, 2, 5, 10), rises=False),
    Term.NICKNAME: Shape((0, 1, 2), rises=False),
    Term.GENDERED: Shape(FALLING, rises=False),
    Term.SHORTENED: Shape(FALLING, rises=False),
    Term.INITIAL: Shape((0, 1, 2, 3), rises=False),
    Term.JOINED: Shape(FALLING, rises=False),
    Term.TRANSLITERATED: Shape((0, 3, 6, 10, 15, 20, 30, 45), rises=False),
    Term.FIRST_APART: Shape((0, 0.25, 0.6, 1.0), rises=False),
    Term.MIDDLE_APART: Shape((0, 0.25, 0.6, 1.0), rises=False),
    Term.LAST_APART: Shape((0, 0.25, 0.6, 1.0), rises=False),
    Term.MORE_APART: Shape((0, 1, 2), rises=False),
    Term.NOTHING: Shape(FALLING, rises=False),
    Term.LEFT_OUT: Shape((0, 0.5, 1, 2, 3, 5), rises=False),
    Term.FIRST_LEFT_OUT: Shape(FALLING, rises=False),
    Term.ONE_WORD: Shape(FALLING, rises=False),
    Term.ROTATED: Shape(FALLING, rises=False),
    Term.CROSSED: Shape(FALLING, rises=False),
    Term.EXCHANGED: Shape(FALLING, rises=False),
    Term.GENERATION: Shape((0, 0.2, 1.0), rises=False),
    Term.SEX: Shape(FALLING, rises=False),
    Term.WHOLE: Shape((0.4, 0.55, 0.65, 0.75, 0.85, 0.93, 1.0), rises=True, zero_at=0.75),
}
# What the pairs show too rarely, or too kindly: at most this many bits from one knot to the next.
AT_MOST: Mapping[Term, tuple[float, ...]] = {
    Term.EXCHANGED: (-10.0,),
    Term.GENERATION: (-0.3, -9.0),
    Term.SEX: (-5.0,),
    Term.ONE_WORD: (-3.6,),
    Term.NOTHING: (-10.0,),
    Term.MORE_APART: (-0.5, -1.0),
    Term.CROSSED: (-1.5,),
    Term.ROTATED: (-0.3,),
    Term.INITIAL: (-0.7, -0.3, -0.3),
    Term.NICKNAME: (-0.5, -0.5),
    Term.SHORTENED: (-2.0,),
    Term.NEAR: (-0.5, -1.5, -1.5, -0.7, -0.3, -0.3, -0.3),
    Term.JOINED: (-0.2,),
    Term.GENDERED: (-0.3,),
    Term.TRANSLITERATED: (-0.1, -0.2, -0.5, -0.8, -0.8, -1.0, -1.0),
    Term.LEFT_OUT: (-0.1, -0.1, -0.4, -0.4, -0.5),
    Term.FIRST_LEFT_OUT: (-1.0,),
    Term.VARIANT: (-0.2, -0.4, -0.4),
    Term.SPELLING: (-0.2, -0.2, -0.3, -0.4, -0.5, -1.0),
}
# What must count even where the pairs do not show it: two that agree are told apart by how rare they are.
RISES_AT_LEAST = {Term.RARITY: 0.05, Term.WHOLE: 1.0}
COLUMNS = [(term, place) for term, shape in SHAPES.items() for place in range(1, len(shape.knots))]
PULL = 0.6
# Part of the verdicts that another judge would give otherwise; without it the weights grow beyond what anybody
# can know.
DOUBT = 0.06


def row(found: list[Value]) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """How far each stretch of each curve is used."""
    shown = dict(found)
    out = np.zeros(len(COLUMNS))
    for column, (term, place) in enumerate(COLUMNS):
        if term in shown:
            shape = SHAPES[term]
            low, high = shape.knots[place - 1], shape.knots[place]
            out[column] = _ramp(shown[term], low, high) - _ramp(shape.zero_at, low, high)
    return out


def _ramp(value: float, low: float, high: float) -> float:
    return min(1.0, max(0.0, (value - low) / (high - low)))


def rows(pairs: list[tuple[Name, Name]]) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """One row for each pair of names."""
    known = lexicon()
    return np.array([row(values(left, right, align(left, right, known))) for left, right in pairs])


def fit(
    matrix: "np.ndarray", same: "np.ndarray", weight: "np.ndarray"
) -> tuple[float, dict[Term, list[float]]]:
    """The start and the bits of each curve at its knots, in log2 odds."""
    matrix, weight = np.concatenate([matrix, matrix]), np.concatenate([weight * (1 - DOUBT), weight * DOUBT])
    signs = np.where(np.concatenate([same, ~same]), 1.0, -1.0)
    total = weight.sum()

    def loss(theta: "np.ndarray") -> tuple[float, "np.ndarray"]:
        margin = signs * (matrix @ theta[1:] + theta[0])
        value = (weight * np.logaddexp(0, -margin)).sum()
        slope = -weight * signs / (1 + np.exp(np.clip(margin, -50, 50)))
        pull = PULL * total / 20000 * theta[1:]
        gradient = np.concatenate([[slope.sum()], matrix.T @ slope + 2 * pull])
        return value + (pull * theta[1:]).sum(), gradient

    bounds = [(None, None)] + [_bounds(term, place) for term, place in COLUMNS]
    first = np.array([0.0] + [low if high is None else high for low, high in bounds[1:]])
    found = minimize(loss, first, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000})
    theta = found.x / math.log(2)
    return theta[0], {term: _curve(term, shape, theta[1:]) for term, shape in SHAPES.items()}


def _bounds(term: Term, place: int) -> tuple[float | None, float | None]:
    shape = SHAPES[term]
    if shape.rises:
        return RISES_AT_LEAST[term] * (shape.knots[place] - shape.knots[place - 1]) * math.log(2), None
    most = AT_MOST.get(term)
    return None, most[place - 1] * math.log(2) if most else 0.0


def _curve(term: Term, shape: Shape, theta: "np.ndarray") -> list[float]:
    steps = [theta[column] for column, (each, _) in enumerate(COLUMNS) if each is term]
    heights = np.concatenate([[0.0], np.cumsum(steps)])
    return [round(float(height), 3) for height in heights - np.interp(shape.zero_at, shape.knots, heights)]
