"""The large client that loses money: nobody who decides is for us, the general section is all there is of age."""

from __future__ import annotations

from kam_core.demo.dossiers.tale import Cut, L, Note, On, Persons, Tale

US = L("{manager}", "{manager}")

DOSSIER = (
    (510, {
        "of_its_industry": True,
        "structure": L("Юридические лица: {entities}. Каждая площадка заказывает сама, платит управляющая компания.",
                       "Legal entities: {entities}. Each site orders by itself, the managing company pays."),
        "story": L("Взяли объёмом: обещанная скидка осталась, обещанный объём — нет.",
                   "Won by volume: the promised discount stayed, the promised volume did not."),
    }),
    (205, {
        "headcount": L("{heads} человек.", "{heads} people."),
        "supplied": L("Сотни мелких срочных заказов на четыре адреса, каждый третий — с возвратом.",
                      "Hundreds of small urgent orders to four addresses; every third comes back in part."),
        "today": L("Большой оборот и убыток: срочная доставка и скидка съедают больше, чем маржа.",
                   "A large turnover and a loss: urgent delivery and the discount eat more than the margin."),
        "scene": L("«Саттара» ждёт за дверью с той же ценой.", "Sattara waits at the door with the same price."),
    }),
    (48, {
        "prospect": L("Либо минимальный заказ и платная срочная доставка, либо выходим по плану за полгода.",
                      "Either a smallest order and paid urgent delivery, or we leave by plan within half a year."),
        "criteria": L("Цена. Потом ещё раз цена.", "The price. Then the price again."),
        "aim": L("Прибыльный клиент к лету или никакого.", "A profitable client by summer, or none."),
        "note": L("Нижняя граница: минимальный заказ и срочность за счёт клиента. Дальше — только директор.",
                  "The limit: a smallest order, urgency at the client's cost. Beyond it the sales director alone."),
    }),
)

NOTES = (
    Note("competitor", 200, {
        "name": L("Саттара", "Sattara"), "share": 0.2, "products": L("Расходники, СИЗ", "Consumables, safety wear"),
        "price": "equal",
        "quality": "worse", "terms": "better", "service": "worse", "relation": "equal",
        "strong": L("Отсрочка 90 дней.", "Payment in 90 days."), "weak": L("Неполный ассортимент.", "An incomplete range."),
        "source": L("Заместитель директора, в переписке", "Its deputy director, by letter"),
    }),
    Note("competitor", 200, {
        "name": L("Нордкреп", "Nordfast"), "share": 0.08, "products": L("Крепёж", "Fasteners"), "price": "better",
        "quality": "equal",
        "terms": "equal", "service": "equal",
    }),
    Note("tender", 190, {
        "name": L("СИЗ на год", "Safety wear for a year"), "date": On(-180), "amount": Cut(0.09), "result": "declined",
        "reason": L("По их цене — убыток с первой отгрузки.", "At their price a loss from the first delivery."),
        "winner": L("Саттара", "Sattara"),
    }),
    Note("tender", 330, {
        "name": L("Электротехника, годовой объём", "Electrics, a year"), "date": On(-320), "amount": Cut(0.22), "result": "won",
        "reason": L("Дали худшую для себя цену.", "We gave the price that is worst for us."),
    }),
    Note("opportunity", 47, {
        "name": L("Перевод на недельный график заказов", "Weekly orders instead of urgent ones"), "kind": "renewal",
        "stage": "offer",
        "amount": Cut(0.05), "probability": 0.3, "y1_low": Cut(-0.02), "y1_base": Cut(0.03), "y1_high": Cut(0.06),
        "y3_low": Cut(0.0),
        "y3_base": Cut(0.12), "y3_high": Cut(0.2),
        "assumption": L("Доход — возвращённые затраты на срочность, не новые продажи.",
                        "The income is the cost of urgency saved, not new sales."),
        "created": On(-47), "expected": On(60), "owner": US,
    }),
    Note("contract", 320, {
        "name": L("Договор поставки и скидок", "Contract of supply and discounts"), "start": On(-320), "end": On(45),
        "value": Cut(1.0),
        "terms": L("Скидка 18 % без обязательств по объёму, доставка бесплатно.",
                   "18 % off with no volume agreed, free delivery."),
        "auto_renewal": True, "notice_days": 30,
    }, 0),
    Note("visit", 190, {
        "date": On(-188), "type": "letter", "state": "done", "begun": "client", "people": Persons(("l_buyer",)), "ours": US,
        "purpose": L("Запрос новой скидки", "A new discount is asked for"),
        "result": L("Отказали, предложили график.", "Refused; a schedule offered."),
    }),
    Note("visit", 120, {
        "date": On(-118), "type": "call", "state": "done", "begun": "client", "people": Persons(("l_store",)), "ours": US,
        "purpose": L("Недостача в трёх машинах", "Three short lorries"),
    }),
    Note("visit", 49, {
        "date": On(-48), "type": "visit", "state": "done", "begun": "us", "people": Persons(("l_head", "l_buyer")),
        "ours": L("{manager}, Лебедева", "{manager}, Lebedeff"),
        "purpose": L("Показать затраты на обслуживание", "Show the cost to serve"),
        "result": L("Выслушали, про минимальный заказ ответят через месяц. Ответа нет.",
                    "They listened; an answer on the smallest order was due in a month. There is none."),
        "next": L("Письмо с датой выхода", "A letter with the date of leaving"), "next_on": On(-10),
    }),
    Note("promise", 117, {
        "type": "claim", "text": L("Недостача в трёх машинах подряд", "Three short lorries in a row"), "date": On(-118),
        "due": On(-100), "owner": US,
        "agreed": On(-116), "asked": On(-116), "proposed": On(-110), "confirmed": On(-104), "fulfilled": On(-101),
    }),
    Note("promise", 26, {
        "type": "claim",
        "text": L("Требуют компенсацию за возврат бракованной партии", "Compensation is claimed for a faulty batch"),
        "date": On(-27), "due": On(-9), "owner": US, "agreed": On(-26),
    }),
    Note("event", 322,
         {"date": On(-320), "type": "price", "text": L("Скидка 18 % по новому договору", "18 % off by the new contract")}),
    Note("task", 46,
         {"text": L("Посчитать минимальный заказ с логистикой", "Work out the smallest order with logistics"), "owner": US,
                      "due": On(-30), "done": On(-33)}),
    Note("task", 46,
         {"text": L("Уведомить о непродлении договора, если не ответят", "Give notice of the contract if they do not answer"),
                      "owner": US, "due": On(10),
          "source": L("Срок уведомления по договору", "The contract's term of notice")}),
    Note("team", 200, {"relations": US, "results": L("Лебедева Анна", "Anna Lebedeff")}),
)
TALE = Tale("loss", DOSSIER, NOTES)
