#include "analytics-svc/semantic/cube_request.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "analytics-svc/semantic/cube_filter.h"
#include "analytics-svc/semantic/query_checks.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/text/json_check.h"

namespace guanxi::analytics {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMostBytes = 64 << 10;

absl::Status ReadNames(const Json& json, const std::string& path,
                       google::protobuf::RepeatedPtrField<std::string>* names) {
  if (!json.is_array()) return InvalidField(path, "want a list");
  for (size_t i = 0; i < json.size(); ++i) {
    if (!json[i].is_string()) return InvalidField(absl::StrCat(path, "[", i, "]"), "want a text");
    *names->Add() = json[i].get<std::string>();
  }
  return absl::OkStatus();
}

// A text that begins with a digit is a day, any other one relative.
absl::Status ReadRange(const Json& json, const std::string& path, v1::QueryDateRange* range) {
  if (json.is_string()) {
    const std::string text = json.get<std::string>();
    const bool is_day = !text.empty() && absl::ascii_isdigit(text[0]);
    (is_day ? *range->mutable_from() : *range->mutable_relative()) = text;
    return absl::OkStatus();
  }
  google::protobuf::RepeatedPtrField<std::string> ends;
  GUANXI_RETURN_IF_ERROR(ReadNames(json, path, &ends));
  if (ends.empty() || ends.size() > 2) return InvalidField(path, "want one or two days");
  range->set_from(ends[0]);
  if (ends.size() > 1) range->set_to(ends[1]);
  return absl::OkStatus();
}

absl::Status ReadTimeDimension(const Json& json, const std::string& path,
                               v1::QueryTimeDimension* dimension) {
  if (!json.is_object()) return InvalidField(path, "want an object");
  for (const auto& [key, value] : json.items()) {
    const std::string where = absl::StrCat(path, ".", key);
    if (value.is_null()) continue;
    if (key == "dimension" || key == "granularity") {
      if (!value.is_string()) return InvalidField(where, "want a text");
      (key == "dimension" ? *dimension->mutable_dimension() : *dimension->mutable_granularity()) =
          value.get<std::string>();
    } else if (key == "dateRange") {
      GUANXI_RETURN_IF_ERROR(ReadRange(value, where, dimension->mutable_date_range()));
    } else if (key == "compareDateRange") {
      if (!value.is_array()) return InvalidField(where, "want a list");
      for (size_t i = 0; i < value.size(); ++i) {
        GUANXI_RETURN_IF_ERROR(ReadRange(value[i], absl::StrCat(where, "[", i, "]"),
                                         dimension->add_compare_date_ranges()));
      }
    } else {
      return InvalidField(where, "is not known");
    }
  }
  return absl::OkStatus();
}

absl::Status AddOrder(const std::string& member, const Json& direction, const std::string& path,
                      v1::Query* query) {
  const std::string text = direction.is_string() ? direction.get<std::string>() : "";
  if (text == "none") return absl::OkStatus();
  if (text != "asc" && text != "desc") return InvalidField(path, "want asc, desc or none");
  v1::QueryOrder& order = *query->add_order();
  order.set_member(member);
  order.set_descending(text == "desc");
  return absl::OkStatus();
}

absl::Status ReadOrder(const Json& json, const std::string& path, v1::Query* query) {
  if (json.is_object()) {
    for (const auto& [member, direction] : json.items()) {
      GUANXI_RETURN_IF_ERROR(AddOrder(member, direction, path, query));
    }
    return absl::OkStatus();
  }
  if (!json.is_array()) return InvalidField(path, "want a list or an object");
  for (size_t i = 0; i < json.size(); ++i) {
    const std::string where = absl::StrCat(path, "[", i, "]");
    const bool is_pair = json[i].is_array() && json[i].size() == 2 && json[i][0].is_string();
    if (!is_pair) return InvalidField(where, "want a member and a direction");
    GUANXI_RETURN_IF_ERROR(AddOrder(json[i][0].get<std::string>(), json[i][1], where, query));
  }
  return absl::OkStatus();
}

absl::StatusOr<int> ReadCount(const Json& json, const std::string& path) {
  // Beyond any limit, and within an int32.
  constexpr int64_t kMost = 1'000'000'000;
  if (!json.is_number_integer() || json.get<int64_t>() < 0 || json.get<int64_t>() > kMost) {
    return InvalidField(path, "want a whole number");
  }
  return static_cast<int>(json.get<int64_t>());
}

absl::StatusOr<std::string> ReadText(const Json& json, const std::string& path) {
  if (!json.is_string()) return InvalidField(path, "want a text");
  return json.get<std::string>();
}

absl::Status ReadLists(const std::string& key, const Json& json, const std::string& path,
                       v1::Query* query) {
  if (key == "measures") return ReadNames(json, path, query->mutable_measures());
  if (key == "dimensions") return ReadNames(json, path, query->mutable_dimensions());
  if (key == "order") return ReadOrder(json, path, query);
  if (!json.is_array()) return InvalidField(path, "want a list");
  if (key == "segments") {
    return json.empty() ? absl::OkStatus() : InvalidField(path, "there are no segments");
  }
  for (size_t i = 0; i < json.size(); ++i) {
    const std::string where = absl::StrCat(path, "[", i, "]");
    GUANXI_RETURN_IF_ERROR(key == "filters"
                               ? ReadCubeFilter(json[i], where, query->add_filters())
                               : ReadTimeDimension(json[i], where, query->add_time_dimensions()));
  }
  return absl::OkStatus();
}

absl::Status ReadSetting(const std::string& key, const Json& json, const std::string& path,
                         v1::Query* query) {
  if (key == "limit" || key == "offset" || key == "fiscalStartMonth") {
    GUANXI_ASSIGN_OR_RETURN(const int count, ReadCount(json, path));
    if (key == "limit" && count == 0) return InvalidField(path, "want 1 or more");
    if (key == "limit") query->set_limit(count);
    if (key == "offset") query->set_offset(count);
    if (key == "fiscalStartMonth") query->set_fiscal_start_month(count);
    return absl::OkStatus();
  }
  if (key == "timezone" || key == "language" || key == "responseFormat") {
    GUANXI_ASSIGN_OR_RETURN(const std::string text, ReadText(json, path));
    if (key == "timezone") query->set_time_zone(text);
    if (key == "language") query->set_language(text);
    const bool is_known = key != "responseFormat" || text == "default";
    return is_known ? absl::OkStatus() : InvalidField(path, "want default");
  }
  if (key != "total" && key != "renewQuery" && key != "ungrouped") {
    return InvalidField(path, "is not known");
  }
  if (!json.is_boolean()) return InvalidField(path, "want true or false");
  if (key == "total") query->set_total(json.get<bool>());
  if (key == "ungrouped" && json.get<bool>()) return InvalidField(path, "want false");
  return absl::OkStatus();
}

absl::StatusOr<v1::Query> FromJson(const Json& json) {
  if (!json.is_object()) return InvalidField("query", "want a JSON object");
  v1::Query query;
  for (const auto& [key, value] : json.items()) {
    const std::string path = absl::StrCat("query.", key);
    if (key == "limit" && value.is_null()) query.set_limit(kMostRows);
    if (value.is_null()) continue;
    const bool is_list = key == "measures" || key == "dimensions" || key == "timeDimensions" ||
                         key == "filters" || key == "order" || key == "segments";
    GUANXI_RETURN_IF_ERROR(is_list ? ReadLists(key, value, path, &query)
                                   : ReadSetting(key, value, path, &query));
  }
  return query;
}

absl::StatusOr<Json> Parse(absl::string_view text, absl::string_view path) {
  if (text.size() > kMostBytes) return InvalidField(path, "want at most 64 KiB");
  if (const absl::Status checked = text::CheckJson(text); !checked.ok()) {
    return InvalidField(path, absl::StrCat("is no JSON as it should be: ", checked.message()));
  }
  return Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
}

}  // namespace

absl::StatusOr<v1::Query> ReadCubeQuery(absl::string_view json) {
  GUANXI_ASSIGN_OR_RETURN(const Json parsed, Parse(json, "query"));
  return FromJson(parsed);
}

absl::StatusOr<v1::Query> ReadCubeBody(absl::string_view json) {
  GUANXI_ASSIGN_OR_RETURN(const Json body, Parse(json, "request"));
  if (!body.is_object()) return InvalidField("request", "want a JSON object");
  for (const auto& [key, value] : body.items()) {
    if (key != "query" && key != "queryType" && key != "cache") {
      return InvalidField(key, "is not known");
    }
  }
  if (!body.contains("query")) return InvalidField("query", "is required");
  return FromJson(body["query"]);
}

}  // namespace guanxi::analytics
