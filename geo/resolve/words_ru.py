"""What Russian says around a place's name of its use and its kind."""

from __future__ import annotations

import re

from geo.model.text import Use
from geo.resolve import class_words as kinds
from geo.resolve.sign import ClassSign, Grammar, Of, Sign, after, before

_SAID = (
    "(?:заяв|сообщ|объяв|подтверд|подтвержда|опроверг|отверг|призва|обвин|требу|потребова|счита|"
    "полага|настаива|обеща|предлож|предлага|поддерж|подписа|соглас|договор|отказа|отправ|направ|"
    "напомн|предупре|выраз|осуд|подчеркн|отмет|наде|пригроз|пообеща|признал|признае|выступ|"
    "приветств|уведом|рассчитыва|пыта|стрем|намерен|готов|хоч|хот|уверен)"
)
_SPEAK = f"{_SAID}[а-я]*"
_ACT = (
    "(?:вве|выве|ввод|вывод|нача|прекрат|приостанов|постав|созда|постро|размест|развер|получ|"
    "примен|использ|оказ|откры|закры|провел|провод|долж|мож|мог|будет|будут|стал|оста|име|"
    "контролир|удержива|закрепи|потеря|добил|добива|проигнорир|введ)[а-я]*"
)
_SOFTLY = (
    "(?:(?:не|уже|также|вновь|снова|неоднократно|официально|лишь|совместно|тем временем|"
    "в свою очередь|по-прежнему|все еще)[ ])*"
)
_CLAUSE = (
    "(?:что|а|но|как|если|когда|пока|хотя|также|ранее|затем|ведь|поэтому|"
    "временем|накануне|позже|вчера|сегодня|зато|однако|теперь|вновь|снова|в ответ|и)"
)
_DONE = "(?:л[аои]?|л[аои]сь|лся|[аеия]ет|[аеу]ет|ит|[ую]т|[ая]т|[еи]тся|[уюая]тся)"
_TITLES = (
    "(?:(?:вице-)?президент|премьер|министр|лидер|посол|посл|корол|канцлер|спецпосланник|"
    "посланник|представител|госсекретар|дипломат|эмир|султан|глав|председател|спикер)[а-я-]*"
)
_OFFICES = (
    "(?:иностранных дел|обороны|внутренних дел|мид|минобороны|государств|государства|"
    "правительства|делегаци[ий]|генштаба|парламента|внешней политики)"
)
_BODIES = (
    "(?:правительств|власт|войск|арми|мид|минобороны|министерств|поддержк|согласи|требовани|"
    "интерес|отношени|руководств|парламент|разведк|военн|союзник|партнер|сторон|флот|обещани|"
    "позици|политик|ответ|режим|авиаци|посредничеств|гаранти|участи|давлени|дипломат|делегаци|"
    "посольств|ввс|вмс|вкс|сил|спецслужб|решени|планы|план|усили|роль|намерени)[а-я]*"
)
_SIDES = "(?:северо-|юго-)?(?:север|юг|запад|восток)(?:а|е|у|ом)?"
_PART = f"(?:{_SIDES}|(?:северо-|юго-)?(?:северн|южн|западн|восточн|центральн)[а-я]+)"
_PLACE_NOUNS = (
    "(?:границ|территори|столиц|част|половин|побережь|карт|неб|населени|жител|окраин|пригород|"
    "улиц|аэропорт|город|област|район|провинци|регион|сел|центр|земл|будущ|беженц)[а-я]*"
)
_PREPOSITIONS = (
    "(?:в|во|из|под|на|через|по|около|близ|над|до|вблизи|внутри|вглубь|вокруг|за|мимо|"
    "неподалеку от|недалеко от|"
    "в отношении|по отношению к|от границы с|границ[а-я]+ с|с территории|пределами)"
)
_VISITED = "(?:посети|покину|пересек|проеха|обстреля|бомби|разбомби|захвати|облете)[а-я]*"

SIGNS = (
    Sign(
        use=Use.OFFICE,
        why="belongs to an office-holder's title",
        of=Of.COUNTRY,
        before=before(rf"{_TITLES}(?: {_OFFICES}){{0,3}} "),
    ),
    Sign(
        use=Use.EMBEDDED,
        why="part of a longer name",
        of=Of.SITE,
        before=before(
            "(?:университет[а-я]{0,3}|битв[а-я]{1,2}|договор(?:а|у|ом|е)?|процесс[а-я]{0,2}) "
            "(?:при |в )?"
        ),
    ),
    Sign(
        use=Use.METONYM,
        why="those who sit there speak",
        of=Of.CAPITAL,
        before=before("во? "),
        after=after(rf" {_SOFTLY}{_SAID}[а-я]*(?:ли|ют|ят|ены|ут)\b"),
    ),
    Sign(
        use=Use.METONYM,
        why="those who sit there speak",
        of=Of.CAPITAL,
        before=before(rf"{_SAID}[а-я]*(?:ли|ют|ят) во? "),
    ),
    Sign(
        use=Use.METONYM,
        why="an actor is meant",
        before=before("(?:давлени|санкци|вин|обвинени|нападк|надежд|ответственност)[а-я]* на "),
    ),
    Sign(use=Use.LITERAL, why="a place is meant", before=before(f"{_PREPOSITIONS} ")),
    Sign(
        use=Use.LITERAL,
        why="a part of the place",
        before=before(f"(?:{_PART}|{_PLACE_NOUNS}|{_VISITED}) "),
    ),
    Sign(
        use=Use.LITERAL,
        why="a border is meant",
        before=before("(?:границ|дорог|трасс|коридор|рейс|пут)[а-я]* (?:между|с) (?:[а-я]+ и )?"),
    ),
    Sign(
        use=Use.LITERAL,
        why="described as a place",
        after=after(",? (?:где|граничит|расположен[а-я]*|находится|разделена)\\b"),
    ),
    Sign(
        use=Use.METONYM,
        why="belongs to a government",
        before=before(f"{_BODIES} (?:(?:обороны|иностранных дел|внутренних дел) )?"),
    ),
    Sign(
        use=Use.METONYM,
        why="an actor is meant",
        before=before(
            "(?:между|с|со|против|от|согласно|по данным|по мнению|по словам|по версии|ради|"
            "у|"
            "при поддержке|при посредничестве|при участии|вместе с|подконтрольн[а-я]+|благодаря) "
        ),
    ),
    Sign(
        use=Use.METONYM,
        why="speaks or acts",
        after=after(rf"(?:, [^,.]{{1,60}},)? (?:— )?{_SOFTLY}(?:{_SPEAK}|{_ACT})\b"),
    ),
    Sign(use=Use.METONYM, why="speaks or acts", before=before(f"{_SPEAK} ")),
    Sign(
        use=Use.METONYM,
        why="is the subject of what is done",
        before=re.compile(f"(?:^\\W*|[:;,—«] ?|\\b{_CLAUSE} )(?P<words>)$"),
        after=after(rf" {_SOFTLY}[а-я]{{2,}}{_DONE}\b"),
    ),
    Sign(use=Use.METONYM, why="speaks: a colon follows", before=before("^\\W*"), after=after(":")),
)
CLASSES = (
    ClassSign(
        kind=kinds.PROVINCE, before=before("(?:провинци|губерни|мухафаз|област)[а-я]{0,3} ")
    ),
    ClassSign(kind=kinds.PROVINCE, after=after(" (?:провинци|губерни|мухафаз|област)[а-я]{0,3}")),
    ClassSign(kind=kinds.DISTRICT, before=before("(?:район|округ|нахи)[а-я]{0,3} ")),
    ClassSign(
        kind=kinds.SETTLEMENT,
        before=before(
            "(?:(?:город(?!ск)|городк|деревн|деревень|пос[еe]л(?:к|ок)|селени|пригород|местечк)[а-я]{0,3}|"
            'сел(?:о|а|е|у|ом|ах|ам)?|г\\.|нас(?:\\.|еленн[а-я]+) пункт[а-я]*) [«“"]?'
        ),
    ),
    ClassSign(kind=kinds.SETTLEMENT, after=after(" \\((?:город|деревня|поселок|село)\\)")),
    ClassSign(
        kind=kinds.BASE,
        before=before('(?:авиабаз|аэродром|аэропорт|военн[а-я]+ баз|баз)[а-я]{0,3} [«“"]?'),
    ),
    ClassSign(kind=kinds.MOUNTAIN, before=before("(?:гор|холм|высот)[а-я]{0,3} ")),
    ClassSign(kind=kinds.WATER, before=before("(?:рек|озер|мор|плотин)[а-я]{0,3} ")),
    ClassSign(kind=kinds.CROSSING, before=before("(?:кпп|погранпереход[а-я]*|переход[а-я]*) ")),
    ClassSign(kind=kinds.CAMP, before=before("лагер[а-я]{0,3} ")),
    ClassSign(
        kind=kinds.REGION,
        before=before("(?:сельск[а-я]+ (?:местност|район)[а-я]*|окрестност[а-я]*) "),
    ),
    ClassSign(kind=kinds.PROVINCE, before=before(f"{_PART} "), called=False),
    ClassSign(
        kind=kinds.SETTLEMENT,
        before=before("(?:окраин|центр|улиц|жител|въезд|дорог|трасс|мэр|рын)[а-я]* "),
        called=False,
    ),
)
GRAMMAR = Grammar(signs=SIGNS, classes=CLASSES)
