/* One room on two nodes over one log, as server/live_room.py and server/log keep it: README.md says what is left out.
 *
 * Two phones ask for four commands. 1 puts a dot on line A and 2 takes it up again (one tab, changes 1 and 2); 3 puts a
 * dot on line B of the same ballot from another tab; 4 posts a note. The budget is one dot. A set of commands is a byte
 * of bits. Each fault happens at most as often as the macro of its name says.
 *
 * With a protection off (-D, listed in test_model.py) one of the assertions must fail.
 */

#ifndef LOST
#define LOST 0 /* appends whose reply is lost, or that arrive late or never */
#endif
#ifndef CRASHES
#define CRASHES 0 /* kill -9 of a node */
#endif
#ifndef CUTS
#define CUTS 0 /* a phone loses its line and comes back to either node; what it asked stays with the old one */
#endif
#ifndef FAILOVERS
#define FAILOVERS 0 /* the log comes back without its last entries */
#endif
#ifndef SNAPSHOTS
#define SNAPSHOTS 0
#endif

#ifndef FIRST_ASKS
#define FIRST_ASKS 2 /* commands of the first phone, at most 2 */
#endif
#ifndef SECOND_ASKS
#define SECOND_ASKS 2
#endif
#ifndef REFUSED_FOR_GOOD
#define REFUSED_FOR_GOOD 0 /* commands that may not be done once they were refused */
#endif

#if defined(NO_NEW_EPOCH) || defined(NODES_NOTICE)
#define BLIND_TO_EPOCHS 1 /* then "of this epoch" says nothing: screens are judged at the end */
#else
#define BLIND_TO_EPOCHS 0
#endif

/* Rules that every state keeps to. The first word of an assertion says which one; it is only a name. */
mtype = { nothing_lost, nothing_twice, budget_kept, no_hole, screens_equal, refused_rightly, all_answered }
#define must(rule, condition) assert(rule && (condition))

#define PHONES 2
#define NODES 2
#define NOBODY 2 /* as a node: not connected; as a number of commands: none */
#define ENTRIES 8
#define ALL 30
#define bit(c) (1 << (c))
#define holds(set, c) (((set) >> (c)) & 1)
#define spent(set) ((holds(set, 1) && !holds(set, 2)) + holds(set, 3))

/* The log. `upto[seq]` is all that its entries up to seq amount to; what is trimmed stays there, but nobody may read
 * an entry below `first`. */
byte epoch = 1, last = 0, first = 1, upto[ENTRIES];
byte author[ENTRIES]; /* who made each entry: two nodes may append the same events, never the same bytes */
byte snap = 0, snap_set = 0;
#define truth upto[last]
#define entry(seq) (upto[seq] & ~upto[seq - 1])
#define bytes_at(seq) (seq -> (entry(seq) | author[seq] << 5) : 0) /* what an entry is compared by */

/* What phones were told for good; what nobody is left to remember; dots that found their budget spent when a node
 * put them back. */
byte acked = 0, refused = 0, forgotten = 0, displaced = 0;

/* A request that its node waits for no longer: it may still arrive. */
typedef Request { byte epoch, after, onto, events, author; bool renews };
Request stray;
bool at_sea = false;

mtype = { down, loading, idle, appending, settling }
mtype = { asked, done, conflict }
mtype = { ack, refuse }
#define none 0 /* no reply, no answer: what they begin with */

typedef Node {
    mtype state;
    byte epoch, seq, upto[ENTRIES];
    byte life;                 /* another one after each start */
    byte base;                 /* the entries after this one are in memory */
    byte top;                  /* the bytes of the entry at `seq` */
    bool renews;               /* it holds what the log has lost: its next append begins a new epoch */
    byte back;                 /* what it held and a log with a new epoch lacks */
    byte ask[PHONES];
    bool heard[PHONES];        /* the phone that asked still listens on that line */
    byte events;               /* what the batch under way came to */
    mtype answer[PHONES];
    mtype reply
};
Node node[NODES];

typedef Phone {
    byte at, epoch, seq, board;
    byte next;    /* the command to be asked, of `left` that remain */
    byte left;
    bool waiting;
    bool no_dot_left     /* while it waited there was a moment when the budget was spent */
};
#define board(n) node[n].upto[node[n].seq]
#define memory(n) (board(n) & ~node[n].upto[node[n].base])
Phone phone[PHONES];

byte lost = 0, crashes = 0, cuts = 0, failovers = 0, snapshots = 0;
byte c, i, k, was, set; /* of one step, and 0 between steps */

/* What the log amounts to can be read from it: snapshot and kept entries, with no hole between them. */
inline check_log() {
    must(no_hole, first <= snap + 1);
    must(nothing_lost, (snap_set | (truth & ~upto[snap])) == truth);
    must(budget_kept, spent(truth) <= 1)
}

/* A node of this epoch knows exactly what the log holds up to the node's seq. */
inline check_node(n) {
    if
    :: node[n].epoch == epoch && !BLIND_TO_EPOCHS -> must(no_hole, node[n].seq <= last && board(n) == upto[node[n].seq])
    :: else
    fi
}

/* A screen of this epoch shows exactly what the log holds up to the screen's seq. */
inline check_screen(p) {
    if
    :: phone[p].epoch == epoch && !BLIND_TO_EPOCHS -> must(no_hole, phone[p].seq <= last && phone[p].board == upto[phone[p].seq])
    :: else
    fi
}

/* Nothing told as done may be missing while the log can be trusted (a failover is judged at the end). */
inline check_acked() {
    must(nothing_lost, failovers > 0 || (acked & ~truth) == 0)
}

/* What is neither in the log nor in a node's memory has no one left to bring it back. */
inline note_forgotten() {
    forgotten = forgotten | (ALL & ~(truth | memory(0) | node[0].back | memory(1) | node[1].back))
}

#define note_spent(p) phone[p].no_dot_left = phone[p].no_dot_left || phone[p].waiting && spent(truth) >= 1

inline go_astray(n) {
    stray.epoch = node[n].epoch; stray.after = node[n].seq; stray.events = node[n].events;
    stray.onto = node[n].top; stray.author = node[n].life; stray.renews = node[n].renews; at_sea = true
}

#ifdef NODES_NOTICE
#define is_top(bytes) (bytes == bytes_at(last))
#else
#define is_top(bytes) true
#endif

inline append(an_epoch, place, top_bytes, what, who, begins_epoch, succeeded) {
    if
#ifdef NO_COMPARE
    :: true ->
#else
    :: an_epoch == epoch && place == last && is_top(top_bytes) ->
#endif
        must(nothing_twice, (what & truth) == 0);
        last++;
        upto[last] = upto[last - 1] | what; author[last] = who;
        epoch = epoch + begins_epoch;
        check_log();
        note_spent(0);
        note_spent(1);
        must(refused_rightly, (refused & truth & REFUSED_FOR_GOOD) == 0);
        succeeded = true
#ifndef NO_COMPARE
    :: else -> succeeded = false
#endif
    fi
}

#ifdef NO_IDS
#define is_copy(known, cmd) false
#else
#define is_copy(known, cmd) holds(known, cmd)
#endif

/* One command on top of a board: events, or none for a copy, or a refusal. */
inline decide(cmd, known, event, outcome) {
    event = 0; outcome = ack;
    if
    :: cmd == 1 && holds(known, 2) ->
#ifdef NO_OVERTAKEN
        event = bit(1)
#else
        outcome = refuse
#endif
    :: !(cmd == 1 && holds(known, 2)) && is_copy(known, cmd) -> skip
    :: (cmd == 1 || cmd == 3) && !(cmd == 1 && holds(known, 2)) && !is_copy(known, cmd) && spent(known) >= 1 ->
        outcome = refuse
    :: else -> event = bit(cmd)
    fi
}

#define cut(p) \
    phone[p].at = NOBODY; phone[p].waiting = false; phone[p].no_dot_left = false

inline cut_all(n) {
    for (i : 0 .. PHONES - 1) {
        node[n].heard[i] = false;
        if
        :: phone[i].at == n -> cut(i)
        :: else
        fi
    };
    i = 0
}

inline tell(n, p) {
    if
    :: node[n].answer[p] != none && node[n].heard[p] ->
        c = node[n].ask[p];
        if
        :: node[n].answer[p] == ack ->
            acked = acked | bit(c);
            forgotten = forgotten & ~bit(c);
            check_acked()
        :: else ->
            refused = refused | bit(c);
            must(refused_rightly, failovers > 0 || phone[p].no_dot_left)
        fi;
        phone[p].waiting = false; phone[p].no_dot_left = false;
        phone[p].next++;
        phone[p].left--;
        c = 0
    :: else
    fi;
    if
    :: node[n].answer[p] != none ->
        node[n].ask[p] = 0; node[n].heard[p] = false; node[n].answer[p] = none
    :: else
    fi
}

inline tell_all(n) {
    tell(n, 0); tell(n, 1)
}

/* "unavailable": keep it and ask again. */
inline put_off(n) {
    for (i : 0 .. PHONES - 1) {
        if
        :: node[n].answer[i] != none ->
            if
            :: node[n].heard[i] -> phone[i].waiting = false; phone[i].no_dot_left = false
            :: else
            fi;
            node[n].ask[i] = 0; node[n].heard[i] = false; node[n].answer[i] = none
        :: else
        fi
    };
    i = 0
}

/* Take every command that waits, decide them in order. With no events there must be a look at the log first. */
inline decide_batch(n) {
    was = board(n); node[n].events = 0;
    for (i : 0 .. PHONES - 1) {
        if
        :: node[n].ask[i] ->
            decide(node[n].ask[i], was, set, node[n].answer[i]);
            was = was | set;
            node[n].events = node[n].events | set
        :: else
        fi
    };
    i = 0; set = 0; was = 0
}

inline decide_back(n) {
    was = board(n); node[n].events = 0;
    for (i : 1 .. 4) {
        if
        :: holds(node[n].back, i) ->
            decide(i, was, set, node[n].answer[0]);
            was = was | set;
            node[n].events = node[n].events | set;
            displaced = displaced | (node[n].answer[0] == refuse -> bit(i) : 0)
        :: else
        fi
    };
    node[n].answer[0] = none;
    i = 0; set = 0; was = 0
}

inline stand(n) {
    node[n].seq++;
    node[n].upto[node[n].seq] = node[n].upto[node[n].seq - 1] | node[n].events;
    node[n].back = node[n].back & ~board(n);
    node[n].top = node[n].events | node[n].life << 5;
    node[n].epoch = node[n].epoch + node[n].renews; node[n].renews = false;
    node[n].events = 0;
    node[n].reply = none;
    node[n].state = idle;
    check_node(n)
}

#ifdef SAME_BYTES
#define is_own(n) (epoch == node[n].epoch + node[n].renews && entry(k) == node[n].events)
#else
#define is_own(n) \
    (epoch == node[n].epoch + node[n].renews && author[k] == node[n].life && entry(k) == node[n].events)
#endif

inline clear_answers(n) {
    node[n].answer[0] = none; node[n].answer[1] = none; node[n].events = 0; node[n].reply = none
}

/* Read the entries that are there above `seq`. */
inline read_on(n) {
    do
    :: node[n].seq < last ->
        node[n].seq++;
        node[n].upto[node[n].seq] = node[n].upto[node[n].seq - 1] | (node[n].seq >= first -> entry(node[n].seq) : 0)
    :: else -> break
    od
}

/* The log has not, or not any more, the entry that this node has seen there. One that is trimmed is not compared. */
#define forked(n) (last < node[n].seq || node[n].seq >= first && bytes_at(node[n].seq) != node[n].top)

/* Apply what others appended; begin again where that cannot be done. */
inline catch_up(n) {
    clear_answers(n);
    if
#ifdef NO_EPOCH_CHECK
    :: last < node[n].seq || first > node[n].seq + 1 ->
#elif defined(NODES_NOTICE)
    :: epoch != node[n].epoch || forked(n) || first > node[n].seq + 1 ->
        node[n].renews = epoch == node[n].epoch && forked(n);
#elif defined(NO_TRIM_CHECK)
    :: epoch != node[n].epoch || last < node[n].seq ->
#else
    :: epoch != node[n].epoch || last < node[n].seq || first > node[n].seq + 1 ->
#endif
        begin_again(n)
    :: else ->
        read_on(n);
        node[n].epoch = epoch; node[n].top = bytes_at(last);
        node[n].state = idle;
        check_node(n)
    fi
}

inline begin_again(n) {
#ifndef NO_PUTTING_BACK
    node[n].back = node[n].back | memory(n);
#endif
    cut_all(n);
    fresh(n);
    node[n].state = loading
}

inline fresh(n) {
    for (i : 0 .. ENTRIES - 1) { node[n].upto[i] = 0 };
    i = 0;
    node[n].epoch = 0; node[n].seq = 0; node[n].base = 0; node[n].top = 0
}

#ifdef NO_SNAPSHOT_CHECK
#define may_keep(n) true
#else
#define may_keep(n) (node[n].epoch == epoch && node[n].seq <= last && node[n].seq > snap)
#endif
#ifdef NODES_NOTICE
#define behind(n) (node[n].epoch != epoch || node[n].seq != last || forked(n))
#else
#define behind(n) (node[n].epoch != epoch || node[n].seq != last)
#endif
#define busy(n) (node[n].ask[0] || node[n].ask[1])

proctype a_node(byte n) {
    do
    /* Loading: first position and snapshot, then the entries above it. */
    :: d_step { node[n].state == loading && node[n].epoch == 0 ->
        node[n].epoch = epoch; node[n].seq = snap; node[n].upto[snap] = snap_set }
    :: d_step { node[n].state == loading && node[n].epoch != 0 ->
        if
#ifdef NO_TRIM_CHECK
        :: node[n].epoch != epoch ->
#else
        :: node[n].epoch != epoch || first > node[n].seq + 1 ->
#endif
            fresh(n)
        :: else ->
            node[n].base = node[n].seq;
            read_on(n);
            node[n].back = node[n].back & ~board(n);
            node[n].top = bytes_at(last);
            node[n].state = idle;
            check_node(n)
        fi }
    /* The doorbell, or the poll. */
    :: d_step { node[n].state == idle && behind(n) -> catch_up(n) }
    /* A batch, unless something has to be put back first. */
    :: d_step { node[n].state == idle && (node[n].back || node[n].renews) -> decide_back(n);
        if
        :: node[n].events || node[n].renews -> node[n].reply = asked; node[n].state = appending
        :: else -> node[n].back = 0 /* there by now, or overtaken, or the budget has gone to something else */
        fi }
    :: d_step { node[n].state == idle && !node[n].back && !node[n].renews && busy(n) -> decide_batch(n);
        if
        :: node[n].events ->
            node[n].reply = asked; node[n].state = appending;
#ifdef ACK_EARLY
            tell_all(n)
#endif
#ifndef NO_LOOK
        :: !node[n].events && behind(n) -> catch_up(n)
#endif
        :: else -> tell_all(n)
        fi }
    :: d_step { node[n].state == appending && node[n].reply == done -> stand(n); tell_all(n) }
    :: d_step { node[n].state == appending && node[n].reply == conflict -> catch_up(n) }
    /* A lost reply: what stands at the place tells. */
    :: d_step { node[n].state == settling ->
        k = node[n].seq + 1;
        if
#ifdef NO_SETTLING
        :: true -> k = 0; read_on(n); node[n].state = appending; node[n].reply = asked
#else
        :: k <= last && k >= first && is_own(n) -> k = 0; stand(n); tell_all(n)
        :: k <= last && k >= first && !is_own(n) -> k = 0; catch_up(n)
        :: else -> k = 0; put_off(n); clear_answers(n); node[n].state = idle
#endif
        fi }
    :: d_step { node[n].state == idle && snapshots < SNAPSHOTS && node[n].seq > 0 && may_keep(n) ->
        snapshots++;
        snap = node[n].seq; snap_set = board(n);
        check_log() }
    /* kill -9, and its return. What it had sent may arrive all the same. */
    :: d_step { crashes < CRASHES && node[n].state != down && !(node[n].reply == asked && at_sea) ->
        crashes++;
        if
        :: node[n].reply == asked ->
            go_astray(n)
        :: else
        fi;
        clear_answers(n); cut_all(n); fresh(n);
        node[n].ask[0] = 0; node[n].ask[1] = 0; node[n].back = 0; node[n].renews = false;
        node[n].state = down; node[n].life = 2 * crashes + n;
        note_forgotten() }
    :: d_step { node[n].state == down -> node[n].state = loading }
    od
}

#define sink() at_sea = false; stray.epoch = 0; stray.after = 0; stray.onto = 0; stray.events = 0; stray.author = 0; stray.renews = 0

inline carry(n) {
    append(node[n].epoch, node[n].seq, node[n].top, node[n].events, node[n].life, node[n].renews, ok);
    node[n].reply = (ok -> done : conflict);
    ok = false; n = 0
}

inline lose_reply(n) {
    lost++;
    node[n].reply = none; node[n].state = settling; n = 0
}

inline delay(n) {
    go_astray(n);
    lose_reply(n)
}

/* The last `entries` are gone, and the log says so by a new epoch. */
inline fail_over(count) {
    failovers++;
    for (i : 1 .. ENTRIES - 1) {
        if
        :: i > last - count -> upto[i] = 0; author[i] = 0
        :: else
        fi
    };
    i = 0;
    last = last - count;
#if !defined(NO_NEW_EPOCH) && !defined(NODES_NOTICE)
    epoch++;
#endif
    check_log();
    note_forgotten();
    count = 0
}

proctype the_log() {
    bool ok;
    byte n;
    do
    :: d_step { node[0].reply == asked -> n = 0; carry(n) }
    :: d_step { node[1].reply == asked -> n = 1; carry(n) }
    :: d_step { at_sea -> append(stray.epoch, stray.after, stray.onto, stray.events, stray.author, stray.renews, ok); sink() }
    :: d_step { at_sea -> sink() }
    /* The reply is lost, or the request comes late. */
    :: d_step { lost < LOST && (node[0].reply == done || node[0].reply == conflict) -> n = 0; lose_reply(n) }
    :: d_step { lost < LOST && (node[1].reply == done || node[1].reply == conflict) -> n = 1; lose_reply(n) }
    :: d_step { lost < LOST && !at_sea && node[0].reply == asked -> n = 0; delay(n) }
    :: d_step { lost < LOST && !at_sea && node[1].reply == asked -> n = 1; delay(n) }
#ifdef TRIM_FREELY
    :: d_step { SNAPSHOTS && first < last -> first = last; check_log() }
#else
    :: d_step { first <= snap && first < last -> first = (snap + 1 < last -> snap + 1 : last); check_log() }
#endif
    :: d_step { failovers < FAILOVERS && last > snap -> n = 1; fail_over(n) }
    :: d_step { failovers < FAILOVERS && last > snap + 1 -> n = 2; fail_over(n) }
    od
}

#define serves(n) (!node[n].renews && (node[n].state == idle || node[n].state == appending || node[n].state == settling))
#define may_join(p, n) (phone[p].at == NOBODY && serves(n))
#define may_ask(p) \
    (phone[p].at != NOBODY && !phone[p].waiting && phone[p].left && !node[phone[p].at].ask[p])

#define gap(p, n) (board(n) & ~node[n].upto[(phone[p].seq < node[n].base -> node[n].base : phone[p].seq)])

#ifdef RESUME_BY_ENTRY
#define same_past(p, n) (phone[p].board == node[n].upto[phone[p].seq])
#else
#define same_past(p, n) true
#endif

/* The gap when this node remembers it, else the board. */
inline join(p, n) {
    phone[p].at = n;
    if
#ifdef NO_RESUME_CHECK
    :: true ->
#else
    :: phone[p].epoch == node[n].epoch && phone[p].seq >= node[n].base && phone[p].seq <= node[n].seq && same_past(p, n) ->
#endif
        phone[p].board = phone[p].board | gap(p, n)
#ifndef NO_RESUME_CHECK
    :: else -> phone[p].board = board(n)
#endif
    fi;
    phone[p].epoch = node[n].epoch; phone[p].seq = node[n].seq;
    check_screen(p);
    p = 0; n = 0
}

inline ask_next(p) {
    n = phone[p].at;
    node[n].ask[p] = phone[p].next; node[n].heard[p] = true; phone[p].waiting = true;
    note_spent(p);
    p = 0; n = 0
}

inline fan_out(p, n) {
    must(screens_equal, phone[p].epoch == node[n].epoch);
    phone[p].board = phone[p].board | gap(p, n);
    phone[p].seq = node[n].seq;
    check_screen(p);
    p = 0; n = 0
}

inline lose_line(p) {
    cuts++;
    node[phone[p].at].heard[p] = false;
    cut(p);
    p = 0
}

#define at_end(who, shown) (who.epoch == epoch && who.seq == last && shown == truth)

/* Everybody has been answered, all screens and nodes are equal, and what was acknowledged is there. */
inline check_end() {
    must(all_answered, phone[0].at != NOBODY && phone[0].left == 0);
    must(all_answered, phone[1].at != NOBODY && phone[1].left == 0);
    must(screens_equal, at_end(phone[0], phone[0].board) && at_end(phone[1], phone[1].board));
    must(screens_equal, at_end(node[0], board(0)) && at_end(node[1], board(1)));
    must(nothing_lost, (acked & ~(truth | forgotten | displaced)) == 0)
}

proctype people() {
    byte p, n;
    do
    :: d_step { may_join(0, 0) -> p = 0; n = 0; join(p, n) }
    :: d_step { may_join(0, 1) -> p = 0; n = 1; join(p, n) }
    :: d_step { may_join(1, 0) -> p = 1; n = 0; join(p, n) }
    :: d_step { may_join(1, 1) -> p = 1; n = 1; join(p, n) }
    :: d_step { may_ask(0) -> p = 0; ask_next(p) }
    :: d_step { may_ask(1) -> p = 1; ask_next(p) }
    :: d_step { phone[0].at != NOBODY && phone[0].seq < node[phone[0].at].seq -> p = 0; n = phone[0].at; fan_out(p, n) }
    :: d_step { phone[1].at != NOBODY && phone[1].seq < node[phone[1].at].seq -> p = 1; n = phone[1].at; fan_out(p, n) }
    :: d_step { cuts < CUTS && phone[0].at != NOBODY -> p = 0; lose_line(p) }
    :: d_step { cuts < CUTS && phone[1].at != NOBODY -> p = 1; lose_line(p) }
    /* Nothing can happen any more. */
    :: timeout -> d_step { check_end() }; break
    od
}

init {
    atomic {
        node[0].epoch = epoch; node[0].state = idle;
        node[1].epoch = epoch; node[1].state = idle; node[1].life = 1;
        phone[0].epoch = epoch; phone[0].next = 1; phone[0].left = FIRST_ASKS;
        phone[1].epoch = epoch; phone[1].next = 3; phone[1].left = SECOND_ASKS;
        if /* the second phone is at the same node or at the other: the nodes are alike, so there are no more cases */
        :: phone[1].at = 0
        :: phone[1].at = 1
        fi;
        run a_node(0); run a_node(1); run the_log(); run people()
    }
}
