"""A dossier whose every text tries to break out of the page."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree

HOSTILE = (
    "<img src=x onerror=\"window.hacked='img'\">",
    "`window.hacked`",
    "${window.hacked=1}",
    "</script><script>window.hacked='script'</script>",
    "\\`",
    "\\u0041",
    "C:\\new",
    "&lt;b&gt;",
    "\u202egpj.exe",
)


def hostile_dossier(folder: Path) -> Path:
    """Write a dossier with hostile titles, names, quotes, notes and sources; return its folder."""
    root = folder / "hostile"
    with as_file(files("geo.cli").joinpath("template")) as template:
        copytree(template, root)
    every = " ".join(HOSTILE)
    escaped = every.replace("\\", "\\\\").replace('"', '\\"')
    _replace(root / "dossier.toml", 'title = "My dossier"', f'title = "My {escaped}"')
    _replace(root / "zones.toml", "Quiet zone north of", f"Quiet {escaped} zone north of")
    _replace(root / "zones.toml", "North of the river only", f"North {escaped}")
    cell = every.replace('"', '""')
    _replace(root / "gazetteer.csv", ",an invented town\n", f',"{cell}"\n')
    _replace(root / "gazetteer.csv", "North Town,", "North Town|<b>Northton</b>,")
    for old in (root / "documents").iterdir():
        old.unlink()
    text = f"TITLE: {every}\nSOURCE: {every}\n\nIn Northton {every} was seen near Southby.\n"
    text += f"The quiet zone at Northton is 7 to 9 km deep, {every} said.\n"
    name = "a'b&c <i>.txt"
    (root / "documents" / name).write_text(text, "utf-8")
    return root


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    if old not in text:
        msg = f"{path.name} of the template no longer holds {old!r}"
        raise ValueError(msg)
    path.write_text(text.replace(old, new), "utf-8")
