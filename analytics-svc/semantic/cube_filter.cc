#include "analytics-svc/semantic/cube_filter.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "analytics-svc/semantic/cube_request.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::analytics {
namespace {

using Json = nlohmann::ordered_json;
using Operator = v1::QueryFilter;

struct NamedOperator {
  const char* name;
  Operator::Operator op;
};
constexpr NamedOperator kOperators[] = {
    {"equals", Operator::EQUALS},
    {"notEquals", Operator::NOT_EQUALS},
    {"contains", Operator::CONTAINS},
    {"notContains", Operator::NOT_CONTAINS},
    {"startsWith", Operator::STARTS_WITH},
    {"notStartsWith", Operator::NOT_STARTS_WITH},
    {"endsWith", Operator::ENDS_WITH},
    {"notEndsWith", Operator::NOT_ENDS_WITH},
    {"gt", Operator::GT},
    {"gte", Operator::GTE},
    {"lt", Operator::LT},
    {"lte", Operator::LTE},
    {"set", Operator::SET},
    {"notSet", Operator::NOT_SET},
    {"inDateRange", Operator::IN_DATE_RANGE},
    {"notInDateRange", Operator::NOT_IN_DATE_RANGE},
    {"beforeDate", Operator::BEFORE_DATE},
    {"beforeOrOnDate", Operator::BEFORE_OR_ON_DATE},
    {"afterDate", Operator::AFTER_DATE},
    {"afterOrOnDate", Operator::AFTER_OR_ON_DATE},
    {"under", Operator::UNDER},
};

absl::Status ReadOperator(const Json& json, const std::string& path, v1::QueryFilter* filter) {
  const std::string name = json.is_string() ? json.get<std::string>() : "";
  const auto* const found = std::find_if(std::begin(kOperators), std::end(kOperators),
                                         [&](const auto& one) { return name == one.name; });
  if (found == std::end(kOperators)) return InvalidField(path, "there is no such operator");
  filter->set_operator_(found->op);
  return absl::OkStatus();
}

// Clients send numbers and booleans as they are, too.
absl::Status ReadValues(const Json& json, const std::string& path, v1::QueryFilter* filter) {
  if (!json.is_array()) return InvalidField(path, "want a list");
  for (size_t i = 0; i < json.size(); ++i) {
    const Json& value = json[i];
    if (value.is_string()) {
      filter->add_values(value.get<std::string>());
    } else if (value.is_number() || value.is_boolean()) {
      filter->add_values(value.dump());
    } else {
      return InvalidField(absl::StrCat(path, "[", i, "]"), "want a text, number or boolean");
    }
  }
  return absl::OkStatus();
}

absl::Status ReadGroup(const Json& json, const std::string& path,
                       google::protobuf::RepeatedPtrField<v1::QueryFilter>* group) {
  if (!json.is_array() || json.empty()) return InvalidField(path, "want a list that has something");
  for (size_t i = 0; i < json.size(); ++i) {
    GUANXI_RETURN_IF_ERROR(ReadCubeFilter(json[i], absl::StrCat(path, "[", i, "]"), group->Add()));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ReadCubeFilter(const Json& json, const std::string& path, v1::QueryFilter* filter) {
  if (!json.is_object()) return InvalidField(path, "want an object");
  for (const auto& [key, value] : json.items()) {
    const std::string where = absl::StrCat(path, ".", key);
    if (key == "member" || key == "dimension") {
      if (!value.is_string()) return InvalidField(where, "want a text");
      filter->set_member(value.get<std::string>());
    } else if (key == "operator") {
      GUANXI_RETURN_IF_ERROR(ReadOperator(value, where, filter));
    } else if (key == "values") {
      if (!value.is_null()) GUANXI_RETURN_IF_ERROR(ReadValues(value, where, filter));
    } else if (key == "and") {
      GUANXI_RETURN_IF_ERROR(ReadGroup(value, where, filter->mutable_all_of()));
    } else if (key == "or") {
      GUANXI_RETURN_IF_ERROR(ReadGroup(value, where, filter->mutable_any_of()));
    } else {
      return InvalidField(where, "is not known");
    }
  }
  return absl::OkStatus();
}

Json CubeFilter(const v1::QueryFilter& filter) {
  if (filter.member().empty()) {
    Json group = Json::array();
    const bool is_any = !filter.any_of().empty();
    for (const v1::QueryFilter& one : is_any ? filter.any_of() : filter.all_of()) {
      group.push_back(CubeFilter(one));
    }
    return {{is_any ? "or" : "and", std::move(group)}};
  }
  Json json = {{"member", filter.member()}};
  for (const NamedOperator& one : kOperators) {
    if (one.op == filter.operator_()) json["operator"] = one.name;
  }
  for (const std::string& value : filter.values()) json["values"].push_back(value);
  return json;
}

absl::Status UnderCubePath(const absl::Status& status) {
  if (!IsAboutFields(status)) return status;
  Violations violations;
  for (const FieldViolation& one : FieldViolations(status)) {
    const std::string path =
        absl::StrReplaceAll(one.path, {{"time_dimensions", "timeDimensions"},
                                       {"compare_date_ranges", "compareDateRange"},
                                       {"date_range", "dateRange"},
                                       {"time_zone", "timezone"},
                                       {"fiscal_start_month", "fiscalStartMonth"},
                                       {"all_of", "and"},
                                       {"any_of", "or"}});
    violations.Add(absl::StrCat("query.", path), one.description);
  }
  return violations.ToStatus(Reason(status));
}

}  // namespace guanxi::analytics
