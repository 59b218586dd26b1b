"""What a name is used for in Russian, Arabic and Turkish sentences."""

from __future__ import annotations

import pytest
from conftest import document

from geo.model.text import Mention, Use
from geo.pipeline.engine import Engine
from geo.pipeline.reading import read_document

CASES = """
ru | metonym  | Киев | Киев обвинил Москву в нарушении перемирия.
ru | metonym  | Москву | Киев обвинил Москву в нарушении перемирия.
ru | literal  | Киеве | В Киеве прошли массовые протесты.
ru | literal  | Харькова | Поезд из Харькова прибыл с опозданием.
ru | metonym  | Пекин | Пекин выразил протест в связи с учениями.
ru | literal  | Пекин | Делегация вылетела в Пекин во вторник.
ru | office   | Германии | Канцлер Германии прибыла в Минск.
ru | literal  | Минск | Канцлер Германии прибыла в Минск.
ru | metonym  | Вашингтоном | Отношения между Вашингтоном и Тегераном обострились.
ru | metonym  | Тегераном | Отношения между Вашингтоном и Тегераном обострились.
ru | demonym  | французские | Три французские журналистки пропали без вести.
ru | demonym  | Американцы | Американцы покинули базу ночью.
ru | demonym  | израильской | Удар израильской авиации пришёлся на склад.
ru | literal  | Ливана | Ракета упала на юге Ливана.
ru | literal  | Ираке | Американских солдат в Ираке стало меньше.
ru | metonym  | Израиль | Израиль не подтвердил удар.
ru | metonym  | Турции | Войска Турции заняли холм.
ru | metonym  | Сирии | Власти Сирии открыли дорогу.
ru | metonym  | Анкаре | Об этом сообщили в Анкаре.
ru | literal  | Дамаска | Жители Дамаска остались без света.
ru | literal  | Турцией | Грузовики стоят на границе с Турцией.
ru | metonym  | Турцией | Соглашение с Турцией истекает в мае.
ru | metonym  | Москвы | Позиция Москвы не изменилась.
ru | metonym  | Катара | При посредничестве Катара пленных обменяли.
ru | dateline | БЕЙРУТ | БЕЙРУТ, 3 мая. — Цены на хлеб выросли вдвое.
ru | metonym  | Кремль | Кремль опроверг слухи.
ru | literal  | Евфрата | Берега Евфрата укрепят.
ru | literal  | Алеппо | От Алеппо до границы сорок километров.
ru | literal  | Манбидже | Взрыв прогремел в Манбидже.
ru | literal  | Кобани | Патруль вышел из Кобани.
ru | literal  | Дейр-эз-Зором | Бои идут под Дейр-эз-Зором.
ru | literal  | Ракки | Переселенцы из Ракки ждут помощи.
ru | office   | США | Госсекретарь США посетил Каир.
ru | literal  | Каир | Госсекретарь США посетил Каир.
ru | metonym  | Иран | В ответ Иран пригрозил закрыть пролив.
ru | metonym  | Эр-Рияд | Эр-Рияд и Абу-Даби разорвали отношения с Дохой.
ru | metonym  | Дохой | Эр-Рияд и Абу-Даби разорвали отношения с Дохой.
ru | metonym  | Россия | Как заявила Россия, выборы состоятся.
ru | literal  | Саудовскую Аравию | Паломники летят в Саудовскую Аравию.
ar | metonym  | كييف | اتهمت كييف موسكو بخرق الهدنة.
ar | metonym  | موسكو | اتهمت كييف موسكو بخرق الهدنة.
ar | literal  | كييف | وصل القطار إلى كييف متأخراً.
ar | metonym  | بكين | احتجت بكين على المناورات.
ar | literal  | باريس | تظاهر الآلاف في باريس ضد الحرب.
ar | metonym  | باريس | وبحسب باريس فإن المحادثات تعثرت.
ar | office   | ألمانيا | التقى رئيس ألمانيا نظيره المصري.
ar | demonym  | المصري | التقى رئيس ألمانيا نظيره المصري.
ar | office   | السعودية | وصل وزير خارجية السعودية إلى عمّان.
ar | metonym  | طهران | العلاقات بين واشنطن وطهران متوترة.
ar | metonym  | واشنطن | العلاقات بين واشنطن وطهران متوترة.
ar | literal  | واشنطن | هبطت الطائرة في واشنطن صباحاً.
ar | demonym  | الإسرائيلية | قصفت الطائرات الإسرائيلية مستودعاً.
ar | demonym  | لأمريكيين | غادر آلاف الجنود، وقال أحد المترجمين للأمريكيين إنه خائف.
ar | literal  | جنوب لبنان | سقط صاروخ في جنوب لبنان.
ar | literal  | العراق | انخفض عدد الجنود في العراق.
ar | metonym  | إسرائيل | لم تؤكد إسرائيل الغارة.
ar | metonym  | تركيا | سيطرت قوات تركيا على التلة.
ar | metonym  | سوريا | فتحت حكومة سوريا الطريق.
ar | literal  | دمشق | بقي سكان دمشق بلا كهرباء.
ar | literal  | تركيا | تقف الشاحنات على الحدود مع تركيا.
ar | metonym  | موسكو | موقف موسكو لم يتغير.
ar | metonym  | قطر | أُفرج عن الأسرى بوساطة قطر.
ar | dateline | القاهرة | القاهرة (رويترز) - ارتفع سعر الخبز.
ar | literal  | نهر الفرات | سيُرمم الجسر على نهر الفرات.
ar | literal  | منبج | وقع انفجار في منبج.
ar | literal  | دير الزور | تدور معارك قرب دير الزور.
ar | literal  | الرقة | نازحون من الرقة ينتظرون المساعدة.
ar | metonym  | إيران | هددت إيران بإغلاق المضيق.
ar | metonym  | الرياض | الرياض تقطع علاقاتها بالدوحة.
ar | metonym  | روسيا | وقالت روسيا إن الانتخابات في موعدها.
ar | literal  | السعودية | سافر الحجاج إلى السعودية.
ar | literal  | حلب | أغلقت مدارس بحلب وحمص أبوابها.
ar | literal  | حمص | أغلقت مدارس بحلب وحمص أبوابها.
ar | literal  | اليونان | غرق قارب قبالة سواحل اليونان.
ar | metonym  | أنقرة | وشددت أنقرة على الهدنة.
ar | literal  | جرابلس | عاد لاجئون من تركيا عبر جرابلس.
tr | metonym  | Kiev | Kiev, Moskova'yı ateşkesi ihlal etmekle suçladı.
tr | metonym  | Moskova | Kiev, Moskova'yı ateşkesi ihlal etmekle suçladı.
tr | literal  | Kiev | Kiev'de binlerce kişi sokağa çıktı.
tr | literal  | Paris | Paris'ten kalkan uçak geç indi.
tr | metonym  | Pekin | Pekin tatbikata tepki gösterdi.
tr | office   | Almanya | Almanya Başbakanı Minsk'e gitti.
tr | literal  | Minsk | Almanya Başbakanı Minsk'e gitti.
tr | metonym  | Tahran | Washington ile Tahran arasındaki ilişkiler gergin.
tr | metonym  | Washington | Washington ile Tahran arasındaki ilişkiler gergin.
tr | demonym  | Fransız | Üç Fransız gazeteci kayboldu.
tr | demonym  | Amerikalılar | Amerikalılar üssü gece terk etti.
tr | demonym  | İsrail | İsrail uçakları bir depoyu vurdu.
tr | literal  | Lübnan | Roket Lübnan'ın güneyine düştü.
tr | literal  | Irak | Irak'taki asker sayısı azaldı.
tr | metonym  | İsrail | İsrail saldırıyı doğrulamadı.
tr | metonym  | Türkiye | Türkiye'nin teklifi reddedildi.
tr | literal  | Şam | Şam halkı elektriksiz kaldı.
tr | literal  | Türkiye | Kamyonlar Türkiye sınırında bekliyor.
tr | metonym  | Moskova | Moskova'nın tutumu değişmedi.
tr | metonym  | Katar | Esirler Katar'ın arabuluculuğuyla serbest kaldı.
tr | dateline | KAHİRE | KAHİRE - Ekmek fiyatı arttı.
tr | literal  | Fırat | Fırat üzerindeki köprü onarılacak.
tr | literal  | Münbiç | Münbiç'te patlama oldu.
tr | literal  | Deyrizor | Deyrizor yakınlarında çatışma çıktı.
tr | literal  | Rakka | Rakka'dan kaçanlar yardım bekliyor.
tr | metonym  | Riyad | Riyad, Doha ile ilişkilerini kesti.
tr | metonym  | Doha | Riyad, Doha ile ilişkilerini kesti.
tr | metonym  | Rusya | Rusya'ya göre seçimler zamanında yapılacak.
tr | literal  | Suudi Arabistan | Hacılar Suudi Arabistan'a uçtu.
tr | literal  | Halep | Halep ve Humus'ta okullar kapandı.
tr | literal  | Yunanistan | Yunanistan açıklarında bir tekne battı.
tr | office   | ABD | ABD Dışişleri Bakanı Kahire'yi ziyaret etti.
tr | literal  | Kahire | ABD Dışişleri Bakanı Kahire'yi ziyaret etti.
tr | metonym  | Kremlin | Kremlin yorum yapmadı.
tr | metonym  | ABD | ABD'den destek gelmedi.
tr | demonym  | Türkler | Türkler ve Ruslar devriyeye çıktı.
tr | demonym  | Ruslar | Türkler ve Ruslar devriyeye çıktı.
tr | literal  | Afrin | Afrin'e bağlı bir köyde mayın patladı.
tr | literal  | Cerablus | Mülteciler Cerablus üzerinden döndü.
ru | metonym  | Турция | Лавров: Турция передала координаты.
ru | metonym  | Москвы | У Москвы нет возражений.
ru | literal  | Сирию | Поставки в Сирию прекращены.
ru | demonym  | сирийской | Пожар в сирийской провинции потушен.
ru | literal  | Идлибской | В Идлибской провинции тихо.
ar | demonym  | تركياً | رصد الأهالي رتلاً تركياً.
ar | metonym  | تركيا | وقال مصدر إن تركيا أخلت مواقعها.
ar | embedded | أستانا | توقف مسار أستانا.
ar | embedded | دمشق | درس في جامعة دمشق.
tr | metonym  | Türkiye | Türkiye ise üç ihlal saptadı.
tr | demonym  | Suriye | Suriye ordusu ilerliyor.
tr | embedded | Astana | Astana süreci tıkandı.
tr | literal  | Ankara | Başkent Ankara karla kaplandı.
"""
ROWS = [tuple(cell.strip() for cell in row.split("|", 3)) for row in CASES.strip().splitlines()]


def mention(engine: Engine, text: str, surface: str, language: str) -> Mention:
    reading = read_document(document(text, language=language), engine)
    return next(r.mention for r in reading.resolutions if r.mention.surface == surface)


@pytest.mark.parametrize(("language", "use", "surface", "text"), ROWS)
def test_a_name_is_used_as_its_sentence_uses_it(
    engine: Engine, language: str, use: str, surface: str, text: str
) -> None:
    found = mention(engine, text, surface, language)
    assert found.use.value == use, found.use_reason
    assert found.use_reason


KNOWN_MISTAKES = [
    ("tr", "İran boğazı kapatmakla tehdit etti.", "İran", Use.METONYM),
    ("ru", "Поддержка из Катара прекратилась.", "Катара", Use.METONYM),
    ("ar", "اجتمع رؤساء تركيا رجب طيب إردوغان وروسيا فلاديمير بوتين.", "روسيا", Use.OFFICE),
]


@pytest.mark.xfail(reason="needs more than the neighbouring words", strict=True)
@pytest.mark.parametrize(("language", "text", "surface", "use"), KNOWN_MISTAKES)
def test_known_mistakes_of_the_signs(
    engine: Engine, language: str, text: str, surface: str, use: Use
) -> None:
    assert mention(engine, text, surface, language).use is use


@pytest.mark.parametrize(
    ("text", "surface", "language", "reason"),
    [
        ("Москва заявила о мире.", "Москва", "ru", "speaks or acts: “заявила”"),
        ("قالت موسكو كلمتها.", "موسكو", "ar", "speaks or acts: “قالت”"),
        ("Ankara'da kar yağdı.", "Ankara", "tr", "a place is meant: “'da”"),
    ],
)
def test_the_reason_names_the_words_that_decided(
    engine: Engine, text: str, surface: str, language: str, reason: str
) -> None:
    assert mention(engine, text, surface, language).use_reason == reason


def test_a_cyrillic_or_arabic_name_is_read_by_its_letters_in_any_text(engine: Engine) -> None:
    text = "Quoted in full: Москва заявила. قالت موسكو. The end."
    assert mention(engine, text, "Москва", "en").use is Use.METONYM
    assert mention(engine, text, "موسكو", "en").use is Use.METONYM


def test_a_town_is_never_taken_for_a_government(engine: Engine) -> None:
    for text, surface, language in (
        ("Саракиб заявил протест.", "Саракиб", "ru"),
        ("قالت سراقب كلمتها.", "سراقب", "ar"),
        ("Serakib bunu reddetti.", "Serakib", "tr"),
    ):
        assert mention(engine, text, surface, language).use is Use.LITERAL
