"""Arabic, Russian and Turkish texts: names in every form, their places, what they stand for."""

from __future__ import annotations

import pytest
from conftest import document
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.model.folding import name_key
from geo.model.resolution import Resolution
from geo.model.text import MentionKind
from geo.pipeline.engine import Engine
from geo.pipeline.reading import read_document
from geo.recognise.affixes import demonym_stems, lead, origin_stems, stems
from geo.segment.passages import passages

ALL = ("en", "ar", "ru", "tr")


def found(engine: Engine, text: str, language: str) -> list[Resolution]:
    reading = read_document(document(text, language=language), engine)
    return [r for r in reading.resolutions if r.mention.kind is MentionKind.TOPONYM]


def placed(engine: Engine, text: str, language: str) -> list[tuple[str, str]]:
    resolutions = found(engine, text, language)
    return [(r.mention.surface, r.place.id if r.place else "?") for r in resolutions]


def names(engine: Engine, text: str, language: str) -> list[str]:
    return [r.mention.surface for r in found(engine, text, language)]


@pytest.mark.parametrize(
    ("form", "stem", "language"),
    [
        ("Идлибе", "Идлиб", "ru"),
        ("Сирией", "Сирия", "ru"),
        ("Москвой", "Москва", "ru"),
        ("Ракки", "Ракка", "ru"),
        ("Китаем", "Китай", "ru"),
        ("Израилю", "Израиль", "ru"),
        ("Афинах", "Афины", "ru"),
        ("Саудовской", "Саудовская", "ru"),
        ("Соединённых", "Соединенные", "ru"),
        ("وإدلب", "ادلب", "ar"),
        ("وبحلب", "حلب", "ar"),
        ("للعراق", "العراق", "ar"),
        ("Suriyedeki", "Suriye", "tr"),
        ("Irakın", "Irak", "tr"),
    ],
)
def test_a_form_leads_to_its_name(form: str, stem: str, language: str) -> None:
    assert name_key(stem) in stems(name_key(form), language)


@pytest.mark.parametrize(
    ("form", "stem", "language"),
    [
        ("российско", "российский", "ru"),
        ("сирийцами", "сирийцы", "ru"),
        ("россиян", "россияне", "ru"),
        ("للسوريين", "سوري", "ar"),
        ("والروسية", "روسي", "ar"),
        ("Türklerin", "Türk", "tr"),
    ],
)
def test_a_form_leads_to_its_people(form: str, stem: str, language: str) -> None:
    assert name_key(stem) in demonym_stems(name_key(form), language)


def test_an_adjective_leads_to_the_place_that_it_is_made_of() -> None:
    assert "идлиб" in origin_stems("идлибскои", "ru")
    assert "латакия" in origin_stems(name_key("латакийских"), "ru")
    assert "halep" in origin_stems("haleplilerin", "tr")


@given(st.text(max_size=12), st.sampled_from([*ALL, "de", ""]))
def test_stems_never_repeat_the_word_and_come_once(token: str, language: str) -> None:
    for ways in (stems, demonym_stems, origin_stems):
        made = ways(token, language)
        assert token not in made
        assert len(made) == len(set(made))
    assert all(0 <= lead(token, stem, language) <= len(token) for stem in stems(token, language))


def test_other_languages_have_no_affixes() -> None:
    assert (stems("idlibe", "en"), demonym_stems("suriyeliler", "de")) == ((), ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Войска в Идлибе и Хаме.", ["Идлибе", "Хаме"]),
        ("Из Хомса, под Алеппо, за Латакию.", ["Хомса", "Алеппо", "Латакию"]),
        ("С Саудовской Аравией и Сирией.", ["Саудовской Аравией", "Сирией"]),
        ("Бои под Хан-Шейхуном.", ["Хан-Шейхуном"]),
        ("Колонна шла от Мааррат-эн-Нумана.", ["Мааррат-эн-Нумана"]),
        ("«Идлибу» — (Москве)…", ["Идлибу", "Москве"]),
        ("Российско-турецкий патруль.", ["Российско", "турецкий"]),
        ("Сирийских военных видели россияне.", ["Сирийских", "россияне"]),
        ("В идлибской зоне деэскалации.", ["идлибской"]),
        ("Москвич и москвичка, сирень, хамство.", []),
        ("Госдумы, Идлибевич, рима.", []),
        ("Зелёная Черногория и Чёрное море", ["Черногория", "Чёрное море"]),
    ],
)
def test_russian_names_stand_in_every_case(engine: Engine, text: str, expected: list[str]) -> None:
    assert names(engine, text, "ru") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("في إدلب وحماة", ["إدلب", "حماة"]),
        ("بحلب ولحمص فالرقة", ["حلب", "حمص", "الرقة"]),
        ("سافر للعراق وللسعودية", ["لعراق", "لسعودية"]),
        ("بالولايات المتحدة", ["الولايات المتحدة"]),
        ("واشنطن وبيروت ولبنان وفرنسا", ["واشنطن", "بيروت", "لبنان", "فرنسا"]),
        ("مَدينَة حلــب", ["حلــب"]),
        ("ادلب وسراقب ومعره النعمان", ["ادلب", "سراقب", "معره النعمان"]),
        ("القوات السورية والأتراك والروس", ["السورية", "الأتراك", "الروس"]),
        ("وفيق وجدة الطفل ولبنى", []),
        ("\u200fإدلب\u200f و\u2067حلب\u2069", ["إدلب", "حلب"]),
    ],
)
def test_arabic_names_stand_without_what_is_joined_to_them(
    engine: Engine, text: str, expected: list[str]
) -> None:
    assert names(engine, text, "ar") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("İdlib'de, Halep’in, Türkiye'nin", ["İdlib", "Halep", "Türkiye"]),
        ("ABD'nin ve Şam'daki, Humus'ta", ["ABD", "Şam", "Humus"]),
        ("Suriyeliler, Türklerin, Ruslara", ["Suriyeliler", "Türklerin", "Ruslara"]),
        ("HALEP'TE VE DİYARBAKIR'DA", ["HALEP", "DİYARBAKIR"]),
        ("Haleplilerin Suriyede işi", ["Haleplilerin", "Suriyede"]),
        ("Afrin'e giden yol", ["Afrin"]),
        ("Sam amca, İdlibliler", ["İdlibliler"]),
    ],
)
def test_turkish_names_stand_before_their_endings(
    engine: Engine, text: str, expected: list[str]
) -> None:
    assert names(engine, text, "tr") == expected


def test_a_stripped_name_says_so_and_a_listed_one_does_not(engine: Engine) -> None:
    text = "Бои идут в Саракибе. Турция молчит."
    recognisers = [r.mention.recogniser for r in found(engine, text, "ru")]
    assert recognisers == ["names, inflected", "names"]


@pytest.mark.parametrize(
    ("text", "expected", "language"),
    [
        ("في مدينة إدلب", [("إدلب", "sy-idlib")], "ar"),
        ("في محافظة إدلب", [("إدلب", "sy-idlib-gov")], "ar"),
        ("وبمحافظتي حماة وحلب", [("حماة", "sy-hama-gov"), ("حلب", "sy-aleppo-gov")], "ar"),
        ("في ريف حماة الشمالي", [("حماة", "sy-hama-gov")], "ar"),
        ("в городе Идлибе", [("Идлибе", "sy-idlib")], "ru"),
        ("в провинции Идлиб", [("Идлиб", "sy-idlib-gov")], "ru"),
        ("провинций Хама и Алеппо", [("Хама", "sy-hama-gov"), ("Алеппо", "sy-aleppo-gov")], "ru"),
        ("на севере Хамы", [("Хамы", "sy-hama-gov")], "ru"),
        ("İdlib kentinde", [("İdlib", "sy-idlib")], "tr"),
        ("İdlib ilinde", [("İdlib", "sy-idlib-gov")], "tr"),
        ("Hama ve Halep illerinden", [("Hama", "sy-hama-gov"), ("Halep", "sy-aleppo-gov")], "tr"),
        ("Hama kırsalında", [("Hama", "sy-hama-gov")], "tr"),
    ],
)
def test_a_city_and_its_governorate_are_told_apart(
    engine: Engine, text: str, expected: list[tuple[str, str]], language: str
) -> None:
    assert placed(engine, text, language) == expected


def test_a_preference_holds_in_every_language(engine: Engine) -> None:
    for text, language in (("В Идлибе тихо.", "ru"), ("الهدوء في إدلب", "ar")):
        assert placed(engine, text, language)[0][1] == "sy-idlib-gov"


@pytest.mark.parametrize(
    ("text", "expected", "language"),
    [
        ("وقع القصف على قرية كفر فلان ليلاً.", ["كفر فلان"], "ar"),
        ("نزح سكان قرية صغيرة قرب النهر.", [], "ar"),
        ("Снаряды упали на деревню Кафр-Фулан.", ["Кафр-Фулан"], "ru"),
        ("В деревне тихо.", [], "ru"),
        ("Kefer Fulan köyünde iki ev yandı.", ["Kefer Fulan"], "tr"),
        ("Bu köy boşaldı.", [], "tr"),
    ],
)
def test_a_name_that_is_called_a_village_is_kept(
    engine: Engine, text: str, expected: list[str], language: str
) -> None:
    assert placed(engine, text, language) == [(name, "?") for name in expected]


@pytest.mark.parametrize(
    ("text", "expected", "language"),
    [
        ("в демилитаризованной зоне", ["демилитаризованной зоне"], "ru"),
        ("12 наблюдательных постов", ["наблюдательных постов"], "ru"),
        ("Идлибская зона деэскалации", ["Идлибская зона деэскалации"], "ru"),
        ("للمنطقة المنزوعة السلاح", ["لمنطقة المنزوعة السلاح"], "ar"),
        ("12 gözlem noktasından", ["gözlem noktasından"], "tr"),
        ("Tampon bölgede", ["Tampon bölgede"], "tr"),
    ],
)
def test_zones_and_posts_are_found_in_every_form(
    engine: Engine, text: str, expected: list[str], language: str
) -> None:
    reading = read_document(document(text, language=language), engine)
    zones = [r.mention for r in reading.resolutions if r.mention.kind is MentionKind.ZONE]
    assert [m.surface for m in zones] == expected


PIECES = st.sampled_from(
    [
        *["Идлибе", "в Сирией", "российско-турецкий", "деревне Кафр-Фулан", "Саудовской Аравией"],
        *["وبحلب", "للعراق", "السوريين", "قرية كفر فلان", "واشنطن", "حلــب", "\u200f", "،"],
        *[
            "İdlib'de",
            "Suriyelilerin",
            "Şam’da",
            "Kefer Fulan köyü",
            "I",
            "ı",
            "İ",
            " ",
            ". ",
            "\n",
        ],
    ]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=20), st.sampled_from(ALL))
def test_every_mention_is_what_stands_in_the_text(
    engine: Engine, parts: list[str], language: str
) -> None:
    text = " ".join(parts)
    for mention in (r.mention for r in found(engine, text, language)):
        assert text[mention.span.start : mention.span.end] == mention.surface
        assert mention.passage.span.covers(mention.span)


@pytest.mark.parametrize(
    ("piece", "language"),
    [("Suriye, ", "tr"), ("Kefer-el-", "tr"), ("деревня Кафр ", "ru"), ("قرية كفر وكفر ", "ar")],
)
def test_a_text_of_one_piece_repeated_is_read_at_once(
    engine: Engine, piece: str, language: str
) -> None:
    # Such runs took half a minute while a list of names could be of any length.
    text = f"{piece * 4000}\n\nСаракиб"
    made = document(text, language=language)
    assert engine.recognisers[0].find(made, passages(made))[-1].surface == "Саракиб"
