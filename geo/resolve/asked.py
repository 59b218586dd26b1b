"""What a rule of use is asked, and how it answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from geo.model.place import NameKind, Place
from geo.model.text import Use
from geo.resolve import use_words as words
from geo.resolve.context import Context, lower

LOOK_WORDS = 4
_POSSESSIVE = re.compile(r"['’]s?\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question: a mention's context, its likeliest place, and the kind of the name."""

    context: Context
    place: Place | None
    name_kind: NameKind

    @property
    def can_govern(self) -> bool:
        """Tell whether the name can stand for a government."""
        return self.place is not None and self.place.government != ""

    @property
    def is_capital(self) -> bool:
        """Tell whether the name is a capital's or a seat's: seldom meant as a place."""
        return self.place is not None and (
            self.place.feature_code == "PPLC" or bool(self.place.stands_for)
        )

    @property
    def owns(self) -> bool:
        """Tell whether the name stands in the possessive."""
        return _POSSESSIVE.match(self.context.after_text) is not None

    @property
    def near(self) -> tuple[str, ...]:
        """Return the last words before the mention or its list, in lower case, less articles."""
        lead = lower(self.context.lead[-LOOK_WORDS:])
        return tuple(w for w in lead if w not in words.DETERMINERS)

    @property
    def last_two(self) -> tuple[str, str]:
        """Return the last word before, and the one before that; "" where there is none."""
        near = self.near
        return (near[-1:] or ("",))[0], (near[-2:-1] or ("",))[0]


Answer: TypeAlias = "tuple[Use, str] | None"
Rule: TypeAlias = "Callable[[Asked], Answer]"
