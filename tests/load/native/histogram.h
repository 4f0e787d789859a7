// Waits in microseconds, counted in buckets no wider than 1/64 of their value; and percentiles from them.
#pragma once

#include <stdint.h>
#include <stdio.h>

#define HISTOGRAM_BUCKETS (64 * 40)

struct histogram {
    uint64_t count, total, max;
    uint64_t buckets[HISTOGRAM_BUCKETS];
};

static inline unsigned histogram_bucket(uint64_t value) {
    if (value < 128) return (unsigned)value;
    unsigned shift = 57 - (unsigned)__builtin_clzll(value);  // leaves seven bits, the first of which is set
    return 64 * shift + (unsigned)(value >> shift);
}

// The middle of what falls into a bucket.
static inline double histogram_value(unsigned bucket) {
    if (bucket < 128) return bucket;
    unsigned shift = bucket / 64 - 1;
    double low = (double)((uint64_t)(bucket % 64 + 64) << shift);
    return low + ((double)(1ull << shift) - 1) / 2;
}

static inline void histogram_add(struct histogram *h, int64_t value) {
    uint64_t wait = value < 0 ? 0 : (uint64_t)value;
    unsigned bucket = histogram_bucket(wait);
    h->buckets[bucket < HISTOGRAM_BUCKETS ? bucket : HISTOGRAM_BUCKETS - 1]++;
    h->count++;
    h->total += wait;
    if (wait > h->max) h->max = wait;
}

static inline double histogram_percentile(const struct histogram *h, double percent) {
    uint64_t wanted = (uint64_t)((double)h->count * percent / 100), seen = 0;
    if (wanted >= h->count) return (double)h->max;
    for (unsigned bucket = 0; bucket < HISTOGRAM_BUCKETS; bucket++) {
        seen += h->buckets[bucket];
        if (seen > wanted) return histogram_value(bucket);
    }
    return (double)h->max;
}

// As a JSON object, in milliseconds.
static inline void histogram_print(const struct histogram *h, const char *name) {
    printf("\"%s\": {\"count\": %llu, \"mean\": %.4f, \"p50\": %.4f, \"p90\": %.4f, \"p99\": %.4f, \"p99_9\": %.4f, "
           "\"max\": %.4f}", name, (unsigned long long)h->count, h->count ? (double)h->total / (double)h->count / 1e3 : 0,
           histogram_percentile(h, 50) / 1e3, histogram_percentile(h, 90) / 1e3, histogram_percentile(h, 99) / 1e3,
           histogram_percentile(h, 99.9) / 1e3, (double)h->max / 1e3);
}
