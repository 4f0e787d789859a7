// The limit: what one core can send to a hall when nothing else is done. No rules, no log, no rights.
//
//     broadcaster PORT [SATURATED_BYTES]
//
// Every connection gets a `welcome`. Commands that came in together are acknowledged and sent on to everybody in one
// `events` frame, as they were. With SATURATED_BYTES, the first command instead makes it write frames of that many bytes
// to everybody, round after round, for as long as anybody is there.
#define _GNU_SOURCE

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "msgpack.h"
#include "websocket.h"

enum { FILES = 20000, COMMAND_BYTES = 32768, BATCH_BYTES = 1 << 20 };

struct line {
    bool upgraded;
    uint32_t have;
    uint8_t *partial;  // of a request or command that has not come whole
};

static struct line lines[FILES];
static int members[FILES], member_count;
static uint8_t batch[BATCH_BYTES], out[BATCH_BYTES + 64];
static size_t batch_bytes, batch_count, saturated;
static uint32_t seq;
static bool begun;

static size_t put_text(uint8_t *to, const char *text) {
    size_t length = strlen(text);
    to[0] = 0xa0 | (uint8_t)length;
    memcpy(to + 1, text, length);
    return length + 1;
}

static size_t put_number(uint8_t *to, const char *key, uint64_t value) {
    size_t at = put_text(to, key);
    to[at++] = 0xce;
    for (int shift = 24; shift >= 0; shift -= 8) to[at++] = (uint8_t)(value >> shift);
    return at;
}

static void hang_up(int fd) {
    for (int at = 0; at < member_count; at++)
        if (members[at] == fd) members[at] = members[--member_count];
    free(lines[fd].partial);
    lines[fd] = (struct line){0};
    close(fd);
}

static void send_small(int fd, const uint8_t *payload, size_t length) {
    uint8_t frame[128];
    size_t header = write_header(frame, BINARY, length, 0);
    memcpy(frame + header, payload, length);
    if (write(fd, frame, header + length) < 0) return;
}

static void welcome(int fd) {
    static const char answer[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                 "Sec-WebSocket-Accept: " WEBSOCKET_ACCEPT "\r\nSec-WebSocket-Protocol: talkoot.1\r\n\r\n";
    uint8_t frame[64] = {0x82};
    size_t at = 1 + put_text(frame + 1, "kind");
    at += put_text(frame + at, "welcome");
    at += put_number(frame + at, "seq", seq);
    if (write(fd, answer, sizeof answer - 1) < 0) return;
    send_small(fd, frame, at);
    lines[fd].upgraded = true;
    members[member_count++] = fd;
}

static void take_command(int fd, const uint8_t *payload, size_t length) {
    struct head head = read_head(payload, length);
    if (!head.has_n || begun) return;
    begun = saturated > 0;
    seq++;
    uint8_t frame[64] = {0x83};
    size_t at = 1 + put_text(frame + 1, "kind");
    at += put_text(frame + at, "ack");
    at += put_number(frame + at, "n", head.n);
    at += put_number(frame + at, "seq", seq);
    send_small(fd, frame, at);
    if (batch_bytes + length > sizeof batch) return;
    memcpy(batch + batch_bytes, payload, length);
    batch_bytes += length;
    batch_count++;
}

static void fan_out(uint32_t after, size_t room) {
    uint8_t start[96] = {0x84};
    size_t at = 1 + put_text(start + 1, "kind");
    at += put_text(start + at, "events");
    at += put_number(start + at, "after", after);
    at += put_number(start + at, "seq", seq);
    at += put_text(start + at, "events");
    start[at++] = 0xdc;
    start[at++] = (uint8_t)(batch_count >> 8);
    start[at++] = (uint8_t)batch_count;
    size_t payload = at + batch_bytes < room ? room : at + batch_bytes;
    size_t header = write_header(out, BINARY, payload, 0);
    memcpy(out + header, start, at);
    memcpy(out + header + at, batch, batch_bytes);
    for (int member = 0; member < member_count; member++) {
        int fd = members[member];
        size_t done = 0;
        while (done < header + payload) {
            ssize_t wrote = write(fd, out + done, header + payload - done);
            if (wrote > 0) {
                done += (size_t)wrote;
                continue;
            }
            if (wrote < 0 && errno != EAGAIN) break;
            if (!done && !begun) break;  // a slow reader misses this one
            struct pollfd wait = {fd, POLLOUT, 0};
            poll(&wait, 1, 1000);
        }
    }
    batch_bytes = batch_count = 0;
}

static void take(int fd) {
    static uint8_t data[COMMAND_BYTES * 2];
    struct line *line = &lines[fd];
    size_t have = line->have, at = 0;
    if (have) memcpy(data, line->partial, have);
    ssize_t length = read(fd, data + have, COMMAND_BYTES);
    if (length <= 0) {
        if (length == 0 || errno != EAGAIN) hang_up(fd);
        return;
    }
    have += (size_t)length;
    if (!line->upgraded) {
        uint8_t *end = memmem(data, have, "\r\n\r\n", 4);
        if (end) {
            at = (size_t)(end + 4 - data);
            welcome(fd);
        }
    }
    while (line->upgraded) {
        size_t header = header_bytes(data + at, have - at);
        if (!header || have - at < header + payload_bytes(data + at)) break;
        size_t payload = (size_t)payload_bytes(data + at);
        if ((data[at] & 15) == BINARY) take_command(fd, data + at + header, payload);
        at += header + payload;
    }
    line->have = (uint32_t)(have - at);
    if (line->have > COMMAND_BYTES) {
        hang_up(fd);
        return;
    }
    free(line->partial);
    line->partial = line->have ? memcpy(malloc(line->have), data + at, line->have) : NULL;
}

int main(int count, char **words) {
    struct rlimit files = {FILES, FILES};
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001)};
    int one = 1, poller = epoll_create1(0), listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (count < 2) return 2;
    saturated = count > 2 ? (size_t)atol(words[2]) : 0;
    signal(SIGPIPE, SIG_IGN);
    setrlimit(RLIMIT_NOFILE, &files);
    here.sin_port = htons((uint16_t)atoi(words[1]));
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    if (bind(listener, (struct sockaddr *)&here, sizeof here) || listen(listener, 4096)) return perror("listen"), 1;
    struct epoll_event events[512], event = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    puts("ready");
    fflush(stdout);
    while (true) {
        uint32_t after = seq;
        int ready = epoll_wait(poller, events, 512, begun && member_count ? 0 : -1);
        for (int at = 0; at < ready; at++) {
            if (events[at].data.fd != listener) {
                take(events[at].data.fd);
                continue;
            }
            int fd;
            while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
                setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                event = (struct epoll_event){.events = EPOLLIN, .data.fd = fd};
                if (fd >= FILES || epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event)) close(fd);
            }
        }
        if (begun && !batch_count) batch_count = 1, batch[0] = 0xc0, batch_bytes = 1, seq++;
        if (batch_count) fan_out(after, saturated);
    }
}
