"""What processes that read documents are made to do instead, and not one import more."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

from geo.pipeline import workers
from geo.pipeline.shards import Shard
from geo.pipeline.workers import Site


def die(_shard: Shard, _site: Site) -> str:
    """Kill the process."""
    os.kill(os.getpid(), signal.SIGKILL)
    return ""


def die_once(shard: Shard, site: Site) -> str:
    """Kill the process that is given the first shard, the first time."""
    mark = Path(os.environ["MARK"])
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return workers.make_part_there(shard, site)


def end_scheduler(shard: Shard, site: Site) -> str:
    """Make a part, and kill the scheduler before it can be told."""
    name = workers.make_part_there(shard, site)
    with suppress(ProcessLookupError):
        os.kill(int(os.environ["SCHEDULER"]), signal.SIGKILL)
    return name
