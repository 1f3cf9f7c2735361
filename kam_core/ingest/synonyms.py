"""Names that columns go by in exports, Russian and English, the likeliest first. Written as normalise() gives them."""

from __future__ import annotations

from kam_core.ingest.synonyms_book import CONTACTS, CONTRACTS, OPPORTUNITIES


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\n", " ").split("|") if part.strip())


_ACCOUNT_IDS = _words("""
customer id|client id|account id|код клиента|код контрагента|код покупателя|код заказчика|id клиента|id контрагента
|идентификатор клиента|customer no|customer number|customer code|customer key|client code|client no|client number
|client key|account no|account number|account key|account code|reseller key|reseller id|buyer id|company id
|контрагент код
|клиент код|покупатель код|номер клиента|debitor|kunde nr|kundennr
""")
_ACCOUNT_NAMES = _words("""
контрагент|клиент|покупатель|заказчик|партнер|наименование контрагента|наименование клиента|наименование покупателя
|клиент наименование|контрагент наименование|название клиента|название контрагента|имя клиента|грузополучатель
|получатель
|плательщик|дебитор|дилер|юридическое лицо|юрлицо|компания|customer|client|account|customer name|client name
|account name
|company|company name|reseller|reseller name|buyer|buyer name|sold to|sold to party|sold to name|bill to|bill to name
|bill to customer|ship to|ship to name|organisation|organization|kunde|kundenname
""")
_TAX = _words("""
инн|инн контрагента|инн покупателя|инн клиента|контрагент инн|инн кпп|tax id|tax number|vat id|vat number
|vat no|tin|inn|бин|унп
""")
_ACCOUNT = _ACCOUNT_IDS + _ACCOUNT_NAMES + _TAX
_MANAGER = _words("""
менеджер|ответственный|ответственный менеджер|основной менеджер|менеджер покупателя|менеджер клиента
|менеджер по продажам
|персональный менеджер|торговый представитель|продавец|куратор|kam|key account manager|account manager|manager
|sales manager|manager name|salesperson|sales person|salesman|sales rep|sales representative|rep|rep name
|account owner
|owner|seller|employee|employee name|employee id|employee key|сотрудник|заказ менеджер|ответственный за клиента
""")
_UNIT = _words("""
бизнес единица|бизнес юнит|business unit|bu|bu key|unit|подразделение|организация|филиал|отдел|направление|дивизион
|division|branch|legal entity|company code|department|наша компания|бренд компании|склад|business line
""")

SYNONYMS: dict[str, dict[str, tuple[str, ...]]] = {
    "sales": {
        "account": _ACCOUNT,
        "date": _words("""
дата|дата документа|дата реализации|дата отгрузки|дата продажи|дата накладной|дата операции|дата счета
|дата заказа|период
|период день|день|по дням|месяц|период месяц|date|order date|invoice date|sale date|sales date|posting date
|document date
|transaction date|doc date|billing date|ship date|shipped date|day|datetime|timestamp|month|period|year month
|year period
|order timestamp|дата время|дата и время|datum
"""),
        "revenue": _words("""
выручка|revenue|выручка без ндс|net revenue|net sales|amount net of tax|amount net|sales amount
|сумма без ндс|стоимость без ндс|сумма продажи
|сумма продаж
|сумма реализации|сумма отгрузки|продажи|сумма выручки|сумма|стоимость|выручка с ндс|сумма с ндс|стоимость с ндс
|сумма продажи с ндс|сумма продажи без ндс|продажная стоимость|стоимость продажи|сумма документа|оборот
|сумма оборот|сумма всего
|всего|итого|сумма итого|доход|sales|amount|net amount|line total|line amount|extended price|ext price|extended amount
|total price|total amount|order total|total sales|turnover|gross sales|gross amount|total|sum|value|sales value|income
|subscription revenue|umsatz|betrag
"""),
        "cost": _words("""
себестоимость|себестоимость продаж|себестоимость без ндс|себестоимость с ндс|сумма себестоимости
|себестоимость сумма|себест
|закупочная стоимость|стоимость закупки|сумма закупки|total product cost|cost of goods sold|cogs|cost of sales
|total cost|cost
|cost amount|product cost|ext cost|extended cost
"""),
        "quantity": _words("""
количество|кол во|колво|кол|количество товара|количество оборот|объем|объем продаж|отгружено|штук|шт|qty|quantity
|order quantity|order qty|units|units sold|volume|sales quantity|quantity sold|ordered quantity|menge
"""),
        "document": _words("""
документ|номер документа|документ движения|регистратор|документ продажи|документ реализации|реализация|накладная
|номер накладной
|номер заказа|заказ|заказ клиента|номер|счет фактура|чек|invoice no|invoice number|invoice id|invoice|order id
|order no
|order number|order|sales order number|sales order|document|document no|document number|document id|doc no|doc number
|transaction id|transaction no|transaction|receipt|receipt no|beleg
"""),
        "product_id": _words("""
артикул|номенклатура артикул|артикул номенклатуры|артикул товара|код товара|код номенклатуры|номенклатура код
|товар артикул
|товар код|код|штрихкод|sku|stock code|product id|product key|product code|product no|product number|item code|item id
|item no|item number|part number|part no|material number|article|ean|upc
"""),
        "product": _words("""
номенклатура|товар|наименование товара|наименование номенклатуры|номенклатура наименование|товар услуга
|продукция|продукт|услуга
|наименование|название|название товара|product|product name|description|product description|item|item name
|item description|goods|material|english product name|артикул наименование
"""),
        "category": _words("""
категория|категория товара|товарная группа|товарная категория|номенклатурная группа|группа товаров|группа товара
|группа номенклатуры|номенклатура группа|вид номенклатуры|вид товара|товарное направление|группа
|product category|category
|category name|product category name|english product category name|product group|item category|item group|product line
|product family|family|subcategory|category id
"""),
        "unit": _UNIT,
        "manager": _MANAGER,
        "currency": _words("""
валюта|валюта документа|код валюты|валюта взаиморасчетов|currency|currency code|curr|currency id
"""),
    },
    "accounts": {
        "account_id": _ACCOUNT_IDS + _words("код|id|ид|guid|uuid|ссылка|number|key|customer|account|client") + _TAX,
        "name": _words("""
наименование|название|полное наименование|краткое наименование|рабочее наименование|наименование полное
|юридическое наименование|name|full name|legal name|имя
""") + _ACCOUNT_NAMES + _words("организация|предприятие"),
        "group_id": _words("""
код холдинга|код группы|id группы|id холдинга|код головного контрагента|group id|holding id|parent id
|parent account id
|parent customer id|parent key|group key|group code
"""),
        "group_name": _words("""
холдинг|группа компаний|головной контрагент|головная организация|головная компания|головное предприятие
|название холдинга
|наименование холдинга|гк|группа|материнская компания|group name|group|holding|holding name|parent|parent name
|parent account|parent account name|parent company|parent customer|corporate group|customer group|ultimate parent
"""),
        "tax_id": _TAX,
        "industry": _words("""
отрасль|вид деятельности|сфера деятельности|основной вид деятельности|оквэд|сектор|направление деятельности|industry
|industry name|sector|vertical|business type|line of business|industry id
"""),
        "region": _words("""
регион|бизнес регион|федеральный округ|округ|область|территория|субъект|регион продаж|region|sales region|territory
|sales territory|state province name|state province|province|state|город|city|страна|country region|country
"""),
        "segment": _words("""
сегмент|сегмент клиента|класс|класс клиента|категория клиента|категория|тип клиента|вид клиента|группа клиентов|канал
|канал продаж|канал сбыта|abc класс|segment|customer segment|class|tier|customer type|channel|sales channel|size
|category
"""),
        "manager": _MANAGER,
        "since": _words("""
дата заведения|дата создания|дата регистрации|клиент с|дата начала работы|дата начала сотрудничества
|дата договора|работает с
|since|customer since|client since|created|created at|created on|create date|creation date|date created|start date
"""),
        "status": _words("""
статус|состояние|статус клиента|активность|активен|status|state|active|is active|account status|customer status
"""),
    },
    "invoices": {
        "account": _ACCOUNT,
        "issued": _words("""
дата счета|дата выставления|дата выставления счета|выставлен|дата документа|дата|дата отгрузки|дата накладной
|invoice date
|issued|issue date|issued on|date issued|billing date|document date|date
"""),
        "amount": _words("""
сумма счета|original amount|исходная сумма|сумма к оплате
|к оплате|сумма документа|сумма|сумма с ндс|выставлено|начислено|invoice amount|amount
|amount due
|total|total amount|invoice total|billed|gross amount
"""),
        "invoice_id": _words("""
номер счета|счет|счет на оплату|номер документа|документ|номер|счет фактура|invoice id|invoice no|invoice number
|invoice|number
|document no|document number
"""),
        "due": _words("""
срок оплаты|оплатить до|дата оплаты план|плановая дата оплаты|дата платежа план|крайний срок|крайний срок оплаты
|дата погашения план|due|due date|payment due|payment due date|due on|pay by
"""),
        "paid": _words("""
оплачено|сумма оплаты|оплата|сумма платежа|оплаченная сумма|поступило|paid|paid amount|amount paid|payment|payments
|payment amount|received
"""),
        "paid_on": _words("""
дата оплаты|дата платежа|дата оплаты факт|фактическая дата оплаты|дата поступления|оплачен|paid on|paid date|date paid
|payment date|paid at|settled|settlement date
"""),
    },
    "nps": {
        "date": _words("""
дата ответа|дата опроса|дата анкеты|дата заполнения|дата|date|response date|answered at|submitted|submitted at
|submit date
|responded at|completed at|completed|survey date|answer date|created at|timestamp
"""),
        "score": _words("""
nps|оценка nps|балл nps|nps score|nps оценка|готовность рекомендовать|вероятность рекомендации|рекомендация
|оценка|балл|баллы|score|оценка 0 10|score 0 10
|likelihood to recommend|ltr|would recommend|recommend|recommendation|rec|rating
"""),
        "account": _ACCOUNT,
        "respondent": _words("""
респондент|фио|фио респондента|контактное лицо|контакт|имя|имя респондента|id респондента|e mail|email|почта
|respondent
|respondent id|respondent name|respondent email|contact|contact name|contact id|person|user id
"""),
        "role": _words("""
роль|должность|роль респондента|должность респондента|role|position|job title|title|function
"""),
        "survey": _words("""
опрос|волна|анкета|исследование|название опроса|survey|wave|survey name|survey id|campaign|touchpoint
"""),
        "comment": _words("""
комментарий|комментарии|отзыв|почему|причина|причина оценки|текст ответа|comment|comments|feedback|verbatim
|reason|explication
|open text|why
"""),
        "csat": _words("""
csat|удовлетворенность|оценка удовлетворенности|csat score|satisfaction|satisfaction score|удовлетворенность 1 5
|satisfaction 1 5
"""),
    },
    "invitations": {
        "date": _words("""
дата приглашения|дата отправки|дата рассылки|отправлено|приглашен|invited at|invited on|invited|invitation date
|sent at|sent on
|sent|send date|date sent|дата|date
"""),
        "account": _ACCOUNT,
        "respondent": _words("""
респондент|фио|контактное лицо|контакт|приглашенный|e mail|email|почта|respondent|respondent id|respondent email
|contact
|contact name|contact id|invitee|recipient|адресат|получатель письма
"""),
        "survey": _words("""
опрос|волна|анкета|исследование|название опроса|survey|wave|survey name|survey id|campaign
"""),
    },
    "tickets": {
        "opened_at": _words("""
дата открытия|дата создания|дата обращения|дата регистрации|дата поступления|дата и время создания|создано
|создана|создан|открыто
|открыта|открыт|зарегистрировано|поступило|opened at|opened|opened on|open date|date opened|created at|created
|created on
|create date|creation date|date created|reported at|reported on|submitted at|submit date|open time
"""),
        "account": _ACCOUNT,
        "ticket_id": _words("""
номер обращения|номер заявки|номер запроса|номер тикета|номер инцидента|id обращения|id заявки|код обращения
|обращение|заявка
|тикет|инцидент|номер|ticket id|ticket no|ticket number|ticket|case number|case id|case|incident id
|incident number|incident
|request id|issue key|issue id|key|number|id
"""),
        "resolved_at": _words("""
дата решения|дата выполнения|дата исполнения|решено|решена|решен|выполнено|выполнена|resolved at|resolved|resolved on
|resolution date|date resolved|solved at|completed at|resolution time
"""),
        "first_response_at": _words("""
первый ответ|дата первого ответа|дата первой реакции|первая реакция|время первого ответа|first response at
|first response
|first reply at|first reply|first responded at|responded at
"""),
        "closed_at": _words("""
дата закрытия|закрыто|закрыта|закрыт|closed at|closed|closed on|close date|date closed|closing date
"""),
        "priority": _words("приоритет|важность|срочность|критичность|priority|urgency|severity|importance"),
        "category": _words("""
категория|тип обращения|вид обращения|тема обращения|тип заявки|категория обращения|тема|тип|category|type|issue type
|request type|ticket type|topic|subject area
"""),
        "status": _words("""
статус|состояние|статус обращения|статус заявки|новый статус|текущий статус|status|state|incident state|ident state
|ticket status|case status|new status|new state|current status
"""),
        "reopened": _words("""
переоткрыто|повторно открыто|переоткрытий|количество переоткрытий|число переоткрытий|возвратов в работу
|возвраты в работу|сколько раз открывали снова
|reopened|reopen count|reopens|times reopened|reopen
"""),
        "changed_at": _words("""
последнее изменение|дата изменения|дата последнего изменения|изменено|изменен|изменена|обновлено|обновлена|дата обновления
|дата события|время события|дата и время события|дата смены статуса|last changed|sys updated at|updated at|updated on
|updated
|last updated|last update|changed at|changed on|changed|modified at|modified on|modified|last modified|date modified
|event time|event at|event date|event timestamp|status changed at
"""),
        "within_limit": _words("""
в пределах срока|в срок|решено в срок|выполнено в срок|sla соблюден|соблюдение sla|в рамках sla|sla выполнен|within its limit
|within limit|made sla|sla met|met sla|within sla|sla made|on time|in time|resolved in time|resolved within sla
"""),
    },
    "costs": {
        "account": _ACCOUNT,
        "date": _words("""
дата|период|месяц|дата затрат|дата документа|дата расхода|date|month|period|cost date|expense date|posting date
|work date|year month|year period
"""),
        "amount": _words("""
затраты|расходы|сумма затрат|сумма расходов|сумма расхода|стоимость обслуживания|затраты на обслуживание
|расходы на обслуживание
|cost to serve|service cost|costs|cost|expense|expenses|expense amount|cost amount|сумма|amount|стоимость|value
"""),
        "hours": _words("""
часы|часов|трудозатраты|трудозатраты часы|человеко часы|чел часы|чел час|время|hours|hours spent|time spent
|man hours|labor hours|labour hours
"""),
        "department": _words("""
подразделение|отдел|служба|центр затрат|цфо|department|cost center|cost centre|team|unit
"""),
        "kind": _words("""
вид затрат|статья затрат|тип затрат|вид расходов|статья расходов|статья|вид|вид работ|kind|cost type
|expense type|cost kind
|cost category|expense category|activity|type|category
"""),
    },
    "targets": {
        "account": _ACCOUNT,
        "month": _words("""
месяц|период|месяц плана|дата|month|period|plan month|year month|target month|date|year period
"""),
        "revenue": _words("""
план|план продаж|план по выручке|план выручки|план выручка|выручка план|плановая выручка|план сумма|сумма плана
|план отгрузки
|план по продажам|бюджет|бюджет продаж|цель|цель по выручке|target|sales target|revenue target|target revenue
|plan|sales plan
|revenue plan|planned revenue|plan revenue|quota|sales quota|budget|budget revenue|revenue budget|target amount
|goal|revenue
|выручка|сумма|amount
"""),
        "margin": _words("""
план по марже|план маржи|план маржа|маржа план|плановая маржа|план по прибыли|план прибыли|target margin|margin target
|planned margin|plan margin|margin plan|budget margin|gross margin target|маржа|margin
"""),
    },
    "contacts": {"account": _ACCOUNT, **CONTACTS},
    "opportunities": {"account": _ACCOUNT, **OPPORTUNITIES},
    "contracts": {"account": _ACCOUNT, **CONTRACTS},
}
"""Table → field → names. For `account` of the facts: the client's code, then the name, then the tax number."""

QUANTITY = SYNONYMS["sales"]["quantity"]
PRICE = _words("""
unit price|price|unitprice|price each|sales price|selling price|unit selling price|item price|list price|цена
|цена за единицу
|цена за ед|цена без ндс|цена с ндс|цена продажи|цена реализации|цена товара|цена за штуку|цена за шт
""")
DISCOUNT = _words("""
discount|unit price discount|discount rate|discount pct|discount percent|discount percentage|скидка
|процент скидки|скидка процент
|ставка скидки
""")
OPEN = _words("""
open amount|amount open|open balance|outstanding amount|outstanding|balance due|remaining amount|amount remaining
|amount due|остаток долга|остаток задолженности|остаток к оплате|непогашенный остаток|задолженность
""")
"""What is still to be paid of an invoice."""
COST_KINDS = frozenset(_words("""
статья|вид затрат|статья затрат|тип затрат|вид расходов|статья расходов|cost type|expense type|cost kind|cost category
|expense category
"""))
PAYMENTS = frozenset(_words("""
назначение платежа|вид операции|вид платежа|статья ддс|статья движения денежных средств|payment purpose
|purpose of payment|payment reference
"""))
"""Columns of payments: money that came in is no sale."""
DEALS = frozenset(_words("""
название сделки|наименование сделки|имя сделки|стадия сделки|этап сделки|воронка|воронка продаж|deal|deal name|deal id
|deal stage|deal owner|pipeline|opportunity|opportunity name|opportunity id|sales stage
"""))
STAGES = frozenset({"стадия", "stage", "stage name"})
"""Columns of deals that may still come to nothing."""
# Names that belong to one table so clearly that they tell it.
TELLING: dict[str, dict[str, tuple[str, ...]]] = {
    "costs": {"amount": SYNONYMS["costs"]["amount"][:14]},
    "targets": {"revenue": SYNONYMS["targets"]["revenue"][:-4]},
    "nps": {"score": SYNONYMS["nps"]["score"]},
    "invitations": {"date": SYNONYMS["invitations"]["date"][:-2]},
}
