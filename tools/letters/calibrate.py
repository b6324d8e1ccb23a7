"""From evidence to a probability: a logistic curve on names that the table did not learn from."""

import random
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tools.letters.pairs import Pair, kept_back

from comity.matching.names.letters.scripts import Script
from comity.matching.names.letters.segments import evidence
from comity.matching.names.letters.tables import table

Floats = NDArray[np.float64]
MOST = 2500
LOOKED_AT = 300
STEPS = 60


@dataclass(frozen=True)
class Examples:
    """nats: evidence; each: evidence for each letter; same: 1 for one name; weight: both sides weigh alike."""

    nats: Floats
    each: Floats
    same: Floats
    weight: Floats


def examples(script: Script, pairs: dict[Pair, int], which: int) -> Examples:
    """Pairs of one part: own forms against as many others, half of these drawn blindly, half among the most alike."""
    names = kept_back(pairs, which, MOST)
    chance = random.Random(9)
    rows: list[tuple[float, float, float, float]] = []
    for native, latin in names:
        others = [other for _, other in chance.sample(names, LOOKED_AT) if other != latin]
        found = evidence(script, (native,), (latin, *others))[0]
        alike = 1 + np.argsort(-found[1:], kind="stable")
        negatives = ((1, 0.5), (int(alike[0]), 0.25), (int(alike[chance.randrange(1, 6)]), 0.25))
        for place, same, weight in ((0, 1.0, 1.0), *((place, 0.0, weight) for place, weight in negatives)):
            length = max(len(native), len((latin, *others)[place]))
            rows.append((max(found[place], -30.0), max(found[place] / length, -5.0), same, weight))
    table = np.array(rows)
    return Examples(table[:, 0], table[:, 1], table[:, 2], table[:, 3])


def calibrated(seen: Examples) -> tuple[float, float, float]:
    """Constant and weights. A share of the "own" forms is none (wrong pairs): it is estimated beside them."""
    inputs = np.stack([np.ones_like(seen.nats), seen.nats, seen.each], axis=1)
    weights, wrong = np.array([0.0, 0.1, 0.5]), 0.03
    for _ in range(STEPS):
        likely = _curve(inputs @ weights)
        # How far each "own" form is believed to be one: the expectation step.
        believed = np.where(
            seen.same == 1, (1 - wrong) * likely / ((1 - wrong) * likely + wrong * (1 - likely)), 0.0
        )
        wrong = float(np.clip(1 - believed[seen.same == 1].mean(), 0.001, 0.2))
        slope = likely * (1 - likely) * seen.weight
        step = inputs.T @ ((believed - likely) * seen.weight) - 1e-3 * weights
        weights = weights + np.linalg.solve((inputs * slope[:, None]).T @ inputs + 1e-3 * np.eye(3), step)
        weights[1:] = np.maximum(weights[1:], 0.0)
    return float(weights[0]), float(weights[1]), float(weights[2])


def quality(script: Script, seen: Examples) -> dict[str, float]:
    """area: chance that an own form is above another; brier: mean squared error of the probability."""
    constant, weight, weight_each = table(script).calibration
    likely = _curve(constant + weight * seen.nats + weight_each * seen.each)
    order = np.argsort(likely, kind="stable")
    ranks = np.empty(len(order))
    ranks[order] = np.arange(1, len(order) + 1)
    own = seen.same == 1
    area = (ranks[own].sum() - own.sum() * (own.sum() + 1) / 2) / (own.sum() * (~own).sum())
    brier = ((likely - seen.same) ** 2 * seen.weight).sum() / seen.weight.sum()
    return {"area": round(float(area), 4), "brier": round(float(brier), 4)}


def _curve(score: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(score, -30, 30)))
