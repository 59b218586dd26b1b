"""How Arabic, Russian and Turkish call a name a place: "قرية …", "деревня …", "… köyü"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_COMPOUND = (
    "كفر|تل|خان|دير|عين|جبل|أم|ام|أبو|ابو|بيت|باب|رأس|راس|مزرعة|خربة|شيخ|الشيخ|معرة|جسر|قلعة|برج|"
    "وادي|حي|تلة|بير|بئر|دار|عرب|حوش|زور"
)
"""First words of Arabic names of two words: farm, spring, hill, father of …"""
_ORDINARY = (
    "في|من|على|عن|إلى|الى|مع|أو|او|التي|الذي|كانت|كان|هي|تقع|قرب|قريبة|مجاورة|أخرى|اخرى|واحدة|"
    "صغيرة|كبيرة|بعيدة|جديدة|قديمة|استراتيجية|حدودية|ساحلية|محاصرة|بأكملها|نائية|جبلية|هناك|هذه|تلك|"
    "لم|لا|قد|بعد|قبل|حيث|كاملة|آمنة|مدمرة|مهجورة|خالية|دمرت|شهدت|تعرضت|قالت|قال|حين|أهلها|عدة|"
    "كثيرة|سورية|تركية|عربية|كردية|تحت|بين|خلال|منذ|حتى|حتي|عند|وسط|شمال|جنوب|شرق|غرب|شمالي|"
    "جنوبي|شرقي|غربي|ريف|محافظة|مدينة|أمس|اليوم|السبت|الأحد|الاثنين|الثلاثاء|الأربعاء|الخميس|"
    "الجمعة|مدينتي|بلدتي|قريتي|مدن|بلدات|قرى|قرية|بلدة|تقريبا"
)
"""Words that stand after "village" or "town" and begin no name."""
_ARABIC_NAME = (
    rf"(?:(?<!\w)|(?<=\sو))(?!(?:{_ORDINARY})\b)"
    rf"(?:(?:{_COMPOUND})\s[\u0621-\u064a]{{2,}}|[\u0621-\u064a]{{3,}})"
)
_ARABIC = re.compile(
    rf"(?<!\w)[وفبلك]{{0,2}}(?:قرية|قريتي|(?:قرى|بلدات)(?!\s\w+ة\b)|بلدة|بلدتي|مدينة|مزرعة|ناحية)\s"
    rf"(?P<names>{_ARABIC_NAME}(?:(?:،\s|\sو|،\sو){_ARABIC_NAME})*)"
)
_RUSSIAN_ONE = r"[А-ЯЁ][а-яё]+(?:[-‑][А-ЯЁа-яё]+)*"
_RUSSIAN_NAME = rf"{_RUSSIAN_ONE}(?:\s{_RUSSIAN_ONE})?"
_RUSSIAN = re.compile(
    r"(?<!\w)(?i:деревн(?:я|и|е|ю|ей|ями|ях)|деревень|пос[её]л(?:ок|ка|ке|ку|ком|ки|ков|ках)|"
    r"сел(?:о|а|е|у|ом|ах)|сёла|селени[а-я]{1,3}|город(?:а|е|у|ом|ок|ка|ке|ку)?|"
    r"нас(?:\.|елённ[а-я]+|еленн[а-я]+) пункт[а-я]{0,3})\s[«“\"]?"
    rf"(?P<names>{_RUSSIAN_NAME}(?:(?:,\s|\sи\s){_RUSSIAN_NAME})*)"
)
_TURKISH_ONE = (
    r"[A-ZÇĞİÖŞÜÂÎÛ][a-zçğıöşüâîû]+(?:[- ](?:el|eş|en|et|ez|er|es)[- ][A-ZÇĞİÖŞÜ][a-zçğıöşü]+)?"
)
_TURKISH_NAME = (
    r"(?!(?:Bu|Bir|Her|O|Şu|İki|Üç|Dün|Ancak|Eski|Yeni|Aynı)\s)"
    rf"{_TURKISH_ONE}(?:[- ]{_TURKISH_ONE}){{0,2}}"
)
_TURKISH = re.compile(
    rf"(?<![\w'’-])(?P<names>{_TURKISH_NAME}(?:(?:,\s|\sve\s){_TURKISH_NAME}){{0,6}})\s"
    r"(?:köy|belde(?:si|sin)|kasaba(?:sı|ları)|ilçe(?:si|leri)|mezra)"
)
_PATTERNS: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "ar": (_ARABIC, re.compile(rf"(?P<name>{_ARABIC_NAME})(?:،\sو?|\sو)?")),
    "ru": (_RUSSIAN, re.compile(rf"(?P<name>{_RUSSIAN_NAME})(?:,\s|\sи\s)?")),
    "tr": (_TURKISH, re.compile(rf"(?P<name>{_TURKISH_NAME})(?:,\s|\sve\s)?")),
}


def called_places(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """Yield half-open ranges of names that a passage calls a place, whether known or not."""
    if language not in _PATTERNS:
        return
    pattern, each = _PATTERNS[language]
    for match in pattern.finditer(text, start, end):
        for part in each.finditer(text, *match.span("names")):
            yield part.span("name")
