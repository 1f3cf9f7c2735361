"""Questions asked of the ledger: each measure is registered once, with its formula in words; ``ask`` answers it."""

from kam_core.metrics.answer import Answer, Change, records, to_json
from kam_core.metrics.measure import Measure, Name
from kam_core.metrics.registry import MEASURES, ask, measure

__all__ = ["MEASURES", "Answer", "Change", "Measure", "Name", "ask", "measure", "records", "to_json"]
