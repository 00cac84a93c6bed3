// Fellegi and Sunter's model of record linkage (1969): what agreement on each field weighs.
#ifndef GUANXI_CUSTOMER_SVC_DEDUPE_MODEL_H_
#define GUANXI_CUSTOMER_SVC_DEDUPE_MODEL_H_

#include <array>
#include <cstddef>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "customer-svc/dedupe/comparison.h"
#include "customer-svc/dedupe/record.h"
#include "customer-svc/dedupe/terms.h"

namespace guanxi::dedupe {

// How often each level of agreement is seen of one field, where both sides say something.
struct FieldModel {
  std::array<double, kLevels> m{};     // Between two records of the same.
  std::array<double, kLevels> u{};     // Between two records of different ones.
  std::array<double, kLevels> bits{};  // How rare what the latter share is in the mean.
  bool knows_rarity = false;           // Else nothing was counted, and `bits` mean nothing.
};

// All weights are binary logarithms: of how much likelier an agreement is between records of the
// same than between others.
struct Model {
  Schema schema;
  std::vector<FieldModel> fields;
  double prior = 0;  // Of the odds that two records taken at random are of the same.
};

// A model for where nothing was trained yet, over so many records: usual values, the same for all
// companies. `schema` in its own order.
Model DefaultModel(const Schema& schema, size_t records);

// What two records' agreement says.
struct Score {
  double weight = 0;                         // With the prior: above 0 the same is likelier.
  absl::InlinedVector<double, 12> by_field;  // The part of each field; 0 where one says nothing.
};

// Level by level, adjusted by how rare the shared value is beside what others share at that level
// (term frequency). Pure and thread-safe.
Score Weigh(const Model& model, const Agreements& agreements);

// Compare and Weigh.
Score Weigh(const Model& model, const Terms& terms, const Record& a, const Record& b);

// The probability that a weight stands for: 0 to 1.
double ProbabilityOf(double weight);

}  // namespace guanxi::dedupe

#endif  // GUANXI_CUSTOMER_SVC_DEDUPE_MODEL_H_
