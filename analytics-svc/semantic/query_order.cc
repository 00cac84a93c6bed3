#include "analytics-svc/semantic/query_order.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::analytics {
namespace {

// A column, and whether its largest value comes first.
using Key = std::pair<size_t, bool>;

// By its name, and of a period by that of its dimension, too.
bool IsCalled(const ResultColumn& column, const std::string& member) {
  return column.member == member ||
         (column.granularity && absl::StartsWith(column.member, absl::StrCat(member, ".")));
}

absl::StatusOr<std::vector<Key>> AsAsked(const v1::Query& query,
                                         const std::vector<ResultColumn>& columns) {
  std::vector<Key> keys;
  for (int i = 0; i < query.order_size(); ++i) {
    const auto found = std::find_if(
        columns.begin(), columns.end(),
        [&](const ResultColumn& column) { return IsCalled(column, query.order(i).member()); });
    if (found == columns.end()) {
      return InvalidField(absl::StrCat("order[", i, "].member"),
                          "want a member that the question has");
    }
    keys.emplace_back(found - columns.begin(), query.order(i).descending());
  }
  return keys;
}

std::vector<Key> ByItself(const std::vector<ResultColumn>& columns, size_t groups) {
  const auto period = std::find_if(columns.begin(), columns.end(), [](const ResultColumn& column) {
    return column.granularity.has_value();
  });
  if (period != columns.end()) return {{period - columns.begin(), false}};
  if (groups < columns.size()) return {{groups, true}};
  return {};
}

}  // namespace

absl::StatusOr<std::string> OrderSql(const v1::Query& query,
                                     const std::vector<ResultColumn>& columns, size_t groups) {
  GUANXI_ASSIGN_OR_RETURN(std::vector<Key> keys, AsAsked(query, columns));
  if (keys.empty()) keys = ByItself(columns, groups);
  for (size_t i = 0; i < columns.size(); ++i) {
    const bool has =
        std::any_of(keys.begin(), keys.end(), [i](const Key& key) { return key.first == i; });
    if (!has) keys.emplace_back(i, false);
  }
  // Engines put NULL at opposite ends.
  return absl::StrJoin(keys, ", ", [](std::string* out, const Key& key) {
    const std::string name = absl::StrCat("q.", ColumnName(key.first));
    absl::StrAppend(out, name, " IS NULL, ", name, key.second ? " DESC" : "");
  });
}

}  // namespace guanxi::analytics
