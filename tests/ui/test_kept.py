"""What is worked out once and shown many times."""

from __future__ import annotations

import threading
import time

import pytest

from kam_core.ui.kept import Kept


def test_a_value_is_made_once_and_the_oldest_is_forgotten():
    made: list[int] = []
    kept: Kept[int] = Kept(2)

    def ask(key: int) -> int:
        return kept.get(key, lambda: (made.append(key), key * 10)[1])

    assert [ask(key) for key in (1, 2, 1, 3, 1, 2)] == [10, 20, 10, 30, 10, 20]
    assert made == [1, 2, 3, 2]  # 1 was used after 2, so 2 went when 3 came


def test_an_error_is_raised_and_nothing_is_kept():
    kept: Kept[float] = Kept(2)
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 / 0)
    assert kept.get("a", lambda: 5.0) == 5.0


def test_two_who_ask_at_once_wait_for_one_answer():
    made: list[str] = []
    kept: Kept[str] = Kept(2)

    def slow() -> str:
        time.sleep(0.1)
        made.append("made")
        return "value"

    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(kept.get("key", slow))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (found, made) == (["value"] * 4, ["made"])
