// Learns a model from records alone: nobody says which are doubles.
#ifndef GUANXI_CUSTOMER_SVC_DEDUPE_TRAINING_H_
#define GUANXI_CUSTOMER_SVC_DEDUPE_TRAINING_H_

#include <cstddef>
#include <vector>

#include "absl/types/span.h"
#include "customer-svc/dedupe/blocking.h"
#include "customer-svc/dedupe/model.h"

namespace guanxi::dedupe {

// What is learned from.
struct TrainingSet {
  Schema schema;
  absl::Span<const Record> records;
  absl::Span<const Pair> candidates;  // Of `records`; all other pairs are taken to differ.
  size_t split = 0;                   // As in CandidatePairs.
};

// How often two records of different ones agree (u) is counted over random pairs, all of them where
// there are few; how often two of the same do (m), and how many pairs are, by expectation and
// maximisation over the candidates: each pair counts as far as it is the same by the model so far,
// until that changes no more. So u and prior are those of all pairs, not of candidates, which agree
// on their key. Counts start from usual ones, so that few doubles mislead nothing. Deterministic;
// about 2 µs a pair and 3 s for a million candidates.
Model Train(const TrainingSet& set, const Terms& terms);

}  // namespace guanxi::dedupe

#endif  // GUANXI_CUSTOMER_SVC_DEDUPE_TRAINING_H_
