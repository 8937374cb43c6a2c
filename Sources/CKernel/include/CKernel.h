#ifndef SLUICE_CKERNEL_H
#define SLUICE_CKERNEL_H

// What Glibc's Swift module leaves out of Linux.
#include <elf.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/auxv.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <time.h>

// The C library declares it for _GNU_SOURCE alone. Its header is Glibc's to include: what both have, Swift
// would not find in either.
struct sockaddr;
int accept4(int socket, struct sockaddr *address, unsigned int *size, int flags);

// Many sends in one call of the kernel (io_uring(7)), for one thread.
struct send_ring;

// One send(2), with MSG_DONTWAIT and MSG_NOSIGNAL.
struct send_order {
    const void *bytes;
    uint32_t count;
    int32_t descriptor;
    // How many bytes were taken, or below 0 the error.
    int32_t result;
    // The caller's own.
    int32_t tag;
};

// NULL: the kernel is too old or does not allow it; then errno says which. It has to be used by the
// thread that opened it.
struct send_ring *send_ring_open(unsigned capacity);
void send_ring_close(struct send_ring *ring);

// Sends all in order, `capacity` at most. `false`: the ring is of no use any more; then an order that
// was not begun has -EAGAIN, and one of which nobody knows what became of it -EIO.
bool send_ring_send(struct send_ring *ring, struct send_order *orders, unsigned count);

#endif
