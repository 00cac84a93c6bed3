// Evaluates a checked filter over a record in memory.
#ifndef GUANXI_COMMON_FILTER_MATCHER_H_
#define GUANXI_COMMON_FILTER_MATCHER_H_

#include <functional>
#include <vector>

#include "common/filter/literal.h"
#include "common/filter/predicate.h"
#include "common/filter/schema.h"

namespace guanxi::filter {

// The values of a field in the record at hand, of the type in Kind's table:
// none if it lacks the field, several only for a repeated one.
using Getter = std::function<std::vector<Literal>(const Field& field)>;

// True exactly where the SQL of ToSql would find the record.
bool Matches(const Predicate& predicate, const Getter& values_of);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_MATCHER_H_
