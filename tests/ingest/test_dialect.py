"""Delimiters and quotes: each text is cut by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kam_core.ingest.dialect import Dialect, detect_dialect, split

REGISTER = [["Дата", "Контрагент", "Сумма"], ["01.02.24", "ООО А", "1 234,56"], ["02.02.24", "ООО Б", "5,00"]]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_decimal_commas_do_not_cut(delimiter: str) -> None:
    text = "".join(delimiter.join(row) + "\n" for row in REGISTER)
    assert detect_dialect(text) == Dialect(delimiter)
    assert split(text, detect_dialect(text)) == REGISTER


def test_comma_with_quoted_decimals() -> None:
    text = 'Дата,Сумма\n01.02.24,"1 234,56"\n02.02.24,"5,00"\n'
    assert split(text, detect_dialect(text))[1] == ["01.02.24", "1 234,56"]


def test_one_comma_in_every_row_of_a_semicolon_file() -> None:
    text = "Клиент;Дата;Сумма\n" + "".join(f"ООО {i};0{i}.02.2024;{i}0,50\n" for i in range(1, 9))
    assert detect_dialect(text).delimiter == ";"


def test_sep_line() -> None:
    for first in ("sep=;", '"sep=;"', "SEP=;"):
        text = f"{first}\na;b,c\n1;2,5\n"
        found = detect_dialect(text)
        assert found == Dialect(";", '"', True)
        assert split(text, found) == [["a", "b,c"], ["1", "2,5"]]
    assert detect_dialect("sep=\t\na\tb\n1\t2\n").delimiter == "\t"


def test_preamble_has_another_width() -> None:
    title = "Отчёт по продажам, 2024\n\nПериод: январь, февраль\n"
    text = title + "Дата;Клиент;Сумма\n01.02.2024;А;5\n02.02.2024;Б;6\n03.02.2024;В;7\n"
    assert detect_dialect(text).delimiter == ";"


def test_ragged_rows() -> None:
    rows = ["orderID,customer,city"] + [f"{i},C{i},Town" + (", State" if i % 4 == 0 else "") for i in range(40)]
    assert detect_dialect("\n".join(rows)).delimiter == ","


def test_quoted_line_ends_and_quotes() -> None:
    text = 'a;b\n"first\nsecond; ""third""";2\n'
    assert split(text, detect_dialect(text)) == [["a", "b"], ['first\nsecond; "third"', "2"]]


def test_inch_signs_are_no_quotes() -> None:
    text = "Товар;Сумма\n" + "".join(f'"Труба {i}"" дюйма;{i}\n' if i == 3 else f"Труба {i};{i}\n" for i in range(20))
    found = detect_dialect(text)
    assert found.quote == ""
    assert len(split(text, found)) == 21


def test_an_unclosed_quote_swallows_nothing() -> None:
    text = "Клиент;Сумма\nА;1\n\"ООО Б;2\n" + "В;3\n" * 30
    found = detect_dialect(text)
    assert found == Dialect(";", "")
    assert split(text, found)[2] == ['"ООО Б', "2"]


@pytest.mark.parametrize("text", ["revenue\n12,5\n13,75\n", "passengers\n112\n118\n", "Клиент\nООО А\n"])
def test_one_column(text: str) -> None:
    found = detect_dialect(text)
    assert found.delimiter not in text
    assert [len(row) for row in split(text, found)] == [1] * text.count("\n")


def test_blank_lines_and_limit() -> None:
    assert split("a;b\n\n1;2\n", Dialect(";")) == [["a", "b"], [], ["1", "2"]]
    assert split("a;b\n1;2\n3;4\n", Dialect(";"), 2) == [["a", "b"], ["1", "2"]]


def test_a_very_long_cell() -> None:
    long = "x" * 300_000
    assert split(f"a;b\n{long};1\n", Dialect(";"))[1] == [long, "1"]


def test_totals_and_trailing_delimiters() -> None:
    text = "Дата;Сумма;;\n01.02.2024;5,5;;\n02.02.2024;6,5;;\nИтого;12,0;;\n"
    assert detect_dialect(text).delimiter == ";"


CELL = st.text(st.sampled_from('абв "\n;,\t|5.x'), max_size=8)


@given(rows=st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6), delimiter=st.sampled_from(";,\t|"))
def test_what_is_quoted_by_the_rules_is_cut_back(rows: list[list[str]], delimiter: str) -> None:
    """Law (RFC 4180): writing every cell in quotes with doubled quotes and splitting gives the cells back."""
    text = "".join(delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in rows)
    assert split(text, Dialect(delimiter)) == rows
