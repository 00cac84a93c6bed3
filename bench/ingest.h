// IngestInteractions against raw INSERTs of the same rows.
#ifndef GUANXI_BENCH_INGEST_H_
#define GUANXI_BENCH_INGEST_H_

#include "absl/status/status.h"
#include "bench/target.h"

namespace guanxi::bench {

// Prints entries a second by calls of 1,000, one after the other: interactions of one customer, and
// of as many customers as entries. The limit: multi-row INSERTs
// of the rows that these calls made (of the record, external ids, changes, outbox), under another
// tenant, 200 a transaction, over one connection. The median of rounds that alternate.
absl::Status MeasureIngest(const Target& target);

// Makes an interaction of every fifth customer, those of older customers first. Prints nothing.
absl::Status FillInteractions(const Target& target);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_INGEST_H_
