"""What managers of the made-up company think of its clients: some agree with the data, some differ, one is old."""

from __future__ import annotations

import pytest
from demo.conftest import SmallDemo

from kam_core.ledger import Store
from kam_core.metrics import ask
from kam_core.metrics.health_score import differs
from kam_core.scope import OWNER, Scope


@pytest.mark.parametrize("language", ["ru", "en"])
def test_opinions_stand_beside_the_score(small_demo: SmallDemo, language: str) -> None:
    store = Store(small_demo(language))
    bands = ask("health", store.open(), Scope(viewer=OWNER), store.settings).rows.set_index("account_id")["band"]
    opinions = store.book().opinions.of()
    assert 3 <= len(opinions) <= 4
    assert sum(differs(bands[client], each.band) for client, each in opinions.items()) >= 2
    assert any(not differs(bands[client], each.band) for client, each in opinions.items())
    assert any("а" <= letter <= "я" for each in opinions.values() for letter in each.why) == (language == "ru")
