"""Whole binary frames are read without websockets' parser, to the same bytes; everything else is left to it."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from server.client_frames import payloads


def sent(data: bytes, opcode: Opcode = Opcode.BINARY, fin: bool = True) -> bytes:
    return Frame(opcode, data, fin).serialize(mask=True)


@given(st.lists(st.binary(max_size=400), min_size=1, max_size=4))
def test_whole_frames_are_read_to_what_was_sent(texts: list[bytes]) -> None:
    assert payloads(b"".join(sent(text) for text in texts)) == texts


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 4096, 65535])
def test_every_length_is_read_and_a_frame_in_pieces_is_not(size: int) -> None:
    data = secrets.token_bytes(size)
    frame = sent(data)
    assert payloads(frame) == [data]
    for cut in {1, 2, 5, 7, len(frame) - 1}:
        if cut < len(frame):
            assert payloads(frame[:cut]) is None
            assert payloads(frame + frame[:cut]) is None


@pytest.mark.parametrize(
    "chunk",
    [
        pytest.param(sent(b"a text", Opcode.TEXT), id="text"),
        pytest.param(sent(b"", Opcode.PING), id="ping"),
        pytest.param(sent(b"\x03\xe8", Opcode.CLOSE), id="close"),
        pytest.param(sent(b"first", fin=False), id="fragment"),
        pytest.param(sent(b"last", Opcode.CONT), id="continuation"),
        pytest.param(sent(b"fine") + sent(b"", Opcode.PING), id="a ping behind"),
        pytest.param(Frame(Opcode.BINARY, b"plain").serialize(mask=False), id="unmasked"),
        pytest.param(b"\x82\x05" + b"\x00" * 9, id="as long as if it were masked"),
        pytest.param(b"\xc2" + sent(b"squeezed")[1:], id="reserved bit"),
        pytest.param(b"\x82\xfe\x00\x05" + b"\x00" * 9, id="a length longer than it needs to be"),
        pytest.param(sent(b"x" * 65536), id="eight bytes of length"),
        pytest.param(b"\x82\xff" + b"\xff" * 20, id="more than there is"),
    ],
)
def test_anything_else_is_left_to_the_parser(chunk: bytes) -> None:
    assert payloads(chunk) is None
