"""What a phrase is measured from: "the city of Idlib", "Ariha and Saraqib", "Turkish border"."""

from __future__ import annotations

from dataclasses import dataclass

from geo.model.expression import Anchor, AnchorKind
from geo.model.text import Mention, MentionKind, Use
from geo.recognise.expression_words import Grammar
from geo.recognise.phrase_items import Sentence

ARTICLES = frozenset({"the", "a", "an"})
_DASHES = frozenset({"-", "–", "—", "/"})
_AND = frozenset({"and", "or", "&"})
_LOOK_AHEAD = 4
_COUNTRY_USES = frozenset({Use.DEMONYM, Use.METONYM, Use.LITERAL})
_HELD = ("-held", "-controlled", "-run", "-besieged", "-occupied")
_QUALITIES = frozenset({"besieged", "occupied", "strategic", "neighbouring", "neighboring", "old"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Reads names in one sentence.

    ``firm``: words that stand before take ground, even where a capital's name alone would stand
    for its government.
    """

    sentence: Sentence
    grammar: Grammar
    firm: bool = False

    def one(self, at: int) -> tuple[Anchor, int] | None:
        """Return the anchor at an index and where it ends: a border or a name."""
        return self._border(at) or self._name(at)

    def several(self, at: int) -> tuple[tuple[Anchor, ...], int] | None:
        """Return a list of anchors ("Idlib, Saraqib and Ariha") and where it ends.

        A comma alone parts two names of a list only if an "and" follows: "Morek, Hama" is a place
        and what it lies in.
        """
        first = self.one(at)
        if first is None:
            return None
        found, end = [first[0]], first[1]
        waiting: list[Anchor] = []
        here = end
        while True:
            comma = self.sentence.word(here) == ","
            joint = here + comma
            last = self.sentence.word(joint) in _AND
            following = self.one(joint + last) if comma or last else None
            if following is None or first[0].kind is AnchorKind.BORDER:
                return tuple(found), end
            waiting.append(following[0])
            here = following[1]
            if last:
                return (*found, *waiting), here

    def _name(self, at: int) -> tuple[Anchor, int] | None:
        s = self.sentence
        start, called = self._lead(at)
        item = s.at(start)
        if item is None or item.mention is None:
            return None
        if not (item.may_be_place if self.firm else item.is_place):
            return None
        end = start + 1
        if s.word(end) in self.grammar.classes:
            called = s.word(end)
            end += 1
        if s.owns(end) or s.word(end) in self.grammar.facilities or self._joined(end):
            return None
        return Anchor(mentions=(item.mention,), called=called), end

    def _joined(self, end: int) -> bool:
        """Tell whether a name is only the first half of a compound ("Idlib-based")."""
        s = self.sentence
        here, after = s.at(end), s.at(end + 1)
        if here is None or after is None or here.word != "-":
            return False
        tight = s.items[end - 1].end == here.start and here.end == after.start
        return tight and after.mention is None

    def _lead(self, at: int) -> tuple[int, str]:
        """Return where the name itself begins, and what the words before it call it."""
        s = self.sentence
        here = s.skip(at, ARTICLES)
        if s.word(here) in _QUALITIES or s.word(here).endswith(_HELD):
            here += 1
        for ahead in range(here, here + _LOOK_AHEAD):
            item = s.at(ahead)
            if item is None or (item.mention is not None and item.mention.use is not Use.DEMONYM):
                break
            if s.word(ahead) in self.grammar.classes:
                return s.skip(ahead + 1, {"of", "called", "the"}), s.word(ahead)
            if item.mention is None and self._breaks(item.word):
                break
        return here, ""

    def _breaks(self, word: str) -> bool:
        """Tell whether a word cannot stand between an article and a class word."""
        return not word[0].isalpha() or word in self.grammar.breaks

    def _border(self, at: int) -> tuple[Anchor, int] | None:
        start = self.sentence.skip(at, ARTICLES)
        return self._border_between(start) or self._border_of(start)

    def _border_between(self, at: int) -> tuple[Anchor, int] | None:
        """Read "border between X and Y", "border with X" and "X's border with Y"."""
        s = self.sentence
        owner = self._country(at)
        here = at
        if owner is not None and s.owns(at + 1):
            turned = s.lookup(at + 2, self.grammar.adjectives)
            here = turned[1] if turned else at + 2
        else:
            owner = None
        if s.word(here) not in self.grammar.borders or s.word(here + 1) not in {"between", "with"}:
            return None
        second = s.skip(here + 2, ARTICLES)
        first = self._country(second)
        if first is None:
            return None
        if s.word(here + 1) == "with":
            mentions = (owner, first) if owner else (first,)
            return Anchor(mentions=mentions, kind=AnchorKind.BORDER), second + 1
        third = s.skip(second + 2, ARTICLES) if s.word(second + 1) in _AND else -1
        other = self._country(third)
        if other is None:
            return None
        end = third + 1 + (s.word(third + 1) in self.grammar.classes)
        return Anchor(mentions=(first, other), kind=AnchorKind.BORDER), end

    def _border_of(self, at: int) -> tuple[Anchor, int] | None:
        """Read "Turkish border" and "Syrian–Turkish border"."""
        s = self.sentence
        first = self._country(at)
        if first is None:
            return None
        mentions: tuple[Mention, ...] = (first,)
        end = at + 1
        if s.word(end) in _DASHES | {"and"} and (other := self._country(end + 1)) is not None:
            mentions, end = (first, other), end + 2
        if s.word(end) not in self.grammar.borders or s.word(end + 1) in self.grammar.not_borders:
            return None
        # "the Turkish border with Iraq" names two.
        if s.word(end + 1) == "with" and (other := self._country(end + 2)) is not None:
            return Anchor(mentions=(first, other), kind=AnchorKind.BORDER), end + 3
        return Anchor(mentions=mentions, kind=AnchorKind.BORDER), end + 1

    def _country(self, at: int) -> Mention | None:
        item = self.sentence.at(at)
        if item is None or item.mention is None or item.mention.kind is not MentionKind.TOPONYM:
            return None
        return item.mention if item.mention.use in _COUNTRY_USES else None
