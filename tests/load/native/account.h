// What was sent and what was seen, written down while it happens and reckoned up afterwards.
//
// A command counts from when it was meant to be sent, not from when it was, so that a server (or a load generator) that
// holds up the senders cannot hide it. It is seen at a phone when that phone stands at the command's own seq or further.
#pragma once

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "histogram.h"

struct command {
    int64_t at;  // meant to be sent, microseconds after the start
    uint32_t phone, n, length;
    const uint8_t *payload;
    int64_t sent, answered;  // -1: not yet
    uint64_t seq;  // of its ack; 0: none
    uint16_t room;
};

struct delivery {
    int64_t at;
    uint32_t phone, events;
    uint64_t after, seq;  // the phone stood at `after`, and stands at `seq` now
};

struct refusal {
    char code[24];
    unsigned count;
};

struct account {
    struct command *commands;
    size_t command_count;
    struct delivery *deliveries;
    size_t delivery_count, delivery_room;
    struct refusal refusals[16];
    uint64_t bytes, holes, boards, closed, unsent;
    uint64_t *room_seq;  // newest acknowledged
};

static inline void note_delivery(struct account *a, struct delivery delivery) {
    if (a->delivery_count == a->delivery_room) {
        a->delivery_room = a->delivery_room ? 2 * a->delivery_room : 1 << 16;
        a->deliveries = realloc(a->deliveries, a->delivery_room * sizeof *a->deliveries);
        if (!a->deliveries) abort();
    }
    a->deliveries[a->delivery_count++] = delivery;
}

static inline void note_refusal(struct account *a, const uint8_t *code, size_t length) {
    if (length >= sizeof a->refusals[0].code) length = sizeof a->refusals[0].code - 1;
    for (size_t at = 0; at < sizeof a->refusals / sizeof *a->refusals; at++) {
        struct refusal *r = &a->refusals[at];
        if (r->count && (strlen(r->code) != length || memcmp(r->code, code, length))) continue;
        memcpy(r->code, code, length);
        r->count++;
        return;
    }
}

static inline int by_room_and_seq(const void *left, const void *right) {
    const struct command *a = *(const struct command *const *)left, *b = *(const struct command *const *)right;
    if (a->room != b->room) return a->room < b->room ? -1 : 1;
    return a->seq < b->seq ? -1 : a->seq > b->seq;
}

// Every command at every phone of its room but its sender's, in `waits`; each wait also as a line of `list`, if given.
static inline uint64_t reckon_seen(const struct account *a, const uint16_t *phone_room, size_t rooms,
                                   struct histogram *waits, FILE *list) {
    size_t count = 0, *first = calloc(rooms + 1, sizeof *first);
    const struct command **sorted = malloc((a->command_count + 1) * sizeof *sorted);
    if (!first || !sorted) abort();
    for (size_t at = 0; at < a->command_count; at++)
        if (a->commands[at].seq) sorted[count++] = &a->commands[at];
    qsort(sorted, count, sizeof *sorted, by_room_and_seq);
    for (size_t at = count; at--;) first[sorted[at]->room] = at;
    for (size_t room = rooms, next = first[rooms] = count; room--;) {
        if (first[room] == 0 && (count == 0 || sorted[0]->room != room)) first[room] = next;
        next = first[room];
    }
    uint64_t own = 0;
    for (size_t at = 0; at < a->delivery_count; at++) {
        const struct delivery *d = &a->deliveries[at];
        size_t low = first[phone_room[d->phone]], end = first[phone_room[d->phone] + 1], high = end;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (sorted[middle]->seq <= d->after) low = middle + 1;
            else high = middle;
        }
        for (; low < end && sorted[low]->seq <= d->seq; low++) {
            if (sorted[low]->phone == d->phone) {
                own++;
                continue;
            }
            histogram_add(waits, d->at - sorted[low]->at);
            if (list) fprintf(list, "%lld\n", (long long)(d->at - sorted[low]->at));
        }
    }
    free(first);
    free(sorted);
    return own;
}
