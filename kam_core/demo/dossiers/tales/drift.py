"""The client that drifts away from its rhythm: one contact, an old dossier, nothing begun by us."""

from __future__ import annotations

from kam_core.demo.dossiers.tale import Cut, Goods, L, Note, On, Persons, Tale

US = L("{manager}", "{manager}")

DOSSIER = (
    (440, {
        "of_its_industry": True,
        "story": L("Покупали каждый месяц четыре года, претензий не было.",
                   "Bought every month for four years, without a claim."),
        "today": L("Ровные, всё идёт через одного человека.", "Steady; all of it goes through one person."),
        "criteria": L("Срок и комплектность.", "Date and completeness."),
    }),
    (245, {
        "supplied": L("Запчасти и электрика под остановы линий.", "Spare parts and electrics for the stops of the lines."),
        "scene": L("Раньше никого. Летом на складе видели коробки «Оргамета».",
                   "Nobody before. In summer boxes of Orgamet stood in their store."),
    }),
)
NOTES = (
    Note("competitor", 245, {"name": L("Оргамет", "Orgamet"), "products": L("Запчасти", "Spare parts"), "price": "better",
                             "source": L("Водитель видел коробки на складе", "Our driver saw boxes in the store")}),
    Note("tender", 236, {"name": L("Запчасти на останов", "Spare parts for the stop"), "date": On(-230), "amount": Cut(0.12),
                         "result": "lost", "winner": L("Оргамет", "Orgamet"),
                         "reason": L("Узнали о закупке после её окончания.", "We heard of it when it was over.")}),
    Note("opportunity", 240, {
        "name": L("Комплект запчастей на год", "Spare parts for a year"), "kind": "renewal", "product": Goods(5),
        "stage": "need",
        "amount": Cut(0.3), "probability": 0.5, "y1_low": Cut(0.0), "y1_base": Cut(0.3), "y1_high": Cut(0.5),
        "y3_base": Cut(0.9),
        "created": On(-240), "expected": On(-60), "owner": US}),
    Note("contract", 400,
         {"name": L("Договор поставки", "Contract of supply"), "start": On(-400), "end": On(-35), "value": Cut(0.9),
                           "auto_renewal": False, "notice_days": 0}, 0),
    Note("visit", 310,
         {"date": On(-308), "type": "call", "state": "done", "begun": "client", "people": Persons(("d_buyer",)), "ours": US,
                        "purpose": L("Срок поставки", "Date of a delivery")}),
    Note("visit", 246,
         {"date": On(-245), "type": "visit", "state": "done", "begun": "client", "people": Persons(("d_buyer",)), "ours": US,
                        "purpose": L("Сверка", "Balance of accounts"),
                        "result": L("Просила цены на запчасти, ответили через две недели.",
                                    "Asked prices of spare parts; we answered two weeks later.")}),
    Note("promise", 244,
         {"type": "promise", "text": L("Цены на запчасти к остановам", "Prices of spare parts for the stops"), "date": On(-245),
                          "due": On(-238), "owner": US, "agreed": On(-245), "proposed": On(-231)}),
    Note("event", 180, {"date": On(-175), "type": "price", "text": L("Общее повышение цен на 6 %", "All prices up by 6 %")}),
    Note("task", 90,
         {"text": L("Позвонить: три месяца без заказа", "Call: three months without an order"), "owner": US, "due": On(-60)}),
)
TALE = Tale("drift", DOSSIER, NOTES)
