// What the three tools share: time, errors, options, the mark in each event, and a buffer.
#ifndef TOOL_H
#define TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Nanoseconds of the clock that all programs of one machine share.
uint64_t now(void);

// Says what is wrong on stderr and exits with 2.
_Noreturn void die(const char *format, ...);

// Reads options of the form `--name value` into variables, and exits with the list of all names at one
// that is not known. A flag (`bool`) takes no value.
struct option_of_tool {
    const char *name;
    enum { text_option, count_option, number_option, flag_option } kind;
    void *target;
};
void read_options(int argc, char **argv, const struct option_of_tool *options);

// The mark that the publisher writes into each event and readers look for: `m=NUMBER t=NANOSECONDS;`.
// The number counts the publishes of a run; its remainder by the number of nodes is the node.
struct mark {
    uint64_t number;
    uint64_t sent;
};
// Writes a mark, filled up with `x` to `size` bytes; returns the length, which is `size` or what the
// mark takes.
size_t write_mark(char *target, size_t size, struct mark mark);
bool find_mark(const char *line, size_t length, struct mark *mark);

// A growing run of bytes, read from the front.
struct bytes {
    char *data;
    size_t begin, end, capacity;
};
// Makes room for so many bytes at the end and returns where they go.
char *room(struct bytes *bytes, size_t count);
void append(struct bytes *bytes, const void *data, size_t count);
void append_text(struct bytes *bytes, const char *format, ...);
static inline size_t length(const struct bytes *bytes) { return bytes->end - bytes->begin; }
static inline char *front(const struct bytes *bytes) { return bytes->data + bytes->begin; }
void drop(struct bytes *bytes, size_t count);

// Connects to 127.0.0.1, or exits.
int connect_to(int port);
// Listens on 127.0.0.1, or exits.
int listen_at(int port);
void set_option(int socket, int level, int name, int value);

// CPU seconds of this process.
double cpu_seconds(void);

#endif
