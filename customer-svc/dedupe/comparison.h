// How far two records agree, field by field.
#ifndef GUANXI_CUSTOMER_SVC_DEDUPE_COMPARISON_H_
#define GUANXI_CUSTOMER_SVC_DEDUPE_COMPARISON_H_

#include <vector>

#include "absl/container/inlined_vector.h"
#include "customer-svc/dedupe/record.h"
#include "customer-svc/dedupe/terms.h"

namespace guanxi::dedupe {

// Levels of agreement. What each means is said for each kind in comparison.cc.
enum Level : int {
  kUnknown = -1,  // One side says nothing: that tells neither for nor against.
  kDifferent = 0,
  kRelated = 1,  // Something in common.
  kSimilar = 2,
  kNear = 3,  // The same but for a slip.
  kSame = 4,
};
inline constexpr int kLevels = 5;

struct Agreement {
  Level level = kUnknown;
  double bits = 0;  // How rare what they share is, as Terms::Bits; 0 at kDifferent and below.
};

// One for each field of the schema.
using Agreements = absl::InlinedVector<Agreement, 12>;

// Pure and thread-safe; about a µs for two records of ten fields.
Agreements Compare(const Schema& schema, const Terms& terms, const Record& a, const Record& b);

}  // namespace guanxi::dedupe

#endif  // GUANXI_CUSTOMER_SVC_DEDUPE_COMPARISON_H_
