#include "tally.h"

#include <stdlib.h>
#include <string.h>

static void *zeros(uint64_t count, size_t size) {
    void *memory = calloc(count ? count : 1, size);
    if (!memory) die("out of memory");
    return memory;
}

static uint64_t per_reader(const struct tally *tally) {
    return tally->plan.follow * tally->plan.expect;
}

static uint64_t words(const struct tally *tally) { return (per_reader(tally) + 63) / 64; }

void tally_begin(struct tally *tally, struct plan plan) {
    tally->plan = plan;
    tally->remaining = plan.readers * per_reader(tally);
    tally->seen = zeros(plan.readers * words(tally), sizeof *tally->seen);
    tally->slowest = zeros(plan.nodes * plan.expect, sizeof *tally->slowest);
    tally->last = zeros(plan.readers * plan.follow, sizeof *tally->last);
    for (uint64_t i = 0; i < plan.readers * plan.follow; i++) tally->last[i] = -1;
}

static void note_delay(struct tally *tally, uint64_t event, uint64_t sent, uint64_t time) {
    uint64_t delay = time > sent ? time - sent : 0;
    histogram_add(&tally->delays, delay);
    if (delay > tally->slowest[event]) tally->slowest[event] = delay;
}

void tally_event(
    struct tally *tally, uint64_t reader, const struct mark *mark, bool has_id, uint64_t time
) {
    const struct plan *plan = &tally->plan;
    // What a stream says of itself has no mark.
    if (!mark) {
        tally->unmarked++;
        return;
    }
    // A stream may begin with the last item from before the run.
    if (mark->number / plan->nodes < plan->first) return;
    if (!tally->first_at) tally->first_at = time;
    tally->last_at = time;
    tally->events++;
    tally->identified += has_id;
    uint64_t node = mark->number % plan->nodes, round = mark->number / plan->nodes - plan->first;
    uint64_t slot = (node + plan->nodes - reader * plan->follow % plan->nodes) % plan->nodes;
    if (slot >= plan->follow || (plan->expect && round >= plan->expect)) {
        tally->strangers++;
        return;
    }
    if (plan->expect) {
        uint64_t bit = slot * plan->expect + round;
        uint64_t *word = &tally->seen[reader * words(tally) + bit / 64];
        if (*word >> bit % 64 & 1) {
            tally->duplicates++;
            return;
        }
        *word |= 1ull << bit % 64;
        tally->remaining--;
        note_delay(tally, round * plan->nodes + node, mark->sent, time);
    }
    tally->unique++;
    int64_t *last = &tally->last[reader * plan->follow + slot];
    if ((int64_t)round < *last) tally->disordered++;
    else *last = (int64_t)round;
}

void tally_give_up(struct tally *tally, uint64_t reader) {
    uint64_t missing = per_reader(tally);
    for (uint64_t i = 0; i < words(tally); i++)
        missing -= (uint64_t)__builtin_popcountll(tally->seen[reader * words(tally) + i]);
    tally->remaining -= missing;
}

void tally_slowest(const struct tally *tally, struct histogram *histogram) {
    for (uint64_t i = 0; i < tally->plan.nodes * tally->plan.expect; i++)
        if (tally->slowest[i]) histogram_add(histogram, tally->slowest[i]);
}
