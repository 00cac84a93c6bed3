// How common terms are: what is rare tells more when two records share it.
#ifndef GUANXI_CUSTOMER_SVC_DEDUPE_TERMS_H_
#define GUANXI_CUSTOMER_SVC_DEDUPE_TERMS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "customer-svc/dedupe/record.h"

namespace guanxi::dedupe {

// Counts of the records that have a term, by field. Thread-compatible.
class Terms {
 public:
  using Counts = absl::flat_hash_map<uint64_t, uint32_t>;

  explicit Terms(size_t fields) : counts_(fields), records_(fields, 0) {}

  void Add(const Record& record);

  // The binary logarithm of how many records there are to one that has the term: 10 of a term that
  // one in a thousand has. Terms that were not counted are as rare as one that was counted once.
  // With nothing counted it is kUnknownBits.
  double Bits(size_t field, uint64_t term) const;

  // Forgets terms that less than `least` records have: of a sample they say nothing.
  void DropBelow(uint32_t least);

  // For storing: counts of a field, and of how many records with a value.
  const Counts& counts(size_t field) const { return counts_[field]; }
  uint32_t records(size_t field) const { return records_[field]; }
  void Restore(size_t field, uint32_t records, Counts counts);

 private:
  std::vector<Counts> counts_;
  std::vector<uint32_t> records_;
};

inline constexpr double kUnknownBits = 12;

}  // namespace guanxi::dedupe

#endif  // GUANXI_CUSTOMER_SVC_DEDUPE_TERMS_H_
