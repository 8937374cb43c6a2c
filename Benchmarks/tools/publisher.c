// publisher: publishes marked events, so many unanswered at a time, back to back or at a rate.
//
// It prints "listening" (as the server of a component), "ready", and after a line on stdin it
// publishes and prints one JSON line.
#include "histogram.h"
#include "xmpp.h"
#include "zmtp.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>

static const char *mode = "http", *path = "/publish/bench{n}", *host = "localhost", *field;
static const char *jid = "bench@localhost", *password = "", *to = "pubsub.localhost";
static int64_t port, count = 1, nodes = 1, size = 200, window = 64, first;
static double rate, timeout = 60;

static const struct option_of_tool options[] = {
    {"mode", text_option, &mode}, {"port", count_option, &port}, {"path", text_option, &path},
    {"host", text_option, &host}, {"field", text_option, &field},
    {"jid", text_option, &jid}, {"password", text_option, &password}, {"to", text_option, &to},
    {"count", count_option, &count}, {"nodes", count_option, &nodes}, {"size", count_option, &size},
    {"window", count_option, &window}, {"first", count_option, &first},
    {"rate", number_option, &rate}, {"timeout", number_option, &timeout}, {0}};

static int connection;
static struct bytes in, out;
static uint64_t sent, acknowledged, errors;
static uint64_t *sent_at;
static struct histogram waits;
static char fault[160];
static enum { http, xmpp, push } protocol = xmpp;

static void answered(uint64_t id, const char *error) {
    if (id >= sent) return;
    acknowledged++;
    histogram_add(&waits, now() - sent_at[id]);
    if (!error) return;
    errors++;
    if (fault[0]) return;
    for (size_t i = 0; error[i] && i < sizeof fault - 1; i++)
        fault[i] = error[i] == '"' || error[i] == '\\' || error[i] < ' ' ? '\'' : error[i];
}

// Answers of HTTP/1.1 come in the order of the requests.
static void receive_http(void) {
    while (true) {
        *room(&in, 1) = 0;
        char *head = front(&in), *end = strstr(head, "\r\n\r\n");
        if (!end) return;
        size_t body = 0, whole;
        for (char *line = head; line < end && (line = strstr(line, "\r\n")); line += 2)
            if (!strncasecmp(line + 2, "content-length:", 15)) body = strtoull(line + 17, NULL, 10);
        whole = (size_t)(end - head) + 4 + body;
        if (length(&in) < whole) return;
        char *status = strchr(head, ' ');
        answered(acknowledged, status && status[1] == '2' ? NULL : head);
        drop(&in, whole);
    }
}

static const char *name_of_node(const char *pattern, uint64_t node) {
    static char made[512];
    const char *at = strstr(pattern, "{n}");
    if (!at) return pattern;
    snprintf(
        made, sizeof made, "%.*s%" PRIu64 "%s", (int)(at - pattern), pattern, node, at + 3);
    return made;
}

static void request_http(const char *text, uint64_t node) {
    append_text(
        &out,
        "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n%s%s\r\n%s",
        name_of_node(path, node), host, strlen(text), field ? field : "", field ? "\r\n" : "", text);
}

// To pushpin, as an event that is ready to be sent.
static void request_push(const char *text, uint64_t node) {
    static struct bytes message;
    drop(&message, length(&message));
    append_text(
        &message, "J{\"channel\":\"%s\",\"formats\":{\"http-stream\":{\"content\":\"data: %s\\n\\n\"}}}",
        name_of_node("bench{n}", node), text);
    zmtp_message(&out, front(&message), length(&message));
    answered(sent - 1, NULL);
}

static void request(uint64_t time) {
    static char *text;
    if (!text) text = malloc((size_t)size + 64);
    if (!text) die("out of memory");
    uint64_t number = sent + (uint64_t)(first * nodes);
    text[write_mark(text, (size_t)size, (struct mark){number, time})] = 0;
    uint64_t node = number % (uint64_t)nodes;
    sent_at[sent++] = now();
    if (protocol == http) request_http(text, node);
    else if (protocol == push) request_push(text, node);
    else xmpp_publish(&out, jid, to, name_of_node("bench{n}", node), sent - 1, text);
}

static void receive(void) {
    ssize_t taken = recv(connection, room(&in, 65537), 65536, MSG_DONTWAIT);
    if (taken == 0) die("the server closed the publisher's connection");
    if (taken < 0 && errno != EAGAIN) die("recv: %s", strerror(errno));
    if (taken > 0) in.end += (size_t)taken;
    if (protocol == http) receive_http();
    else if (protocol == xmpp) xmpp_receive(&in, &out, answered);
}

static void transmit(void) {
    if (length(&out) == 0) return;
    ssize_t taken = send(connection, front(&out), length(&out), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (taken < 0 && errno != EAGAIN) die("send: %s", strerror(errno));
    if (taken > 0) drop(&out, (size_t)taken);
}

// Sleeps until the server has said something or takes more, so many nanoseconds at most.
static void wait_for_server(uint64_t nanoseconds, bool hears_stdin) {
    struct pollfd events[] = {
        {.fd = connection, .events = POLLIN | (length(&out) > 0 ? POLLOUT : 0)},
        {.fd = hears_stdin ? 0 : -1, .events = POLLIN}};
    struct timespec time = {
        (time_t)(nanoseconds / 1000000000), (long)(nanoseconds % 1000000000)};
    ppoll(events, 2, &time, NULL);
    if (events[0].revents & (POLLIN | POLLHUP)) receive();
}

static void wait_for_go(void) {
    printf("ready\n");
    fflush(stdout);
    struct pollfd input = {.fd = 0, .events = POLLIN};
    while (poll(&input, 1, 0) == 0) {
        wait_for_server(100000000, true);
        transmit();
    }
    char line[64];
    if (!fgets(line, sizeof line, stdin)) exit(0);
}

static void publish_all(uint64_t total, uint64_t start) {
    uint64_t period = rate > 0 ? (uint64_t)(1e9 / rate) : 0;
    while ((acknowledged < total || length(&out) > 0) && (double)(now() - start) < timeout * 1e9) {
        bool may = sent < total && sent - acknowledged < (uint64_t)window && length(&out) < 65536;
        uint64_t due = start + period * sent, pause = may ? 0 : 100000000;
        if (may && now() >= due) {
            // One that was held back is stamped with the time at which it was due.
            request(period ? due : now());
        } else if (may) {
            pause = due - now();
            if ((int64_t)pause < 0) pause = 0;
        }
        transmit();
        // Back to back, the window is filled before the answers are looked at.
        if (may && !period && sent < total && sent - acknowledged < (uint64_t)window
            && length(&out) == 0 && sent % 16)
            continue;
        wait_for_server(pause > 100000000 ? 100000000 : pause, false);
    }
}

int main(int argc, char **argv) {
    read_options(argc, argv, options);
    signal(SIGPIPE, SIG_IGN);
    uint64_t total = (uint64_t)(count * nodes);
    sent_at = calloc(total, sizeof *sent_at);
    if (!sent_at) die("out of memory");
    if (!strcmp(mode, "http")) {
        protocol = http;
        connection = connect_to((int)port);
    } else if (!strcmp(mode, "push")) {
        protocol = push;
        connection = zmtp_connect((int)port);
    } else if (!strcmp(mode, "client")) {
        connection = xmpp_log_in((int)port, jid, password);
    } else if (!strcmp(mode, "server")) {
        int listener = listen_at((int)port);
        printf("listening\n");
        fflush(stdout);
        connection = xmpp_serve(listener, to);
    } else {
        die("--mode is one of http, client, server, push");
    }
    wait_for_go();
    double cpu = cpu_seconds();
    uint64_t start = now();
    publish_all(total, start);
    double seconds = (double)(now() - start) / 1e9;
    printf(
        "{\"ok\":%s,\"sent\":%" PRIu64 ",\"acknowledged\":%" PRIu64 ",\"errors\":%" PRIu64
        ",\"seconds\":%.6f,\"per_second\":%.1f,\"wait_p50_ms\":%.3f,\"wait_p99_ms\":%.3f"
        ",\"cpu_s\":%.4f,\"fault\":\"%s\"}\n",
        errors == 0 && acknowledged == total ? "true" : "false", sent, acknowledged, errors,
        seconds, (double)acknowledged / seconds, histogram_share(&waits, 0.5),
        histogram_share(&waits, 0.99), cpu_seconds() - cpu, fault);
    return 0;
}
