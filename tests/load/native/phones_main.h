// The run of the load generator: what it reads, joining, sending on time, and what it says at the end.
#pragma once

static char *slurp(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (!file) die(path);
    fseek(file, 0, SEEK_END);
    *length = (size_t)ftell(file);
    rewind(file);
    char *data = malloc(*length + 1);
    if (!data || fread(data, 1, *length, file) != *length) die(path);
    data[*length] = 0;
    fclose(file);
    return data;
}

static void read_connections(const char *path) {
    size_t length;
    char *text = slurp(path, &length);
    for (size_t at = 0; at < length; at++) phone_count += text[at] == '\n';
    phones = calloc(phone_count, sizeof *phones);
    phone_room = calloc(phone_count, sizeof *phone_room);
    for (size_t number = 0; number < phone_count; number++) {
        struct phone *phone = &phones[number];
        char *line = strsep(&text, "\n");
        phone->fd = -1;
        phone->port = (uint16_t)atoi(strsep(&line, "\t"));
        phone_room[number] = (uint16_t)atoi(strsep(&line, "\t"));
        phone->stalled = (uint8_t)atoi(strsep(&line, "\t"));
        phone->origin = strsep(&line, "\t");
        phone->path = strsep(&line, "\t");
        phone->cookie = line;
        if (!line) die("a line of CONNECTIONS has too few fields");
        if (phone_room[number] >= room_count) room_count = phone_room[number] + 1u;
    }
    account.room_seq = calloc(room_count, sizeof *account.room_seq);
}

static void read_commands(const char *path) {
    size_t length;
    char *data = slurp(path, &length);
    for (int pass = 0; pass < 2; pass++) {
        size_t count = 0;
        for (size_t at = 0; at + 20 <= length; count++) {
            struct command command = {.sent = -1, .answered = -1};
            memcpy(&command.at, data + at, 8);
            memcpy(&command.phone, data + at + 8, 4);
            memcpy(&command.n, data + at + 12, 4);
            memcpy(&command.length, data + at + 16, 4);
            command.payload = (const uint8_t *)data + at + 20;
            at += 20 + command.length;
            if (!pass) continue;
            if (command.phone >= phone_count) die("a command of nobody");
            command.room = phone_room[command.phone];
            account.commands[count] = command;
        }
        if (!pass) account.commands = calloc(count + 1, sizeof *account.commands), account.command_count = count;
    }
    commands_of = calloc(account.command_count + 1, sizeof *commands_of);
    uint32_t *has = calloc(phone_count, sizeof *has), before = 0;
    for (size_t at = 0; at < account.command_count; at++) has[account.commands[at].phone]++;
    for (size_t number = 0; number < phone_count; before += has[number++]) phones[number].first_command = before;
    free(has);
    for (size_t at = 0; at < account.command_count; at++) {
        const struct command *command = &account.commands[at];
        commands_of[phones[command->phone].first_command + command->n - 1] = (uint32_t)at;
    }
}

static const int64_t JOIN_PATIENCE = 60000000;

static int64_t join_all(size_t at_once, int64_t patience) {
    int64_t began = now(), looked = 0;
    size_t busy = 0, next = 0;
    while (inside < phone_count && now() - began < patience) {
        busy = next - inside;
        while (busy < at_once && next < phone_count) dial(&phones[next++]), busy++;
        if (rejected && now() - looked > RETRY / 5) {
            looked = now();
            for (size_t number = 0; number < next; number++)
                if (phones[number].state == WAITING && phones[number].not_before < looked) dial(&phones[number]);
        }
        turn(20);
    }
    return now() - began;
}

static bool all_done(void) {
    for (size_t at = 0; at < account.command_count; at++)
        if (account.commands[at].answered < 0 && dialect != HOCUSPOCUS) return false;
    for (size_t number = 0; number < phone_count; number++)
        if (!phones[number].stalled && phones[number].state == INSIDE && phones[number].seq < account.room_seq[phone_room[number]])
            return false;
    return true;
}

static double cpu_seconds(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static useconds_t rest_us;  // reads only so often, so that nobody pays for waking it at every single write
static struct histogram late_waits, ack_waits, seen_waits;

static int64_t run(int64_t lasts, int64_t patience) {
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.u32 = UINT32_MAX};
    if (timer < 0 || epoll_ctl(poller, EPOLL_CTL_ADD, timer, &event)) die("timerfd");
    for (size_t number = 0; number < phone_count; number++)
        if (phones[number].stalled && phones[number].fd >= 0) watch(&phones[number], 0, EPOLL_CTL_MOD);
    zero = now() + 20000;
    running = true;
    account.bytes = 0;
    size_t next = 0;
    int64_t looked = 0, last_due = account.command_count ? account.commands[account.command_count - 1].at : 0;
    while (true) {
        int64_t at = now() - zero;
        for (; next < account.command_count && account.commands[next].at <= at; next++) {
            struct command *command = &account.commands[next];
            if (!closed_loop || command->n == 1) send_command(&phones[command->phone], command);
        }
        if (at > (lasts > last_due ? lasts : last_due) && at - looked > 20000) {
            looked = at;
            if (all_done() || at > lasts + patience) break;
        }
        if (next < account.command_count) {
            int64_t wake = zero + account.commands[next].at;
            struct itimerspec when = {.it_value = {wake / 1000000, wake % 1000000 * 1000}};
            timerfd_settime(timer, TFD_TIMER_ABSTIME, &when, NULL);
        }
        if (rest_us) {
            usleep(rest_us);
            while (turn(0) == TURN_EVENTS) continue;
        } else {
            turn(20);
        }
    }
    running = false;
    return now() - zero;
}

static void print_joined(int64_t took) {
    printf("{\"phones\": %zu, \"inside\": %zu, \"rejected\": %zu, \"seconds\": %.3f, \"bytes\": %llu, "
           "\"cpu_seconds\": %.3f, ",
           phone_count, inside, rejected, (double)took / 1e6, (unsigned long long)account.bytes, cpu_seconds());
    histogram_print(&join_waits, "join_ms");
    puts("}");
    fflush(stdout);
}

// Frames and events are those of the window: from a second after the start (less in a short run) to its end.
static void print_run(int64_t lasts, int64_t took, double cpu, FILE *list) {
    uint64_t frames = 0, events = 0, acked = 0, answers = 0, acked_in_window = 0, sent = 0, all_events = 0;
    int64_t from = lasts > 3000000 ? 1000000 : lasts / 4;
    for (size_t at = 0; at < account.delivery_count; at++) {
        const struct delivery *d = &account.deliveries[at];
        all_events += d->events;
        if (d->at < from || d->at >= lasts) continue;
        frames++;
        events += d->events;
    }
    for (size_t at = 0; at < account.command_count; at++) {
        const struct command *command = &account.commands[at];
        sent += command->sent >= 0;
        if (command->sent >= 0) histogram_add(&late_waits, command->sent - command->at);
        answers += command->answered >= 0;
        if (!command->seq) continue;
        acked++;
        acked_in_window += command->answered >= from && command->answered < lasts;
        histogram_add(&ack_waits, command->answered - command->at);
    }
    uint64_t own = reckon_seen(&account, phone_room, room_count, &seen_waits, list);
    uint64_t *readers = calloc(room_count, sizeof *readers), expected = 0;
    for (size_t number = 0; number < phone_count; number++) readers[phone_room[number]] += !phones[number].stalled;
    for (size_t at = 0; at < account.command_count; at++)
        if (account.commands[at].seq)
            expected += readers[account.commands[at].room] - !phones[account.commands[at].phone].stalled;
    free(readers);
    double window = (double)(lasts - from) / 1e6;
    printf("{\"seconds\": %.3f, \"window_seconds\": %.3f, \"commands\": %zu, \"sent\": %llu, \"acked\": %llu, "
           "\"answered\": %llu, \"acked_in_window\": %llu, \"unsent\": %llu, \"refused\": {",
           (double)took / 1e6, window, account.command_count, (unsigned long long)sent, (unsigned long long)acked,
           (unsigned long long)answers, (unsigned long long)acked_in_window, (unsigned long long)account.unsent);
    for (size_t at = 0; at < 16 && account.refusals[at].count; at++)
        printf("%s\"%s\": %u", at ? ", " : "", account.refusals[at].code, account.refusals[at].count);
    printf("}, \"seen\": %llu, \"seen_by_sender\": %llu, \"expected\": %llu, \"frames\": %zu, \"events\": %llu, "
           "\"frames_in_window\": %llu, \"events_in_window\": %llu, \"bytes\": %llu, \"holes\": %llu, \"boards\": %llu, "
           "\"closed\": %llu, \"cpu_seconds\": %.3f, ",
           (unsigned long long)seen_waits.count, (unsigned long long)own, (unsigned long long)expected,
           account.delivery_count, (unsigned long long)all_events, (unsigned long long)frames,
           (unsigned long long)events, (unsigned long long)account.bytes, (unsigned long long)account.holes,
           (unsigned long long)account.boards, (unsigned long long)account.closed, cpu);
    histogram_print(&seen_waits, "seen_ms");
    printf(", ");
    histogram_print(&ack_waits, "ack_ms");
    printf(", ");
    histogram_print(&late_waits, "late_ms");
    puts("}");
    fflush(stdout);
}

static void write_acks(const char *path) {
    FILE *file = fopen(path, "w");
    if (!file) die(path);
    for (size_t at = 0; at < account.command_count; at++)
        fprintf(file, "%llu\n", (unsigned long long)account.commands[at].seq);
    fclose(file);
}

int main(int count, char **words) {
    if (count < 4) return fprintf(stderr, "phones CONNECTIONS COMMANDS SECONDS [options]\n"), 2;
    const char *acks = NULL, *waits = NULL;
    size_t at_once = 200;
    int64_t patience = 20000000, lasts = (int64_t)(atof(words[3]) * 1e6);
    for (int at = 4; at + 1 < count; at += 2) {
        if (!strcmp(words[at], "--dialect"))
            dialect = words[at + 1][0] == 's' ? SOCKETIO : words[at + 1][0] == 'h' ? HOCUSPOCUS : TALKOOT;
        else if (!strcmp(words[at], "--at-once")) at_once = (size_t)atol(words[at + 1]);
        else if (!strcmp(words[at], "--patience")) patience = (int64_t)(atof(words[at + 1]) * 1e6);
        else if (!strcmp(words[at], "--closed")) closed_loop = atoi(words[at + 1]);
        else if (!strcmp(words[at], "--rest-us")) rest_us = (useconds_t)atoi(words[at + 1]);
        else if (!strcmp(words[at], "--acks")) acks = words[at + 1];
        else if (!strcmp(words[at], "--waits")) waits = words[at + 1];
        else return fprintf(stderr, "what is %s?\n", words[at]), 2;
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    signal(SIGPIPE, SIG_IGN);
    read_connections(words[1]);
    read_commands(words[2]);
    poller = epoll_create1(0);
    print_joined(join_all(at_once, JOIN_PATIENCE));
    // Until the word comes, frames are read and beats answered.
    fcntl(0, F_SETFL, O_NONBLOCK);
    char word[16];
    ssize_t got;
    while ((got = read(0, word, sizeof word)) < 0) turn(5);
    if (!got) return 0;
    double cpu = cpu_seconds();
    int64_t took = run(lasts, patience);
    cpu = cpu_seconds() - cpu;
    FILE *list = waits ? fopen(waits, "w") : NULL;
    print_run(lasts, took, cpu, list);
    if (list) fclose(list);
    if (acks) write_acks(acks);
    return 0;
}
