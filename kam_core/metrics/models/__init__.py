"""Models of a client base: how often clients buy, for how long, for how much. Pure functions of arrays, no ledger here."""

from kam_core.metrics.models.bgnbd import BgNbd
from kam_core.metrics.models.events import repeat_transactions
from kam_core.metrics.models.gammagamma import GammaGamma
from kam_core.metrics.models.holdout import TailResult, tail_forecast
from kam_core.metrics.models.nbd import Nbd
from kam_core.metrics.models.paretonbd import ParetoNbd
from kam_core.metrics.models.sbg import Sbg
from kam_core.metrics.models.value import lifetime_value

__all__ = [
    "BgNbd", "GammaGamma", "Nbd", "ParetoNbd", "Sbg", "TailResult", "lifetime_value", "repeat_transactions",
    "tail_forecast",
]
