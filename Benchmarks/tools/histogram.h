// Durations, counted in classes that are at most 1 % wide.
#ifndef HISTOGRAM_H
#define HISTOGRAM_H

#include <stdint.h>

enum { histogram_bits = 7, histogram_classes = (64 - histogram_bits + 1) << histogram_bits };

struct histogram {
    uint64_t count, largest;
    uint64_t classes[histogram_classes];
};

void histogram_add(struct histogram *histogram, uint64_t nanoseconds);
// The duration that this share of all stays within, in milliseconds; 0 where there is none.
double histogram_share(const struct histogram *histogram, double share);

#endif
