// A schema with a field of every kind, shared by the tests of this folder.
#ifndef GUANXI_COMMON_FILTER_TEST_SCHEMA_H_
#define GUANXI_COMMON_FILTER_TEST_SCHEMA_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/filter/schema.h"

namespace guanxi::filter {

inline Field MakeField(std::string path, Kind kind, std::string binding, bool sortable = false) {
  Field field;
  field.path = std::move(path);
  field.kind = kind;
  field.binding = std::move(binding);
  field.sortable = sortable;
  return field;
}

inline Schema TestSchema() {
  Field state = MakeField("state", Kind::kEnum, "state");
  state.enum_values = {{"STATE_UNSPECIFIED", 0}, {"ACTIVE", 1}, {"LEAD", 2}};
  Field owner = MakeField("owner", Kind::kName, "owner");
  owner.to_id = NameIn("users");
  owner.from_id = NameOf("users");
  Field tags = MakeField("tags", Kind::kString, "tags");
  tags.repeated = true;
  Field collaborators = owner;
  collaborators.path = collaborators.binding = "collaborators";
  collaborators.repeated = true;
  Field reviewer = owner;
  reviewer.path = reviewer.binding = "reviewer";
  Field wanted_state = state;
  wanted_state.path = wanted_state.binding = "wanted_state";
  return Schema({MakeField("display_name", Kind::kString, "display_name", /*sortable=*/true),
                 MakeField("address.region_code", Kind::kString, "region"),
                 MakeField("employee_count", Kind::kInt64, "employees", /*sortable=*/true),
                 MakeField("key_account", Kind::kBool, "key_account"),
                 MakeField("create_time", Kind::kTimestamp, "create_time", /*sortable=*/true),
                 MakeField("founded", Kind::kDate, "founded"),
                 MakeField("credit_limit", Kind::kDecimal, "credit"),
                 MakeField("response_time", Kind::kDuration, "response"),
                 MakeField("short_name", Kind::kString, "short_name"),
                 MakeField("target_count", Kind::kInt64, "targets"),
                 MakeField("update_time", Kind::kTimestamp, "update_time"),
                 MakeField("closed", Kind::kDate, "closed"),
                 MakeField("amount", Kind::kMoney, "amount"),
                 MakeField("budget", Kind::kMoney, "budget"),
                 state,
                 wanted_state,
                 owner,
                 reviewer,
                 tags,
                 collaborators},
                {"custom"});
}

// Custom fields of the tests: `area` is an INT64, `size` a DOUBLE, `price` MONEY, `active` a BOOL,
// `signed` a DATE, `last_seen` a TIMESTAMP, `colour` and `a.b` are STRINGs.
inline absl::StatusOr<Field> ResolveTestField(absl::string_view /*prefix*/, absl::string_view key) {
  if (key == "area") return MakeField("", Kind::kInt64, "area");
  if (key == "size") return MakeField("", Kind::kDouble, "size");
  if (key == "price") return MakeField("", Kind::kMoney, "price");
  if (key == "active") return MakeField("", Kind::kBool, "active");
  if (key == "signed") return MakeField("", Kind::kDate, "signed");
  if (key == "last_seen") return MakeField("", Kind::kTimestamp, "last_seen");
  if (key == "colour" || key == "a.b") return MakeField("", Kind::kString, std::string(key));
  return absl::NotFoundError("no such custom field");
}

}  // namespace guanxi::filter

#endif  // GUANXI_COMMON_FILTER_TEST_SCHEMA_H_
