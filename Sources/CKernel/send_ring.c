#include "CKernel.h"

#include <errno.h>
#include <linux/io_uring.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// A queue that the kernel shares with us: each side moves one end of it.
struct queue {
    _Atomic(unsigned) *head, *tail;
    unsigned mask;
};

struct send_ring {
    int descriptor;
    void *queues, *entries;
    size_t queues_size, entries_size;
    struct queue submissions, completions;
    struct io_uring_sqe *sends;
    struct io_uring_cqe *results;
};

static void *map(int descriptor, size_t size, off_t what) {
    return mmap(
        NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, descriptor, what);
}

static struct queue queue_at(char *memory, unsigned head, unsigned tail, unsigned mask) {
    return (struct queue){
        (_Atomic(unsigned) *)(memory + head), (_Atomic(unsigned) *)(memory + tail),
        *(unsigned *)(memory + mask)};
}

static bool map_queues(struct send_ring *ring, const struct io_uring_params *p) {
    size_t submissions = p->sq_off.array + p->sq_entries * sizeof(unsigned);
    size_t completions = p->cq_off.cqes + p->cq_entries * sizeof(struct io_uring_cqe);
    ring->queues_size = submissions > completions ? submissions : completions;
    ring->entries_size = p->sq_entries * sizeof(struct io_uring_sqe);
    ring->queues = map(ring->descriptor, ring->queues_size, IORING_OFF_SQ_RING);
    ring->entries = map(ring->descriptor, ring->entries_size, IORING_OFF_SQES);
    if (ring->queues == MAP_FAILED || ring->entries == MAP_FAILED) return false;
    char *memory = ring->queues;
    ring->submissions
        = queue_at(memory, p->sq_off.head, p->sq_off.tail, p->sq_off.ring_mask);
    ring->completions
        = queue_at(memory, p->cq_off.head, p->cq_off.tail, p->cq_off.ring_mask);
    ring->sends = ring->entries;
    ring->results = (struct io_uring_cqe *)(memory + p->cq_off.cqes);
    // The n-th place in the queue is always that of the n-th entry.
    unsigned *places = (unsigned *)(memory + p->sq_off.array);
    for (unsigned i = 0; i < p->sq_entries; i++) places[i] = i;
    return true;
}

struct send_ring *send_ring_open(unsigned capacity) {
    // Both flags came with Linux 6.1, which can do all that is needed here.
    struct io_uring_params parameters = {
        .flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN};
    struct send_ring *ring = calloc(1, sizeof *ring);
    if (!ring) return NULL;
    ring->queues = ring->entries = MAP_FAILED;
    ring->descriptor = (int)syscall(SYS_io_uring_setup, capacity, &parameters);
    if (ring->descriptor >= 0 && parameters.features & IORING_FEAT_SINGLE_MMAP
        && map_queues(ring, &parameters))
        return ring;
    int error = errno;
    send_ring_close(ring);
    errno = error;
    return NULL;
}

void send_ring_close(struct send_ring *ring) {
    if (ring->queues != MAP_FAILED) munmap(ring->queues, ring->queues_size);
    if (ring->entries != MAP_FAILED) munmap(ring->entries, ring->entries_size);
    if (ring->descriptor >= 0) close(ring->descriptor);
    free(ring);
}

static void prepare(struct send_ring *ring, struct send_order *orders, unsigned count) {
    unsigned tail = atomic_load_explicit(ring->submissions.tail, memory_order_relaxed);
    for (unsigned i = 0; i < count; i++) {
        struct io_uring_sqe *send = &ring->sends[(tail + i) & ring->submissions.mask];
        *send = (struct io_uring_sqe){
            .opcode = IORING_OP_SEND, .fd = orders[i].descriptor,
            .addr = (uintptr_t)orders[i].bytes, .len = orders[i].count,
            .msg_flags = MSG_DONTWAIT | MSG_NOSIGNAL, .user_data = i};
        orders[i].result = -EAGAIN;
    }
    atomic_store_explicit(ring->submissions.tail, tail + count, memory_order_release);
}

// Takes the results that are there, and returns how many.
static unsigned collect(struct send_ring *ring, struct send_order *orders) {
    unsigned head = atomic_load_explicit(ring->completions.head, memory_order_relaxed);
    unsigned tail = atomic_load_explicit(ring->completions.tail, memory_order_acquire);
    for (unsigned i = head; i != tail; i++) {
        struct io_uring_cqe *result = &ring->results[i & ring->completions.mask];
        orders[result->user_data].result = result->res;
    }
    atomic_store_explicit(ring->completions.head, tail, memory_order_release);
    return tail - head;
}

bool send_ring_send(struct send_ring *ring, struct send_order *orders, unsigned count) {
    prepare(ring, orders, count);
    unsigned begun = 0, ended = 0;
    while (ended < count) {
        long taken = syscall(
            SYS_io_uring_enter, ring->descriptor, count - begun, count - ended,
            IORING_ENTER_GETEVENTS, NULL, (size_t)0);
        if (taken < 0 && errno != EINTR) return false;
        for (long i = 0; i < taken; i++) orders[begun++].result = -EIO;
        ended += collect(ring, orders);
    }
    return true;
}
