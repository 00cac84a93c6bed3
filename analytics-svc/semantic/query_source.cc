#include "analytics-svc/semantic/query_source.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "analytics-svc/semantic/column_fields.h"
#include "analytics-svc/semantic/rollup_sql.h"
#include "analytics-svc/semantic/scope.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::analytics {
namespace {

constexpr absl::string_view kCustomPrefix = "custom_";
constexpr absl::string_view kRoot = "f";

absl::string_view ValueColumn(CustomField::Kind kind) {
  switch (kind) {
    case CustomField::Kind::kNumber:
      return "number_value";
    case CustomField::Kind::kTime:
      return "time_value";
    case CustomField::Kind::kText:
      break;
  }
  return "text_value";
}

DimensionType TypeOf(CustomField::Kind kind) {
  switch (kind) {
    case CustomField::Kind::kNumber:
      return DimensionType::kNumber;
    case CustomField::Kind::kTime:
      return DimensionType::kTime;
    case CustomField::Kind::kText:
      break;
  }
  return DimensionType::kString;
}

}  // namespace

absl::StatusOr<QuerySource> QuerySource::Of(const Cube* cube, const QueryContext* context,
                                            const Rollup* rollup) {
  GUANXI_ASSIGN_OR_RETURN(Fragment scope, ScopeCondition(cube->rules, context->principal, kRoot));
  GUANXI_RETURN_IF_ERROR(CheckRowsSeen(*cube, context->principal));
  return QuerySource(cube, context, rollup, std::move(scope));
}

absl::StatusOr<std::string> QuerySource::AliasOf(const Join& join) {
  if (const auto made = aliases_.find(join.key()); made != aliases_.end()) return made->second;
  // Which record a row goes with is what the field that names it holds.
  GUANXI_RETURN_IF_ERROR(CheckColumnsSeen(*cube_,
                                          ColumnsIn(absl::StrReplaceAll(join.on, {{"{f}", kRoot}})),
                                          context_->principal, join.key()));
  for (const std::string& read : join.reads) {
    const std::vector<std::string> parts = absl::StrSplit(read, '.');
    GUANXI_RETURN_IF_ERROR(
        CheckColumnsSeen(*FindCube(parts[0]), {parts[1]}, context_->principal, join.key()));
  }
  std::string through;
  if (!join.through.empty()) {
    GUANXI_ASSIGN_OR_RETURN(through, AliasOf(*cube_->FindJoin(join.through)));
  }
  const std::string alias = absl::StrCat("j", aliases_.size() + 1);
  const std::string on =
      absl::StrReplaceAll(join.on, {{"{f}", kRoot}, {"{j}", alias}, {"{c}", through}});
  if (join.cube.empty()) {
    const std::vector<std::string> parts = absl::StrSplit(join.relation, "{tenant}");
    joins_.Add(" LEFT JOIN ").Add(parts[0]);
    for (size_t i = 1; i < parts.size(); ++i) {
      joins_.Bind(context_->principal.tenant).Add(parts[i]);
    }
    joins_.Add(absl::StrCat(" ", alias, " ON ", on));
  } else {
    const Cube& other = *FindCube(join.cube);
    GUANXI_ASSIGN_OR_RETURN(Fragment scope,
                            ScopeCondition(other.rules, context_->principal, alias));
    joins_.Add(absl::StrCat(" LEFT JOIN ", other.table, " ", alias, " ON ", alias, ".tenant_id = ",
                            kRoot, ".tenant_id AND ", alias, ".live = 1 AND ", on, " AND "));
    joins_.Add(std::move(scope));
  }
  aliases_.emplace(join.key(), alias);
  return alias;
}

absl::StatusOr<std::string> QuerySource::AliasOf(const MemberName& name, absl::string_view path) {
  if (name.cube == cube_) return std::string(kRoot);
  const Join* const join = cube_->FindJoin(name.cube->name);
  if (join == nullptr) {
    return InvalidField(path, absl::StrCat(cube_->name, " cannot be cut by ", name.cube->name));
  }
  return AliasOf(*join);
}

absl::StatusOr<DimensionSql> QuerySource::Dimension(absl::string_view name,
                                                    absl::string_view path) {
  GUANXI_ASSIGN_OR_RETURN(const MemberName parsed, ParseMember(name, path));
  if (absl::StartsWith(parsed.member, kCustomPrefix)) return CustomDimension(parsed, path);
  const analytics::Dimension* const found = parsed.cube->FindDimension(parsed.member);
  if (found == nullptr) return NoMember(name, path);
  if (parsed.cube->name == kDepartmentCube) {
    if (cube_->FindJoin(kDepartmentCube) == nullptr) {
      return InvalidField(path, absl::StrCat(cube_->name, " cannot be cut by departments"));
    }
    GUANXI_RETURN_IF_ERROR(CheckColumnsSeen(*cube_, {"department_id"}, context_->principal, name));
    const int level = found->name.back() - '0';
    return DimensionSql{departments_.LevelSql(level, absl::StrCat(kRoot, ".department_id")),
                        DimensionType::kString, "", found->title};
  }
  GUANXI_RETURN_IF_ERROR(
      CheckColumnsSeen(*parsed.cube, {found->column_name()}, context_->principal, name));
  GUANXI_ASSIGN_OR_RETURN(const std::string alias, AliasOf(parsed, path));
  return DimensionSql{Fragment(absl::StrCat(alias, ".", found->column_name())), found->type,
                      found->collection, found->title};
}

absl::StatusOr<DimensionSql> QuerySource::CustomDimension(const MemberName& name,
                                                          absl::string_view path) {
  const absl::string_view key = absl::StripPrefix(name.member, kCustomPrefix);
  const std::string whole = absl::StrCat(name.cube->name, ".", name.member);
  const auto& fields = context_->custom_fields;
  const auto field = std::find_if(fields.begin(), fields.end(), [&](const CustomField& one) {
    return one.record_type == name.cube->name && one.key == key;
  });
  if (field == fields.end()) return NoMember(whole, path);
  GUANXI_RETURN_IF_ERROR(
      CheckFieldSeen(name.cube->rules, context_->principal, absl::StrCat("custom.", key), whole));
  GUANXI_ASSIGN_OR_RETURN(const std::string record, AliasOf(name, path));
  std::string& alias = aliases_[whole];
  if (alias.empty()) {
    alias = absl::StrCat("j", aliases_.size());
    joins_
        .Add(absl::StrCat(" LEFT JOIN fact_custom_value ", alias, " ON ", alias,
                          ".tenant_id = ", kRoot, ".tenant_id AND ", alias, ".id = ", record,
                          ".id AND ", alias, ".live = 1 AND ", alias, ".record_type = "))
        .Bind(field->record_type)
        .Add(absl::StrCat(" AND ", alias, ".field_key = "))
        .Bind(field->key);
  }
  return DimensionSql{Fragment(absl::StrCat(alias, ".", ValueColumn(field->kind))),
                      TypeOf(field->kind),
                      "",
                      {field->key, field->key}};
}

Fragment QuerySource::From() const {
  const std::string& table = rollup_ == nullptr ? cube_->table : rollup_->name;
  return Fragment(absl::StrCat(table, " ", kRoot)).Add(joins_);
}

Fragment QuerySource::Where() const {
  return Fragment("f.tenant_id = ")
      .Bind(context_->principal.tenant)
      .Add(rollup_ == nullptr ? " AND f.live = 1 AND " : " AND ")
      .Add(scope_);
}

Fragment QuerySource::Having() const { return Fragment(rollup_ == nullptr ? "" : kRollupGroups); }

}  // namespace guanxi::analytics
