"""The steady key client: its director has turned against us, its buyer is new, the competitors section is overdue."""

from __future__ import annotations

from kam_core.demo.dossiers.tale import Cut, Goods, L, Note, On, Persons, Tale

US = L("{manager}", "{manager}")
ENGINEER = L("Ефимов Лев", "Leo Effingham")

DOSSIER = (
    (620, {
        "of_its_industry": True,
        "history": L("Выделен из большого предприятия с ремонтной базой; собственники — бывшие начальники цехов.",
                     "Carved out of a large enterprise with its repair base and people; owned by former shop managers."),
        "structure": L("Юридические лица: {entities}. Торговое подразделение закупает для всех.",
                       "Legal entities: {entities}. The trading arm buys for all of them."),
        "headcount": L("{heads} человек, треть — в разъездных бригадах.",
                       "{heads} people, a third of them in travelling crews."),
        "story": L("С нами одиннадцать лет. Лучший год — ремонт подстанций, худший — прошлая осень, когда задержали муфты.",
                   "With us for eleven years. The best: the overhaul of the substations; the worst: last autumn's couplings."),
        "earlier": L("Покупали у завода напрямую, пока заводы не подняли минимальную партию.",
                     "Bought from the works, until the works raised the smallest lot."),
    }),
    (250, {
        "finances": L("Оборот около {turnover}; кредитов мало, платят в срок. Источник: отчётность за прошлый год.",
                      "Turnover of about {turnover}; few loans, pays in time. Source: last year's accounts."),
        "scene": L("«Протус-Электро» по кабелю, завод напрямую по трансформаторам.",
                   "Protus Electric in cable, the works straight in transformers."),
        "better": L("У «Протуса» своя лаборатория: отдают муфты с протоколом испытаний.",
                    "Protus has a laboratory: its couplings come with a record of tests."),
        "worse": L("Мы держим аварийный запас под них, у остальных под заказ.",
                   "We keep an emergency stock for them, others order on demand."),
    }),
    (175, {
        "supplied": L("Насосы, арматура и аварийный запас под ремонтную программу; маркировка по их перечню.",
                      "Pumps, valves and an emergency stock for the repair programme; marked by their list."),
        "our_people": L("{manager} — договор и отношения, Ефимов — техника.",
                        "{manager} for contract and relations, Effingham for technology."),
        "worth": L("Аварийный запас и то, что мы отвечаем ночью.", "The emergency stock, and that we answer at night."),
        "budget": L("Ремонтная программа утверждается в декабре, аварийный запас — вне бюджета.",
                    "The repair programme is approved in December; emergency stock stands outside the budget."),
    }),
    (68, {
        "process": L("Перечень составляет главный инженер, закупки запрашивают трёх, директор выбирает сам.",
                     "The chief engineer lists, purchasing asks three, the director chooses himself."),
        "criteria": L("Надёжность и протоколы, затем цена. После осени — зависимость от одного поставщика.",
                      "Reliability and test records, then price. Since autumn: not to depend on one supplier."),
        "calendar": L("Ремонтная программа — декабрь; рамочный договор — весной.",
                      "Repair programme in December; frame contract in spring."),
        "today": L("Прохладные. Директор просит поднять долю второго поставщика до трети.",
                   "Cool. The director wants the second supplier at a third."),
        "prospect": L("Удержать объём можно протоколами испытаний и складом на их базе; иначе минус четверть за год.",
                      "Test records and a stock at their base keep the volume; else a quarter is gone in a year."),
        "aim": L("Остаться первым поставщиком по ремонтной программе.", "To stay first supplier of the repair programme."),
        "note": L("До встречи с директором не поднимать разговор о цене.",
                  "No word of prices before the meeting with the director."),
        "spend": Cut(1.45), "spend_source": L("Оценка главного инженера", "An estimate of its chief engineer"),
    }),
)

NOTES = (
    Note("competitor", 250, {
        "name": L("Протус-Электро", "Protus Electric"), "share": 0.31, "products": L("Кабель, муфты", "Cable, couplings"),
        "price": "equal", "quality": "better", "terms": "equal", "service": "worse", "relation": "better",
        "strong": L("Своя лаборатория, протокол на каждую партию.", "A laboratory, a record for every batch."),
        "weak": L("Нет склада: срок от двух недель.", "No stock: two weeks at least."),
        "answer": L("Договор с независимой лабораторией.", "A contract with an independent laboratory."),
        "source": L("Главный инженер", "Its chief engineer"),
    }),
    Note("tender", 230, {
        "name": L("Муфты на ремонтную программу", "Couplings for the repair programme"), "date": On(-220), "amount": Cut(0.08),
        "result": "lost", "winner": L("Протус-Электро", "Protus Electric"),
        "reason": L("Просили протокол испытаний на партию, у нас его не было.",
                    "A record of tests per batch was asked for; we had none."),
    }),
    Note("tender", 130, {
        "name": L("Насосы котельного цеха", "Pumps of the boiler shop"), "date": On(-120), "amount": Cut(0.06), "result": "won",
        "reason": L("Аварийный запас и готовность выехать ночью.", "An emergency stock and readiness to come at night."),
    }),
    Note("tender", 15,
         {"name": L("Арматура на год", "Valves for a year"), "date": On(35), "amount": Cut(0.18), "result": "open"}),
    Note("opportunity", 160, {
        "name": L("Склад на базе клиента", "A stock at the client's base"), "kind": "renewal", "product": Goods(1),
        "stage": "talks",
        "amount": Cut(0.2), "probability": 0.5, "y1_low": Cut(0.1), "y1_base": Cut(0.2), "y1_high": Cut(0.25),
        "y3_low": Cut(0.2),
        "y3_base": Cut(0.55), "y3_high": Cut(0.75), "y5_low": Cut(0.2), "y5_base": Cut(0.9), "y5_high": Cut(1.2),
        "assumption": L("Директор согласится на треть второму поставщику, но не больше.",
                        "The director gives a third to the second supplier and no more."),
        "created": On(-160), "expected": On(90), "competitor": L("Протус-Электро", "Protus Electric"), "owner": US,
    }),
    Note("opportunity", 110, {
        "name": L("Преобразователи частоты на насосы", "Drives for the pumps"), "kind": "cross-sell", "product": Goods(4),
        "stage": "need",
        "amount": Cut(0.05), "probability": 0.35, "y1_low": Cut(0.01), "y1_base": Cut(0.04), "y1_high": Cut(0.06),
        "y3_low": Cut(0.05),
        "y3_base": Cut(0.1), "y3_high": Cut(0.15), "created": On(-110), "expected": On(120), "owner": ENGINEER,
    }),
    Note("opportunity", 330, {
        "name": L("Комплект для мобильных бригад", "Kits for the travelling crews"), "kind": "new", "stage": "lost",
        "amount": Cut(0.03),
        "probability": 0.0, "created": On(-330), "expected": On(-200), "closed": On(-205),
        "reason": L("Собрали своими силами", "They made it themselves"),
    }),
    Note("contract", 300, {
        "name": L("Рамочный договор на три года", "Frame contract for three years"), "start": On(-700), "end": On(120),
        "value": Cut(2.4),
        "terms": L("Отсрочка 60 дней, аварийный запас за наш счёт.", "Payment in 60 days, emergency stock at our cost."),
        "auto_renewal": False, "notice_days": 90,
    }, 0),
    Note("visit", 225, {
        "date": On(-222), "type": "visit", "state": "done", "begun": "client", "people": Persons(("k_head", "k_old")),
        "ours": US,
        "purpose": L("Разбор срыва поставки муфт", "The late couplings"),
        "result": L("Директор недоволен: просит второй источник по каждой критичной позиции.",
                    "The director is angry: a second source for every critical item."),
    }),
    Note("visit", 130, {
        "date": On(-128), "type": "call", "state": "done", "begun": "client", "people": Persons(("k_buyer",)), "ours": US,
        "purpose": L("Новый начальник закупок", "The new head of purchasing"),
        "result": L("Просит все цены заново.", "Asks all prices anew."),
    }),
    Note("visit", 69, {
        "date": On(-68), "type": "visit", "state": "done", "begun": "us", "people": Persons(("k_engineer", "k_gate")),
        "ours": L("{manager}, Ефимов", "{manager}, Effingham"),
        "purpose": L("Перечень на ремонтную программу", "The list of the repair programme"),
        "result": L("Инженер за нас, но решает не он.", "The engineer is for us; he does not decide."),
        "next": L("Договориться о встрече с директором", "Arrange the director's meeting"), "next_on": On(-30),
    }),
    Note("visit", 21, {
        "date": On(-19), "type": "visit", "state": "off", "begun": "us", "people": Persons(("k_head",)), "ours": US,
        "purpose": L("Встреча с директором", "Meeting the director"),
        "result": L("Отменили за час.", "Called off an hour before."),
    }),
    Note("visit", 4, {
        "date": On(16), "type": "here", "state": "planned", "begun": "us", "people": Persons(("k_head", "k_engineer")),
        "ours": L("Лебедева, {manager}", "Lebedeff, {manager}"),
        "purpose": L("Показать склад и лабораторию", "Show the stock and the laboratory"),
    }),
    Note("promise", 221, {
        "type": "claim",
        "text": L("Муфты пришли на девять дней позже, бригада стояла", "Couplings nine days late, a crew idle"),
        "date": On(-222), "due": On(-200), "owner": US, "agreed": On(-221), "asked": On(-220), "proposed": On(-215),
        "confirmed": On(-206),
        "fulfilled": On(-203),
    }),
    Note("promise", 67, {
        "type": "promise",
        "text": L("Протокол испытаний на каждую партию муфт", "A record of tests for every batch of couplings"),
        "date": On(-68), "due": On(-21), "owner": ENGINEER, "agreed": On(-68), "asked": On(-66), "proposed": On(-50),
        "confirmed": On(-44),
    }),
    Note("event", 228,
         {"date": On(-226), "type": "terms",
          "text": L("Просят второй источник по критичным позициям", "A second source is asked for critical items")}),
    Note("event", 142,
         {"date": On(-140), "type": "people", "text": L("Сменился начальник закупок", "A new head of purchasing")}),
    Note("event", 60, {"date": On(-58), "type": "price", "text": L("Подняли цены на арматуру на 4 %", "Valves up by 4 %")}),
    Note("task", 66,
         {"text": L("Договор с независимой лабораторией", "A contract with an independent laboratory"), "owner": ENGINEER,
                      "due": On(-14), "source": L("Обещание клиенту", "A promise to the client")}),
    Note("task", 18,
         {"text": L("Вывести Лебедеву на директора", "Bring Lebedeff and the director together"), "owner": US, "due": On(12)}),
    Note("team", 300,
         {"expert": ENGINEER, "relations": US, "collaborator": L("Руднев Клим, логистика", "Clement Rudd, logistics"),
                       "project": L("Пахомова Лада", "Lada Packham"), "results": L("Лебедева Анна", "Anna Lebedeff")}),
)
TALE = Tale("key", DOSSIER, NOTES)
