#include "analytics-svc/semantic/query_compiler.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "analytics-svc/semantic/query_statement.h"
#include "analytics-svc/semantic/rollup_choice.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::analytics {
namespace {

// The bounds of each of the question's time dimensions.
using Ranges = std::vector<std::optional<TimeRange>>;

// One set for the question, or one for each of its compared ranges.
absl::StatusOr<std::vector<Ranges>> RangesOf(const v1::Query& query, const absl::CivilDay& today) {
  Ranges plain(query.time_dimensions_size());
  std::vector<Ranges> all;
  for (int i = 0; i < query.time_dimensions_size(); ++i) {
    const v1::QueryTimeDimension& one = query.time_dimensions(i);
    const std::string path = absl::StrCat("time_dimensions[", i, "].");
    if (one.has_date_range()) {
      GUANXI_ASSIGN_OR_RETURN(
          plain[i], ResolveRange(one.date_range(), today, absl::StrCat(path, "date_range")));
    }
  }
  for (int i = 0; i < query.time_dimensions_size(); ++i) {
    const auto& compared = query.time_dimensions(i).compare_date_ranges();
    for (int k = 0; k < compared.size(); ++k) {
      Ranges ranges = plain;
      GUANXI_ASSIGN_OR_RETURN(
          ranges[i],
          ResolveRange(compared[k], today,
                       absl::StrCat("time_dimensions[", i, "].compare_date_ranges[", k, "]")));
      all.push_back(std::move(ranges));
    }
  }
  if (all.empty()) all.push_back(std::move(plain));
  return all;
}

// Whether it is a measure of money in each row's own currency.
bool IsOwnMoney(const Cube& cube, absl::string_view name) {
  const Measure* const measure =
      cube.FindMeasure(name.substr(std::min(name.size(), cube.name.size() + 1)));
  return measure != nullptr && measure->unit == Unit::kMoney;
}

bool NamesOwnMoney(const Cube& cube, const v1::QueryFilter& filter) {
  const auto names = [&](const v1::QueryFilter& one) { return NamesOwnMoney(cube, one); };
  return IsOwnMoney(cube, filter.member()) ||
         std::any_of(filter.all_of().begin(), filter.all_of().end(), names) ||
         std::any_of(filter.any_of().begin(), filter.any_of().end(), names);
}

// Money of several currencies does not add up.
absl::Status CheckCurrency(const v1::Query& query, const Cube& cube) {
  const std::string currency = absl::StrCat(cube.name, ".currency");
  const bool is_cut = std::find(query.dimensions().begin(), query.dimensions().end(), currency) !=
                      query.dimensions().end();
  const bool is_one = std::any_of(
      query.filters().begin(), query.filters().end(), [&](const v1::QueryFilter& filter) {
        return filter.member() == currency && filter.values_size() == 1 &&
               filter.operator_() == v1::QueryFilter::EQUALS;
      });
  if (is_cut || is_one) return absl::OkStatus();
  const std::string want =
      absl::StrCat("want ", currency,
                   " among the dimensions, or a filter on one currency: it is in each row's own");
  for (int i = 0; i < query.measures_size(); ++i) {
    if (IsOwnMoney(cube, query.measures(i))) {
      return InvalidField(absl::StrCat("measures[", i, "]"), want);
    }
  }
  for (int i = 0; i < query.filters_size(); ++i) {
    if (NamesOwnMoney(cube, query.filters(i))) {
      return InvalidField(absl::StrCat("filters[", i, "]"), want);
    }
  }
  return absl::OkStatus();
}

// A question of one cube, in one set of ranges.
struct Asked {
  const v1::Query& query;
  const Cube* cube;
  const QueryContext& context;
  const Ranges& ranges;
};

// By the rollup, if there is one. `read` is what was read of the facts; it may be null.
absl::StatusOr<CompiledQuery> CompileBy(const Rollup* rollup, const Asked& asked, FactsRead* read) {
  const v1::Query& query = asked.query;
  QueryStatement::Place place;
  place.zone = asked.context.zone;
  place.fiscal_start = std::max(query.fiscal_start_month(), 1);
  GUANXI_ASSIGN_OR_RETURN(QuerySource source, QuerySource::Of(asked.cube, &asked.context, rollup));
  QueryStatement statement(&source, place);
  for (int i = 0; i < query.dimensions_size(); ++i) {
    GUANXI_RETURN_IF_ERROR(
        statement.AddDimension(query.dimensions(i), absl::StrCat("dimensions[", i, "]")));
  }
  for (int i = 0; i < query.time_dimensions_size(); ++i) {
    GUANXI_RETURN_IF_ERROR(statement.AddTimeDimension(query.time_dimensions(i), asked.ranges[i],
                                                      absl::StrCat("time_dimensions[", i, "]")));
  }
  for (int i = 0; i < query.measures_size(); ++i) {
    GUANXI_RETURN_IF_ERROR(
        statement.AddMeasure(query.measures(i), absl::StrCat("measures[", i, "]")));
  }
  for (int i = 0; i < query.filters_size(); ++i) {
    GUANXI_RETURN_IF_ERROR(statement.AddFilter(query.filters(i), absl::StrCat("filters[", i, "]")));
  }
  if (read != nullptr) *read = statement.Read();
  return statement.Finish(query);
}

absl::StatusOr<CompiledQuery> CompileOne(const Asked& asked) {
  FactsRead read;
  GUANXI_ASSIGN_OR_RETURN(CompiledQuery compiled, CompileBy(nullptr, asked, &read));
  // Sums of money are those in the company's currency.
  const bool may_choose = asked.context.has_rollups && !asked.context.currency.empty();
  const Rollup* const rollup =
      may_choose ? ChooseRollup(*asked.cube, read, asked.context.zone) : nullptr;
  if (rollup != nullptr) {
    GUANXI_ASSIGN_OR_RETURN(compiled, CompileBy(rollup, asked, nullptr));
    compiled.query.name = "analytics.run_rollup_query";
  }
  for (size_t i = 0; i < asked.ranges.size(); ++i) {
    // Where ranges are compared, it is the compared one that tells the answers apart.
    const bool is_compared =
        !asked.query.time_dimensions(static_cast<int>(i)).compare_date_ranges().empty();
    if (asked.ranges[i] && (!compiled.range || is_compared)) compiled.range = asked.ranges[i];
  }
  return compiled;
}

}  // namespace

absl::StatusOr<std::vector<CompiledQuery>> CompileQuery(const v1::Query& query,
                                                        const QueryContext& context,
                                                        int default_rows, int most_rows) {
  GUANXI_RETURN_IF_ERROR(CheckQuery(query, most_rows));
  QueryContext placed = context;
  GUANXI_ASSIGN_OR_RETURN(placed.zone, ZoneOf(query, context.zone));
  GUANXI_ASSIGN_OR_RETURN(const Cube* const cube, CubeOf(query));
  GUANXI_RETURN_IF_ERROR(CheckCurrency(query, *cube));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Ranges> all, RangesOf(query, placed.Today()));
  v1::Query bounded = query;
  if (bounded.limit() == 0) bounded.set_limit(default_rows);
  std::vector<CompiledQuery> compiled;
  for (const Ranges& ranges : all) {
    GUANXI_ASSIGN_OR_RETURN(CompiledQuery one, CompileOne({bounded, cube, placed, ranges}));
    compiled.push_back(std::move(one));
  }
  return compiled;
}

}  // namespace guanxi::analytics
