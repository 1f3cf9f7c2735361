"""People at the clients of the made-up company: who decides, who is for us, who holds the contact; three act for several."""

from __future__ import annotations

from kam_core.demo.dossiers.tale import L, On, Person, Post, Told

HELD = L("{manager}", "{manager}")
EXPERT = L("Ефимов Лев, инженер", "Leo Effingham, engineer")
DIRECTOR = L("Лебедева Анна, коммерческий директор", "Anna Lebedeff, sales director")
CARD = L("Визитка, обмен на встрече", "A card given at a meeting")
CONTRACT = L("Указан в договоре как контактное лицо", "Named in the contract as a contact")
CONSENT = L("Согласие на обработку данных", "Consent to the processing of data")


def _post(
    client: str, ago: int, position: L, role: str, influence: str, attitude: str, held: L | None = HELD, entity: int = 0,
    then: tuple[tuple[int, Told], ...] = (),
) -> Post:
    values: dict[str, object] = {"position": position, "role": role, "influence": influence, "attitude": attitude}
    return Post(client, ago, values if held is None else values | {"held_by": held}, entity, then)


HEAD, BUYER = L("Генеральный директор", "Managing director"), L("Начальник отдела закупок", "Head of purchasing")
MONEY, ENGINEER = L("Финансовый директор", "Finance director"), L("Главный инженер", "Chief engineer")
STORE, DEPUTY = L("Заведующий складом", "Warehouse manager"), L("Заместитель директора по закупкам",
                                                                "Deputy director, purchasing")

GROWER = (
    Person("g_owner", L("Громова Вера Павловна", "Vera Gromwell"), L("v.gromova@mail.example", "v.gromwell@mail.example"), (
        _post("grower", 610, HEAD, "decides", "high", "neutral", DIRECTOR, then=((240, {"attitude": "supporter"}),)),
    ), {"phone": L("+7 (000) 210-14-01", "+44 20 7946 0101"), "basis": CARD,
        "note": L("Ценит, когда звонят до срыва срока, а не после. Отчёты читает только на одной странице.",
                  "Wants the call before a date is missed, not after. Reads a report if it has one page.")}),
    Person("g_buyer", L("Ашихмин Олег Юрьевич", "Oliver Ashworth"), L("o.ashikhmin@mail.example", "o.ashworth@mail.example"), (
        _post("grower", 590, BUYER, "buys", "middle", "supporter"),
    ), {"phone": L("+7 (000) 210-14-07", "+44 20 7946 0107"), "basis": CONTRACT}),
    Person("g_money", L("Сторожева Инна Львовна", "Inna Storey"), L("i.storozheva@mail.example", "i.storey@mail.example"), (
        _post("grower", 400, MONEY, "approves", "high", "neutral", DIRECTOR),
        _post("large4", 250, L("Финансовый директор по совместительству", "Finance director, part time"), "approves", "high",
              "neutral", None),
    ), {"basis": CONTRACT, "note": L("Считает полную стоимость владения; скидку без расчёта не обсуждает.",
                                     "Counts the whole cost of owning; no talk of discounts without a sum.")}),
    Person("g_engineer", L("Котельников Артём Ильич", "Arthur Kettle"), L("a.kotelnikov@mail.example", "a.kettle@mail.example"),
           (
        _post("grower", 560, ENGINEER, "expert", "high", "supporter", EXPERT),
        _post("grower", 300, L("Технический надзор на стройке", "Technical supervision of the building site"), "expert",
              "middle",
              "supporter", EXPERT, entity=2),
    ), {"phone": L("+7 (000) 210-14-22", "+44 20 7946 0122"), "basis": CONSENT}),
    Person("g_store", L("Лаптева Галина", "Gail Lapworth"), L("g.lapteva@mail.example", "g.lapworth@mail.example"), (
        _post("grower", 380, STORE, "uses", "low", "neutral", entity=1),
    )),
    Person("g_second", L("Мирзоев Фарид", "Farid Mirza"), L("f.mirzoev@mail.example", "f.mirza@mail.example"), (
        _post("grower", 95, L("Директор новой площадки", "Director of the new site"), "decides", "middle", "unknown", None,
              entity=1),
    )),
)
KEY = (
    Person("k_head", L("Радищев Пётр Андреевич", "Peter Radcliffe"), L("p.radishchev@mail.example", "p.radcliffe@mail.example"),
           (
        _post("key", 640, HEAD, "decides", "high", "neutral", DIRECTOR, then=((70, {"attitude": "opponent"}),)),
    ), {"phone": L("+7 (000) 320-55-01", "+44 20 7946 0201"), "basis": CARD,
        "note": L("После срыва поставки муфт считает, что от нас слишком зависят. Сначала факты, потом предложение.",
                  "Since the late couplings he holds that they depend on us too much. Facts first, then an offer.")}),
    Person("k_buyer", L("Венцель Роман", "Roman Wenzel"), L("r.ventsel@mail.example", "r.wenzel@mail.example"), (
        _post("key", 140, BUYER, "buys", "high", "neutral"),
    ), {"phone": L("+7 (000) 320-55-12", "+44 20 7946 0212"), "basis": CONTRACT}),
    Person("k_old", L("Тарасенко Людмила", "Lydia Tarrant"), L("l.tarasenko@mail.example", "l.tarrant@mail.example"), (
        _post("key", 630, BUYER, "buys", "high", "supporter", then=((150, {"left": On(-150)}),)),
    ), {"basis": CONTRACT}),
    Person("k_engineer", L("Шадрин Глеб Викторович", "Gilbert Shadwell"),
           L("g.shadrin@mail.example", "g.shadwell@mail.example"), (
        _post("key", 600, ENGINEER, "influences", "high", "supporter", EXPERT),
        _post("large2", 220, L("Технический эксперт по договору", "Technical expert by contract"), "expert", "middle",
              "supporter",
              EXPERT),
    ), {"phone": L("+7 (000) 320-55-30", "+44 20 7946 0230"), "basis": CONSENT}),
    Person("k_money", L("Зорина Марта", "Martha Dawney"), L("m.zorina@mail.example", "m.dawney@mail.example"), (
        _post("key", 420, MONEY, "approves", "middle", "neutral", DIRECTOR),
    )),
    Person("k_gate", L("Ныркова Соня", "Sonia Nyland"), L("s.nyrkova@mail.example", "s.nyland@mail.example"), (
        _post("key", 410, L("Помощник директора", "Assistant to the director"), "gate", "low", "supporter"),
    )),
    Person("k_logistics", L("Обухов Егор", "Edgar Ogilby"), L("e.obukhov@mail.example", "e.ogilby@mail.example"), (
        _post("key", 260, L("Начальник службы логистики", "Head of logistics"), "uses", "middle", "neutral", entity=1),
    )),
)
LOSS = (
    Person("l_head", L("Самохвалов Эдуард", "Edward Samwell"), L("e.samokhvalov@mail.example", "e.samwell@mail.example"), (
        _post("loss", 520, HEAD, "decides", "high", "opponent", DIRECTOR),
    ), {"note": L("Торгуется до последнего процента и не скрывает этого. Подписывает, когда видит альтернативу.",
                  "Haggles for the last per cent and says so. Signs when he sees the alternative.")}),
    Person("l_buyer", L("Дыбова Регина", "Regina Dibdin"), L("r.dybova@mail.example", "r.dibdin@mail.example"), (
        _post("loss", 510, DEPUTY, "buys", "high", "opponent"),
    ), {"phone": L("+7 (000) 430-70-02", "+44 20 7946 0302"), "basis": CONTRACT}),
    Person("l_money", L("Крутояров Семён", "Simon Crutwell"), L("s.krutoyarov@mail.example", "s.crutwell@mail.example"), (
        _post("loss", 300, MONEY, "approves", "high", "neutral", None),
    )),
    Person("l_store", L("Пяткин Василий", "Basil Petty"), L("v.pyatkin@mail.example", "b.petty@mail.example"), (
        _post("loss", 290, STORE, "uses", "low", "supporter"),
        _post("loss", 180, STORE, "uses", "low", "supporter", entity=1),
    )),
)
OTHERS = (
    Person("d_buyer", L("Молчанова Ульяна", "Una Molson"), L("u.molchanova@mail.example", "u.molson@mail.example"), (
        _post("drift", 450, BUYER, "buys", "middle", "neutral"),
    ), {"phone": L("+7 (000) 540-11-09", "+44 20 7946 0409"), "basis": CARD}),
    Person("r_head", L("Ветошкин Аркадий", "Archibald Vetch"), L("a.vetoshkin@mail.example", "a.vetch@mail.example"), (
        _post("returns", 330, HEAD, "decides", "high", "opponent"),
    )),
    Person("adviser", L("Гурвич Марк Яковлевич", "Mark Gurney"), L("m.gurvich@mail.example", "m.gurney@mail.example"), (
        _post("grower", 280, L("Независимый советник по закупкам", "Independent adviser on purchasing"), "influences", "high",
              "neutral", DIRECTOR),
        _post("large1", 200, L("Советник по закупкам", "Adviser on purchasing"), "influences", "high", "neutral"),
        _post("sour", 120, L("Советник собственника", "Adviser to the owner"), "influences", "middle", "opponent"),
    ), {"phone": L("+7 (000) 650-00-77", "+44 20 7946 0577"), "basis": CARD,
        "note": L("Ведёт закупки трёх разных компаний; его слово стоит дороже любого отдела.",
                  "Advises three companies that have nothing else in common; his word outweighs any department.")}),
    Person("a_head", L("Ремизов Илья", "Elias Remington"), L("i.remizov@mail.example", "e.remington@mail.example"), (
        _post("large1", 480, HEAD, "decides", "high", "supporter", DIRECTOR),
    ), {"basis": CARD}),
    Person("a_buyer", L("Юсупова Динара", "Dinah Yusuf"), L("d.yusupova@mail.example", "d.yusuf@mail.example"), (
        _post("large1", 470, BUYER, "buys", "high", "supporter"),
    ), {"phone": L("+7 (000) 660-18-03", "+44 20 7946 0603"), "basis": CONTRACT}),
    Person("a_engineer", L("Хабаров Стас", "Stanley Haber"), L("s.khabarov@mail.example", "s.haber@mail.example"), (
        _post("large1", 250, L("Главный механик", "Head of maintenance"), "uses", "middle", "supporter", EXPERT),
        _post("large1", 250, L("Главный механик", "Head of maintenance"), "uses", "middle", "neutral", EXPERT, entity=1),
    )),
    Person("b_head", L("Плетнёва Анастасия", "Anastasia Plaitford"), L("a.pletneva@mail.example", "a.plaitford@mail.example"), (
        _post("large2", 430, HEAD, "decides", "high", "supporter", DIRECTOR),
    )),
    Person("b_buyer", L("Иволгин Кирилл", "Cyril Oriel"), L("k.ivolgin@mail.example", "c.oriel@mail.example"), (
        _post("large2", 425, L("Ведущий специалист по закупкам", "Senior buyer"), "buys", "middle", "neutral"),
    ), {"basis": CONTRACT}),
    Person("c_buyer", L("Заречная Ольга", "Olga Overstream"), L("o.zarechnaya@mail.example", "o.overstream@mail.example"), (
        _post("large3", 390, BUYER, "decides", "high", "supporter"),
    ), {"phone": L("+7 (000) 680-42-15", "+44 20 7946 0815"), "basis": CARD}),
    Person("e_head", L("Бессонов Тарас", "Terence Wakeman"), L("t.bessonov@mail.example", "t.wakeman@mail.example"), (
        _post("large4", 360, HEAD, "decides", "high", "neutral"),
    )),
    Person("e_user", L("Галкин Антон", "Anthony Daw"), L("a.galkin@mail.example", "a.daw@mail.example"), (
        _post("large4", 350, L("Начальник участка", "Section manager"), "uses", "middle", "supporter", EXPERT),
    )),
    Person("f_head", L("Рощина Татьяна", "Tania Groves"), L("t.roshchina@mail.example", "t.groves@mail.example"), (
        _post("large5", 310, HEAD, "decides", "high", "supporter"),
    )),
    Person("f_buyer", L("Колтунов Денис", "Denis Coulter"), L("d.koltunov@mail.example", "d.coulter@mail.example"), (
        _post("large5", 305, BUYER, "buys", "middle", "unknown"),
    ), {"basis": CONTRACT}),
    Person("s_head", L("Уральцев Макар", "Mark Northam"), L("m.uraltsev@mail.example", "m.northam@mail.example"), (
        _post("sour", 500, HEAD, "decides", "high", "supporter", then=((210, {"attitude": "opponent"}),)),
    )),
    Person("s_buyer", L("Кузьмичёва Раиса", "Rachel Cosgrove"), L("r.kuzmicheva@mail.example", "r.cosgrove@mail.example"), (
        _post("sour", 495, BUYER, "buys", "high", "neutral"),
    ), {"phone": L("+7 (000) 710-09-44", "+44 20 7946 0944"), "basis": CONTRACT}),
    Person("n_head", L("Новиков Данила", "Daniel Newby"), L("d.novikov@mail.example", "d.newby@mail.example"), (
        _post("new", 75, HEAD, "decides", "high", "supporter"),
    )),
    Person("n_buyer", L("Осокина Полина", "Pauline Sedgeley"), L("p.osokina@mail.example", "p.sedgeley@mail.example"), (
        _post("new", 70, L("Менеджер по закупкам", "Buyer"), "buys", "middle", "unknown"),
    ), {"basis": CARD}),
)
PEOPLE: tuple[Person, ...] = GROWER + KEY + LOSS + OTHERS
