"""Files in Arabic, Russian and Turkish: their language, their encoding, their dates."""

from __future__ import annotations

import pytest

from geo.read.days import parse_day
from geo.read.document import Unreadable, decode, head_of_text
from geo.read.language import guess_language

ALL = ("en", "ar", "ru", "tr")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Войска вошли в город, и бои стихли.", "ru"),
        ("دخلت القوات المدينة وتوقفت المعارك.", "ar"),
        ("Askerler şehre girdi, çatışma durdu.", "tr"),
        ("Ankara ve Moskova bu konuda bir karar ald ve ate kesildi.", "tr"),
        ("The troops entered Şırnak and the fighting stopped, said the mayor.", "en"),
        ("", "en"),
    ],
)
def test_a_texts_language_is_guessed(text: str, language: str) -> None:
    assert guess_language(text, ALL) == language
    assert guess_language(text, ("en",)) == "en"


RUSSIAN = "Турецкие войска вошли в Идлиб. Москва заявила, что перемирие соблюдается."
ARABIC = "أعلنت أنقرة أن قواتها دخلت إدلب، وقالت موسكو إن الهدنة صامدة في حماة."
TURKISH = "Türk askerleri İdlib'e girdi. Moskova ateşkesin sürdüğünü açıkladı."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *[(RUSSIAN, e) for e in ("utf-8", "cp1251", "koi8-r", "utf-16", "utf-16-le")],
        *[(ARABIC, e) for e in ("utf-8", "cp1256", "iso8859-6", "utf-16", "utf-16-be")],
        *[(TURKISH, e) for e in ("utf-8", "cp1254", "utf-16-le")],
    ],
)
def test_a_file_in_an_old_encoding_is_read(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("17 сентября 2018 г.", "2018-09-17"),
        ("17 Eylül 2018", "2018-09-17"),
        ("17 أيلول/سبتمبر 2018", "2018-09-17"),
        ("٢٢ تشرين الأول ٢٠١٩", "2019-10-22"),
    ],
)
def test_a_day_is_read_as_its_country_writes_it(words: str, day: str) -> None:
    assert str(parse_day(words)) == day


def test_labels_of_the_first_lines_are_read_in_each_language() -> None:
    heads = ["Заголовок: {}", "BAŞLIK: {}", "العنوان: {}"]
    assert [head_of_text(h.format("Тишина")).title for h in heads] == ["Тишина"] * 3
    assert head_of_text("Tarih: 5 Mart 2020\nKaynak: Örnek").publisher == "Örnek"


def test_one_broken_byte_does_not_change_the_encoding_of_a_file() -> None:
    words = "Köln und Düsseldorf, Zürich, Malmö, Göteborg und São Paulo liegen an Flüssen."
    data = words.encode() + b" \xff " + words.encode()
    assert decode(data) == f"{words} \ufffd {words}"


def test_latin_1_is_still_told_from_utf_8() -> None:
    words = "Der Bürgermeister von Köln und die Räte der Städte Düsseldorf und Münster."
    assert decode(words.encode("latin-1")) == words


def test_one_zero_byte_makes_no_text_of_two_bytes_a_letter() -> None:
    with pytest.raises(Unreadable, match="is binary"):
        decode(b"Rain fell in Berlin\x00 on Monday")
