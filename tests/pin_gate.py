"""Measure groups of marked texts and pin their figures in ``gate.json``.

``python tests/pin_gate.py [--lower] [GROUP …]``; without a group, all that can be measured.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from gate import GROUPS, Group, Pin, measure, missing, pins, worse, write_pins


def main(arguments: Sequence[str]) -> int:
    """Pin the groups that are named; return 1 where one was left as it was, 2 for a wrong name."""
    lower = "--lower" in arguments
    wanted = [a for a in arguments if a != "--lower"]
    known = {group.name: group for group in GROUPS}
    wrong = [name for name in wanted if name not in known]
    if wrong:
        return _say(f"{wrong[0]}: is not one of {', '.join(known)}", 2)
    pinned = pins()
    told = [_pin(known[name], pinned, lower=lower) for name in wanted or known]
    write_pins(pinned)
    return max(told)


def _pin(group: Group, pinned: dict[str, Pin], *, lower: bool) -> int:
    """Put a group's figures among the pinned; a floor of unchanged texts falls only if told to."""
    reason = missing(group)
    if reason:
        return _say(f"{group.name}: left out: {reason}", 0)
    now = measure(group)
    before = pinned.get(group.name)
    if before and before.digest == now.digest and not lower:
        fallen = worse(before, now)
        if fallen:
            return _say(f"{group.name}: not pinned (--lower would): {'; '.join(fallen)}", 1)
    pinned[group.name] = now
    return _say(f"{group.name}: {now}", 0)


def _say(text: str, status: int) -> int:
    sys.stdout.write(f"{text}\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
