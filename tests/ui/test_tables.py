"""Tables write exact numbers in the reader's language; large ones are cut into pages on the server."""

from __future__ import annotations

import datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from kam_core.i18n import Count, Money, msg, use_language
from kam_core.ui.columns import Column, writer

LABEL = msg("Revenue")


@pytest.mark.parametrize(
    ("kind", "value", "russian", "english"),
    [
        ("money", 32533773.85, "32'533'773,85", "32,533,773.85"),
        ("money", Decimal("-5.5"), "−5,50", "−5.50"),
        ("money", -0.001, "0,00", "0.00"),
        ("money", np.float64(1e9), "1'000'000'000,00", "1,000,000,000.00"),
        ("money", None, "", ""),
        ("money", float("nan"), "", ""),
        ("share", 0.1234, "12,3", "12.3"),
        ("share", 0.0004, "< 0,1", "< 0.1"),
        ("share", -0.0004, "> −0,1", "> −0.1"),
        ("share", 0.0, "0,0", "0.0"),
        ("points", -0.021, "−2,1", "−2.1"),
        ("count", np.int64(60000), "60'000", "60,000"),
        ("count", pd.NA, "", ""),
        ("number", 2.5, "2,50", "2.50"),
        ("month", datetime.date(2026, 1, 1), "янв 26", "Jan 26"),
        ("month", pd.Timestamp("2026-09-01"), "сен 26", "Sep 26"),
        ("day", datetime.date(2026, 11, 21), "21 нояб. 2026", "21 Nov 2026"),
        ("day", pd.NaT, "", ""),
        ("text", "<b>x</b>", "<b>x</b>", "<b>x</b>"),
    ],
)
def test_a_cell_is_written_in_the_language(kind: str, value: object, russian: str, english: str) -> None:
    column = Column("x", LABEL, kind)  # type: ignore[arg-type]
    with use_language("ru"):
        assert writer(column)(value) == russian.replace("'", "\u202f")
    with use_language("en"):
        assert writer(column)(value) == english


@given(some.decimals(min_value=-(10**13), max_value=10**13, places=4))
def test_cells_are_written_as_the_values_of_sentences_are(amount: Decimal) -> None:
    for language in ("ru", "en"):
        with use_language(language):
            assert writer(Column("x", LABEL, "money"))(amount) == str(Money(amount, exact=True))
            assert writer(Column("x", LABEL, "count"))(int(amount)) == str(Count(int(amount)))


@pytest.mark.parametrize(
    ("kind", "currency", "russian", "english"),
    [("money", "RUB", "Выручка, ₽", "Revenue, ₽"), ("money", "", "Выручка", "Revenue"),
     ("share", "RUB", "Выручка, %", "Revenue, %"), ("points", "", "Выручка, п. п.", "Revenue, pp"),
     ("count", "RUB", "Выручка", "Revenue")],
)
def test_the_header_names_the_unit(kind: str, currency: str, russian: str, english: str) -> None:
    column = Column("x", LABEL, kind)  # type: ignore[arg-type]
    with use_language("ru"):
        assert column.header(currency) == russian
    with use_language("en"):
        assert column.header(currency) == english


def script(rows: int) -> None:
    import pandas as pd

    from kam_core import ui
    from kam_core.i18n import msg

    frame = pd.DataFrame({"name": [f"Client {n:04d}" for n in range(rows)], "value": [float(-n) for n in range(rows)]})
    columns = [ui.Column("name", msg("Client")), ui.Column("value", msg("Revenue"), "money")]
    ui.table(frame, columns, "big", alt=msg("Revenue"), search="name")


def names(app: AppTest) -> list[str]:
    assert not app.exception
    return app.dataframe[0].value["name"].tolist()


def test_a_small_table_is_whole() -> None:
    app = AppTest.from_function(script, args=(500,)).run()
    assert len(names(app)) == 500
    assert not app.selectbox


def test_a_large_table_comes_in_pages_and_is_found_and_sorted_on_the_server() -> None:
    app = AppTest.from_function(script, args=(1250,)).run()
    assert names(app) == [f"Client {n:04d}" for n in range(50)]
    app.selectbox[0].set_value("value").run()
    assert names(app)[0] == "Client 0000"
    app.selectbox[0].set_value("name").run()
    app.text_input[0].set_value("CLIENT 12").run()
    assert names(app) == [f"Client {n:04d}" for n in range(1200, 1250)]
    app.text_input[0].set_value("nobody (").run()
    assert names(app) == []


def mixed() -> None:
    import datetime

    import pandas as pd

    from kam_core import ui
    from kam_core.i18n import msg, set_language

    set_language("ru")
    frame = pd.DataFrame({
        "name": ["<b>", None], "value": [1234.5, None], "share": [0.0004, 0.5], "day": [datetime.date(2026, 5, 9), None],
        "step": ["key", None], "listed": [True, False],
    })
    columns = [
        ui.Column("name", msg("Client")), ui.Column("value", msg("Revenue"), "money"),
        ui.Column("share", msg("Share"), "share"), ui.Column("day", msg("Period"), "day"),
        ui.Column("step", msg("Level"), "mark", marks=(("key", msg("Groups")),)),
        ui.Column("listed", msg("Level"), "mark", marks=(("True", msg("Groups")), ("False", msg("Region")))),
    ]
    ui.table(frame, columns, "mixed", alt=msg("Revenue"))


def test_streamlit_is_handed_numbers_to_sort_and_texts_to_show() -> None:
    app = AppTest.from_function(mixed).run()
    assert not app.exception
    proto = app.dataframe[0].proto
    arrow = getattr(proto, "arrow_data", proto)
    values = pa.ipc.open_stream(arrow.data).read_pandas()
    texts = pa.ipc.open_stream(arrow.styler.display_values).read_pandas()
    assert values["value"].tolist()[0] == 1234.5
    assert values["share"].tolist() == [0.0004, 0.5]
    assert texts.iloc[0].tolist() == ["<b>", "1\u202f234,50", "< 0,1", "9 мая 2026", "Группы", "Группы"]
    assert texts.iloc[1].tolist() == ["", "", "50,0", "", "", "Регион"]
