"""What Arabic says around a place's name of its use and its kind.

Patterns are written without hamza on alef, with ي for ى, as ``geo.resolve.sign.plain`` has it.
"""

from __future__ import annotations

import re

from geo.model.text import Use
from geo.resolve import class_words as kinds
from geo.resolve.sign import ClassSign, Grammar, Of, Sign, after, before

_AND = "[وف]?"
_SPEAK = (
    "(?:قالت?|اعلنت?|اكدت?|ذكرت?|نفت|رفضت?|اتهمت?|دعت|طالبت?|حذرت?|شددت?|اوضحت?|اشارت|رات|تري|"
    "تقول|تعتبر|تعتزم|تريد|تسعي|وقعت?|وافقت?|ارسلت?|نشرت?|دفعت|ابلغت?|طلبت?|انتقدت?|ادانت|رحبت?|"
    "اعربت|جددت|تعهدت|لوحت|هددت|تصر|تدعم|دعمت|تتهم|تؤكد|تنفي|ترفض|اقامت|انشات|ابقت|سيرت|بدات|"
    "واصلت|تواصل|توصلت|اتفقت|تتفق|عززت|تحاول|تخشي|تامل|تطالب|تدعو|حملت|استبعدت|علقت|سحبت|شنت|"
    "لم ترد|لم تعلق|لا تريد|لا تزال|لن تقبل|تحتفظ|خسرت|كسبت|استضافت|تستضيف)"
)
_SHE_DID = "(?!\\w*ات |(?:وقت|بيت|صوت|موت|تحت|بنت|زيت|سبت|ليست?|كانت?) )(?!ال)[^\\W\\d]{2,7}ت"
"""A verb before its subject: the names of countries and capitals are feminine."""
_WILL = "س[تي]\\w{3,}"
_TITLES = (
    "(?:ال)?(?:رئيس|رئيسة|رئيسي|رئيسا|رؤساء|رئيس (?:وزراء|حكومة|برلمان)|وزير|وزيرة|وزيري|وزيرا|"
    "وزراء|سفير|سفيرة|سفراء|ملك|امير|مبعوث|مندوب|ممثل|زعيم|زعماء|مستشارة?|قادة)"
)
_OFFICES = "(?: (?:خارجية|دفاع|داخلية|الخارجية في|الدفاع في|اركان))?"
_BODIES = (
    "(?:حكومة|قوات|جيش|نظام|موقف|مواقف|دعم|رعاية|وساطة|ضمانات|ضمان|سياسة|مصالح|طائرات|مقاتلات|"
    "استخبارات|مخابرات|سلطات|وفد|وزارة(?: \\w+)?|علاقات|شروط|حلفاء|حليفة?|موافقة|تنسيق|رئاسة|"
    "مسؤولي|مسؤولون في|قيادة|برلمان|جهود|دور|خطة|خطط|تعهدات|قرار|رد|تدخل|مطالب|نفوذ)"
)
_NEAR = (
    "(?:في|من|الي|داخل|خارج|قرب|حول|عبر|باتجاه|نحو|وسط|بمحاذاة|عن|فوق|علي حدود|حدودها مع|"
    "الحدود مع|حدود|الحدود بين|علي الحدود مع|انحاء|اراضي|عاصمة|العاصمة|مدن|سماء|اجواء|اقليم|"
    "ساحل|سكان|شوارع|مطار|خريطة|ميناء|مرفا|احياء|مستشفيات|قري|معظم|كامل|نصف|مناطق|مستقبل|ضواحي|طريق|مدينة|محافظة|بلدة)"
)
_SIDES = "(?:ال)?(?:شمال|جنوب|شرق|غرب)ي?(?: (?:شرق|غرب)ي?)?"
_WENT = "(?:غادر|زار|دخل|وصل|بلغ|قصف|استهدف|يزور|تزور|يغادر|اجتاح|عبر)\\w{0,2}"
_PRESSED = (
    "(?:ال)?(?:دعم|طلب|مبادرة|ضغط|ضغوط|مدعوم\\w*|تمويل|امر|ايعاز|قلق|انتقادات|عقوبات|قريب\\w*)"
)

SIGNS = (
    Sign(
        use=Use.DEMONYM,
        why="agrees with the noun before it",
        of=Of.COUNTRY,
        name=re.compile("سورية$"),
        before=before(f"(?!{_BODIES} )(?!ال)\\w{{2,}}(?:ة|ات) "),
    ),
    Sign(
        use=Use.OFFICE,
        why="belongs to an office-holder's title",
        of=Of.COUNTRY,
        before=before(f"[وفبل]?[ل]?{_TITLES}{_OFFICES} "),
    ),
    Sign(
        use=Use.EMBEDDED,
        why="part of a longer name",
        of=Of.SITE,
        before=before(
            "[وفبل]{0,2}(?:اتفاق|اتفاقية|اتفاقات|مذكرة|تفاهم|تفاهمات|مسار|منصة|صيغة|قمة|مؤتمر|"
            "جامعة|وكالة|معركة|بروتوكول|محادثات|مفاوضات|لوكالة) "
        ),
    ),
    Sign(use=Use.METONYM, why="speaks or acts", before=before(f"{_AND}{_SPEAK} ")),
    Sign(
        use=Use.METONYM,
        why="an actor is meant",
        before=before(
            f"[وفبل]{{0,2}}{_PRESSED} (?:من|علي|الي) |{_AND}[يت]?طلب\\w* (?:\\w+ ){{1,2}}من "
        ),
    ),
    Sign(
        use=Use.LITERAL,
        why="a place is meant",
        before=before(f"{_AND}ل?(?:{_NEAR}|{_SIDES}|{_WENT}) "),
    ),
    Sign(
        use=Use.METONYM,
        why="an actor is meant",
        before=before("(?:[نتيا]?ثق\\w*|(?:ال)?ثقة|نددت?|(?:ال)?تنديد|اشادت?|رحبت?|علاقت\\w+) ب"),
    ),
    Sign(use=Use.LITERAL, why="a place is meant after the clitic", before=before(f"{_AND}ب")),
    Sign(use=Use.METONYM, why="speaks or acts", before=before(f"{_AND}{_SHE_DID} ")),
    Sign(
        use=Use.LITERAL,
        why="a border is meant",
        before=before("(?:ال)?حدود\\w* (?:مع|بين) (?:\\w+ و)?"),
    ),
    Sign(use=Use.LITERAL, why="described as a place", after=after("،? (?:حيث|التي تقع)\\b")),
    Sign(
        use=Use.METONYM,
        why="an actor is meant",
        before=before(
            f"{_AND}(?:مع|ضد|بين|بحسب|وفق|وفقا ل|لدي|حسب|بواسطة|من قبل|من جانب|اتهام|اقناع) ?"
        ),
    ),
    Sign(
        use=Use.METONYM, why="belongs to a government", before=before(f"[وفبل]{{0,2}}{_BODIES} ")
    ),
    Sign(use=Use.METONYM, why="speaks or acts", after=after(f" [وف]?(?:{_SPEAK}|{_WILL})\\b")),
    Sign(
        use=Use.METONYM,
        why="acts in a clause of its own",
        before=before(f"{_AND}(?:ب?ان|لكن|كانت?|لان|اذا|اما) "),
        after=after(" (?:[تي]\\w{3,}|\\w{2,5}ت|قد|لن|لم|لا|ليست?|مستعدة?|ف\\w{3,})\\b"),
    ),
    Sign(
        use=Use.METONYM, why="speaks: a colon follows", before=before("^\\W*"), after=after(" ?:")
    ),
)
_WITH = "[وفبلك]{0,2}"


def _called(words: str) -> str:
    return f"{_WITH}(?:{words}) "


CLASSES = (
    ClassSign(
        kind=kinds.PROVINCE, before=before(_called("محافظ(?:ة|تي|تا|تين)|محافظات|ولاية|مقاطعة"))
    ),
    ClassSign(kind=kinds.DISTRICT, before=before(_called("ناحية|نواحي|قضاء|منطقة"))),
    ClassSign(
        kind=kinds.SETTLEMENT,
        before=before(
            _called(
                "مدين(?:ة|تي|تا)|مدن|بلد(?:ة|تي|تا)|بلدات|قري(?:ة|تي|تا)?|ضاحية|(?:ال)?عاصمة|حي"
            )
        ),
    ),
    ClassSign(kind=kinds.BASE, before=before(_called("مطار|قاعدة"))),
    ClassSign(kind=kinds.MOUNTAIN, before=before(_called("جبل|جبال|تلة|تلال"))),
    ClassSign(kind=kinds.WATER, before=before(_called("نهر|بحيرة|سد|حوض"))),
    ClassSign(kind=kinds.CROSSING, before=before(_called("معبر|بوابة"))),
    ClassSign(kind=kinds.CAMP, before=before(_called("مخيم"))),
    ClassSign(kind=kinds.COUNTRY, before=before(_called("دولة|جمهورية"))),
    ClassSign(kind=kinds.REGION, before=before(_called("ريفي?|ارياف|بارياف"))),
    ClassSign(kind=kinds.REGION, before=before("[وفب]?الريف (?:ال\\w+ )?ل")),
    ClassSign(kind=kinds.PROVINCE, before=before(_called(_SIDES)), called=False),
    ClassSign(
        kind=kinds.SETTLEMENT,
        before=before(_called("وسط|ضواحي|شوارع|احياء|اطراف|مداخل|مشارف|طريق|اسواق|سوق")),
        called=False,
    ),
)
GRAMMAR = Grammar(signs=SIGNS, classes=CLASSES)
