// From the text of a value to a literal of a field's kind.
#ifndef GUANXI_COMMON_FILTER_VALUE_H_
#define GUANXI_COMMON_FILTER_VALUE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/filter/literal.h"
#include "common/filter/schema.h"

namespace guanxi::filter {

struct Value {
  Literal literal;
  // In the filter language, the same for all spellings of one value.
  std::string canonical;
};

// Errors are INVALID_ARGUMENT; their text says what the field expects and never
// quotes the value.
absl::StatusOr<Value> ParseValue(const Field& field, absl::string_view text);

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_VALUE_H_
