// Any bytes as a filter and as an order_by. What is refused has the right reason;
// what is accepted keeps its meaning in canonical form and as a form, and its SQL is placeholders
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
#include "common/filter/from_form.h"
#include "common/filter/matcher.h"
#include "common/filter/order_by.h"
#include "common/filter/parser.h"
#include "common/filter/sql.h"
#include "common/filter/test_schema.h"
#include "common/filter/to_form.h"

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
  if (field.repeated) return {"t.tag", "FROM tags t WHERE t.id = i.id", {}, ""};
  if (field.path.rfind("custom.", 0) == 0) {
    return {"s.value",
            "FROM custom s WHERE s.id = i.id AND s.field = ?",
            {field.binding},
            "s.currency"};
  }
  return {"i." + field.binding, "", {}, "i.currency"};
}

Moment FuzzMoment() {
  Moment moment;
  moment.now = absl::FromUnixSeconds(1700000000);
  return moment;
}

// Where Literal holds values of the kind.
size_t LiteralIndex(Kind kind) {
  switch (kind) {
    case Kind::kBool:
      return 0;
    case Kind::kString:
      return 2;
    case Kind::kName:
      return 3;
    case Kind::kDecimal:
    case Kind::kDouble:
      return 4;
    case Kind::kTimestamp:
      return 5;
    case Kind::kDate:
      return 6;
    case Kind::kMoney:
      return 7;
    default:
      return 1;
  }
}

// One value for every field that is of its type, taken from the filter's own literals so that all
// outcomes happen.
Truth EvaluateOn(const Predicate& predicate, const Literal& value) {
  const Matcher matcher(predicate);
  const auto read = [&](size_t slot, Values* values) {
    if (value.index() == LiteralIndex(matcher.fields()[slot]->kind)) values->push_back(value);
  };
  const Truth truth = matcher.Evaluate(read, FuzzMoment());
  Require(matcher.Explain(read, FuzzMoment()).result == truth);
  return truth;
}

void CheckSql(const Predicate& predicate) {
  const SqlPredicate sql = ToSql(predicate, ColumnOf, FuzzMoment());
  Require(std::count(sql.text.begin(), sql.text.end(), '?') ==
          static_cast<int64_t>(sql.bound.size()));
  // The writer's own characters: a quote is '' or '!', nothing is commented out.
  constexpr absl::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.,()?=<>'! 01389";
  Require(sql.text.find_first_not_of(std::string(kAllowed)) == std::string::npos);
}

void CheckFilter(absl::string_view text) {
  const auto predicate = Compile(text, FuzzSchema(), ResolveTestField);
  if (!predicate.ok()) {
    Require(Reason(predicate.status()) == "INVALID_FILTER");
    return;
  }
  CheckSql(*predicate);
  SplitConjunction(*predicate);
  const auto again = Compile(predicate->canonical, FuzzSchema(), ResolveTestField);
  Require(again.ok() && again->canonical == predicate->canonical);
  const auto back = FromForm(ToForm(*predicate), FuzzSchema(), ResolveTestField);
  Require(back.ok() && back->canonical == predicate->canonical);
  for (const Literal& value : ToSql(*predicate, ColumnOf, FuzzMoment()).bound) {
    Require(EvaluateOn(*predicate, value) == EvaluateOn(*again, value));
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
