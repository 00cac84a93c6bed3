#include "analytics-svc/semantic/cube_answer.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "analytics-svc/semantic/answer.h"
#include "analytics-svc/semantic/cube_filter.h"
#include "nlohmann/json.hpp"

namespace guanxi::analytics {
namespace {

using Json = nlohmann::ordered_json;

// What clients call the range of a compared answer, among its dimensions.
constexpr char kRangeMember[] = "compareDateRange";

Json Names(const google::protobuf::RepeatedPtrField<std::string>& names) {
  Json list = Json::array();
  for (const std::string& name : names) list.push_back(name);
  return list;
}

// The member of a period without its granularity.
std::string DimensionOf(const ResultColumn& column) {
  return column.member.substr(0, column.member.rfind('.'));
}

bool Compares(const v1::QueryTimeDimension& dimension) {
  return !dimension.compare_date_ranges().empty();
}

bool Compares(const v1::Query& query) {
  return std::any_of(query.time_dimensions().begin(), query.time_dimensions().end(),
                     [](const v1::QueryTimeDimension& one) { return Compares(one); });
}

Json TimeDimensions(const v1::Query& query, const CompiledQuery& compiled) {
  const bool compares = Compares(query);
  Json list = Json::array();
  bool is_first = true;
  for (const v1::QueryTimeDimension& one : query.time_dimensions()) {
    Json entry = {{"dimension", one.dimension()}};
    if (!one.granularity().empty()) entry["granularity"] = one.granularity();
    const bool is_bounded = compares ? Compares(one) : one.has_date_range();
    if (is_bounded && is_first && compiled.range) {
      const v1::QueryDateRange range = compiled.range->ToProto();
      entry["dateRange"] = {range.from(), range.to()};
      is_first = false;
    }
    list.push_back(std::move(entry));
  }
  return list;
}

Json QueryJson(const v1::Query& query, const CompiledQuery& compiled) {
  Json order = Json::array();
  for (const v1::QueryOrder& one : query.order()) {
    order.push_back({{"id", one.member()}, {"desc", one.descending()}});
  }
  Json filters = Json::array();
  for (const v1::QueryFilter& one : query.filters()) filters.push_back(CubeFilter(one));
  return {{"measures", Names(query.measures())},
          {"dimensions", Names(query.dimensions())},
          {"timeDimensions", TimeDimensions(query, compiled)},
          {"filters", std::move(filters)},
          {"segments", Json::array()},
          {"order", std::move(order)},
          {"limit", compiled.limit},
          {"rowLimit", compiled.limit},
          {"offset", query.offset()},
          {"timezone", compiled.zone.name()}};
}

Json Note(const ResultColumn& column, const std::string& language) {
  const std::string& title = column.title.In(language);
  const v1::QueryColumn proto = ColumnToProto(column, language);
  Json note = {{"title", title}, {"shortTitle", title}, {"type", "string"}};
  if (proto.type() == v1::QueryColumn::NUMBER) note["type"] = "number";
  if (proto.type() == v1::QueryColumn::TIME) note["type"] = "time";
  if (proto.type() == v1::QueryColumn::BOOLEAN) note["type"] = "boolean";
  if (proto.unit() == v1::QueryColumn::SHARE) note["format"] = "percent";
  if (proto.unit() == v1::QueryColumn::BASE_MONEY) note["format"] = "currency";
  return note;
}

// How long a period is that clients do not know by its name.
Json PeriodNote(const CompiledQuery& compiled, const ResultColumn& column) {
  const std::string name = column.member.substr(column.member.rfind('.') + 1);
  Json note = {{"name", name}, {"title", name}, {"interval", absl::StrCat("1 ", name)}};
  if (*column.granularity == Granularity::kFiscalQuarter) note["interval"] = "1 quarter";
  if (*column.granularity == Granularity::kFiscalYear) note["interval"] = "1 year";
  const bool is_fiscal = *column.granularity >= Granularity::kFiscalQuarter;
  if (is_fiscal) note["offset"] = absl::StrCat(compiled.fiscal_start - 1, " months");
  return note;
}

Json Annotation(const CompiledQuery& compiled, const std::string& language) {
  Json notes = {{"measures", Json::object()},
                {"dimensions", Json::object()},
                {"segments", Json::object()},
                {"timeDimensions", Json::object()}};
  for (const ResultColumn& column : compiled.columns) {
    Json note = Note(column, language);
    if (column.measure != nullptr) {
      notes["measures"][column.member] = std::move(note);
    } else if (column.granularity) {
      notes["timeDimensions"][DimensionOf(column)] = note;
      note["granularity"] = PeriodNote(compiled, column);
      notes["timeDimensions"][column.member] = std::move(note);
    } else {
      notes["dimensions"][column.member] = std::move(note);
    }
  }
  return notes;
}

Json Data(const Answered& answered, const std::optional<std::string>& range) {
  Json rows = Json::array();
  for (size_t i = 0; i < answered.result.rows(); ++i) {
    Json row = Json::object();
    for (size_t k = 0; k < answered.compiled.columns.size(); ++k) {
      const ResultColumn& column = answered.compiled.columns[k];
      const auto text = ValueText(answered.compiled, answered.result, i, k);
      const Json value = text ? Json(*text) : Json();
      row[column.member] = value;
      // Clients look a period up by both names.
      if (column.granularity && !row.contains(DimensionOf(column))) {
        row[DimensionOf(column)] = value;
      }
    }
    if (range) row[kRangeMember] = *range;
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

std::string CubeAnswer(const v1::Query& query, const std::vector<Answered>& answers,
                       absl::Time as_of) {
  const bool compares = Compares(query);
  Json results = Json::array();
  for (const Answered& answered : answers) {
    std::optional<std::string> range;
    if (compares && answered.compiled.range) {
      const v1::QueryDateRange proto = answered.compiled.range->ToProto();
      range = absl::StrCat(proto.from(), " - ", proto.to());
    }
    Json result = {{"query", QueryJson(query, answered.compiled)},
                   {"data", Data(answered, range)},
                   {"annotation", Annotation(answered.compiled, query.language())},
                   {"slowQuery", false}};
    if (as_of > absl::InfinitePast()) {
      result["lastRefreshTime"] =
          absl::FormatTime("%E4Y-%m-%dT%H:%M:%E3SZ", as_of, absl::UTCTimeZone());
    }
    if (answered.total) result["total"] = *answered.total;
    results.push_back(std::move(result));
  }
  const std::string kind = compares ? "compareDateRangeQuery" : "regularQuery";
  Json pivot = answers.empty() ? Json::object() : QueryJson(query, answers.front().compiled);
  pivot["queryType"] = kind;
  if (compares) pivot["dimensions"].insert(pivot["dimensions"].begin(), kRangeMember);
  const Json whole = {{"queryType", kind},
                      {"results", std::move(results)},
                      {"pivotQuery", std::move(pivot)},
                      {"slowQuery", false}};
  return whole.dump();
}

}  // namespace guanxi::analytics
