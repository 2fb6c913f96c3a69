"""Forked workers that are killed, and a record of where each kill fell."""

import ctypes
import mmap
import os
import random
import signal
import time
import traceback
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import connection

from reminders import deliveries, handover

# Where a worker is, by the last named point it passed.
ELSEWHERE = "between mails"
POINTS = (ELSEWHERE, "after_claim", "before_data", "after_dot", "after_250", "before_commit")
# Of these a mail may have arrived, and its row does not say so yet.
HANDING_OVER = POINTS[2:]


def fork(work: Callable[[], Any]) -> int:
    """A child that does `work` and ends, also when we are killed; its id.

    The caller holds no connection: two processes on one would spoil it.
    """
    connection.close()
    process = os.fork()
    if process:
        return process
    try:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def side_by_side(*works: Callable[[], Any]) -> list[int]:
    """Each in a process of its own; how they ended."""
    processes = [fork(work) for work in works]
    return [os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) for process in processes]


class Crew:
    """Workers that do `work(is_over)` until told to end. `named` are points at which one of them
    is to die by itself, one after the other."""

    def __init__(
        self,
        size: int,
        work: Callable[[Callable[[], bool]], None],
        rng: random.Random,
        named: list[str],
    ) -> None:
        self.work, self.rng, self.named = work, rng, named
        self.shared = mmap.mmap(-1, size + 1)  # each worker's point, and whether it is over
        self.processes = dict.fromkeys(range(size), 0)
        self.die_at = dict.fromkeys(range(size), "")
        self.kills: Counter[str] = Counter()
        self.random_kills = 0
        self.failures = 0
        for slot in self.processes:
            self._start(slot)

    def _start(self, slot: int) -> None:
        die_at = self.die_at[slot] = self.named.pop() if self.named else ""
        self.shared[slot] = 0

        def body() -> None:
            self._watch(slot, die_at)
            self.work(lambda: bool(self.shared[len(self.processes)]))

        self.processes[slot] = fork(body)

    def _watch(self, slot: int, die_at: str) -> None:
        """Write down each point passed; the production code knows nothing of this."""
        claim_next = deliveries.claim_next

        def fault(point: str) -> None:
            self.shared[slot] = POINTS.index(point)
            if point == die_at:
                os.kill(os.getpid(), signal.SIGKILL)

        def claim(*args: Any) -> Any:
            self.shared[slot] = 0
            return claim_next(*args)

        for module in (deliveries, handover):
            module.fault = fault  # type: ignore[attr-defined]
        deliveries.claim_next = claim  # type: ignore[assignment]

    def kill_one(self) -> None:
        """Stop a worker, see where it is, and kill it; another takes its place. Not one that is
        to die by itself."""
        free = [slot for slot, die_at in self.die_at.items() if not die_at]
        if not free:
            return
        slot = self.rng.choice(free)
        process = self.processes[slot]
        os.kill(process, signal.SIGSTOP)
        _, status = os.waitpid(process, os.WUNTRACED)
        if os.WIFSTOPPED(status):
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            self.random_kills += 1
        else:
            self.failures += 1
        self.kills[POINTS[self.shared[slot]]] += 1
        self._start(slot)

    def replace_the_dead(self) -> None:
        for slot, process in self.processes.items():
            ended, status = os.waitpid(process, os.WNOHANG)
            if not ended:
                continue
            if os.waitstatus_to_exitcode(status) == -signal.SIGKILL:
                self.kills[POINTS[self.shared[slot]]] += 1
            else:
                self.failures += 1
            self._start(slot)

    def end(self, seconds: float = 20) -> None:
        """Let them finish what they do; kill by id whoever does not."""
        self.shared[len(self.processes)] = 1
        end = time.monotonic() + seconds
        for process in self.processes.values():
            while not os.waitpid(process, os.WNOHANG)[0]:
                if time.monotonic() > end:
                    os.kill(process, signal.SIGKILL)
                    os.waitpid(process, 0)
                    self.failures += 1
                    break
                time.sleep(0.02)

    @property
    def is_waiting(self) -> bool:
        """Somebody is still to die at a named point."""
        return bool(self.named) or any(self.die_at.values())

    @property
    def in_hand_over(self) -> int:
        return sum(self.kills[point] for point in HANDING_OVER)
