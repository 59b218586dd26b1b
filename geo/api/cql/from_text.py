"""Read CQL2 text by recursive descent: OR, AND, NOT, then one predicate.

The parser of pygeofilter 0.4 is not used: it takes ``a OR b AND c`` for ``(a OR b) AND c``, and
knows neither quotes in texts nor ``T_AFTER(…)``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import shapely

from geo.api.cql.operators import box, deeper, instant, interval, operation, shape
from geo.errors import InputError
from geo.geodesy.reference import Crs
from geo.model.filter import Constant, Instant, Interval, Items, Node, Property

_TOKENS = re.compile(
    r"""\s*(?:
      (?P<number>[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?!\w))
    | (?P<text>'(?:[^'\\]|''|\\.)*')
    | (?P<quoted>"[^"]+")
    | (?P<word>[^\W\d][\w.:]*)
    | (?P<sign><>|<=|>=|[=<>(),])
    | (?P<end>\Z)
    )""",
    re.VERBOSE | re.DOTALL,
)
_COMPARISONS = frozenset({"=", "<>", "<", "<=", ">", ">="})
_GEOMETRIES = frozenset(
    "POINT LINESTRING POLYGON MULTIPOINT MULTILINESTRING MULTIPOLYGON GEOMETRYCOLLECTION".split()
)
_RESERVED = frozenset("AND OR NOT LIKE BETWEEN IN IS NULL".split())
_TRUTH = {"TRUE": True, "FALSE": False}
_END, _TEST, _VALUE = (
    "AND, OR or the end",
    "LIKE, BETWEEN or IN",
    "a property, a value or a function",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    kind: str
    text: str
    start: int

    @property
    def key(self) -> str:
        """Return what the grammar compares: words in capitals, signs as they are."""
        return self.text.upper() if self.kind in {"word", "sign"} else ""


def read_text(text: str, crs: Crs) -> Node:
    """Return the tree of a filter; raises InputError with the place where it goes wrong."""
    return _Parser(text, crs).whole()


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while not found or found[-1].kind != "end":
        match = _TOKENS.match(text, at)
        if match is None or match.lastgroup is None:
            rest = text[at:].lstrip()
            start = len(text) - len(rest)
            msg = f"filter: cannot read {rest[:20]!r} at character {start + 1}"
            raise InputError(msg)
        kind = match.lastgroup
        found.append(_Token(kind=kind, text=match[kind], start=match.start(kind)))
        at = match.end()
    return found


class _Parser:
    def __init__(self, text: str, crs: Crs) -> None:
        self._text = text
        self._crs = crs
        self._tokens = _tokens(text)
        self._at = 0

    def whole(self) -> Node:
        found = self._either(0)
        if self._next.kind != "end":
            raise self._wrong(_END)
        return found

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at += token.kind != "end"
        return token

    def _took(self, *keys: str) -> bool:
        """Pass over these tokens, if they come next."""
        ahead = self._tokens[self._at : self._at + len(keys)]
        if tuple(token.key for token in ahead) != keys:
            return False
        self._at += len(keys)
        return True

    def _want(self, key: str) -> None:
        if not self._took(key):
            raise self._wrong(key)

    def _wrong(self, wanted: str) -> InputError:
        token = self._next
        found = repr(token.text[:20]) if token.text else "the end"
        return InputError(f"filter: {wanted} expected at character {token.start + 1}, not {found}")

    def _either(self, depth: int) -> Node:
        parts = [self._both(depth)]
        while self._took("OR"):
            parts.append(self._both(depth))
        return operation("or", parts) if len(parts) > 1 else parts[0]

    def _both(self, depth: int) -> Node:
        parts = [self._one(depth)]
        while self._took("AND"):
            parts.append(self._one(depth))
        return operation("and", parts) if len(parts) > 1 else parts[0]

    def _one(self, depth: int) -> Node:
        if self._took("NOT"):
            return operation("not", [self._one(deeper(depth))])
        if self._took("("):
            found = self._either(deeper(depth))
            self._want(")")
            return found
        return self._predicate(depth)

    def _predicate(self, depth: int) -> Node:
        left = self._value(depth)
        if self._next.key in _COMPARISONS:
            return operation(self._take().text, [left, self._value(depth)])
        if self._took("IS"):
            negated = self._took("NOT")
            self._want("NULL")
            found: Node = operation("isnull", [left])
        else:
            negated = self._took("NOT")
            found = self._tested(left, depth)
            if negated and found is left:
                raise self._wrong(_TEST)
        return operation("not", [found]) if negated else found

    def _tested(self, left: Node, depth: int) -> Node:
        if self._took("LIKE"):
            return operation("like", [left, self._value(depth)])
        if self._took("BETWEEN"):
            low = self._value(depth)
            self._want("AND")
            return operation("between", [left, low, self._value(depth)])
        if self._took("IN"):
            return operation("in", [left, Items(items=tuple(self._arguments(depth)))])
        return left

    def _arguments(self, depth: int) -> list[Node]:
        self._want("(")
        found: list[Node] = []
        while not self._took(")"):
            if found:
                self._want(",")
            found.append(self._value(deeper(depth)))
        return found

    def _value(self, depth: int) -> Node:
        token = self._next
        if token.kind in {"end", "sign"} or token.key in _RESERVED:
            raise self._wrong(_VALUE)
        if token.kind == "word":
            return self._word(depth)
        self._take()
        if token.kind == "number":
            return Constant(value=float(token.text))
        if token.kind == "quoted":
            return Property(name=token.text[1:-1])
        return Constant(value=_unquoted(token.text))

    def _word(self, depth: int) -> Node:
        token = self._take()
        if token.key in _TRUTH:
            return Constant(value=_TRUTH[token.key])
        if token.key in _GEOMETRIES:
            return self._geometry(token)
        if self._next.key != "(":
            return Property(name=token.text)
        return self._called(token, self._arguments(depth))

    def _called(self, token: _Token, args: list[Node]) -> Node:
        if token.key in {"DATE", "TIMESTAMP"}:
            return _instant(args)
        if token.key == "INTERVAL":
            return _interval(args)
        if token.key == "BBOX":
            return shape(lambda: box([_number(arg) for arg in args], self._crs), self._crs)
        return operation(token.text, args)

    def _geometry(self, first: _Token) -> Node:
        while self._next.kind == "word":
            self._take()
        depth, token = 0, self._tokens[self._at - 1]
        while depth > 0 or self._next.key == "(":
            token = self._take()
            depth += {"(": 1, ")": -1}.get(token.key, 0)
            if depth == 0 or token.kind == "end":
                break
        wkt = self._text[first.start : token.start + len(token.text)]
        return shape(lambda: shapely.from_wkt(wkt), self._crs)


def _unquoted(text: str) -> str:
    return re.sub(r"''|\\'", "'", text[1:-1])


def _number(node: Node) -> float:
    if isinstance(node, Constant) and isinstance(node.value, float):
        return node.value
    msg = "BBOX takes numbers"
    raise ValueError(msg)


def _instant(args: list[Node]) -> Instant:
    value = args[0] if len(args) == 1 else None
    return instant(value.value if isinstance(value, Constant) else "")


def _interval(args: list[Node]) -> Interval:
    return interval([arg.value if isinstance(arg, Constant) else arg for arg in args])
