// Random values and filters over TestSchema, for property tests.
#ifndef GUANXI_COMMON_FILTER_RANDOM_FILTERS_H_
#define GUANXI_COMMON_FILTER_RANDOM_FILTERS_H_

#include <random>
#include <string>
#include <vector>

#include "common/filter/literal.h"
#include "common/filter/moment.h"
#include "common/filter/schema.h"

namespace guanxi::filter {

// All fields, custom ones included.
const std::vector<FieldPtr>& AllTestFields();

// Values are few, and close to each other and to TestMoment, so that comparisons come out in every
// way; among the texts are those that SQL, LIKE, collations and the language treat specially.
class RandomFilters {
 public:
  explicit RandomFilters(int seed) : random_(seed) {}

  // What functions are evaluated at; its calendar has a holiday and a moved workday.
  static Moment TestMoment();

  int Below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  Literal Value(const Field& field);
  // In the language itself, so that parser and checker take part.
  std::string Filter(int depth);

 private:
  std::string Comparison();
  std::string WithField(const Field& field, bool ordered);
  std::string WithCall(const Field& field);
  std::string WithValue(const Field& field, bool ordered);
  std::string Write(const Field& field, const Literal& value);
  const FieldPtr& Any() { return AllTestFields()[Below(static_cast<int>(AllTestFields().size()))]; }

  std::mt19937 random_;
};

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_RANDOM_FILTERS_H_
