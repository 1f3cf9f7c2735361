"""Text files that trip importers, each with the rows that a careful person would read from it, or the error to show.

A trap's rows are (date, account, revenue) of the table of sales in the order of the file; `aside` counts the lines that
cannot be read and are kept apart, `skipped` headings, totals and blank lines. `encoding`, `delimiter` and `header` say
what is to be found on the way (None: it does not matter).
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import Decimal

Row = tuple[datetime.date, str | None, Decimal]


@dataclass(frozen=True)
class Trap:
    """One file. message: a part of the English error where nothing is to be read."""

    name: str
    content: bytes
    rows: tuple[Row, ...] = ()
    message: str = ""
    aside: int = 0
    encoding: str | None = None
    delimiter: str | None = None
    header: int | None = 0


def rows(*lines: str) -> tuple[Row, ...]:
    """'2024-02-01|ООО А|1234.56' as a row; an empty account is None."""
    found = []
    for line in lines:
        day, account, revenue = line.split("|")
        found.append((datetime.date.fromisoformat(day), account or None, Decimal(revenue)))
    return tuple(found)


TWO = rows("2024-02-01|ООО А|1234.56", "2024-02-13|ООО Б|-5")
WEST = rows("2024-02-01|Münster|1234.56", "2024-02-13|Größe|-5")


def _file(date: str, first: str, second: str, delimiter: str = ";", names: str = "Дата|Контрагент|Сумма",
          accounts: tuple[str, str] = ("ООО А", "ООО Б"), end: str = "\n", second_date: str | None = None) -> str:
    """A header and two lines: the 1st and the 13th of February 2024 as `date` writes them."""
    dates = [date.format(d=1, dd="01"), second_date or date.format(d=13, dd="13")]
    lines = [names.split("|"), [dates[0], accounts[0], first], [dates[1], accounts[1], second]]
    quoted = [[f'"{cell}"' if delimiter in cell else cell for cell in line] for line in lines]
    return "".join(delimiter.join(line) + end for line in quoted)


PLAIN = _file("{dd}.02.2024", "1 234,56", "-5,00")


def _two(name: str, text: str, delimiter: str | None = ";", header: int = 0) -> Trap:
    return Trap(name, text.encode(), TWO, delimiter=delimiter, header=header)


def _encodings() -> list[Trap]:
    """Every encoding with every delimiter."""
    codecs = (("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("utf-16", "utf-16-le"), ("utf-16-le", "utf-16-le"),
              ("utf-16-be", "utf-16-be"), ("cp1251", "cp1251"), ("cp866", "cp866"))
    found = []
    for codec, name in codecs:
        for sign, delimiter in (("comma", ","), ("semicolon", ";"), ("tab", "\t"), ("pipe", "|")):
            text = _file("{dd}.02.2024", "1 234,56", "-5,00", delimiter)
            found.append(Trap(f"{codec} with {sign}", text.encode(codec), TWO, encoding=name, delimiter=delimiter))
    big = b"\xfe\xff" + _file("{dd}.02.2024", "1 234,56", "-5,00").encode("utf-16-be")
    west = _file("{dd}.02.2024", "1234.56", "-5", ";", "Date|Customer|Amount", ("Münster", "Größe"))
    late = "".join(f"0{i % 9 + 1}.02.2024;C{i};{i}\n" for i in range(3000))
    return [
        *found,
        Trap("utf-16-be with its mark", big, TWO, encoding="utf-16-be", delimiter=";"),
        Trap("latin-1", west.encode("latin-1"), WEST, encoding="latin-1", delimiter=";"),
        Trap("cp1251 after 3000 lines of ASCII", f"Date;Customer;Amount\n{late}13.02.2024;Ёж;7\n".encode("cp1251"),
             (*rows(*(f"2024-02-0{i % 9 + 1}|C{i}|{i}" for i in range(3000))), *rows("2024-02-13|Ёж|7")), encoding="cp1251"),
        Trap("no-break spaces in cp1251 thousands", _file("{dd}.02.2024", "1\xa0234,56", "-5,00").encode("cp1251"), TWO,
             encoding="cp1251", delimiter=";"),
    ]


def _numbers() -> list[Trap]:
    def numbers(name: str, first: str, second: str, delimiter: str = ";") -> Trap:
        return _two(name, _file("{dd}.02.2024", first, second, delimiter), delimiter)

    return [
        numbers("thousands by space", "1 234,56", "-5,00"), numbers("thousands by no-break space", "1\xa0234,56", "-5,00"),
        numbers("thousands by narrow no-break space", "1\u202f234,56", "-5,00"),
        numbers("thousands by thin space", "1\u2009234,56", "-5,00"), numbers("thousands by point", "1.234,56", "-5,00"),
        numbers("thousands by comma", "1,234.56", "-5.00"),
        numbers("thousands by comma in a comma file", "1,234.56", "-5.00", ","),
        numbers("thousands by apostrophe", "1'234.56", "-5.00"), numbers("minus sign", "1234,56", "−5,00"),
        numbers("minus by brackets", "1234,56", "(5,00)"), numbers("minus behind", "1234,56", "5,00-"),
        numbers("roubles in words", "1 234,56 руб.", "-5,00 руб."), numbers("rouble sign", "1 234,56 ₽", "-5,00 ₽"),
        numbers("a short rouble", "1234,56р.", "-5,00р."), numbers("dollars", "$1,234.56", "-$5.00"),
        numbers("dollars in brackets", "$1,234.56", "($5.00)"), numbers("currency code", "1234.56 USD", "-5.00 USD"),
        numbers("exponents", "1.23456e3", "-5.0E+00"), numbers("a plus", "+1234,56", "-5"),
        numbers("numbers in quotes", '"1 234,56"', '"-5,00"'), numbers("spaces around", "  1234,56 ", " -5 "),
        Trap("three decimals among commas", _file("{dd}.02.2024", "1,234", "0,5").encode(),
             rows("2024-02-01|ООО А|1.234", "2024-02-13|ООО Б|0.5"), delimiter=";"),
        Trap("three figures after a comma that groups", _file("{dd}.02.2024", "1,234", "1,234,567").encode(),
             rows("2024-02-01|ООО А|1234", "2024-02-13|ООО Б|1234567"), delimiter=";"),
        Trap("five decimals are rounded half up", _file("{dd}.02.2024", "0,00005", "-0,00005").encode(),
             rows("2024-02-01|ООО А|0.0001", "2024-02-13|ООО Б|-0.0001"), delimiter=";"),
        Trap("numbers of Excel among texts with commas",
             (_file("{dd}.02.2024", "10,5", "3,25") + "14.02.2024;ООО В;1234.5\n").encode(),
             rows("2024-02-01|ООО А|10.5", "2024-02-13|ООО Б|3.25", "2024-02-14|ООО В|1234.5"), delimiter=";"),
        Trap("a word among the numbers", (PLAIN + "14.02.2024;ООО В;много\n").encode(), TWO,
             aside=1, delimiter=";"),
        Trap("two numbers in a cell", (PLAIN + "14.02.2024;ООО В;12 34\n").encode(), TWO,
             aside=1, delimiter=";"),
        Trap("a number too long for money",
             (PLAIN + "14.02.2024;ООО В;123456789012345678\n").encode(), TWO, aside=1,
             delimiter=";"),
    ]


def _dates() -> list[Trap]:
    def dates(name: str, pattern: str, second: str | None = None) -> Trap:
        return _two(name, _file(pattern, "1234,56", "-5,00", second_date=second))

    ambiguous = "Дата;Контрагент;Сумма\n03/04/2024;ООО А;5\n05/06/2024;ООО Б;6\n"
    return [
        dates("days and months without zeros", "{d}.2.2024"), dates("01.02.24", "{dd}.02.24"), dates("ISO", "2024-02-{dd}"),
        dates("ISO with time", "2024-02-{dd} 10:11:12"), dates("ISO with T and Z", "2024-02-{dd}T23:30:00Z"),
        dates("ISO with milliseconds", "2024-02-{dd} 00:00:00.000"), dates("slashes, day first", "{dd}/02/2024"),
        dates("slashes, month first", "02/{dd}/2024"), dates("slashes with time", "{d}/2/2024 9:05"),
        dates("yyyymmdd", "202402{dd}"), dates("a short month", "{dd} фев 2024"),
        dates("a month in words", "{d} февраля 2024 г."),
        dates("an English month", "{d}-Feb-2024"), dates("an English month first", "February {d}, 2024"),
        dates("serial numbers of Excel", "45323", "45335"), dates("serial numbers with a time", "45323.5", "45335,25"),
        dates("midnight of 1C", "{dd}.02.2024 0:00:00"), dates("ISO among dotted", "{dd}.02.2024", "2024-02-13"),
        dates("Excel among dotted", "{dd}.02.2024", "45335"), dates("spaces around a date", " {dd}.02.2024 "),
        Trap("months only", "Месяц;Контрагент;Сумма\nЯнварь 2024;ООО А;5\nФевраль 2024 г.;ООО Б;6\n".encode(),
             rows("2024-01-01|ООО А|5", "2024-02-01|ООО Б|6"), delimiter=";"),
        Trap("months as yyyymm", b"YearPeriod;Customer Key;Revenue\n202401;A;5\n202402;B;6\n",
             rows("2024-01-01|A|5", "2024-02-01|B|6"), delimiter=";"),
        Trap("03/04 says nothing", ambiguous.encode(), message="can be read in two ways", delimiter=";"),
        Trap("a later 25/04 settles 03/04", (ambiguous + "25/04/2024;ООО В;7\n").encode(),
             rows("2024-04-03|ООО А|5", "2024-06-05|ООО Б|6", "2024-04-25|ООО В|7"), delimiter=";"),
        Trap("a day that does not exist", (PLAIN + "31.02.2024;ООО В;7\n").encode(), TWO, aside=1,
             delimiter=";"),
        Trap("a line without a date", (PLAIN + ";ООО В;7\n").encode(), TWO, aside=1,
             delimiter=";"),
    ]


def _shapes() -> list[Trap]:
    plain = PLAIN
    head, first, second = plain.splitlines(keepends=True)
    mark = ("", '"')
    wide = "Дата;Контрагент;Сумма;Комментарий\n01.02.2024;ООО А;1 234,56;{}\n13.02.2024;ООО Б;-5,00;\n"
    return [
        _two("commas inside a semicolon file", wide.format("да, нет, 5,5")),
        _two("a delimiter in quotes", wide.format('"а; б"')),
        _two("doubled quotes", wide.format('"АО ""Ромашка"""')), _two("a line end in quotes", wide.format('"раз\nдва"')),
        _two("two line ends in quotes", wide.format('"раз\n\nдва; три"')),
        _two("a quote inside a word", wide.format('3" труба')),
        _two("sep=;", "sep=;\n" + plain), _two("sep= in capitals", "SEP=;\r\n" + plain.replace("\n", "\r\n")),
        _two("sep= in UTF-8 with a mark", "\ufeffsep=;\n" + plain),
        _two("CRLF", plain.replace("\n", "\r\n")), _two("CR alone", plain.replace("\n", "\r")),
        _two("mixed line ends", head.replace("\n", "\r\n") + first + second.replace("\n", "\r")),
        _two("no line end at the end", plain.rstrip("\n")),
        _two("blank lines between", head + "\n" + first + "\n\n" + second + "\n"),
        _two("lines of delimiters alone", head + first + ";;\n" + second + ";;\n"),
        _two("blank columns at the end", "".join(line.rstrip("\n") + ";;;\n" for line in (head, first, second))),
        _two("a preamble", f"Отчёт о продажах\n\nПериод: февраль 2024, все склады\n{plain}", header=3),
        _two("a preamble as wide as the table", f"Продажи;;\nза февраль;;\n;;\n{plain}", header=3),
        _two("an English header", plain.replace(head, "Date;Customer;Amount\n")),
        _two("shouting headers", plain.replace(head, "ДАТА;КОНТРАГЕНТ;СУММА, РУБ.\n")),
        _two("headers with underscores", plain.replace(head, "order_date;customer_name;sales_amount\n")),
        _two("headers in quotes", plain.replace(head, '"Дата";"Контрагент";"Сумма"\n')),
        _two("a header over two lines in quotes", plain.replace(head, '"Дата";"Контрагент";"Сумма,\nруб."\n')),
        _two("duplicate headers", "".join(
            line.rstrip("\n") + end for line, end in ((head, ";Сумма\n"), (first, ";1\n"), (second, ";2\n")))),
        _two("a column without a header", "".join(
            line.rstrip("\n") + end for line, end in ((head, ";\n"), (first, ";x\n"), (second, ";y\n")))),
        _two("a line of totals", plain + "Итого;;1 229,56\n"), _two("totals in another case", plain + "ИТОГО:;;1 229,56\n"),
        _two("totals in English", plain + "Total;;1229,56\n"),
        _two("a very long cell", wide.format("x" * 200_000)),
        _two("a tab inside a semicolon file", wide.format("а\tб")),
        _two("a pipe inside a semicolon file", wide.format("а|б")),
        _two("NEL inside a cell", wide.format("а\x85б")), _two("a line separator inside a cell", wide.format("а\u2028б")),
        Trap("missing columns at the end", f"{head}{first}{second}14.02.2024;ООО В\n".encode(), TWO, aside=1, delimiter=";"),
        Trap("one cell too many", f"{head}{first}{second}14.02.2024;ООО В;7;8\n".encode(), TWO, aside=1, delimiter=";"),
        Trap("ragged lines by unquoted commas",
             ("Date,Customer,Amount\n" + "".join(f"0{i}.02.2024,C{i},{i}\n" for i in range(1, 9))
              + "09.02.2024,Ltd, Co,9\n").encode(),
             rows(*(f"2024-02-0{i}|C{i}|{i}" for i in range(1, 9))), aside=1, delimiter=","),
        Trap("an unclosed quote", ("Дата;Контрагент;Сумма\n" + "".join(
            f"0{i}.02.2024;{mark[i == 4]}ООО {i};{i}\n" for i in range(1, 10))).encode(),
            rows(*(f"2024-02-0{i}|{mark[i == 4]}ООО {i}|{i}" for i in range(1, 10))), delimiter=";"),
        Trap("a NUL byte", (head + first.replace("ООО А", "ОО\0О А") + second).encode(), TWO, delimiter=";"),
        Trap("a damaged character", (head + first + second).encode() + b"14.02.2024;\xd0;7\n",
             (*TWO, *rows("2024-02-14|�|7")), encoding="utf-8", delimiter=";"),
        Trap("equal lines are kept", (head + first + first).encode(), (TWO[0], TWO[0]), delimiter=";"),
        Trap("a line without a client", (head + first + "13.02.2024;;-5,00\n").encode(),
             (TWO[0], *rows("2024-02-13||-5")), delimiter=";"),
        Trap("quotes doubled in a name", 'Дата;Контрагент;Сумма\n01.02.2024;"АО ""Ромашка""";5\n'.encode(),
             rows('2024-02-01|АО "Ромашка"|5'), delimiter=";"),
    ]


def _values() -> list[Trap]:
    def accounts(name: str, first: str, second: str, reads: tuple[str, str] | None = None) -> Trap:
        one, other = reads or (first, second)
        return Trap(name, _file("{dd}.02.2024", "1", "2", accounts=(first, second)).encode(),
                    rows(f"2024-02-01|{one}|1", f"2024-02-13|{other}|2"), delimiter=";")

    nothing = "Дата;Контрагент;Сумма;Себестоимость\n01.02.2024;ООО А;1 234,56;{}\n13.02.2024;ООО Б;-5,00;1,5\n"
    return [
        accounts("article 1E5 as a client's code", "1E5", "2E7"), accounts("leading zeros", "0012", "0013"),
        accounts("codes with .0 at the end", "17850.0", "13047.0", ("17850", "13047")),
        accounts("a client called NA", "NA", "ООО Б"),
        accounts("a client called null in a column of text", "null", "ООО Б"), accounts("a formula as a name", "=1+1", "@sum"),
        accounts("markup as a name", "<b>x</b>", "[a](http://b)"), accounts("an apostrophe", "O'Hara", "D'Or"),
        accounts("long tax numbers", "7710000001", "772012345678"), accounts("dates as names", "01.02.2023", "05.02.2023"),
        accounts("emoji", "ООО 🚀", "ТД ✓"),
        *(_two(f"{word} for nothing in a column of numbers", nothing.format(word))
          for word in ("null", "NULL", "NA", "n/a", "-", "—", "#N/A", "nan", "None", "")),
    ]


def _refusals() -> list[Trap]:
    return [
        Trap("an empty file", b"", message="is empty", header=None),
        Trap("a mark alone", b"\xef\xbb\xbf", message="is empty", header=None),
        Trap("blank lines alone", b"\n\n  \n", message="is empty", header=None),
        Trap("only a header", "Дата;Контрагент;Сумма\n".encode(), message="holds no rows", delimiter=";"),
        Trap("binary rubbish", bytes(range(256)) * 40, message="of another kind", header=None),
        Trap("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0\x1f\xf3\xffa",
             message="of another kind",
             header=None),
        Trap("a web page", b"<!DOCTYPE html><html><body><table><tr><td>1</td></tr></table></body></html>\n",
             message="HTML", header=None),
        Trap("prose", "Уважаемые коллеги!\nНаправляем отчёт.\nС уважением\n".encode(), message="was not recognised",
             header=None),
        Trap("no date at all", "Контрагент;Выручка\nООО А;5\nООО Б;6\n".encode(), message="no column was found", header=0),
        Trap("dates that are none", ("Дата;Контрагент;Сумма\n01.02.2024;А;5\n" + "вчера;Б;6\n" * 5).encode(),
             message="Дата", header=0),
    ]


TRAPS = [*_encodings(), *_numbers(), *_dates(), *_shapes(), *_values(), *_refusals()]
