// readers: opens many event streams, and counts and checks every event.
//
// It prints one JSON line when all streams are open, and one when all events have come, time is up, or
// "quit" (or the end) came on stdin.
#include "link.h"
#include "tally.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static const char *path = "/eventsource/bench{n}", *host = "localhost", *field, *dressed = "plain";
static int64_t port, connections = 1, nodes = 1, follow = 1, expect, first, sources = 1;
// How many of the connections are streams of one over HTTP/2.
static int64_t together = 1;
static int64_t parallel = 64, stalled, receive_buffer, cycles;
static double timeout = 60, connect_timeout = 60, quiet = 0, linger_time = 0.2;

static const struct option_of_tool options[] = {
    {"port", count_option, &port}, {"path", text_option, &path}, {"host", text_option, &host},
    {"field", text_option, &field}, {"dress", text_option, &dressed},
    {"connections", count_option, &connections}, {"nodes", count_option, &nodes},
    {"together", count_option, &together},
    {"follow", count_option, &follow}, {"expect", count_option, &expect},
    {"first", count_option, &first}, {"sources", count_option, &sources},
    {"parallel", count_option, &parallel}, {"stalled", count_option, &stalled},
    {"receive-buffer", count_option, &receive_buffer}, {"cycles", count_option, &cycles},
    {"timeout", number_option, &timeout}, {"connect-timeout", number_option, &connect_timeout},
    {"quiet", number_option, &quiet}, {"linger", number_option, &linger_time}, {0}};

struct reader {
    struct link link;
    struct stream stream;
    enum { absent, connecting, greeting, asking, open_, gone } state;
    bool is_stalled;
    uint64_t started;
};

static struct reader *readers;
static struct tally tally;
static enum dress dress;
static int poller;
static uint64_t opened, failed, closed, stalled_closed, reads, begun, time_of_read;
static struct histogram accepts;
static char fault[128];
static volatile sig_atomic_t is_interrupted;

static void interrupt(int signal) { is_interrupted = signal; }

static void received(void *context, const struct mark *mark, bool has_id) {
    uint64_t index = (uint64_t)((struct reader *)context - readers);
    if (index >= (uint64_t)stalled)
        tally_event(&tally, index - (uint64_t)stalled, mark, has_id, time_of_read);
}

// The reader whose connection it is on, and behind it all that are on it.
static struct reader *carrier_of(struct reader *reader) {
    return reader - (reader - readers) % together;
}

static struct reader *end_of(struct reader *carrier) {
    struct reader *end = readers + connections;
    return end - carrier < together ? end : carrier + together;
}

static void leave(struct reader *reader, const char *what) {
    if (reader->state == gone) return;
    if (reader == carrier_of(reader))
        for (struct reader *other = reader + 1; other < end_of(reader); other++) leave(other, what);
    bool was_open = reader->state == open_;
    if (what && !fault[0]) snprintf(fault, sizeof fault, "%s", what);
    if (what && !was_open) failed++;
    if (what && was_open && reader->is_stalled) stalled_closed++;
    if (what && was_open && !reader->is_stalled) closed++;
    if (what && was_open && !reader->is_stalled && expect)
        tally_give_up(&tally, (uint64_t)(reader - readers) - (uint64_t)stalled);
    link_close(&reader->link);
    stream_free(&reader->stream);
    reader->state = gone;
}

static void watch(struct reader *reader, int operation, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = reader};
    if (epoll_ctl(poller, operation, reader->link.descriptor, &event) < 0)
        leave(reader, strerror(errno));
}

// Those who are on its connection begin with it.
static void begin(struct reader *carrier) {
    for (struct reader *reader = carrier; reader < end_of(carrier); reader++) {
        begun++;
        reader->started = now();
        reader->state = connecting;
        reader->link = (struct link){
            .descriptor = -1, .stream = &reader->stream, .handler = received, .context = reader};
    }
}

static void start(struct reader *reader) {
    begin(reader);
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    reader->link.descriptor = descriptor;
    if (descriptor < 0) return leave(reader, strerror(errno));
    set_option(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
    if (reader->is_stalled && receive_buffer)
        set_option(descriptor, SOL_SOCKET, SO_RCVBUF, (int)receive_buffer);
    // One address has 28,000 ports, many of them resting after their last use.
    set_option(descriptor, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    struct sockaddr_in from = {
        .sin_family = AF_INET,
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)(begun % (uint64_t)sources))};
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(descriptor, (struct sockaddr *)&from, sizeof from) < 0
        || (connect(descriptor, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS))
        return leave(reader, strerror(errno));
    watch(reader, EPOLL_CTL_ADD, EPOLLOUT);
}

// The path with the numbers of the nodes put in: `{n}` is the first, `{nodes}` a query of all.
static const char *path_of(uint64_t index) {
    static struct bytes made;
    uint64_t node = index * (uint64_t)follow;
    drop(&made, length(&made));
    for (const char *at = path; *at; at++) {
        if (!strncmp(at, "{n}", 3)) {
            append_text(&made, "%" PRIu64, node % (uint64_t)nodes);
            at += 2;
        } else if (!strncmp(at, "{nodes}", 7)) {
            for (uint64_t i = 0; i < (uint64_t)follow; i++)
                append_text(
                    &made, "%snode=bench%" PRIu64, i ? "&" : "", (node + i) % (uint64_t)nodes);
            at += 6;
        } else {
            append(&made, at, 1);
        }
    }
    append(&made, "", 1);
    return front(&made);
}

static void ask(struct reader *reader) {
    static char fields[4096];
    snprintf(fields, sizeof fields, "%s%s", field ? field : "", field ? "\r\n" : "");
    uint64_t index = (uint64_t)(reader - readers);
    if (reader->is_stalled) index = 0;
    else index -= (uint64_t)stalled;
    reader->state = asking;
    if (link_ask(&reader->link, dress, path_of(index), host, fields) != link_done)
        leave(reader, "the request was not taken");
}

static void ask_all(struct reader *carrier) {
    for (struct reader *reader = carrier; reader < end_of(carrier); reader++) {
        if (carrier->state == gone) return;
        if (reader != carrier) link_ride(&reader->link, &carrier->link);
        ask(reader);
    }
    if (carrier->state != gone) watch(carrier, EPOLL_CTL_MOD, EPOLLIN);
}

static void greet(struct reader *reader) {
    switch (link_shake_hands(&reader->link)) {
    case link_done: return ask_all(reader);
    case link_failed: return leave(reader, "no TLS");
    case link_again: watch(reader, EPOLL_CTL_MOD, EPOLLIN);
    }
}

static void connected(struct reader *reader) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(reader->link.descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error) return leave(reader, strerror(error));
    link_dress(&reader->link, dress);
    reader->state = greeting;
    greet(reader);
}

static void is_open(struct reader *reader) {
    reader->state = open_;
    opened++;
    histogram_add(&accepts, time_of_read - reader->started);
    if (reader->is_stalled) watch(reader, EPOLL_CTL_MOD, EPOLLRDHUP);
}

static void look_at(struct reader *reader, enum outcome outcome) {
    bool has_head = reader->stream.state == in_body || reader->stream.state == is_over;
    if (reader->state == asking && has_head) is_open(reader);
    if (reader->stream.state == is_broken) return leave(reader, reader->stream.fault);
    if (reader->stream.state == is_over || outcome == link_done)
        return leave(reader, "the server ended a stream");
    if (outcome == link_failed) leave(reader, "the connection broke");
}

static void read_from(struct reader *carrier) {
    reads++;
    time_of_read = now();
    enum outcome outcome = link_read(&carrier->link);
    // The one whose connection it is comes last: when it leaves, all do.
    for (struct reader *reader = end_of(carrier); reader-- > carrier;)
        if (reader->state != gone) look_at(reader, outcome);
}

static void handle(const struct epoll_event *event) {
    struct reader *reader = event->data.ptr;
    switch (reader->state) {
    case connecting: return connected(reader);
    case greeting: return greet(reader);
    case asking: return read_from(reader);
    case open_:
        if (!reader->is_stalled) return read_from(reader);
        return leave(reader, "the server closed a stalled stream");
    case absent:
    case gone: return;
    }
}

static void turn(int milliseconds) {
    struct epoll_event events[512];
    int count = epoll_wait(poller, events, 512, milliseconds);
    for (int i = 0; i < count; i++) handle(&events[i]);
}

static bool is_past(uint64_t start, double seconds) {
    return (double)(now() - start) > seconds * 1e9;
}

static void open_all(void) {
    uint64_t start_time = now();
    while (opened + failed < (uint64_t)connections && !is_interrupted) {
        while (begun < (uint64_t)connections && begun - opened - failed < (uint64_t)parallel)
            start(&readers[begun]);
        turn(100);
        if (is_past(start_time, connect_timeout)) break;
    }
    printf(
        "{\"open\":%" PRIu64 ",\"failed\":%" PRIu64 ",\"seconds\":%.4f,\"accept_p50_ms\":%.3f,"
        "\"accept_p99_ms\":%.3f,\"fault\":\"%s\"}\n",
        opened, failed, (double)(now() - start_time) / 1e9, histogram_share(&accepts, 0.5),
        histogram_share(&accepts, 0.99), fault);
    fflush(stdout);
}

// Streams that come and go: each is closed as soon as it is open, and another one opened.
static void storm(void) {
    uint64_t start_time = now();
    while (opened + failed < (uint64_t)cycles && !is_interrupted) {
        for (int64_t i = 0; i < connections; i++) {
            struct reader *reader = &readers[i];
            if (reader->state == open_) leave(reader, NULL);
            bool is_free = reader->state == absent || reader->state == gone;
            if (is_free && begun < (uint64_t)cycles) start(reader);
        }
        turn(100);
        if (is_past(start_time, timeout)) break;
    }
    for (int64_t i = 0; i < connections; i++)
        if (readers[i].state == open_) leave(&readers[i], NULL);
    printf(
        "{\"ok\":%s,\"opened\":%" PRIu64 ",\"failed\":%" PRIu64 ",\"seconds\":%.4f,"
        "\"cpu_s\":%.4f,\"accept_p99_ms\":%.3f,\"fault\":\"%s\"}\n",
        failed == 0 && opened == (uint64_t)cycles ? "true" : "false", opened, failed,
        (double)(now() - start_time) / 1e9, cpu_seconds(), histogram_share(&accepts, 0.99), fault);
}

static bool is_told_to_quit(void) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    return expect == 0 && poll(&input, 1, 0) > 0;
}

static bool is_quiet(uint64_t start_time) {
    return quiet > 0 && is_past(tally.last_at > start_time ? tally.last_at : start_time, quiet);
}

static void receive_all(void) {
    uint64_t start_time = now(), events = UINT64_MAX, quiet_since = 0;
    while (!is_interrupted && !is_past(start_time, timeout) && !is_quiet(start_time)) {
        turn(50);
        if (expect == 0 && is_told_to_quit()) break;
        if (expect == 0 || tally.remaining > 0) continue;
        // What should not come, a duplicate perhaps, comes soon after.
        if (tally.events != events) events = tally.events, quiet_since = now();
        if (is_past(quiet_since, linger_time)) break;
    }
}

static void report(double cpu) {
    static struct histogram slowest;
    tally_slowest(&tally, &slowest);
    uint64_t expected = tally.plan.readers * tally.plan.follow * tally.plan.expect;
    uint64_t missing = expect ? expected - tally.unique : 0;
    uint64_t wrong = missing + tally.duplicates + tally.disordered + tally.strangers;
    double seconds = (double)(tally.last_at - tally.first_at) / 1e9;
    printf(
        "{\"ok\":%s,\"open\":%" PRIu64 ",\"failed\":%" PRIu64 ",\"closed\":%" PRIu64
        ",\"stalled_closed\":%" PRIu64 ",\"expected\":%" PRIu64 ",\"events\":%" PRIu64
        ",\"missing\":%" PRIu64 ",\"duplicates\":%" PRIu64 ",\"disordered\":%" PRIu64
        ",\"strangers\":%" PRIu64 ",\"identified\":%" PRIu64 ",\"reads\":%" PRIu64
        ",\"seconds\":%.6f,\"cpu_s\":%.4f",
        wrong + failed + closed == 0 ? "true" : "false", opened, failed, closed, stalled_closed,
        expected, tally.events, missing, tally.duplicates, tally.disordered, tally.strangers,
        tally.identified, reads, seconds, cpu_seconds() - cpu);
    printf(
        ",\"p50_ms\":%.3f,\"p90_ms\":%.3f,\"p99_ms\":%.3f,\"p999_ms\":%.3f,\"max_ms\":%.3f"
        ",\"last_reader_p50_ms\":%.3f,\"last_reader_p99_ms\":%.3f,\"fault\":\"%s\"}\n",
        histogram_share(&tally.delays, 0.5), histogram_share(&tally.delays, 0.9),
        histogram_share(&tally.delays, 0.99), histogram_share(&tally.delays, 0.999),
        (double)tally.delays.largest / 1e6, histogram_share(&slowest, 0.5),
        histogram_share(&slowest, 0.99), fault);
}

static enum dress dress_named(const char *name) {
    static const char *names[] = {"plain", "tls", "http2", "http2-tls"};
    for (int i = 0; i < 4; i++)
        if (!strcmp(name, names[i])) return (enum dress)i;
    die("--dress is one of plain, tls, http2, http2-tls");
}

int main(int argc, char **argv) {
    read_options(argc, argv, options);
    if (connections < 1 || nodes < 1 || follow < 1 || follow > nodes || stalled > connections)
        die("these numbers do not go together");
    if (together < 1 || (together > 1 && (cycles || stalled || !strstr(dressed, "http2"))))
        die("--together is for HTTP/2, and for readers who stay and read");
    signal(SIGPIPE, SIG_IGN);
    signal(SIGINT, interrupt);
    signal(SIGTERM, interrupt);
    dress = dress_named(dressed);
    links_begin(dress);
    poller = epoll_create1(EPOLL_CLOEXEC);
    readers = calloc((size_t)connections, sizeof *readers);
    if (!readers) die("out of memory");
    for (int64_t i = 0; i < connections; i++) {
        readers[i].link.descriptor = -1;
        readers[i].is_stalled = i < stalled;
    }
    tally_begin(
        &tally, (struct plan){
            .readers = (uint64_t)(connections - stalled), .nodes = (uint64_t)nodes,
            .follow = (uint64_t)follow, .expect = (uint64_t)expect, .first = (uint64_t)first});
    if (cycles) {
        storm();
        return 0;
    }
    open_all();
    double cpu = cpu_seconds();
    receive_all();
    report(cpu);
    return 0;
}
