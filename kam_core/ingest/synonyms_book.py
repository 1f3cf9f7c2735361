"""Names that columns of the book's tables go by in exports, Russian and English. Written as normalise() gives them."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\n", " ").split("|") if part.strip())


RECORD = _words("запись камертона|запись kamerton|kamerton record|record of kamerton")

CONTACTS: dict[str, tuple[str, ...]] = {
    "record": RECORD,
    "email": _words("""
эл почта|электронная почта|e mail|email|mail|почта|адрес электронной почты|email address|e mail address|work email
|рабочий email|рабочая почта
"""),
    "phone": _words("""
телефон|мобильный телефон|рабочий телефон|номер телефона|моб телефон|мобильный|тел|phone|phone number|mobile|mobile phone
|work phone|telephone|tel|cell
"""),
    "position": _words("должность|position|job title|title|должность контакта"),
    "role": _words("""
роль в решении|роль в принятии решения|роль в закупке|роль|role in the decision|decision role|buying role|role
"""),
    "influence": _words("влияние|степень влияния|уровень влияния|influence|influence level|power"),
    "attitude": _words("отношение к нам|отношение|лояльность|attitude to us|attitude|sentiment|stance"),
    "held_by": _words("""
кто из нас держит контакт|кто держит контакт|держит контакт|ответственный|менеджер|куратор|who of us holds the contact
|held by|contact owner|owner|account manager|manager
"""),
    "basis": _words("""
основание хранения данных|на каком основании хранятся данные|основание обработки|ground for keeping the data
|on what ground the data are kept|legal basis|consent
"""),
    "since": _words("в должности с|с какого дня|работает с|in position since|since"),
    "left": _words("ушел|дата ухода|уволен|left on|left|left date"),
    "name": _words("""
контакт|контактное лицо|фио|ф и о|фамилия имя отчество|имя контакта|представитель|лпр|сотрудник клиента|contact|contact name
|contact person|full name|person|person name|имя|name
"""),
}

OPPORTUNITIES: dict[str, tuple[str, ...]] = {
    "record": RECORD,
    "name": _words("""
возможность|название возможности|сделка|название сделки|наименование сделки|имя сделки|тема сделки|opportunity
|opportunity name|deal|deal name|deal title|наименование|название|тема|name|subject|title
"""),
    "kind": _words("вид|вид возможности|тип сделки|вид сделки|тип|kind|opportunity type|deal type|type"),
    "product": _words("""
товар или категория|продукт|товар|категория|направление|product or category|product|product name|product code|category
|product category|product line
"""),
    "stage": _words("""
стадия|стадия сделки|этап|этап сделки|этап воронки|stage|sales stage|deal stage|opportunity stage|stage name|pipeline stage
|sales stage id
"""),
    "amount": _words("""
сумма|сумма сделки|бюджет сделки|бюджет|стоимость сделки|amount|deal amount|opportunity amount|deal value|estimated value
|estimated revenue|expected revenue|product revenue|opportunity value|value|revenue|total
"""),
    "probability": _words("""
вероятность закрытия|вероятность|шанс|вероятность сделки|процент вероятности|chance to close|probability|win probability
|close probability|chance|likelihood|confidence
"""),
    "y1_low": _words("1 год низкая|one year low|1 year low"),
    "y1_base": _words("1 год базовая|one year base|1 year base"),
    "y1_high": _words("1 год высокая|one year high|1 year high"),
    "y3_low": _words("3 года низкая|3 years low"),
    "y3_base": _words("3 года базовая|3 years base"),
    "y3_high": _words("3 года высокая|3 years high"),
    "y5_low": _words("5 лет низкая|5 years low"),
    "y5_base": _words("5 лет базовая|5 years base"),
    "y5_high": _words("5 лет высокая|5 years high"),
    "assumption": _words("на чем основано|допущение|допущения|обоснование|what it rests on|assumption|assumptions|rationale"),
    "created": _words("""
создана|дата создания|создано|дата начала|с какого дня|created|created on|created at|create date|creation date|date created
|open date|since
"""),
    "expected": _words("""
ожидаемое закрытие|ожидается|ожидается к|ожидаемая дата|ожидаемая дата закрытия|предполагаемая дата закрытия
|плановая дата закрытия|план закрытия|срок сделки|expected|expected by|expected close|expected close date
|estimated close date|close date|expected closing date|target date
"""),
    "closed": _words("закрыта|дата закрытия|закрыта фактически|closed on|closed|closed date|actual close date|date closed"),
    "won": _words("выиграна|выиграно|успешна|успех|won|is won|win"),
    "reason": _words("""
почему выиграли или проиграли|причина|причина отказа|причина проигрыша|причина закрытия|why won or lost|reason|loss reason
|lost reason|close reason|win loss reason
"""),
    "competitor": _words("конкурент|главный конкурент|кому проиграли|competitor|main competitor|lost to"),
    "without_tender": _words("без тендера|без торгов|прямая закупка|without a tender|without tender|no tender|direct award"),
    "owner": _words("""
ответственный|ответственный за сделку|менеджер|владелец|owner|deal owner|opportunity owner|sales rep|manager|account manager
"""),
}

CONTRACTS: dict[str, tuple[str, ...]] = {
    "record": RECORD,
    "name": _words("""
договор|номер договора|номер или название|название договора|наименование договора|контракт|номер контракта|contract
|contract no|contract number|contract name|number or name|agreement|agreement number|наименование|название|номер|name|number
|title
"""),
    "start": _words("""
начало|дата начала|начало действия|дата начала действия|действует с|дата договора|дата заключения|begins|start|start date
|starts|starts on|valid from|effective date|effective from|contract start|contract start date|from
"""),
    "end": _words("""
окончание|дата окончания|окончание действия|дата окончания действия|действует до|срок действия|срок действия до|действителен до
|ends|end|end date|ends on|expires|expires on|expiry|expiry date|expiration date|valid to|valid until|contract end
|contract end date|until
"""),
    "value": _words("""
стоимость|сумма договора|стоимость договора|цена договора|сумма контракта|сумма|value|contract value|contract amount
|amount|total value|acv|tcv
"""),
    "terms": _words("условия|условия договора|условия оплаты|особые условия|terms|contract terms|payment terms|conditions"),
    "auto_renewal": _words("""
продлевается сам|автопролонгация|пролонгация|автопродление|автоматическая пролонгация|renews by itself|auto renewal
|auto renew|autorenewal|automatic renewal|auto renews|evergreen
"""),
    "notice_days": _words("""
уведомить за дней|уведомление дней|срок уведомления|срок уведомления дней|уведомить за|notice days|notice period
|notice period days|notice
"""),
}
PERSONS = frozenset(_words("""
контакт|контактное лицо|фио|ф и о|фамилия имя отчество|имя контакта|представитель|лпр|сотрудник клиента|contact|contact name
|contact person|full name|person|person name
"""))
"""Columns that name people, whatever stands beside them."""
TERM = frozenset(_words("""
действует с|действует до|начало действия|окончание действия|дата начала действия|дата окончания действия|срок действия
|срок действия до|действителен до|valid from|valid to|valid until|effective date|expires|expires on|expiry date
|expiration date|contract start|contract end|contract start date|contract end date|сумма договора|номер договора
|contract|contract no|contract number|договор|автопролонгация|auto renewal|срок уведомления|notice period|notice days
|контракт|номер контракта|продлевается сам|renews by itself|уведомить за дней|уведомить за
"""))
"""Columns that only contracts have."""
OF_DEALS = frozenset(_words("""
стадия|стадия сделки|этап сделки|этап воронки|sales stage|deal stage|opportunity stage|stage|stage name|sales stage id
|pipeline stage|вероятность закрытия|chance to close|probability|вероятность|ожидаемая дата закрытия|estimated close date
|expected close date
"""))
"""Columns that tell how far a deal is."""
DEAL_NAMES = frozenset(_words("возможность|название возможности|сделка|тема сделки|opportunity|opportunity name"))
