"""Why clients of the made-up company came on its list of key clients, and left it, in its own language.

These are data of a company that speaks one language, not texts of the product: they are never translated.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KeyWords:
    """director: who decides; large: reasons of those whom size nominates, the largest first; name: of a known name that
    size does not nominate; tried, left: why one came on and was taken off; agreed: why the largest was changed"""

    director: str
    large: tuple[str, ...]
    name: str
    tried: str
    left: str
    agreed: str


WORDS = {
    "ru": KeyWords(
        "Лебедева Анна, коммерческий директор",
        (
            "Самый быстрый рост в базе; просят закрепить человека за их площадками.",
            "Крупнейший клиент: рамочный договор на три года, все подразделения закупаются у нас.",
            "Третий по выручке; маржа плохая — берём под контроль условия и скидки.",
            "Стабильные закупки, открыли нам план ремонтов на год вперёд.",
            "Растёт быстрее отрасли, готов обсуждать складскую программу.",
            "Опорный клиент завода: через него заходим к соседям по площадке.",
        ),
        "Имя знает вся отрасль: разрешили рассказывать об их проекте как о рекомендации.",
        "Проходит порог у своего менеджера, обещали поделиться планом закупок.",
        "Покупает только через тендеры, план не показали, от статуса отказались; вернёмся через год.",
        "Подписали меморандум: согласны на статус и квартальные встречи.",
    ),
    "en": KeyWords(
        "Anna Lebedeff, sales director",
        (
            "Grows faster than anybody in the base; asks for one person for all its sites.",
            "The largest client: a frame contract for three years, all its plants buy from us.",
            "Third by revenue; the margin is poor, so terms and discounts come under control.",
            "Steady purchases; showed us its plan of overhauls a year ahead.",
            "Grows faster than its industry and is ready to talk about a stock programme.",
            "Opens the site for us: its neighbours come through it.",
        ),
        "The whole industry knows the name; lets us tell its project as a reference.",
        "Passes the limit with its manager; promised to share its plan of purchases.",
        "Buys by tender alone, showed no plan and refused the status; to be looked at again in a year.",
        "A memorandum is signed: agrees to the status and to a meeting every quarter.",
    ),
}
