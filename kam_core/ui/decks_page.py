"""The page of decks: make one for the board or of a client, take it away in each form, look at those that were made."""

from __future__ import annotations

import streamlit as st

from kam_core.book import Book, KeptDeck
from kam_core.errors import BookError, KamError
from kam_core.i18n import Count, Day, Joined, Message, current_language, msg, nmsg, use_language
from kam_core.metrics.key_list import find
from kam_core.reports.making_of import FORMS, MIME, Form, keep, kept, make, written
from kam_core.reports.sameness import differences
from kam_core.reports.slides import Deck
from kam_core.ui import address, errors
from kam_core.ui.answers import ask
from kam_core.ui.dossier_view import who
from kam_core.ui.downloads import exported, file_name
from kam_core.ui.headline import shown
from kam_core.ui.key_desk import WHO
from kam_core.ui.links import page_link
from kam_core.ui.text import escape
from kam_core.ui.view import View

DECK, WRONG = "deck", "decks_wrong"
TEMPLATE_MB = 20
MOST = 30
FORM_NAMES: dict[Form, Message] = {"pptx": msg("PowerPoint"), "pdf": msg("PDF"), "xlsx": msg("Workbook")}
FORM_ICONS: dict[Form, str] = {"pptx": ":material/slideshow:", "pdf": ":material/picture_as_pdf:", "xlsx": ":material/table:"}
FOR: dict[str, Message] = {"internal": msg("internal"), "external": msg("for the client")}


def decks_page(view: View) -> None:
    """The headline, the maker, the deck that is open, those that were made."""
    try:
        book = view.book
        made = book.decks.list()
    except BookError as error:
        st.title(escape(view.page.title))
        errors.show(error)
        return
    st.title(escape(nmsg("{n} deck was made so far", "{n} decks were made so far", len(made)) if made
                    else msg("A deck for the board in one click")))
    st.caption(" · ".join(escape(part) for part in shown(view)))
    _maker(view, book)
    wrong = st.session_state.pop(WRONG, None)
    if isinstance(wrong, KamError):
        errors.show(wrong)
    number = address.get(DECK)
    if number.isdigit():
        deck = kept(book, int(number))
        if deck is None:
            st.warning(str(msg("There is no such deck, or it is not yours to see.")), icon=":material/lock:")
        else:
            _open(view, int(number), deck)
    _list(book, made)


def _maker(view: View, book: Book) -> None:
    """What the deck is about, for whom, and the button."""
    with st.container(border=True, key="deck_maker"):
        names = _clients(view)
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.selectbox(
                str(msg("About")), ["", *names], key="deck_about", width=420,
                format_func=lambda id: str(msg("The whole portfolio")) if id == "" else names[id],
            )
            about = str(st.session_state["deck_about"] or "")
            if about:
                st.segmented_control(str(msg("For whom")), list(FOR), format_func=lambda key: str(FOR[key]), key="deck_for",
                                     default="internal", required=True)
            st.button(str(msg("Make the deck")), type="primary", icon=":material/add_to_queue:", key="deck_make",
                      on_click=_make, args=(view, book, current_language()))
        if about and st.session_state.get("deck_for") == "external":
            st.caption(str(msg("A deck for the client holds its purchases, requests, promises and the plan we agreed. Margin, "
                               "shares, health, opportunities, attitudes and internal notes stay inside.")))
        with st.expander(str(msg("The company's template")), icon=":material/palette:"):
            st.file_uploader(str(msg("A .pptx or .potx whose slide master the PowerPoint form takes")), ["pptx", "potx"],
                             key="deck_template", max_upload_size=TEMPLATE_MB)


def _clients(view: View) -> dict[str, str]:
    """Clients to choose from: key clients first, then the largest; and the one of the address."""
    rows = ask("accounts", view).rows
    names = dict(zip(rows["account_id"].astype(str), rows["name"].astype(str), strict=True))
    listed = [id for id in view.book.keys.current().ids if id in names]
    first = [*listed, *(id for id in rows.nlargest(MOST, "revenue")["account_id"].astype(str) if id not in listed)]
    asked = address.get("about")
    if asked and asked not in first:
        first += [id for id in find(view.open_ledger, view.scope, names.get(asked, asked)) if id == asked]
    if asked and asked in names and "deck_about" not in st.session_state:
        st.session_state["deck_about"] = asked
    return {id: names[id] for id in first if id in names}


def _make(view: View, book: Book, language: str) -> None:
    """Make, keep and open it. Answers that the pages have asked are not asked again.

    language: of the page; what a button asks is done before the page has said it
    """
    about = str(st.session_state.get("deck_about") or "")
    internal = not about or st.session_state.get("deck_for") != "external"
    try:
        with use_language(language):
            deck = make(
                view.open_ledger, view.scope, view.settings, book, who(view, str(st.session_state.get(WHO, ""))),
                client=about or None, internal=internal, words=tuple(str(part) for part in shown(view)),
                asker=lambda measure, **options: ask(measure, view, **options),
            )
            address.put(DECK, str(keep(book, deck).id))
    except KamError as error:
        st.session_state[WRONG] = error


def _open(view: View, number: int, deck: Deck) -> None:
    """What goes out with it, and the files."""
    st.subheader(escape(deck.title), anchor=False)
    st.caption(escape(msg("{period} · {footer} · {whom}", period=deck.subtitle, footer=deck.footer,
                          whom=FOR["internal" if deck.internal else "external"])))
    if deck.version != view.open_ledger.version:
        st.caption(escape(msg("Its figures are frozen: they are of version {old}, the ledger is at {new} now.",
                              old=deck.version, new=view.open_ledger.version)))
    with st.container(horizontal=True, gap="small", key="deck_files"):
        for form in FORMS:
            st.download_button(
                str(FORM_NAMES[form]), lambda form=form: _file(view, number, deck, form),  # type: ignore[misc]
                file_name=f"{file_name(deck.title)}.{form}", mime=MIME[form], key=f"deck_{number}_{form}", on_click="ignore",
                icon=FORM_ICONS[form],
            )
        page_link("presentation", msg("Present"), deck=str(number))
    with st.expander(str(nmsg("What goes out: {n} slide", "What goes out: {n} slides", len(deck.slides))), expanded=True):
        for place, slide in enumerate(deck.slides, start=1):
            st.markdown(f"{place}\\. {escape(slide.title)}")
        st.caption(escape(msg("Tables of the workbook: {names}.", names=Joined(tuple(grid.name for grid in deck.tables)))))


def _file(view: View, number: int, deck: Deck, form: Form) -> bytes:
    """The file, when its button is pressed; the log says who took it."""
    held = st.session_state.get("deck_template") if form == "pptx" else None
    data = written(deck, form, held.getvalue() if held is not None else None)
    exported(view, deck.about or "deck", form, {"deck": number, "title": deck.title, "internal": deck.internal})
    return data


def _list(book: Book, made: list[KeptDeck]) -> None:
    """Those that were made, the latest first; and what differs between two."""
    if not made:
        st.caption(str(msg("Decks that are made are kept here: who made each, when, from which version of the ledger.")))
        return
    st.subheader(str(msg("Made before")), anchor=False)
    for deck in made[:MOST]:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            page_link("decks", msg("{number}. {title}", number=str(deck.id), title=deck.title), deck=str(deck.id))
            st.caption(escape(msg("{period} · {who}, {day} · version {version} · {whom}",
                                  period=deck.scope[0] if deck.scope else "", who=deck.who,
                                  day=Day(deck.made.astimezone().date()), version=deck.ledger,
                                  whom=FOR["internal" if deck.internal else "external"])), width="content")
    alike = [deck for deck in made if any(other.id != deck.id and other.client_id == deck.client_id for other in made)]
    if alike:
        _compare(book, {deck.id: deck for deck in alike})


def _compare(book: Book, known: dict[int, KeptDeck]) -> None:
    with st.expander(str(msg("What changed between two decks")), icon=":material/compare_arrows:"):
        def name(id: int) -> str:
            deck = known[id]
            return f"{id}. {deck.title}, {Day(deck.made.astimezone().date())}"

        first, second = st.columns(2)
        new = first.selectbox(str(msg("The later one")), list(known), format_func=name, key="deck_new")
        others = [id for id in known if id != new and known[id].client_id == known[new].client_id] if new is not None else []
        old = second.selectbox(str(msg("The earlier one")), others, format_func=name, key="deck_old") if others else None
        if new is None or old is None:
            return
        after, before = kept(book, new), kept(book, old)
        if after is None or before is None:
            return
        lines = differences(before, after, current_language())
        st.caption(escape(msg("{n} differences", n=Count(len(lines)))))
        for line in lines:
            st.markdown(escape(line))
