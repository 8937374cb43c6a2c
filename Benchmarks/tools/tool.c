#include "tool.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

void die(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\n");
    exit(2);
}

static void set(const struct option_of_tool *option, const char *value) {
    char *end = NULL;
    switch (option->kind) {
    case text_option: *(const char **)option->target = value; return;
    case count_option: *(int64_t *)option->target = strtoll(value, &end, 10); break;
    case number_option: *(double *)option->target = strtod(value, &end); break;
    case flag_option: return;
    }
    if (*value == 0 || *end != 0) die("--%s takes a number, not '%s'", option->name, value);
}

void read_options(int argc, char **argv, const struct option_of_tool *options) {
    for (int i = 1; i < argc; i++) {
        const struct option_of_tool *option = options;
        while (option->name && (strncmp(argv[i], "--", 2) || strcmp(argv[i] + 2, option->name)))
            option++;
        if (!option->name) {
            fprintf(stderr, "'%s' is not one of:", argv[i]);
            for (option = options; option->name; option++) fprintf(stderr, " --%s", option->name);
            die("");
        }
        if (option->kind == flag_option) {
            *(bool *)option->target = true;
        } else {
            if (i + 1 == argc) die("%s takes a value", argv[i]);
            set(option, argv[++i]);
        }
    }
}

size_t write_mark(char *target, size_t size, struct mark mark) {
    size_t count = (size_t)sprintf(
        target, "m=%llu t=%llu;", (unsigned long long)mark.number, (unsigned long long)mark.sent);
    if (count >= size) return count;
    memset(target + count, 'x', size - count);
    return size;
}

static bool read_number(const char **at, const char *end, uint64_t *number) {
    const char *start = *at;
    for (*number = 0; *at < end && **at >= '0' && **at <= '9'; (*at)++)
        *number = *number * 10 + (uint64_t)(**at - '0');
    return *at > start;
}

bool find_mark(const char *line, size_t length, struct mark *mark) {
    const char *end = line + length, *at = memmem(line, length, "m=", 2);
    if (!at) return false;
    at += 2;
    if (!read_number(&at, end, &mark->number)) return false;
    if (end - at < 3 || memcmp(at, " t=", 3)) return false;
    at += 3;
    return read_number(&at, end, &mark->sent) && at < end && *at == ';';
}

char *room(struct bytes *bytes, size_t count) {
    if (bytes->begin == bytes->end) bytes->begin = bytes->end = 0;
    if (bytes->end + count > bytes->capacity && bytes->begin > 0) {
        memmove(bytes->data, front(bytes), length(bytes));
        bytes->end -= bytes->begin;
        bytes->begin = 0;
    }
    if (bytes->end + count > bytes->capacity) {
        bytes->capacity = (bytes->end + count) * 2;
        bytes->data = realloc(bytes->data, bytes->capacity);
        if (!bytes->data) die("out of memory");
    }
    return bytes->data + bytes->end;
}

void append(struct bytes *bytes, const void *data, size_t count) {
    memcpy(room(bytes, count), data, count);
    bytes->end += count;
}

void append_text(struct bytes *bytes, const char *format, ...) {
    size_t capacity = 1024;
    while (true) {
        va_list arguments;
        va_start(arguments, format);
        int count = vsnprintf(room(bytes, capacity), capacity, format, arguments);
        va_end(arguments);
        if (count < 0) die("a text cannot be written");
        if ((size_t)count < capacity) {
            bytes->end += (size_t)count;
            return;
        }
        capacity = (size_t)count + 1;
    }
}

void drop(struct bytes *bytes, size_t count) { bytes->begin += count; }

static struct sockaddr_in loopback(int port) {
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

void set_option(int socket, int level, int name, int value) {
    if (setsockopt(socket, level, name, &value, sizeof value) < 0)
        die("setsockopt: %s", strerror(errno));
}

int connect_to(int port) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = loopback(port);
    set_option(descriptor, IPPROTO_TCP, TCP_NODELAY, 1);
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address) < 0)
        die("127.0.0.1:%d: %s", port, strerror(errno));
    return descriptor;
}

int listen_at(int port) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = loopback(port);
    set_option(descriptor, SOL_SOCKET, SO_REUSEADDR, 1);
    if (bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0
        || listen(descriptor, 4096) < 0)
        die("127.0.0.1:%d: %s", port, strerror(errno));
    return descriptor;
}

double cpu_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}
