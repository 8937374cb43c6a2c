// floor: the cheapest server of event streams there can be, to measure others by.
//
// `GET /eventsource/NODE` and `POST /publish/NODE` on one port, one thread, nothing kept on disk, no
// id. It sends each event to each reader in one call; with --coalesce, at the end of a turn, everything
// that is new in one call. With --drop, --duplicate or --swap it fails on every so-many-th delivery, to
// try the readers out.
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static int64_t port, drop_every, duplicate_every, swap_every;
static bool coalesce;
static const struct option_of_tool options[] = {
    {"port", count_option, &port}, {"coalesce", flag_option, &coalesce},
    {"drop", count_option, &drop_every}, {"duplicate", count_option, &duplicate_every},
    {"swap", count_option, &swap_every}, {0}};

struct node {
    char *name;
    // All frames since the start.
    char *frames;
    size_t count, capacity, offered;
    int *readers;
    size_t reader_count, reader_capacity;
    struct node *next;
};

struct span {
    size_t begin, end;
};

// By descriptor. A connection is a reader once it has a node.
struct connection {
    struct node *node;
    size_t offset;
    uint32_t place;
    bool is_full;
    // A frame that is late on purpose.
    struct span held;
    struct bytes in;
};

static struct connection *connections;
static struct node *buckets[4096];
static struct node **dirty;
static size_t dirty_count, dirty_capacity;
static int poller;
static uint64_t deliveries, faults;
static volatile sig_atomic_t is_stopped;

static void stop(int signal) { is_stopped = signal; }

static void *grown(void *memory, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity) return memory;
    *capacity = count < 4 ? 4 : count * 2;
    memory = realloc(memory, *capacity * size);
    if (!memory) die("out of memory");
    return memory;
}

static struct node *node_named(const char *name, size_t count) {
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < count; i++) hash = (hash ^ (uint8_t)name[i]) * 16777619u;
    struct node **at = &buckets[hash % 4096];
    while (*at && (strncmp((*at)->name, name, count) || (*at)->name[count])) at = &(*at)->next;
    if (*at) return *at;
    *at = calloc(1, sizeof **at);
    (*at)->name = strndup(name, count);
    return *at;
}

static void leave(int descriptor) {
    struct connection *connection = &connections[descriptor];
    struct node *node = connection->node;
    if (node) {
        int moved = node->readers[--node->reader_count];
        node->readers[connection->place] = moved;
        connections[moved].place = connection->place;
    }
    free(connection->in.data);
    *connection = (struct connection){0};
    close(descriptor);
}

// Sends a reader what it has not got, as far as its socket takes it.
static void offer(int descriptor) {
    struct connection *connection = &connections[descriptor];
    struct node *node = connection->node;
    size_t rest = node->count - connection->offset;
    if (connection->is_full || rest == 0) return;
    ssize_t sent = send(
        descriptor, node->frames + connection->offset, rest, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) return; // the hang-up comes as an event
    if (sent > 0) connection->offset += (size_t)sent;
    connection->is_full = sent < (ssize_t)rest;
}

static bool is_due(int64_t every) { return every && deliveries % (uint64_t)every == 0; }

static void send_frame(int descriptor, struct span frame) {
    const char *frames = connections[descriptor].node->frames;
    if (send(descriptor, frames + frame.begin, frame.end - frame.begin, MSG_NOSIGNAL) < 0) return;
}

// Does to one reader what a server must not do.
static void offer_wrongly(int descriptor, struct span frame) {
    struct connection *connection = &connections[descriptor];
    connection->offset = frame.end;
    deliveries++;
    if (is_due(drop_every)) {
        faults++;
        return;
    }
    if (is_due(swap_every) && connection->held.end == 0) {
        connection->held = frame;
        return;
    }
    send_frame(descriptor, frame);
    if (is_due(duplicate_every)) {
        faults++;
        send_frame(descriptor, frame);
    }
    if (connection->held.end == 0) return;
    faults++;
    send_frame(descriptor, connection->held);
    connection->held = (struct span){0};
}

static void offer_all(struct node *node) {
    bool is_wrong = drop_every || duplicate_every || swap_every;
    struct span frame = {node->offered, node->count};
    for (size_t i = 0; i < node->reader_count; i++) {
        if (is_wrong) offer_wrongly(node->readers[i], frame);
        else offer(node->readers[i]);
    }
    node->offered = node->count;
}

static void publish(struct node *node, const char *body, size_t count) {
    if (coalesce && node->offered == node->count) {
        dirty = grown(dirty, dirty_count, &dirty_capacity, sizeof *dirty);
        dirty[dirty_count++] = node;
    }
    size_t size = count + 8;
    if (node->count + size > node->capacity) {
        node->capacity = (node->count + size) * 2;
        node->frames = realloc(node->frames, node->capacity);
        if (!node->frames) die("out of memory");
    }
    char *at = node->frames + node->count;
    memcpy(at, "data: ", 6);
    memcpy(at + 6, body, count);
    memcpy(at + 6 + count, "\n\n", 2);
    node->count += size;
    if (!coalesce) offer_all(node);
}

static void say(int descriptor, const char *text) {
    if (send(descriptor, text, strlen(text), MSG_NOSIGNAL) < 0) return; // it has gone
}

static void follow(int descriptor, struct node *node) {
    struct connection *connection = &connections[descriptor];
    connection->node = node;
    connection->offset = node->count;
    connection->place = (uint32_t)node->reader_count;
    node->readers = grown(
        node->readers, node->reader_count, &node->reader_capacity, sizeof *node->readers);
    node->readers[node->reader_count++] = descriptor;
    free(connection->in.data);
    connection->in = (struct bytes){0};
    say(descriptor, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n:\n\n");
    struct epoll_event event = {
        .events = EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.fd = descriptor};
    epoll_ctl(poller, EPOLL_CTL_MOD, descriptor, &event);
}

// Takes one request; `false`: it is not whole yet.
static bool take_request(int descriptor) {
    struct bytes *in = &connections[descriptor].in;
    *room(in, 1) = 0;
    char *head = front(in), *end = strstr(head, "\r\n\r\n");
    if (!end) return false;
    static const char get[] = "GET /eventsource/", post[] = "POST /publish/";
    size_t whole = (size_t)(end - head) + 4;
    if (!strncmp(head, get, sizeof get - 1)) {
        char *name = head + sizeof get - 1;
        follow(descriptor, node_named(name, strcspn(name, " ?")));
        return false;
    }
    if (strncmp(head, post, sizeof post - 1)) die("not a request for the floor: %.40s", head);
    char *field = strcasestr(head, "\r\ncontent-length:");
    size_t body = field && field < end ? strtoull(field + 17, NULL, 10) : 0;
    if (length(in) < whole + body) return false;
    char *name = head + sizeof post - 1;
    publish(node_named(name, strcspn(name, " ?")), end + 4, body);
    drop(in, whole + body);
    return true;
}

static void read_from(int descriptor) {
    struct connection *connection = &connections[descriptor];
    ssize_t count = recv(descriptor, room(&connection->in, 16385), 16384, MSG_DONTWAIT);
    if (count == 0 || (count < 0 && errno != EAGAIN)) return leave(descriptor);
    if (count > 0) connection->in.end += (size_t)count;
    struct bytes answers = {0};
    while (take_request(descriptor))
        append_text(&answers, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
    if (length(&answers) > 0
        && send(descriptor, front(&answers), length(&answers), MSG_NOSIGNAL) < 0)
        leave(descriptor);
    free(answers.data);
}

static void accept_all(int listener) {
    int descriptor;
    while ((descriptor = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        set_option(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
        struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};
        epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event);
    }
}

static void handle(int listener, const struct epoll_event *event) {
    int descriptor = event->data.fd;
    if (descriptor == listener) return accept_all(listener);
    if (!connections[descriptor].node) return read_from(descriptor);
    if (event->events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) return leave(descriptor);
    connections[descriptor].is_full = false;
    offer(descriptor);
}

int main(int argc, char **argv) {
    read_options(argc, argv, options);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, stop);
    signal(SIGINT, stop);
    long limit = sysconf(_SC_OPEN_MAX);
    connections = calloc((size_t)limit, sizeof *connections);
    poller = epoll_create1(EPOLL_CLOEXEC);
    int listener = listen_at((int)port);
    fcntl(listener, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
    epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event);
    while (!is_stopped) {
        struct epoll_event events[256];
        int count = epoll_wait(poller, events, 256, -1);
        for (int i = 0; i < count; i++) handle(listener, &events[i]);
        for (size_t i = 0; i < dirty_count; i++) offer_all(dirty[i]);
        dirty_count = 0;
    }
    printf("{\"faults\":%llu}\n", (unsigned long long)faults);
    return 0;
}
