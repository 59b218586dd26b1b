"""The world gazetteer for tests: compiled once a machine, by one process, without coverage."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec

import pytest
from conftest import ROOT

from geo.gazetteer.cache import cache_folder, world_folder
from geo.gazetteer.columns import META
from geo.gazetteer.packages import PACKAGES, world_files
from geo.pipeline.build_lock import build_lock


def compile_world() -> None:
    """Compile the world gazetteer unless it is there; skip where its packages are not."""
    absent = [name for name, module in PACKAGES.items() if find_spec(module) is None]
    if absent:
        pytest.skip(f"the package {absent[0]} of the extra “world” is not installed")
    with build_lock(cache_folder()):
        if (world_folder(world_files()) / META).is_file():
            return
        command = [sys.executable, "-m", "geo", "gazetteer", "build"]
        plain = {k: v for k, v in os.environ.items() if not k.startswith("COV")}
        subprocess.run(command, cwd=ROOT, env=plain, check=True, capture_output=True)
