// WebSocket frames as a reader of heads needs them, and the upgrade with a fixed key.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define WEBSOCKET_KEY "dGhlIHNhbXBsZSBub25jZQ=="  // RFC 6455 section 1.3 has it, with the answer to it
#define WEBSOCKET_ACCEPT "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
#define HEAD_BYTES 160  // of a frame's header and payload are kept and looked at; the rest is only counted

enum opcode { TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10 };

// Puts together the beginning of each frame out of what comes in pieces.
struct reader {
    uint64_t skip;
    uint16_t have;
    uint8_t head[HEAD_BYTES];
};

struct frame {
    uint8_t opcode;
    const uint8_t *payload;  // its first `kept` bytes, unmasked only if the mask is zero
    size_t kept;
    uint64_t length;
};

// Bytes of a frame's header, 0 when more must be known first.
static inline size_t header_bytes(const uint8_t *data, size_t have) {
    if (have < 2) return 0;
    size_t size = 2 + ((data[1] & 127) == 126 ? 2 : (data[1] & 127) == 127 ? 8 : 0) + (data[1] & 128 ? 4 : 0);
    return have < size ? 0 : size;
}

static inline uint64_t payload_bytes(const uint8_t *data) {
    uint64_t length = data[1] & 127;
    int size = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (!size) return length;
    length = 0;
    for (int at = 0; at < size; at++) length = length << 8 | data[2 + at];
    return length;
}

// Takes bytes from `*data` up to the next frame's head. 1: `frame` is set, valid until the next call; 0: all is taken.
static inline int reader_next(struct reader *r, const uint8_t **data, size_t *length, struct frame *frame) {
    while (*length) {
        if (r->skip) {
            size_t passed = r->skip < *length ? (size_t)r->skip : *length;
            r->skip -= passed, *data += passed, *length -= passed;
            continue;
        }
        size_t header = header_bytes(r->head, r->have), wanted = r->have + 1u;
        if (header) {
            uint64_t whole = header + payload_bytes(r->head);
            wanted = whole < HEAD_BYTES ? (size_t)whole : HEAD_BYTES;
        }
        if (r->have < wanted) {
            size_t taken = wanted - r->have < *length ? wanted - r->have : *length;
            memcpy(r->head + r->have, *data, taken);
            r->have += (uint16_t)taken, *data += taken, *length -= taken;
            header = header_bytes(r->head, r->have);
            if (!header) continue;
            uint64_t whole = header + payload_bytes(r->head);
            wanted = whole < HEAD_BYTES ? (size_t)whole : HEAD_BYTES;
            if (r->have < wanted) continue;
        }
        frame->opcode = r->head[0] & 15;
        frame->payload = r->head + header;
        frame->length = payload_bytes(r->head);
        frame->kept = wanted - header;
        r->skip = header + frame->length - wanted;
        r->have = 0;
        return 1;
    }
    return 0;
}

// The header of a frame; `masked` puts a mask of zeros on it, which leaves the payload as it is. Returns its length.
static inline size_t write_header(uint8_t *to, enum opcode opcode, size_t length, int masked) {
    size_t at = 2;
    to[0] = 0x80 | (uint8_t)opcode;
    if (length < 126) {
        to[1] = (uint8_t)length;
    } else {
        int size = length < 65536 ? 2 : 8;
        to[1] = size == 2 ? 126 : 127;
        while (size--) to[at++] = (uint8_t)(length >> (8 * size));
    }
    if (masked) {
        to[1] |= 128;
        memset(to + at, 0, 4);
        at += 4;
    }
    return at;
}
