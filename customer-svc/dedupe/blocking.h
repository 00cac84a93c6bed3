// Which records are worth comparing: those that share a key which few have.
#ifndef GUANXI_CUSTOMER_SVC_DEDUPE_BLOCKING_H_
#define GUANXI_CUSTOMER_SVC_DEDUPE_BLOCKING_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/types/span.h"
#include "customer-svc/dedupe/record.h"

namespace guanxi::dedupe {

// A record's keys, by its values: whole names, their sound, pairs of neighbouring characters and
// other parts that survive a slip, the last digits of phones, addresses of e-mail and what stands
// before the "@", domains, dates, codes, house number and street. Sorted, unique, at most kMaxKeys.
// They depend on the record alone, so that what is stored stays valid. Pure and thread-safe.
std::vector<uint64_t> KeysOf(const Schema& schema, const Record& record);
inline constexpr size_t kMaxKeys = 24;

// Of which candidates are made.
struct BlockingLimits {
  size_t block = 100;  // Keys that more records have are passed over.
  size_t best = 30;    // Candidates of one record: those with the rarest keys in common, by TF-IDF.
};

// Two records by their indexes, `a` below `b`.
struct Pair {
  uint32_t a = 0;
  uint32_t b = 0;

  bool operator==(const Pair& other) const { return a == other.a && b == other.b; }
  bool operator<(const Pair& other) const { return a != other.a ? a < other.a : b < other.b; }
};

// All pairs to compare, sorted; `keys` are those of each record. With `split` above 0 only those of
// one record below it and one from it on: two lists, each without doubles of its own. Pure.
std::vector<Pair> CandidatePairs(absl::Span<const std::vector<uint64_t>> keys, size_t split,
                                 const BlockingLimits& limits = {});

}  // namespace guanxi::dedupe

#endif  // GUANXI_CUSTOMER_SVC_DEDUPE_BLOCKING_H_
