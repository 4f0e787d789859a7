"""A kernel that stands behind a `Ring`: it writes for real, and can be as difficult as a kernel may be.

Its indices begin just below 2³², where they wrap.
"""

from __future__ import annotations

import ctypes
import errno
import os
import random
import struct

from server import io_uring
from server.io_uring import ENTRIES, Ring

_SQE = struct.Struct("=BBHiQQIIQ24x")
_CQE = struct.Struct("=QiI")
_HEAD, _TAIL, _DONE, _ANSWERED = range(4)


class SimulatedRing(Ring):
    """`difficult`: takes only some of the entries, is interrupted, and answers late and in no order."""

    def __init__(self, difficult: random.Random | None = None, begin: int = 2**32 - 100) -> None:
        self._difficult = difficult
        self._entries = memoryview(bytearray(_SQE.size * ENTRIES))
        self._answers = memoryview(bytearray(_CQE.size * 2 * ENTRIES))
        self._words = memoryview(bytearray(16)).cast("I")
        self._sq_head, self._sq_tail, self._cq_head, self._cq_tail = range(4)
        for word in range(4):
            self._words[word] = begin
        self._late: list[tuple[int, int]] = []
        self.calls = 0
        self._hold(io_uring._FRAME_BYTES)

    def close(self) -> None:
        """There is nothing to give back."""

    def _enter(self, submit: int, wanted: int) -> int:
        self.calls += 1
        if not submit:
            return self._wait()
        head = self._words[_HEAD]
        assert (self._words[_TAIL] - head) % 2**32 == submit <= ENTRIES
        taken = submit
        if self._difficult and self._difficult.random() < 0.4:
            taken = self._difficult.randint(0, submit)
        for index in range(taken):
            self._do(*_SQE.unpack_from(self._entries, (head + index) % ENTRIES * _SQE.size))
        self._words[_HEAD] = (head + taken) % 2**32
        if submit and not taken:
            ctypes.set_errno(errno.EAGAIN)
            return -1
        return taken

    def _do(
        self, code: int, _: int, __: int, file: int, ___: int, address: int, size: int, flags: int, place: int
    ) -> None:
        assert (code, flags) == (io_uring._SEND, io_uring._FLAGS)
        try:
            result = os.write(file, ctypes.string_at(address, size))
        except OSError as error:
            result = -(error.errno or errno.EIO)
        if self._difficult and self._difficult.random() < 0.1:
            self._late.append((place, result))
        else:
            self._answer(place, result)

    def _wait(self) -> int:
        assert self._difficult, "nothing is ever under way"
        if self._difficult.random() < 0.3:
            ctypes.set_errno(errno.EINTR)
            return -1
        for _ in range(self._difficult.randint(1, len(self._late))):
            self._answer(*self._late.pop())
        return 0

    def _answer(self, place: int, result: int) -> None:
        at = self._words[_ANSWERED]
        _CQE.pack_into(self._answers, at % (2 * ENTRIES) * _CQE.size, place, result, 0)
        self._words[_ANSWERED] = (at + 1) % 2**32
        assert (self._words[_ANSWERED] - self._words[_DONE]) % 2**32 <= 2 * ENTRIES


def rings() -> dict[str, Ring]:
    """What there is on this machine."""
    kernels = io_uring.opened()
    return {"simulated": SimulatedRing()} | ({"kernel's": kernels} if kernels else {})
