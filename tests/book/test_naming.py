"""How a person is found in a text: cases of Russian, initials, order, e-mail, phone; and what is somebody else."""

from __future__ import annotations

import pytest

from kam_core.book.naming import ALONE, CONTACT, FULL, Name, Spelling, parts

IVANOV = Spelling("Иванов Пётр Сергеевич", "p.ivanov@example.org", "+7 (495) 123-45-67")


@pytest.mark.parametrize(("name", "said"), [
    ("Иванов Пётр Сергеевич", Name("Иванов", "Пётр", "Сергеевич")),
    ("Пётр Сергеевич Иванов", Name("Иванов", "Пётр", "Сергеевич")),
    ("Пётр Иванов", Name("Иванов", "Пётр")), ("Иванов Пётр", Name("Иванов", "Пётр")),
    ("Иванов П. С.", Name("Иванов", "П", "С")), ("П.С. Иванов", Name("Иванов", "П", "С")),
    ("Анна Ильинична", Name("", "Анна", "Ильинична")), ("Ivan Petrov", Name("Petrov", "Ivan")), ("Шевченко", Name("Шевченко")),
    ("", Name("")),
])
def test_the_parts_of_a_name(name, said):
    assert parts(name) == said


@pytest.mark.parametrize(("spelling", "words"), [
    # the cases as a school grammar gives them
    (IVANOV, "Иванов|Иванова|Иванову|Ивановым|Иванове"),
    (Spelling("Достоевский Фёдор"), "Достоевский|Достоевского|Достоевскому|Достоевским|Достоевском"),
    (Spelling("Толстая Анна"), "Толстая|Толстой|Толстую"),
    (Spelling("Иванова Анна"), "Иванова|Ивановой|Иванову"),
    (Spelling("Мельник Олег"), "Мельник|Мельника|Мельнику|Мельником|Мельнике"),
    (Spelling("Глинка Михаил"), "Глинка|Глинки|Глинке|Глинку|Глинкой"),
    (Spelling("Гоголь Николай"), "Гоголь|Гоголя|Гоголю|Гоголем|Гоголе"),
    (Spelling("Кравец Олег"), "Кравец|Кравца|Кравцу|Кравцом|Кравце"),
    (Spelling("Соловей Анна"), "Соловей|Соловья|Соловью|Соловьем"),
    (Spelling("Цой Виктор"), "Цой|Цоя|Цою|Цоем|Цое"),
    (Spelling("Шевченко Тарас"), "Шевченко"), (Spelling("Черных Иван"), "Черных"), (Spelling("Ли Анна"), "Ли"),
    (Spelling("Зелёный Павел"), "Зеленый|Зелёного|зеленому"),
    (Spelling("Римский-Корсаков Николай"), "Римский-Корсаков|Римского-Корсакова|Римским - Корсаковым"),
    (Spelling("Ivan Petrov"), "Petrov|PETROV|Petrov's|petrov’s"),
])
def test_a_surname_in_every_case(spelling, words):
    for word in words.split("|"):
        assert spelling.found(f"Встреча: {word}, в среду", ALONE) == [word], word
        assert spelling.found(f"Встреча: {word}, в среду", FULL) == []


@pytest.mark.parametrize("text", [
    "Иванов Пётр Сергеевич", "Иванова Петра Сергеевича", "Иванову Петру", "ИВАНОВЫМ ПЕТРОМ СЕРГЕЕВИЧЕМ", "Петр Иванов",
    "Петру Иванову", "Петром Сергеевичем Ивановым", "Иванов П.С.", "Иванова П. С.", "Иванову П.", "Иванов ПС", "П.С. Иванов",
    "П. С. Ивановым", "П.Иванов", "Иванов, Пётр", "Иванов\nПётр", "P.Ivanov@Example.org", "8 495 123 45 67", "+74951234567",
    "(495) 123-45-67", "+7(495)1234567",
])
def test_what_names_the_person_and_nobody_else(text):
    assert IVANOV.replaced(f"с {text}: да", FULL, "[erased person 1]") == "с [erased person 1]: да"


@pytest.mark.parametrize("text", [
    "Ивановский район", "в Иваново", "Иванович", "Ивановна", "Иванов Сергей Петрович", "А. Иванов", "Пётр", "Сергеевич",
    "Ивановой Анне", "ip.ivanov@example.org", "p.ivanov@example.organic", "84951234568", "14951234567890",
    "[erased person 7]", "Диванов", "",
])
def test_what_is_somebody_else(text):
    assert IVANOV.found(text, FULL) == []


def test_near_the_person_a_given_name_with_the_patronymic_counts():
    assert IVANOV.found("Пётр Сергеевич просил; Петру Сергеевичу ответить", ALONE) == ["Пётр Сергеевич", "Петру Сергеевичу"]
    assert IVANOV.found("Ивановский район, Иванович", ALONE) == []


def test_a_preposition_is_no_initial():
    assert Spelling("Иванов Сергей").replaced("Иванов с женой", ALONE, "X") == "X с женой"
    assert Spelling("Иванов Сергей").replaced("Иванов С. пришёл", ALONE, "X") == "X пришёл"


def test_what_was_erased_before_is_not_touched():
    assert Spelling("John Person").replaced("[erased person 3] met John Person", ALONE, "[erased person 4]") == (
        "[erased person 3] met [erased person 4]")


def test_further_words_are_found_as_they_are():
    assert Spelling("Иванов Пётр", also=("Ivanoff", "Петруха")).found("Петруха (IVANOFF)", FULL) == ["Петруха", "IVANOFF"]
    assert Spelling("Иванов Пётр", also=("Иванов",)).replaced("Иванов П. и Иванов", FULL, "X") == "X и X"


def test_where_another_has_the_same_name_the_contact_alone_tells():
    assert IVANOV.found("Иванов Пётр Сергеевич, p.ivanov@example.org", CONTACT) == ["p.ivanov@example.org"]
