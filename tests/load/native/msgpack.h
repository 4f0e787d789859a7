// As much MessagePack as the head of a frame needs: a map with text keys, whose first values are looked at.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

struct bytes {
    const uint8_t *at, *end;
};

static inline uint64_t read_big_endian(const uint8_t *at, int size) {
    uint64_t value = 0;
    while (size--) value = value << 8 | *at++;
    return value;
}

static inline bool read_uint(struct bytes *in, uint64_t *value) {
    if (in->at >= in->end) return false;
    uint8_t tag = *in->at;
    if (tag < 0x80) {
        *value = tag;
        in->at++;
        return true;
    }
    if (tag < 0xcc || tag > 0xcf) return false;
    int size = 1 << (tag - 0xcc);
    if (in->end - in->at < 1 + size) return false;
    *value = read_big_endian(in->at + 1, size);
    in->at += 1 + size;
    return true;
}

// The number of elements of an array or map, or the length of a text; false when it is something else.
static inline bool read_count(struct bytes *in, uint8_t fixed, uint8_t mask, uint8_t tag16, uint64_t *count) {
    if (in->at >= in->end) return false;
    uint8_t tag = *in->at;
    if ((tag & (uint8_t)~mask) == fixed) {
        *count = tag & mask;
        in->at++;
        return true;
    }
    int size = tag == tag16 ? 2 : tag == tag16 + 1 ? 4 : 0;
    if (!size || in->end - in->at < 1 + size) return false;
    *count = read_big_endian(in->at + 1, size);
    in->at += 1 + size;
    return true;
}

static inline bool read_array(struct bytes *in, uint64_t *count) { return read_count(in, 0x90, 0x0f, 0xdc, count); }
static inline bool read_map(struct bytes *in, uint64_t *count) { return read_count(in, 0x80, 0x0f, 0xde, count); }

static inline bool read_text(struct bytes *in, struct bytes *text) {
    uint64_t length;
    if (in->at < in->end && *in->at == 0xd9) {
        if (in->end - in->at < 2) return false;
        length = in->at[1];
        in->at += 2;
    } else if (!read_count(in, 0xa0, 0x1f, 0xda, &length)) {
        return false;
    }
    if ((uint64_t)(in->end - in->at) < length) return false;
    text->at = in->at;
    text->end = in->at += length;
    return true;
}

static inline bool is_text(struct bytes text, const char *wanted) {
    size_t length = strlen(wanted);
    return (size_t)(text.end - text.at) == length && !memcmp(text.at, wanted, length);
}

// What stands at the head of a frame of `talkoot.1`, as far as it was understood.
struct head {
    struct bytes kind, code;
    uint64_t n, seq, after, events;
    bool has_n, has_seq, has_after, has_events;
};

// Reads keys until the first value that is neither a number nor a text: by then, all that is looked for has been seen.
static inline struct head read_head(const uint8_t *data, size_t length) {
    struct head head = {0};
    struct bytes in = {data, data + length}, key;
    uint64_t keys;
    if (!read_map(&in, &keys)) return head;
    while (keys-- && read_text(&in, &key)) {
        uint64_t number;
        struct bytes text;
        if (is_text(key, "events")) {
            head.has_events = read_array(&in, &head.events);
            break;
        }
        if (is_text(key, "packed")) {  // events, too, but how many is not told here
            head.has_events = true;
            break;
        }
        if (read_uint(&in, &number)) {
            if (is_text(key, "n")) head.n = number, head.has_n = true;
            if (is_text(key, "seq")) head.seq = number, head.has_seq = true;
            if (is_text(key, "after")) head.after = number, head.has_after = true;
        } else if (read_text(&in, &text)) {
            if (is_text(key, "kind")) head.kind = text;
            if (is_text(key, "code")) head.code = text;
        } else {
            break;
        }
    }
    return head;
}
