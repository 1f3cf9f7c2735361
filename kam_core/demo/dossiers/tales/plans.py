"""The account plans: one is carried out, one was changed since it was approved, one waits for approval, one is a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kam_core.demo.dossiers.tale import L, On, Told

BOSS = L("Воронцов Игорь, генеральный директор", "Igor Varnham, managing director")
US, EXPERT = L("{manager}", "{manager}"), L("Ефимов Лев", "Leo Effingham")


@dataclass(frozen=True)
class Writing:
    """A record is written, or changed where one of this name is there. ago: days; start_part, target_part of a goal: parts of
    its figure as it is now"""

    ago: int
    kind: str
    name: str
    values: Told


@dataclass(frozen=True)
class Doing:
    """The plan is moved on."""

    ago: int
    what: Literal["submit", "give_back", "approve", "begin"]
    why: L | None = None


Step = Writing | Doing

GROWER: tuple[Step, ...] = (
    Writing(205, "plan", "plan", {
        "aim": L("Стать их отделом снабжения по инженерным системам на всех площадках.",
                 "To be their purchasing department for building services on every site."),
        "start": On(-180), "end": On(185),
        "resources": L("Половина времени инженера, склад кабеля на их площадке.",
                       "Half of an engineer's time, a stock of cable on their site."),
    }),
    Writing(205, "client_goal", "c1", {
        "text": L("Запустить новую площадку до зимы", "The new site at work before winter"), "state": "running", "due": On(120),
        "measure": L("Площадка сдана, отопление пущено", "The site handed over, its heating on"),
        "help": L("Комплекты под каждый корпус, поставка в день монтажа.",
                  "Sets per building, delivered on the day of fitting."),
    }),
    Writing(205, "client_goal", "c2", {
        "text": L("Сократить число поставщиков до трёх", "Down to three suppliers"), "state": "running", "due": On(-20),
        "help": L("Один договор на пять категорий.", "One contract for five categories."),
    }),
    Writing(204, "goal", "revenue", {
        "text": L("Вырасти за счёт новой площадки", "Grow with the new site"), "measure": "revenue",
        "start_part": 0.86, "target_part": 1.08, "due": On(185),
    }),
    Writing(204, "goal", "rate", {
        "text": L("Не разменять рост на скидки", "No growth by discounts"), "measure": "margin_rate",
        "start_part": 1.03, "target_part": 1.06, "due": On(185),
    }),
    Doing(200, "submit"),
    Doing(197, "give_back", L("Нет рисков и третьей цели: что с просроченным долгом?",
                              "No risks, and no third goal: what of the overdue debt?")),
    Writing(195, "plan", "plan", {
        "risks": L("Зависим от одного клиента: ищем ещё двух того же размера.\nКредит на стройку подорожает — сдвинут корпуса.",
                   "We depend on one client: we look for two more of its size.\nDearer credit would move their buildings."),
        "asks": L("Лимит консигнации до весны.\nИнженер на площадке два дня в неделю.",
                  "A limit for the consignment stock until spring.\nAn engineer on their site two days a week."),
    }),
    Writing(195, "goal", "debt", {
        "text": L("Платят в срок", "They pay in time"), "measure": "overdue", "start_part": 1.9, "target_part": 0.7,
        "due": On(185),
    }),
    Writing(195, "action", "stock", {
        "text": L("Открыть консигнационный склад кабеля", "Open the consignment stock of cable"), "owner": US, "due": On(-75),
        "theme": "penetrate", "goal": "revenue", "resources": L("Лимит, две недели логиста", "A limit, two weeks of logistics"),
    }),
    Writing(195, "action", "site", {
        "text": L("Познакомиться с командой новой площадки", "Get to know the team of the new site"), "owner": EXPERT,
        "due": On(-9), "theme": "expand", "goal": "revenue",
    }),
    Writing(195, "action", "price", {
        "text": L("Перевести насосы на цену жизненного цикла", "Sell pumps by the cost of their life"), "owner": EXPERT,
        "due": On(24), "theme": "protect", "goal": "rate",
    }),
    Writing(195, "action", "terms", {
        "text": L("Договориться о графике оплаты с финансовым директором", "Agree a schedule of payments with their finance"),
        "owner": US, "due": On(12), "theme": "protect", "goal": "debt",
    }),
    Doing(194, "submit"),
    Doing(190, "approve", L("Хорошо. Раз в квартал — отчёт по складу.", "Good. The stock is reported every quarter.")),
    Doing(180, "begin"),
    Writing(70, "action", "stock", {"done": On(-70)}),
    Writing(22, "client_goal", "c2", {"state": "reached"}),
)

KEY: tuple[Step, ...] = (
    Writing(120, "plan", "plan", {
        "aim": L("Удержать позицию при новом директоре по закупкам.", "To keep our place under the new head of purchasing."),
        "start": On(-90), "end": On(275),
        "risks": L("Новый директор пересматривает всех поставщиков.", "The new head looks at every supplier anew."),
        "asks": L("Визит нашего генерального директора.", "A visit of our managing director."),
    }),
    Writing(120, "client_goal", "c1", {
        "text": L("Снизить запасы на складах на четверть", "A quarter less stock in their stores"), "state": "running",
        "due": On(200), "help": L("Поставки по графику вместо запаса.", "Deliveries by schedule instead of stock."),
    }),
    Writing(119, "goal", "margin", {
        "text": L("Сохранить маржу", "Keep the margin"), "measure": "margin", "start_part": 0.99, "target_part": 1.01,
        "due": On(275),
    }),
    Writing(119, "goal", "health", {
        "text": L("Вернуть доверие сервиса", "Win back trust in our service"), "measure": "requests_median_hours",
        "start_part": 1.4, "target_part": 0.8, "due": On(275),
    }),
    Writing(119, "goal", "people", {
        "text": L("Знать трёх людей, кто решает", "Know three people who decide"), "start": 1, "now": 2, "target": 3,
        "due": On(100),
    }),
    Writing(118, "action", "visit", {
        "text": L("Визит директоров и годовой обзор", "A visit of both directors, the yearly review"), "owner": US,
        "due": On(30), "theme": "protect", "goal": "people",
    }),
    Writing(118, "action", "sla", {
        "text": L("Подписать нормативы ответа на обращения", "Sign how fast requests are answered"), "owner": US, "due": On(16),
        "theme": "protect", "goal": "health",
    }),
    Writing(118, "action", "plan", {
        "text": L("График поставок вместо складского запаса", "A schedule of deliveries instead of stock"), "owner": EXPERT,
        "due": On(60), "theme": "penetrate", "goal": "margin",
    }),
    Doing(110, "submit"),
    Doing(104, "approve"),
    Writing(15, "goal", "people", {"target": 4}),
    Writing(15, "action", "audit", {
        "text": L("Совместный аудит складов", "An audit of their stores together"), "owner": EXPERT, "due": On(45),
        "theme": "expand", "goal": "margin",
    }),
)

LOSS: tuple[Step, ...] = (
    Writing(26, "plan", "plan", {
        "aim": L("Выйти из убытка или проститься.", "Out of the loss, or goodbye."), "start": On(-10), "end": On(170),
        "risks": L("Уйдут к тому, кто возит мелкие партии бесплатно.", "They go to whoever carries small lots for nothing."),
        "asks": L("Право отказать в доставке мелких партий.", "Leave to refuse the delivery of small lots."),
    }),
    Writing(26, "goal", "rate", {
        "text": L("Поднять рентабельность", "A better margin rate"), "measure": "margin_rate", "target": 12, "due": On(170),
    }),
    Writing(26, "action", "lots", {
        "text": L("Предложить минимальную партию и график", "Propose a least lot and a schedule"), "owner": US, "due": On(5),
        "theme": "protect", "goal": "rate",
    }),
    Doing(4, "submit"),
)

DRIFT: tuple[Step, ...] = (
    Writing(8, "plan", "plan", {
        "aim": L("Понять, почему они уходят, и вернуть две категории.",
                 "To see why they drift away, and win two categories back."),
    }),
    Writing(8, "goal", "categories", {
        "text": L("Вернуть две категории", "Two categories back"), "measure": "categories", "due": On(200),
    }),
)

PLANS: dict[str, tuple[Step, ...]] = {"grower": GROWER, "key": KEY, "loss": LOSS, "drift": DRIFT}
"""By the tale of the client. In each the steps of one day stand in their order."""
