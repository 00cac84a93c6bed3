// A piece of SQL with the values of its `?`.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_FRAGMENT_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_FRAGMENT_H_

#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "analytics-svc/engine/sql_value.h"

namespace guanxi::analytics {

// Text and values stay together while statements are put together, so that no `?` gets the value of
// another one. Not thread-safe.
struct Fragment {
  std::string text;
  std::vector<SqlValue> values;

  Fragment() = default;
  Fragment(absl::string_view sql) : text(sql) {}  // NOLINT(google-explicit-constructor)
  Fragment(absl::string_view sql, std::vector<SqlValue> bound)
      : text(sql), values(std::move(bound)) {}

  bool empty() const { return text.empty(); }

  Fragment& Add(absl::string_view sql) {
    absl::StrAppend(&text, sql);
    return *this;
  }
  Fragment& Add(Fragment other) {
    absl::StrAppend(&text, other.text);
    values.insert(values.end(), std::make_move_iterator(other.values.begin()),
                  std::make_move_iterator(other.values.end()));
    return *this;
  }
  // `?` with its value.
  Fragment& Bind(SqlValue value) {
    text.push_back('?');
    values.push_back(std::move(value));
    return *this;
  }
};

// The parts with `between` between them, each in brackets; of none, `of_none`.
inline Fragment JoinFragments(std::vector<Fragment> parts, absl::string_view between,
                              absl::string_view of_none) {
  if (parts.empty()) return Fragment(of_none);
  Fragment all;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) all.Add(between);
    all.Add("(").Add(std::move(parts[i])).Add(")");
  }
  return all;
}

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_FRAGMENT_H_
