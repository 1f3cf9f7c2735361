"""Answers to the questions of a plan: most of them for one client, some for another, gaps left where gaps are."""

from __future__ import annotations

from kam_core.demo.dossiers.tale import L, Note


def _answers(ago: int, **texts: tuple[str, str]) -> tuple[Note, ...]:
    return tuple(Note("answer", ago, {"question": f"q.{key.replace('__', '.')}", "text": L(*text)}) for key,
                 text in texts.items())


GROWER = (
    *_answers(
        62,
        our_team__waits=("Склад и проектный отдел; ждут нас на комплектации.",
                         "The warehouse and the project office; it waits for us when sets are picked."),
        our_team__sponsor=("Лебедева, последний разговор — месяц назад.", "Lebedeff; they last spoke a month ago."),
        our_team__capacity=("Кабель: своего запаса нет.", "Cable: there is no stock of our own."),
        account_team__contacts=("Собственник — на Лебедевой; если она уйдёт, контакт рвётся.",
                                "The owner speaks with Lebedeff; if she leaves, that breaks off."),
        account_team__roles=("Новатора нет.", "There is no innovator."),
        trends__market=("Выиграют те, у кого свои теплицы рядом с городом.", "Whoever has glasshouses near a town gains."),
        trends__prices=("Передают сетям раз в полгода.", "It passes them on to the chains twice a year."),
        needs__goals=("Площадь, энергия, люди; за энергию отвечает главный инженер.",
                      "Area, energy, people; the chief engineer answers for energy."),
        needs__pain=("Простой котельной.", "A boiler house that stands."),
        needs__budget=("Октябрь, финансовый директор.", "October, the finance director."),
    ),
    *_answers(
        34,
        insight__informal=("Независимый советник по закупкам.", "An independent adviser on purchasing."),
        competitors__who=("«Вельтрок» — четверть, «Оргамет» — десятая часть.", "Veltrock a quarter, Orgamet a tenth."),
        competitors__better=("Склад кабеля в часе езды.", "Cable an hour away."),
        value__no_tender=("Склад на площадке.", "A stock on its site."),
        value__double=("Склад и автоматика.", "The stock and the controls."),
        else__believed=("Сроки второй очереди.", "The dates of the second stage."),
    ),
)
KEY = _answers(
    68,
    our_team__at_risk=("Протоколы испытаний: срок прошёл.", "Records of tests: the date has passed."),
    account_team__contacts=("Директор — ни с кем из нас напрямую.", "The director speaks with none of us directly."),
    needs__fear=("Зависеть от одного поставщика.", "To depend on one supplier."),
    competitors__who=("«Протус-Электро» — треть.", "Protus Electric, a third."),
    value__proof=("Число ночных выездов за год.", "The number of night calls in a year."),
)
