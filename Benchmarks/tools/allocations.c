// allocations.so: counts the allocations of a program that is started with it in LD_PRELOAD.
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static atomic_uint_fast64_t count;

static void note(void) { atomic_fetch_add_explicit(&count, 1, memory_order_relaxed); }

uint64_t count_of_allocations(void) { return atomic_load(&count); }

void *malloc(size_t size) { return note(), __libc_malloc(size); }

void *calloc(size_t items, size_t size) { return note(), __libc_calloc(items, size); }

void *realloc(void *memory, size_t size) { return note(), __libc_realloc(memory, size); }

int posix_memalign(void **memory, size_t alignment, size_t size) {
    note();
    *memory = __libc_memalign(alignment, size);
    return *memory ? 0 : 12;
}
