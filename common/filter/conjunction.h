// Takes a filter apart for the choice of an index.
#ifndef GUANXI_COMMON_FILTER_CONJUNCTION_H_
#define GUANXI_COMMON_FILTER_CONJUNCTION_H_

#include <vector>

#include "common/filter/predicate.h"

namespace guanxi::filter {

// A filter as the AND of its parts. An index on (equality fields, sort field)
// serves a filter exactly if `rest` is empty, `equalities` are on the index's
// equality fields and `ranges` on its sort field.
struct Conjunction {
  // `field = value`, at most one a field (a second one is in `rest`).
  std::vector<const Predicate*> equalities;
  // `field < value` and the like, and `field = "prefix*"`.
  std::vector<const Predicate*> ranges;
  // All that an index cannot answer: OR, NOT, presence, repeated fields ...
  std::vector<const Predicate*> rest;
};

// The parts point into `predicate`, which must outlive them.
Conjunction SplitConjunction(const Predicate& predicate);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_CONJUNCTION_H_
