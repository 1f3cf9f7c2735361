"""What a measure is: its card (label, formula, period, population, source), its columns, and how it is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kam_core.i18n import Message, msg
from kam_core.metrics.answer import Answer

PERIOD = msg("The period of the scope, in whole months: the last 12 full months by default.")
CLIENTS = msg("Clients with sales in the period: corporate groups, or single accounts where the level says so. "
              "Lines without a client are in the totals and never a client. Clients whose sum is not above zero have "
              "no share; they are listed with their sum.")


@dataclass(frozen=True)
class Name:
    """A column of rows or a key of a summary.

    unit: text, money, share (0-1), ratio (a relative change), points (a difference of shares), count, index (a number
    with decimals), date, month, flag
    """

    label: Message
    unit: str

    def __str__(self) -> str:
        return str(self.label)


@dataclass(frozen=True)
class Measure:
    """A measure, registered once; pages, the command line and the definitions read it.

    key: its name in questions; unit: of its main figure
    direction: 'up' where more is better, 'down' where more is worse, '' where neither
    columns: columns of the rows; summary: keys of the summary; settings: keys of the settings it depends on
    query: the .sql files it runs; find: (ledger, scope, settings, **options) -> Answer
    """

    key: str
    label: Message
    unit: str
    direction: str
    formula: Message
    period: Message
    population: Message
    source: Message
    columns: dict[str, Name]
    summary: dict[str, Name]
    query: tuple[str, ...]
    find: Callable[..., Answer]
    settings: tuple[str, ...] = ()
    options: dict[str, Message] = field(default_factory=dict)

    @property
    def summary_keys(self) -> dict[str, Message]:
        """Labels of the summary's keys."""
        return {key: name.label for key, name in self.summary.items()}

    def describe(self) -> dict[str, object]:
        """Key, label, unit, formula and names in the current language, as plain values for JSON."""
        return {
            "key": self.key,
            "label": str(self.label),
            "unit": self.unit,
            "direction": self.direction,
            "formula": str(self.formula),
            "period": str(self.period),
            "population": str(self.population),
            "source": str(self.source),
            "settings": list(self.settings),
            "columns": {key: {"label": str(name.label), "unit": name.unit} for key, name in self.columns.items()},
            "summary": {key: {"label": str(name.label), "unit": name.unit} for key, name in self.summary.items()},
        }
