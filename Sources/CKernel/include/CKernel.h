#ifndef SLUICE_CKERNEL_H
#define SLUICE_CKERNEL_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

// What Glibc's Swift module leaves out of Linux, or has as macros that Swift cannot see.

/// An event of epoll with the 64-bit word that the descriptor was registered with. Swift cannot import the kernel's own
/// struct as it is: it is packed, with a union.
typedef struct {
    uint64_t word;
    uint32_t events;
} kernel_event;

static inline int kernel_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

static inline int kernel_epoll_add(int epoll, int descriptor, uint32_t events, uint64_t word) {
    struct epoll_event event = {.events = events, .data = {.u64 = word}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

static inline int kernel_epoll_wait(int epoll, kernel_event *events, int capacity, int milliseconds) {
    struct epoll_event raw[256];
    int count = epoll_wait(epoll, raw, capacity < 256 ? capacity : 256, milliseconds);
    for (int i = 0; i < count; i++) {
        events[i].word = raw[i].data.u64;
        events[i].events = raw[i].events;
    }
    return count;
}

static inline int kernel_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

static const uint32_t kernel_readable = EPOLLIN;
/// Edge-triggered: writable again after it was full, or hung up.
static const uint32_t kernel_reader_events = EPOLLOUT | EPOLLRDHUP | EPOLLET;
static const uint32_t kernel_hung_up = EPOLLRDHUP | EPOLLHUP | EPOLLERR;

/// Never blocks, never raises SIGPIPE.
static inline long kernel_send(int descriptor, const void *bytes, size_t count) {
    return send(descriptor, bytes, count, MSG_DONTWAIT | MSG_NOSIGNAL);
}

/// Frames are small and must leave at once; a peer that acknowledges nothing for so long is gone. Other sockets than TCP
/// refuse both, and need neither.
static inline void kernel_prepare(int descriptor, unsigned milliseconds) {
    int yes = 1;
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, sizeof milliseconds);
}

#endif
