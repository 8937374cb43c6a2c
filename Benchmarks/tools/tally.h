// What readers were sent, held against what they should have been: loss, duplicates, order, delay.
#ifndef TALLY_H
#define TALLY_H

#include "histogram.h"
#include "tool.h"

// What one run is to bring: each reader follows `follow` nodes of `nodes`, the first one by its turn,
// and gets `expect` events of each, of which the first is the `first`-th of its node.
struct plan {
    uint64_t readers, nodes, follow, expect, first;
};

struct tally {
    struct plan plan;
    uint64_t events, unique, duplicates, disordered, strangers, unmarked, identified;
    uint64_t first_at, last_at, remaining;
    struct histogram delays;
    // By event: the longest delay of any of its readers.
    uint64_t *slowest;
    uint64_t *seen;
    int64_t *last;
};

void tally_begin(struct tally *tally, struct plan plan);
// An event has come to a reader.
void tally_event(
    struct tally *tally, uint64_t reader, const struct mark *mark, bool has_id, uint64_t time);
// Whatever is still missing of this reader is not waited for any more.
void tally_give_up(struct tally *tally, uint64_t reader);
// How long events took to their last readers.
void tally_slowest(const struct tally *tally, struct histogram *histogram);

#endif
