#include "customer-svc/dedupe/terms.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/container/flat_hash_set.h"

namespace guanxi::dedupe {

void Terms::Add(const Record& record) {
  for (size_t field = 0; field < counts_.size(); ++field) {
    absl::flat_hash_set<uint64_t> seen;
    for (const Value& value : record.fields[field]) {
      for (const Term& term : value.terms) {
        if (seen.insert(term.hash).second) ++counts_[field][term.hash];
      }
    }
    if (!seen.empty()) ++records_[field];
  }
}

double Terms::Bits(size_t field, uint64_t term) const {
  if (records_[field] == 0) return kUnknownBits;
  const auto found = counts_[field].find(term);
  const uint32_t count = found == counts_[field].end() ? 1 : found->second;
  return std::log2((records_[field] + 1.0) / count);
}

void Terms::DropBelow(uint32_t least) {
  for (Counts& counts : counts_) {
    absl::erase_if(counts, [&](const auto& entry) { return entry.second < least; });
  }
}

void Terms::Restore(size_t field, uint32_t records, Counts counts) {
  records_[field] = records;
  counts_[field] = std::move(counts);
}

}  // namespace guanxi::dedupe
