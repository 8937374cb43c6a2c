#include "histogram.h"

static unsigned class_of(uint64_t value) {
    if (value >> histogram_bits == 0) return (unsigned)value;
    unsigned shift = 63u - (unsigned)__builtin_clzll(value) - histogram_bits;
    return (shift << histogram_bits) + (unsigned)(value >> shift);
}

static double middle_of(unsigned class) {
    if (class >> (histogram_bits + 1) == 0) return class;
    unsigned shift = (class >> histogram_bits) - 1;
    uint64_t value = class - ((uint64_t)shift << histogram_bits);
    return ((double)value + 0.5) * (double)(1ull << shift);
}

void histogram_add(struct histogram *histogram, uint64_t nanoseconds) {
    histogram->classes[class_of(nanoseconds)]++;
    histogram->count++;
    if (nanoseconds > histogram->largest) histogram->largest = nanoseconds;
}

double histogram_share(const struct histogram *histogram, double share) {
    uint64_t wanted = (uint64_t)(share * (double)histogram->count + 0.999999), seen = 0;
    for (unsigned class = 0; class < histogram_classes && wanted > 0; class++) {
        seen += histogram->classes[class];
        if (seen < wanted) continue;
        double value = middle_of(class);
        return (value > (double)histogram->largest ? (double)histogram->largest : value) / 1e6;
    }
    return 0;
}
