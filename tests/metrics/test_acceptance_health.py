"""The agreed result for health: a weighted mean over the parts that are known."""

from __future__ import annotations

import pytest

from kam_core.metrics.health_score import total_of
from metrics.test_acceptance import expected


def test_the_weighted_mean_over_available_parts(shared):
    value, tolerance = expected(shared, "8.1")
    total, coverage = total_of({"a": 80, "b": 40, "c": None, "d": 90}, {"a": 0.3, "b": 0.3, "c": 0.2, "d": 0.2})
    assert abs(total - value) <= tolerance
    assert coverage == pytest.approx(0.8)
