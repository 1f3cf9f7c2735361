"""Who works with the app during the load: readers go from page to page, writers write in dossiers and read it back."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field

from load.tab import Run, Tab

FIELDS = {"general": ("description", "history", "mission", "positioning", "finances"),
          "relations": ("story", "supplied", "today", "budget")}
"""The fields that are written, by section."""


@dataclass
class Seen:
    """What happened. pages, saves: seconds of each; written: the last text by (client, field) that the app said was saved"""

    pages: list[float] = field(default_factory=list)
    saves: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    written: dict[tuple[str, str], str] = field(default_factory=dict)
    edits: int = 0

    def take(self, run: Run, into: list[float]) -> Run:
        """Note a run."""
        into.append(run.seconds)
        self.errors += run.errors
        return run


async def reader(base: str, number: int, stop: float, think: float, pages: list[tuple[str, str]], seen: Seen) -> None:
    """Open a page, look at it, open another."""
    chance = random.Random(number)  # noqa: S311  who opens what is no secret
    await asyncio.sleep(chance.random() * think)
    async with Tab(base) as tab:
        while time.monotonic() < stop:
            page, query = chance.choice(pages)
            seen.take(await tab.open(page, query), seen.pages)
            await asyncio.sleep(chance.expovariate(1 / think))


async def writer(base: str, number: int, stop: float, think: float, client: str, section: str, seen: Seen) -> None:
    """Open a dossier, write in one field of a section, save, go on. Two writers may share a client, never a field."""
    chance, turn = random.Random(1000 + number), 0  # noqa: S311
    await asyncio.sleep(chance.random() * think)
    async with Tab(base) as tab:
        while time.monotonic() < stop:
            run = seen.take(await tab.open("dossier", f"client={client}&part=client&lang=en"), seen.pages)
            button = run.widgets.get(f"write_{section}")
            if button is None:
                seen.errors.append(f"no way to write in {section} of {client}")
                return
            run = seen.take(await tab.press(button), seen.pages)
            name, place = chance.choice(FIELDS[section]), f"dossier:{client}:{section}"
            turn += 1
            text = f"writer {number}, turn {turn}: {chance.random()}"
            field = next(id for key, id in run.widgets.items() if key.startswith(f"field_{place}_{name}_"))
            run = seen.take(await tab.type(field, text), seen.pages)
            saved = seen.take(await tab.press(run.widgets[f"save_{place}"]), seen.saves)
            if any(each.startswith("Saved, ") for each in saved.texts):
                seen.edits += 1
                seen.written[client, name] = text
            else:
                seen.errors.append(f"not saved: {saved.errors}")
            await asyncio.sleep(chance.expovariate(1 / think))

