"""Put the page's modules into one script, each after those that it needs.

The modules keep to two forms: ``import { a, b } from "dateline/x.js";`` and ``export`` before a
function, a class or a constant. One script is one request, and runs from ``file://`` too, where a
module may not load another. Comments and types stay behind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from graphlib import TopologicalSorter

_IMPORT = re.compile(r'^import \{([^}]*)\} from "dateline/([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function\*?|class|const) (\w+))", re.MULTILINE)
_COMMENT = re.compile(r"^ *//.*\n|^ */\*\*.*\*/\n|^ */\*\*\n(?: +\*.*\n)+", re.MULTILINE)
_TYPE = re.compile(r"/\*\* @(?:type|returns|param)[^*]*\*/ ?")


def bundle(modules: Mapping[str, str]) -> str:
    """Return one script of modules by file name; raises CycleError where two need each other."""
    needs = {name: sorted({m for _, m in _IMPORT.findall(modules[name])}) for name in modules}
    order = TopologicalSorter(needs).static_order()
    return "".join(_scoped(name, modules[name]) for name in order)


def _scoped(name: str, text: str) -> str:
    """Return a module as a function of its own, so that its private names stay private."""
    names = ", ".join(sorted(_EXPORT.findall(text)))
    body = _TYPE.sub("", _COMMENT.sub("", _EXPORT.sub("", _IMPORT.sub(_taken, text))))
    return f"const {_variable(name)} = (() => {{\n{body}return {{ {names} }};\n}})();\n"


def _taken(found: re.Match[str]) -> str:
    return f"const {{{found[1]}}} = {_variable(found[2])};\n"


def _variable(name: str) -> str:
    return "$" + name.removesuffix(".js").replace("-", "_")
