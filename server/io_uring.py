"""The same bytes to many sockets by one system call: Linux' io_uring, as much of it as that takes.

A call for each socket, and the loop around it, are a fourth of a fan-out to a thousand phones. Every send is done when
the call returns: none waits for its socket (`MSG_DONTWAIT`), so nothing is ever under way. Where the kernel or a
container does not allow io_uring there is no `Ring`. Source: `io_uring_setup(2)`, `io_uring_enter(2)`.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import mmap
import os
import platform
import socket
import struct
from array import array

ENTRIES = 1024  # sends a call: 64 kB of entries, which stay in a core's cache
_FRAME_BYTES = 128 * 1024  # room for a frame; it grows for a longer one

_MACHINES = ("x86_64", "aarch64", "riscv64")  # others may number their calls otherwise
_SETUP, _ENTER = 425, 426
_SETUP_SUBMIT_ALL = 1 << 7  # Linux 5.18: an entry that fails does not keep those behind it
_ENTER_GETEVENTS = 1
_OFF_SQES = 0x10000000
_SEND = 26
_FLAGS = socket.MSG_DONTWAIT | getattr(socket, "MSG_NOSIGNAL", 0)

# struct io_uring_sqe: opcode, flags, ioprio, fd, off, addr, len, msg_flags, user_data, 24 bytes unused
_ENTRY = struct.Struct("=BBHiQQIIQ24x")
_ENTRY_WORDS, _LENGTH_WORD = 16, 6
# struct io_uring_cqe: user_data, res, flags
_ANSWER = struct.Struct("=QiI")
_ANSWER_WORDS, _RESULT_WORD = 4, 2
# struct io_uring_params: entries of both queues, what this does not use, and the offsets of what is mapped
_PARAMS_BYTES, _SUBMISSIONS, _COMPLETIONS = 120, 40, 80
_HEAD, _TAIL, _MASK, _SQ_ARRAY, _CQ_ENTRIES = 0, 1, 2, 6, 5


class Lines:
    """Sockets that get the same bytes, each at a place: 0, 1, 2…"""

    def __init__(self) -> None:
        self.files: list[int] = []
        self.entries = bytearray()  # as the kernel reads them; where the frame is comes in with the ring's address
        self.answers = bytearray()  # as the kernel answers when all went well

    def __len__(self) -> int:
        return len(self.files)

    def append(self, file: int) -> None:
        """Give a socket the next place."""
        place = len(self.files)
        self.files.append(file)
        self.entries += _ENTRY.pack(_SEND, 0, 0, file, 0, 0, 0, _FLAGS, place)
        self.answers += _ANSWER.pack(place, 0, 0)

    def remove(self, place: int) -> None:
        """Take a socket away; the last one takes its place."""
        last = self.files.pop()
        del self.entries[-_ENTRY.size :]
        del self.answers[-_ANSWER.size :]
        if place < len(self.files):
            self.files[place] = last
            _ENTRY.pack_into(self.entries, place * _ENTRY.size, _SEND, 0, 0, last, 0, 0, 0, _FLAGS, place)


class Ring:
    """One io_uring of this process, for one thread."""

    def __init__(self) -> None:
        """Raises: `OSError` where there is no io_uring, or an older one than this needs."""
        if platform.system() != "Linux" or platform.machine() not in _MACHINES:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
        self._call = ctypes.CDLL(None, use_errno=True).syscall
        self._call.restype = ctypes.c_long
        params = bytearray(_PARAMS_BYTES)
        struct.pack_into("=I", params, 8, _SETUP_SUBMIT_ALL)
        self._file = self._call(_SETUP, ENTRIES, (ctypes.c_char * _PARAMS_BYTES).from_buffer(params))
        if self._file < 0:
            raise _os_error()
        with contextlib.ExitStack() as held:
            held.callback(os.close, self._file)
            self._map(params, held)
            self._held = held.pop_all()

    def _map(self, params: bytearray, held: contextlib.ExitStack) -> None:
        submissions, completions = struct.unpack_from("=II", params)
        sq = struct.unpack_from("=8I", params, _SUBMISSIONS)
        cq = struct.unpack_from("=8I", params, _COMPLETIONS)
        size = max(sq[_SQ_ARRAY] + 4 * submissions, cq[_CQ_ENTRIES] + _ANSWER.size * completions)
        queues = held.enter_context(mmap.mmap(self._file, size, offset=0))
        entries = held.enter_context(mmap.mmap(self._file, submissions * _ENTRY.size, offset=_OFF_SQES))
        self._entries = held.enter_context(memoryview(entries))
        with memoryview(queues) as view, view[: size // 4 * 4] as whole:
            self._answers = held.enter_context(view[cq[_CQ_ENTRIES] :][: _ANSWER.size * completions])
            self._words = held.enter_context(whole.cast("I"))
        self._sq_head, self._sq_tail = sq[_HEAD] // 4, sq[_TAIL] // 4
        self._cq_head, self._cq_tail = cq[_HEAD] // 4, cq[_TAIL] // 4
        for place in range(submissions):
            self._words[sq[_SQ_ARRAY] // 4 + place] = place
        self._hold(_FRAME_BYTES)

    def _hold(self, size: int) -> None:
        """Make room for a frame, where the kernel finds it."""
        self._frame = mmap.mmap(-1, size)
        self._address = ctypes.addressof(ctypes.c_char.from_buffer(self._frame))

    def close(self) -> None:
        """Give the ring back to the kernel."""
        self._held.close()

    def send(self, lines: Lines, frame: bytes) -> list[tuple[int, int]]:
        """Write a frame to all lines, in one call for each `ENTRIES` of them.

        Returns those which did not take it whole: their places, and how many bytes they took; 0 when their buffer is
        full, or the line is broken.
        """
        if len(frame) > len(self._frame):
            self._hold(2 * len(frame))
        self._frame[: len(frame)] = frame
        count = len(lines)
        with memoryview(lines.entries) as entries, memoryview(lines.answers) as expected:
            with entries.cast("I") as words:
                words[_LENGTH_WORD::_ENTRY_WORDS] = memoryview(array("I", [len(frame)]) * count)
            with entries.cast("Q") as longs:
                longs[2::8] = memoryview(array("Q", [self._address]) * count)
            with expected.cast("I") as words:
                words[_RESULT_WORD::_ANSWER_WORDS] = memoryview(array("I", [len(frame)]) * count)
            short: list[tuple[int, int]] = []
            for begin in range(0, count, ENTRIES):
                end = min(begin + ENTRIES, count)
                done = self._submit(entries[begin * _ENTRY.size : end * _ENTRY.size], end - begin)
                answers = self._take(done)
                if answers != expected[begin * _ANSWER.size : (begin + done) * _ANSWER.size]:
                    read = (_ANSWER.unpack_from(answers, at) for at in range(0, len(answers), _ANSWER.size))
                    short += [(place, max(0, took)) for place, took, _ in read if took != len(frame)]
                short += [(place, 0) for place in range(begin + done, end)]
        return short

    def _submit(self, entries: memoryview, count: int) -> int:
        """Hand entries to the kernel: how many it has taken, and done."""
        tail = self._words[self._sq_tail]
        at = tail % ENTRIES * _ENTRY.size
        first = min(len(entries), len(self._entries) - at)
        self._entries[at : at + first] = entries[:first]
        self._entries[: len(entries) - first] = entries[first:]
        self._words[self._sq_tail] = (tail + count) & 0xFFFFFFFF
        taken = max(0, self._enter(count, count))
        if taken < count:
            self._words[self._sq_tail] = self._words[self._sq_head]  # what it has not read is taken back
        return taken

    def _take(self, count: int) -> bytearray:
        """The answers to that many entries."""
        head = self._words[self._cq_head]
        while (self._words[self._cq_tail] - head) & 0xFFFFFFFF < count:
            if self._enter(0, count) < 0 and ctypes.get_errno() != errno.EINTR:
                raise _os_error()
        at = head * _ANSWER.size % len(self._answers)
        found = bytearray(self._answers[at : at + count * _ANSWER.size])
        found += self._answers[: count * _ANSWER.size - len(found)]
        self._words[self._cq_head] = (head + count) & 0xFFFFFFFF
        return found

    def _enter(self, submit: int, wanted: int) -> int:
        return int(self._call(_ENTER, self._file, submit, wanted, _ENTER_GETEVENTS, None, 0))


def _os_error() -> OSError:
    code = ctypes.get_errno()
    return OSError(code, os.strerror(code))


def opened() -> Ring | None:
    """A ring that has been seen to work, or None where there is none."""
    with contextlib.ExitStack() as held:
        try:
            ring = Ring()
            held.callback(ring.close)
            here, there = (held.enter_context(end) for end in socket.socketpair())
            here.setblocking(False)
            there.setblocking(False)
            lines = Lines()
            lines.append(here.fileno())
            works = ring.send(lines, b"ring") == [] and there.recv(8) == b"ring"
        except OSError:
            return None
        here.close()
        there.close()
        if works:
            held.pop_all()
        return ring if works else None
