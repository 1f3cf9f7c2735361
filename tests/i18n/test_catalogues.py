"""Both catalogues are complete and sound, and no page speaks past them."""

from __future__ import annotations

import ast
import re
import string
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kam_core.i18n import LANGUAGES, msg, nmsg, use_language
from kam_core.i18n.messages import LOCALES, Message

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import messages as tool  # noqa: E402

AREAS = sorted(tool.areas())
FILES = sorted(LOCALES.glob("*/*.po"))


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_is_complete(language: str, area: str) -> None:
    assert list(tool.problems(language, area, tool.extract(tool.areas()[area]))) == []


@pytest.mark.parametrize("area", AREAS)
def test_every_text_of_the_code_is_extracted(area: str) -> None:
    """A text inside an f-string, or one that is no literal, would never be translated."""
    files = tool.areas()[area]
    extracted = set(tool.extract(files))
    for path in files:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("msg", "nmsg"):
                texts = [argument.value for argument in node.args[: 1 if node.func.id == "msg" else 2]
                         if isinstance(argument, ast.Constant)]
                text = texts[0] if node.func.id == "msg" and texts else tuple(texts)
                assert text in extracted, f"{path.relative_to(ROOT)}:{node.lineno}"


def test_there_is_no_catalogue_without_an_area() -> None:
    assert {path.stem for path in FILES} <= set(AREAS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_translations_hold_the_same_places_and_forms(path: Path) -> None:
    language = path.parent.name
    with path.open("rb") as file:
        entries = [entry for entry in read_po(file, locale=language) if entry.id]
    assert entries
    for entry in entries:
        assert not entry.fuzzy, entry.id
        originals = entry.id if isinstance(entry.id, tuple) else (entry.id,)
        forms = entry.string if isinstance(entry.string, tuple) else (entry.string,)
        if isinstance(entry.id, tuple):
            assert len(forms) == {"ru": 3, "en": 2}[language], entry.id
        if language == "en":
            assert forms == originals
        for place, form in enumerate(forms if tool.translated(entry.string) else ()):
            whole = _places(originals[-1]) | _places(originals[0])
            least = _places(originals[min(place, len(originals) - 1)]) & _places(originals[0])
            assert least - {"n"} <= _places(form) <= whole, (entry.id, form)


def test_one_text_is_translated_in_one_way() -> None:
    found: dict[object, set[object]] = {}
    for path in FILES:
        if path.parent.name == "ru":
            with path.open("rb") as file:
                for entry in read_po(file, locale="ru"):
                    if entry.id:
                        found.setdefault(entry.id, set()).add(entry.string)
    assert {text: ways for text, ways in found.items() if len(ways) > 1} == {}


@pytest.mark.parametrize(
    ("count", "russian", "english"),
    [(0, "0 фильтров", "0 filters"), (1, "1 фильтр", "1 filter"), (2, "2 фильтра", "2 filters"),
     (5, "5 фильтров", "5 filters"), (11, "11 фильтров", "11 filters"), (21, "21 фильтр", "21 filters"),
     (104, "104 фильтра", "104 filters"), (1_000, "1\u202f000 фильтров", "1,000 filters")],
)
def test_plural_forms(count: int, russian: str, english: str) -> None:
    message = nmsg("{n} filter", "{n} filters", count)
    with use_language("ru"):
        assert str(message) == russian
    with use_language("en"):
        assert str(message) == english


def test_a_message_speaks_the_language_of_the_moment() -> None:
    message = msg("Base: {base}", base=msg("Revenue"))
    with use_language("en"):
        assert str(message) == "Base: Revenue"
        with use_language("ru"):
            assert str(message) == "База: Выручка"
        assert str(message) == "Base: Revenue"


def test_marks_in_values_are_kept() -> None:
    with use_language("ru"):
        assert str(msg("Base: {base}", base="{x} {base} %s")) == "База: {x} {base} %s"


def test_a_message_can_be_kept_and_compared() -> None:
    import pickle

    message = nmsg("{n} filter", "{n} filters", 3)
    assert pickle.loads(pickle.dumps(message)) == message == nmsg("{n} filter", "{n} filters", 3)
    assert isinstance(message, Message)


# No bare text on a page

PAGE_FILES = [ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "kam_core" / "ui").rglob("*.py")]
SAID = {"label", "help", "placeholder", "title", "body", "text", "caption", "captions", "alt", "value", "delta",
        "delta_description", "page_title"}
"""Arguments of Streamlit and of kam_core.ui that a reader sees."""
SILENT = {"exception", "query_params", "session_state", "secrets", "context", "cache_data", "cache_resource", "Page", "space",
          "html", "form"}
"""Calls of st.NAME whose first argument is not shown."""
KEY = re.compile(r"[a-z0-9_]+")
"""Keys of pages, measures and columns, which calls of ui.NAME take."""
ICON = re.compile(r":material/\w+:")


@pytest.mark.parametrize("path", PAGE_FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_page_holds_a_bare_text(path: Path) -> None:
    assert [f"{path.name}:{line}: {text!r}" for line, text in bare(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "code",
    ["st.title('Hello')", "st.markdown(f'**Total** {x}')", "st.button(label='Save')", "st.metric('Revenue', 1)",
     "st.caption('Total ' + b)", "ui.empty('Nothing here')", "st.text_input(str(msg('x')), placeholder='Type')",
     "left.subheader('Clients')", "x = 'Привет'"],
)
def test_a_bare_text_is_found(code: str) -> None:
    assert list(bare(code))


@pytest.mark.parametrize(
    "code",
    ["st.title(str(msg('Hello')))", "st.markdown(f':material/inbox: **{escape(x)}**')", "ui.guard('overview')",
     "st.container(key='bar')", "st.selectbox(str(msg('Period')), ['12m'], key='period', icon=':material/sort:')",
     "st.query_params.get('lang', '')", "st.caption(' · '.join(parts))"],
)
def test_a_translated_text_passes(code: str) -> None:
    assert not list(bare(code))


def bare(code: str) -> Iterator[tuple[int, str]]:
    """(line, text) of every literal that a reader would see in one language only."""
    tree = ast.parse(code)
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs \
                and re.search("[а-яё]", node.value, re.IGNORECASE):
            yield node.lineno, node.value
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            keys = isinstance(node.func.value, ast.Name) and node.func.value.id == "ui"
            for argument in _shown(node):
                yield from ((argument.lineno, text) for text in _literals(argument)
                            if _words(text) and not (keys and KEY.fullmatch(text)))


def _shown(call: ast.Call) -> Iterator[ast.expr]:
    """The arguments of a call that a reader sees."""
    assert isinstance(call.func, ast.Attribute)
    name, of = call.func.attr, call.func.value
    root = of.id if isinstance(of, ast.Name) else ""
    if isinstance(of, ast.Attribute) and of.attr == "settings":
        return  # settings.text(key) is no st.text
    streamlit = root == "st" or (hasattr(_streamlit(), name) and root not in ("ui", "metrics", "charts", "address"))
    if (streamlit and name in _elements() and name not in SILENT) or (root == "ui"):
        yield from call.args[:1]
        if name == "metric":
            yield from call.args[1:3]
        for keyword in call.keywords:
            if keyword.arg in SAID:
                yield keyword.value


def _literals(node: ast.expr) -> Iterator[str]:
    """The literal texts of an expression, calls aside (their arguments are keys, or texts of msg)."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    elif isinstance(node, ast.BinOp):
        yield from _literals(node.left)
        yield from _literals(node.right)
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
    elif isinstance(node, ast.List | ast.Tuple):
        for part in node.elts:
            yield from _literals(part)


def _words(text: str) -> bool:
    """Whether a text has words of a language: more than Markdown marks, icons and colours."""
    text = re.sub(r":(gray|orange|red|green|blue|small|primary)(-badge|-background)?(?=\[|$)", "", ICON.sub("", text))
    return bool(re.search(r"[^\W\d_]{2,}", text))


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _streamlit() -> object:
    import streamlit

    return streamlit


def _elements() -> set[str]:
    """Names of Streamlit's calls that draw."""
    from streamlit.delta_generator import DeltaGenerator

    return {name for name in dir(DeltaGenerator) if not name.startswith("_")} | {"set_page_config", "error", "toast"}
