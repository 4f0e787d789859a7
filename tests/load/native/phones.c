// Many phones of a hall: joins them all, sends prepared commands when they are due, and says what was seen when.
//
//     phones CONNECTIONS COMMANDS SECONDS [--dialect talkoot|socketio|hocuspocus] [--at-once N] [--patience SECONDS]
//            [--closed 1] [--acks FILE] [--waits FILE]
//
// CONNECTIONS has a line for each phone: port, room (a number from 0), stalled (0 or 1), origin, path, cookie; tabs
// between them. COMMANDS holds records: due (u64, microseconds), phone (u32), n (u32, each phone's from 1), length
// (u32), payload. When all are in, a line of JSON says so; a line on standard input then starts the clock, and a second
// line of JSON tells what came of it. Every wait is measured from when a command was due. In a closed loop (for what a
// server can do at most) a phone's commands but the first are due when the one before is answered.
#define _GNU_SOURCE

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "account.h"
#include "msgpack.h"
#include "websocket.h"

enum state { WAITING, CONNECTING, UPGRADING, ENTERING, INSIDE, GONE };
enum dialect { TALKOOT, SOCKETIO, HOCUSPOCUS };

struct phone {
    int fd;
    uint8_t state, stalled;
    uint16_t port, http_have;
    uint32_t tries;
    int64_t begun, not_before;
    uint64_t seq;
    char *http;  // the answer to the upgrade, while it comes in
    const char *origin, *path, *cookie;
    uint32_t first_command;
    struct reader reader;
};

enum { HTTP_BYTES = 2048, CHUNK = 1 << 18, TRIES = 200 };
static const int64_t RETRY = 250000;  // after a node that is too busy said so

static struct phone *phones;
static uint16_t *phone_room;
static size_t phone_count, room_count, inside, rejected;
static struct account account;
static uint32_t *commands_of;  // indexes of commands, phone by phone in the order of n
static enum dialect dialect = TALKOOT;
static int poller;
static int64_t zero;  // when the clock was started
static bool running, closed_loop;
static struct histogram join_waits;

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000ll + time.tv_nsec / 1000;
}

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void watch(struct phone *phone, uint32_t events, int how) {
    struct epoll_event event = {.events = events, .data.u32 = (uint32_t)(phone - phones)};
    if (epoll_ctl(poller, how, phone->fd, &event)) die("epoll_ctl");
}

static void leave(struct phone *phone) {
    struct linger at_once = {1, 0};  // a reset leaves no port waiting
    setsockopt(phone->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(phone->fd);
    phone->fd = -1;
}

static void lose(struct phone *phone) {
    leave(phone);
    if (phone->state == INSIDE) {
        account.closed++;
        phone->state = GONE;
        return;
    }
    rejected++;
    phone->state = ++phone->tries < TRIES ? WAITING : GONE;
    phone->not_before = now() + RETRY;
}

static void dial(struct phone *phone) {
    size_t number = (size_t)(phone - phones);
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001u + (uint32_t)(number % 8))};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(phone->port), .sin_addr.s_addr = htonl(0x7f000001)};
    int one = 1;
    phone->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (phone->fd < 0) die("socket");
    setsockopt(phone->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(phone->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    // So that little is on its way before the server notices; some phones take more.
    if (phone->stalled) setsockopt(phone->fd, SOL_SOCKET, SO_RCVBUF, &(int){16384}, sizeof(int));
    if (bind(phone->fd, (struct sockaddr *)&from, sizeof from)) die("bind");
    if (!phone->begun) phone->begun = now();
    phone->state = CONNECTING;
    memset(&phone->reader, 0, offsetof(struct reader, head));
    if (connect(phone->fd, (struct sockaddr *)&to, sizeof to) && errno != EINPROGRESS) die("connect");
    watch(phone, EPOLLOUT, EPOLL_CTL_ADD);
}

static void ask_upgrade(struct phone *phone) {
    char request[4096];
    int length = snprintf(request, sizeof request,
                          "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " WEBSOCKET_KEY "\r\n%sOrigin: %s\r\n"
                          "Cookie: %s\r\n\r\n",
                          phone->path, strstr(phone->origin, "://") ? strstr(phone->origin, "://") + 3 : phone->origin,
                          dialect == TALKOOT ? "Sec-WebSocket-Protocol: talkoot.1\r\n" : "", phone->origin,
                          phone->cookie);
    if (write(phone->fd, request, (size_t)length) != length) {
        lose(phone);
        return;
    }
    phone->state = UPGRADING;
    phone->http = malloc(HTTP_BYTES);
    phone->http_have = 0;
    watch(phone, EPOLLIN, EPOLL_CTL_MOD);
}

static bool say(struct phone *phone, enum opcode opcode, const void *payload, size_t length) {
    uint8_t frame[32768];
    if (length > sizeof frame - 14) return false;
    size_t header = write_header(frame, opcode, length, 1);
    memcpy(frame + header, payload, length);
    return write(phone->fd, frame, header + length) == (ssize_t)(header + length);
}

static void enter(struct phone *phone, uint64_t seq) {
    phone->seq = seq;
    if (phone->state == INSIDE) return;
    phone->state = INSIDE;
    inside++;
    histogram_add(&join_waits, now() - phone->begun);
}

static struct command *command_of(struct phone *phone, uint64_t n) {
    size_t number = (size_t)(phone - phones);
    uint64_t at = phone->first_command + n - 1;
    uint64_t end = number + 1 < phone_count ? phones[number + 1].first_command : account.command_count;
    return n && at < end ? &account.commands[commands_of[at]] : NULL;
}

static void send_command(struct phone *phone, struct command *command) {
    if (phone->fd < 0 ||
        !say(phone, dialect == SOCKETIO ? TEXT : BINARY, command->payload, command->length)) {
        account.unsent++;
        return;
    }
    command->sent = now() - zero;
}

static void answered(struct phone *phone, uint64_t n, uint64_t seq) {
    struct command *command = command_of(phone, n);
    if (!command || command->answered >= 0) return;
    command->answered = now() - zero;
    command->seq = seq;
    if (seq > account.room_seq[command->room]) account.room_seq[command->room] = seq;
    struct command *next = closed_loop ? command_of(phone, n + 1) : NULL;
    if (next) {
        next->at = command->answered;
        send_command(phone, next);
    }
}

static void seen(struct phone *phone, uint64_t after, uint64_t seq, uint64_t events) {
    if (phone->seq != after) account.holes++;
    if (running)
        note_delivery(&account, (struct delivery){now() - zero, (uint32_t)(phone - phones), (uint32_t)events, phone->seq, seq});
    phone->seq = seq;
}

static void hear_talkoot(struct phone *phone, const struct frame *frame) {
    struct head head = read_head(frame->payload, frame->kept);
    if (is_text(head.kind, "events")) {
        if (!head.has_events || !head.has_seq || !head.has_after) account.holes++;
        seen(phone, head.after, head.seq, head.events);
    } else if (is_text(head.kind, "ack")) {
        answered(phone, head.n, head.seq);
    } else if (is_text(head.kind, "welcome")) {
        enter(phone, head.seq);
    } else if (is_text(head.kind, "board")) {
        account.boards++;
        seen(phone, phone->seq, head.seq, 0);
    } else if (is_text(head.kind, "beat")) {
        static const uint8_t beat[] = {0x81, 0xa4, 'b', 'e', 'a', 't', 0xc3};
        say(phone, BINARY, beat, sizeof beat);
    } else if (is_text(head.kind, "refused")) {
        answered(phone, head.n, 0);
        note_refusal(&account, head.code.at, (size_t)(head.code.end - head.code.at));
    }
}

// Engine.IO 4 and Socket.IO 5: "0…" open, "40" connected, "2" ping, 42["e",seq,…] an event, 42["a",n,seq] an ack.
static void hear_socketio(struct phone *phone, const struct frame *frame) {
    char text[HEAD_BYTES + 1];
    unsigned long long n, seq;
    memcpy(text, frame->payload, frame->kept);
    text[frame->kept] = 0;
    if (text[0] == '0') say(phone, TEXT, "40", 2);
    else if (text[0] == '2') say(phone, TEXT, "3", 1);
    else if (!strncmp(text, "40", 2)) enter(phone, 0);
    else if (sscanf(text, "42[\"e\",%llu,", &seq) == 1) seen(phone, seq - 1, seq, 1);
    else if (sscanf(text, "42[\"a\",%llu,%llu", &n, &seq) == 2) answered(phone, n, seq);
}

// Hocuspocus: the document's name, a message's type (0: sync), then 1 (answer to the first question) or 2 (an update).
// It has no numbers and no acks: updates are only counted.
static void hear_hocuspocus(struct phone *phone, const struct frame *frame) {
    size_t name = 1 + (size_t)frame->payload[0];
    if (frame->kept < name + 2 || frame->payload[name] != 0) return;
    if (frame->payload[name + 1] == 1) enter(phone, 0);
    if (frame->payload[name + 1] == 2 && phone->state == INSIDE) seen(phone, phone->seq, phone->seq + 1, 1);
}

static void take_frames(struct phone *phone, const uint8_t *data, size_t length) {
    struct frame frame;
    while (phone->fd >= 0 && reader_next(&phone->reader, &data, &length, &frame)) {
        if (frame.opcode == CLOSE) lose(phone);
        else if (frame.opcode == PING) say(phone, PONG, frame.payload, frame.kept);
        else if (dialect == TALKOOT) hear_talkoot(phone, &frame);
        else if (dialect == SOCKETIO) hear_socketio(phone, &frame);
        else hear_hocuspocus(phone, &frame);
    }
}

static void take_http(struct phone *phone, const uint8_t *data, size_t length) {
    size_t take = length < HTTP_BYTES - 1u - phone->http_have ? length : HTTP_BYTES - 1u - phone->http_have;
    size_t had = phone->http_have;
    memcpy(phone->http + had, data, take);
    phone->http_have += (uint16_t)take;
    phone->http[phone->http_have] = 0;
    char *end = strstr(phone->http, "\r\n\r\n");
    if (!end) {
        if (take < length) lose(phone);
        return;
    }
    bool upgraded = !strncmp(phone->http, "HTTP/1.1 101", 12);
    size_t used = (size_t)(end + 4 - phone->http) - had;
    if (!upgraded && !rejected && !strstr(phone->http, " 503 ")) fprintf(stderr, "the upgrade gave: %.*s\n", 40, phone->http);
    free(phone->http);
    phone->http = NULL;
    if (!upgraded) {
        lose(phone);
        return;
    }
    phone->state = ENTERING;
    if (dialect == HOCUSPOCUS) {  // the document's name, and then: any token; "what have you" of one who has nothing
        static const uint8_t token[] = {4, 'r', 'o', 'o', 'm', 2, 0, 1, 'x', 0}, ask[] = {4, 'r', 'o', 'o', 'm', 0, 0, 1, 0};
        say(phone, BINARY, token, sizeof token);
        say(phone, BINARY, ask, sizeof ask);
    }
    take_frames(phone, data + used, length - used);
}

static void hear(struct phone *phone) {
    static uint8_t chunk[CHUNK];
    ssize_t length = read(phone->fd, chunk, sizeof chunk);
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (length <= 0) {
        lose(phone);
        return;
    }
    account.bytes += (uint64_t)length;
    if (phone->state == UPGRADING) take_http(phone, chunk, (size_t)length);
    else take_frames(phone, chunk, (size_t)length);
}

enum { TURN_EVENTS = 512 };

static int turn(int timeout_ms) {
    struct epoll_event events[TURN_EVENTS];
    int count = epoll_wait(poller, events, TURN_EVENTS, timeout_ms);
    for (int at = 0; at < count; at++) {
        if (events[at].data.u32 == UINT32_MAX) continue;
        struct phone *phone = &phones[events[at].data.u32];
        if (phone->fd < 0) continue;
        if (running && phone->stalled) {
            lose(phone);  // it hears of nothing but the end of its line
        } else if (phone->state == CONNECTING) {
            int error = 0;
            socklen_t size = sizeof error;
            getsockopt(phone->fd, SOL_SOCKET, SO_ERROR, &error, &size);
            if (error) lose(phone);
            else ask_upgrade(phone);
        } else {
            hear(phone);
        }
    }
    return count;
}

#include "phones_main.h"
