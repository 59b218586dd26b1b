"""What Turkish says around a place's name of its use and its kind: most of it comes after."""

from __future__ import annotations

from geo.model.text import Use
from geo.resolve import class_words as kinds
from geo.resolve.sign import ClassSign, Grammar, Of, Sign, after, before

_OF = "['’]n?[ıiuü]n "
_IN = "['’][dt][ea](?:ki|n)?\\b"
_TO = "['’]y?[ea]\\b"
_SUFFIX = "(?:['’]\\w+)?"
_TITLES = (
    "(?:cumhurbaşkan|devlet başkan|başbakan|başkan yardımcı|başkanı\\b|başkanları\\b|bakanı\\b|"
    "bakanları\\b|bakan yardımcı|büyükelçi(?!li)|lider|kral|özel temsilci|temsilci|şansölye)"
)
_SIDES = "(?:kuzey|güney|doğu|batı)(?:doğu|batı)?"
_PARTS = (
    f"(?:{_SIDES}|halk|sakin|okul|hastane|semt|yakın|açık|sınır(?!d?a\\b|dan\\b)|toprak|başkent|kıyı|sahil|merkez|nüfus|"
    "içi|iç |sokak|dışı|en büyük|gelece|"
    "tarih|hava sahası|kırsal|haritası|orta|tamam|çoğu|yarısı|geneli|sivil|şehir|şehr|kent|"
    "il(?:i|leri))"
)
_FORCES = (
    "(?:(?:özel|silahlı|hava|deniz|kara|rejim) )?(?:ordu|asker|güçleri|kuvvetleri|yetkili|polis|"
    "basın|medya|heyet|uçak|jetleri|parlamento|istihbarat|vatandaş|büyükelçili|elçili|"
    "(?:\\w+ ){0,2}bakanlığı|tank|konvoy)"
)
_PRESSED = (
    "(?:çağrı|göre|karşı|yönelik|baskı|yaptırım|tepki|seslen|teşekkür|rağmen|bağlı|ait|yakın|güven|"
    "suçlama|uyarı|destek|mesaj|nota)"
)
_SAID_FROM = "(?:yapılan açıklama|gelen açıklama|gelen|tepki|yanıt|destek|talep|uyarı|mesaj|ilk)"
_DONE = (
    "(?:[dt][ıiuü](?:l[ae]r)?|yor(?:lar)?|m[ıiuü]ş|[ae]c[ae][kğ]|m[ae]z|[aeıiuü]r|m[ae]d[ae]n|"
    "[ae]r[ae]k)\\b"
)
"""How a verb ends: past, present, hearsay, future, aorist, and two forms of adverbs."""
_COMPOUND = "\\w{2,}[ıiuü](?:n(?:[ıiuü]n?|[dt]?[ae]\\w*))?\\b(?<!y[ıiuü])"
"""A noun that belongs to the one before it: Suriye krizi, Yunanistan açıklarında."""
_CLAUSE = (
    "(?:bu arada|ancak|ama|fakat|ayrıca|öte yandan|bunun üzerine|dün|bugün|oysa|çünkü|ardından|"
    "daha sonra|bu nedenle)"
)
_SAY = (
    "(?:açıkla|bildir|duyur|belirt|söyle|kaydet|vurgula|savun|iddia et|reddet|kına|iste|talep|"
    "uyar|suçla|kabul|anlaş|imzala|destekle|onayla|yalanla|öner|planl|karar|hedefl|gönder|kur|başlat|"
    "sürdür|durdur|çek|ilan|taahhüt|ısrar|bekli|düşün|üstlen|çağır|çağrı|itiraz|konuşlan|tehdit|"
    "davet|memnun)"
)

SIGNS = (
    Sign(
        use=Use.OFFICE,
        why="belongs to an office-holder's title",
        of=Of.COUNTRY,
        after=after(f"(?:['’]n?[ıiuü]n)? (?:[^\\W\\d]+ ){{0,3}}?{_TITLES}"),
    ),
    Sign(
        use=Use.EMBEDDED,
        why="part of a longer name",
        of=Of.SITE,
        after=after(
            " (?:mutabakat|anlaşma|süre[cç]|protokol|format|zirve|üniversite|ajansı|görüşmeleri|"
            "muhtıra|platform|mutabık)"
        ),
    ),
    Sign(
        use=Use.METONYM,
        why="its government is named",
        after=after(" (?:yönetimi|hükümeti|rejimi|tarafı(?!ndan)|destekli|yanlısı|karşıtı)"),
    ),
    Sign(use=Use.DEMONYM, why="modifies a noun", after=after(f" {_FORCES}")),
    Sign(use=Use.METONYM, why="an actor is meant", after=after(f"{_TO} {_PRESSED}")),
    Sign(
        use=Use.METONYM,
        why="an answer comes from there",
        after=after(f"['’][dt][ea]n {_SAID_FROM}"),
    ),
    Sign(use=Use.LITERAL, why="a place is meant", after=after(f"(?:{_IN}|{_TO})")),
    Sign(use=Use.LITERAL, why="a part of the place", after=after(f"(?:{_OF}|['’]yla | ){_PARTS}")),
    Sign(
        use=Use.LITERAL, why="a place is meant", after=after(" (?:üzerinden|içinde|genelinde)\\b")
    ),
    Sign(
        use=Use.LITERAL,
        why="a border is meant",
        after=after("(?:['’]y?l[ea]| ile) (?:\\w+ )?sınır"),
    ),
    Sign(
        use=Use.LITERAL,
        why="called a capital, or a part of it",
        before=before(f"(?:başkenti?|{_SIDES}|kenti?|şehri) "),
    ),
    Sign(
        use=Use.LITERAL,
        why="a place is meant",
        after=after("['’]y?[ıiuü] (?:ziyaret|vur|bombala|ele|terk|geç|işgal|kuşat|dolaş)"),
    ),
    Sign(use=Use.METONYM, why="belongs to a government", after=after(_OF)),
    Sign(
        use=Use.METONYM,
        why="an actor is meant",
        after=after("(?:['’]y?l[ea]\\b| (?:ile|tarafından|arasında|adına|gibi)\\b)"),
    ),
    Sign(
        use=Use.METONYM,
        why="an actor is meant",
        after=after("['’]y?[ıiuü] (?:\\w+ ){0,3}(?:suçla|uyar|kına|ikna|eleştir|davet|çağır)"),
    ),
    Sign(use=Use.METONYM, why="speaks: a colon follows", before=before("^\\W*"), after=after(":")),
    Sign(
        use=Use.METONYM,
        why="speaks or acts",
        after=after(f",? (?:[^.;]*? )?{_SAY}\\w*?{_DONE}"),
    ),
    Sign(
        use=Use.METONYM,
        why="opens the sentence as its subject",
        before=before(f"(?:^\\W*|[;:] ?|{_CLAUSE},? )"),
        after=after(f"(?:,| (?:d[ea]|ise)\\b)? (?!{_COMPOUND})(?:[^.;]*?\\w)?{_DONE}"),
    ),
    Sign(use=Use.METONYM, why="is a subject too", after=after(" (?:d[ea]|ise)\\b")),
)


def _called(words: str) -> str:
    return f" (?:{words})(?:[^\\W\\d_]{{0,9}})"


CLASSES = (
    ClassSign(
        kind=kinds.PROVINCE,
        after=after(_called("vilayet|valili|eyalet") + "| il(?:i|leri)(?:n[a-zıü]{1,4})?\\b"),
    ),
    ClassSign(kind=kinds.DISTRICT, after=after(_called("ilçe|nahiye"))),
    ClassSign(
        kind=kinds.SETTLEMENT,
        after=after(_called("kent(?!sel)|şehr|şehir|köy|kasaba|belde|belediye|mahalle|il merkez")),
    ),
    ClassSign(
        kind=kinds.BASE, after=after(_called("(?:askeri )?hava(?:alanı|limanı| üssü)|üssü"))
    ),
    ClassSign(kind=kinds.MOUNTAIN, after=after(_called("dağ|tepe"))),
    ClassSign(kind=kinds.WATER, after=after(_called("nehr|gölü|barajı|çayı"))),
    ClassSign(kind=kinds.CROSSING, after=after(_called("sınır kapısı|kapısı"))),
    ClassSign(kind=kinds.CAMP, after=after(_called("(?:mülteci )?kampı"))),
    ClassSign(
        kind=kinds.REGION,
        after=after(f"(?:{_OF}| )(?:(?:{_SIDES}) )?kırsal"),
    ),
    ClassSign(kind=kinds.PROVINCE, after=after(f"(?:{_OF}| ){_SIDES}"), called=False),
    ClassSign(kind=kinds.PROVINCE, before=before(f"{_SIDES} "), called=False),
    ClassSign(
        kind=kinds.SETTLEMENT,
        after=after(f"(?:{_OF}| )(?:merkez|sokak|cadde|çarşı|pazar|girişi|varoş|banliyö)"),
        called=False,
    ),
    ClassSign(kind=kinds.SETTLEMENT, before=before("(?:başkenti?|kenti|şehri) ")),
)
GRAMMAR = Grammar(signs=SIGNS, classes=CLASSES)
