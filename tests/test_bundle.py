"""The page's modules as one script: each after what it needs, private names private."""

from __future__ import annotations

from graphlib import CycleError

import pytest

from geo.render.bundle import bundle


def test_a_module_stands_after_those_that_it_needs() -> None:
    script = bundle(
        {
            "main.js": 'import { one,\n  two } from "dateline/deep-one.js";\none(two);\n',
            "deep-one.js": "export const two = 2;\nexport async function one() {}\n",
        }
    )
    assert script.index("$deep_one = ") < script.index("$main = ")
    assert "const { one,\n  two } = $deep_one;" in script
    assert "return { one, two };" in script
    assert "import" not in script
    assert "export" not in script


def test_names_of_two_modules_do_not_meet() -> None:
    script = bundle({"a.js": "const LOOK = 1;\n", "b.js": "const LOOK = 2;\n"})
    assert script.count("(() => {") == 2


def test_comments_and_types_stay_behind_and_code_stays() -> None:
    text = (
        "// What this is for.\n\n/** One. @param {string} a */\nexport const one = (a) =>\n"
        '  /** @type {string} */ (a); // "/* kept */"\n'
        "/**\n * Two.\n * @param {string} a\n */\nfunction two(a) {\n  // Why.\n"
        '  return "// kept" + /** @type {any} */ (a);\n}\n'
    )
    script = bundle({"a.js": text})
    assert 'const one = (a) =>\n  (a); // "/* kept */"\n' in script
    assert 'function two(a) {\n  return "// kept" + (a);\n}\n' in script
    assert "What this" not in script
    assert "@param" not in script


def test_modules_that_need_each_other_are_refused() -> None:
    with pytest.raises(CycleError):
        bundle(
            {
                "a.js": 'import { b } from "dateline/b.js";\n',
                "b.js": 'import { a } from "dateline/a.js";\n',
            }
        )


def test_the_same_modules_give_the_same_bytes() -> None:
    modules = {f"{n}.js": "" for n in "cab"}
    assert bundle(modules) == bundle(modules)
