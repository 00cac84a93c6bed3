// Random values and filters over TestSchema, or other fields, for property tests.
#ifndef GUANXI_COMMON_FILTER_RANDOM_FILTERS_H_
#define GUANXI_COMMON_FILTER_RANDOM_FILTERS_H_

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "common/filter/literal.h"
#include "common/filter/moment.h"
#include "common/filter/schema.h"

namespace guanxi::filter {

// All fields of TestSchema, custom ones included.
const std::vector<FieldPtr>& AllTestFields();

// Values are few, and close to each other and to TestMoment, so that comparisons come out in every
// way; among the texts are those that SQL, LIKE, collations and the language treat specially.
class RandomFilters {
 public:
  // Filters are over `fields`, of which one that is no set must be comparable with each set.
  explicit RandomFilters(int seed, std::vector<FieldPtr> fields = AllTestFields())
      : random_(seed), fields_(std::move(fields)) {}

  // What functions are evaluated at; its calendar has a holiday and a moved workday.
  static Moment TestMoment();
  // TestMoment and others near it: a midnight, a zone whose clocks are put back, the plain week.
  static std::vector<Moment> Moments();

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
  const FieldPtr& Any() { return fields_[Below(static_cast<int>(fields_.size()))]; }

  std::mt19937 random_;
  const std::vector<FieldPtr> fields_;
};

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_RANDOM_FILTERS_H_
