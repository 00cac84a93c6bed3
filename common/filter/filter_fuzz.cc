// Any bytes as a filter and as an order_by. What is refused has the right reason;
// what is accepted keeps its meaning in canonical form, and its SQL is placeholders
// and declared columns only.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/errors/errors.h"
#include "common/filter/checker.h"
#include "common/filter/conjunction.h"
#include "common/filter/matcher.h"
#include "common/filter/order_by.h"
#include "common/filter/parser.h"
#include "common/filter/sql.h"
#include "common/filter/test_schema.h"

namespace guanxi::filter {
namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

const Schema& FuzzSchema() {
  static const Schema* const schema = new Schema(TestSchema());
  return *schema;
}

SqlColumn ColumnOf(const Field& field) {
  if (field.repeated) return {"t.tag", "FROM tags t WHERE t.id = i.id", {}};
  if (field.path.rfind("custom.", 0) == 0) {
    return {"s.value", "FROM custom s WHERE s.id = i.id AND s.field = ?", {field.binding}};
  }
  return {"i." + field.binding, "", {}};
}

// One value for every field, taken from the filter's own literals so that both
// outcomes happen.
bool MatchesSomething(const Predicate& predicate, const Literal& value) {
  return Matches(predicate, [&value](const Field&) { return std::vector<Literal>{value}; });
}

void CheckSql(const Predicate& predicate) {
  const SqlPredicate sql = ToSql(predicate, ColumnOf);
  Require(std::count(sql.text.begin(), sql.text.end(), '?') ==
          static_cast<int64_t>(sql.bound.size()));
  // The writer's own characters: a quote is '' or '!', nothing is commented out.
  constexpr absl::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.,()?=<>'! 01389";
  Require(sql.text.find_first_not_of(std::string(kAllowed)) == std::string::npos);
}

// A filter near the limits may pass them in its canonical form, which has more
// parentheses and quotes.
bool IsNearLimits(absl::string_view canonical) {
  return canonical.size() > kMaxFilterBytes ||
         std::count(canonical.begin(), canonical.end(), '(') > kMaxFilterDepth;
}

void CheckFilter(absl::string_view text) {
  const auto predicate = Compile(text, FuzzSchema(), ResolveTestField);
  if (!predicate.ok()) {
    Require(Reason(predicate.status()) == "INVALID_FILTER");
    return;
  }
  CheckSql(*predicate);
  SplitConjunction(*predicate);
  if (IsNearLimits(predicate->canonical)) return;
  const auto again = Compile(predicate->canonical, FuzzSchema(), ResolveTestField);
  Require(again.ok() && again->canonical == predicate->canonical);
  for (const Literal& value : ToSql(*predicate, ColumnOf).bound) {
    Require(MatchesSomething(*predicate, value) == MatchesSomething(*again, value));
  }
}

void CheckOrderBy(absl::string_view text) {
  const auto terms = ParseOrderBy(text, FuzzSchema());
  if (!terms.ok()) {
    Require(Reason(terms.status()) == "INVALID_ORDER_BY");
    return;
  }
  const std::string canonical = CanonicalOrderBy(*terms);
  const auto again = ParseOrderBy(canonical, FuzzSchema());
  Require(again.ok() && CanonicalOrderBy(*again) == canonical);
}

}  // namespace
}  // namespace guanxi::filter

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  guanxi::filter::CheckFilter(text);
  guanxi::filter::CheckOrderBy(text);
  return 0;
}
