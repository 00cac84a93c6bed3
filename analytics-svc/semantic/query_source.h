// Where the rows of one question come from, and what its members are in SQL.
//
// A member is resolved here alone: whether there is one of that name, whether the cube's rows can
// be joined with its own, whether the caller sees what it is made of. Whatever it joins stands in
// From(), bound by what the caller may see: of a customer who is not his, an opportunity of his
// says nothing.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_SOURCE_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_SOURCE_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "analytics-svc/semantic/department_tree.h"
#include "analytics-svc/semantic/fragment.h"
#include "analytics-svc/semantic/member_name.h"
#include "analytics-svc/semantic/model.h"
#include "analytics-svc/semantic/query_context.h"
#include "analytics-svc/semantic/rollup.h"

namespace guanxi::analytics {

// A dimension of the question.
struct DimensionSql {
  Fragment sql;
  DimensionType type = DimensionType::kString;
  std::string collection{};  // of kId and kDepartment
  Title title{};
};

// A measure of the question.
struct MeasureSql {
  Fragment sql;
  const Measure* measure = nullptr;
};

// Not thread-safe. `context` outlives it. Errors of all:
//   INVALID_ARGUMENT   INVALID_FIELD       about `path`
//   PERMISSION_DENIED  METHOD_NOT_ALLOWED  see scope.h
//   PERMISSION_DENIED  FIELD_NOT_ALLOWED   the same
class QuerySource {
 public:
  // Of the cube's rows, as far as the principal sees them; with a rollup, by its rows in their
  // place. Then columns and measures that it lacks are not asked for.
  static absl::StatusOr<QuerySource> Of(const Cube* cube, const QueryContext* context,
                                        const Rollup* rollup = nullptr);

  absl::StatusOr<DimensionSql> Dimension(absl::string_view name, absl::string_view path);
  absl::StatusOr<MeasureSql> Measure(absl::string_view name, absl::string_view path);

  const Cube& cube() const { return *cube_; }
  const DepartmentTree& departments() const { return departments_; }

  // The tables, with what the members so far have joined.
  Fragment From() const;
  // The tenant's live rows in the scope.
  Fragment Where() const;
  // Which groups there are, behind GROUP BY; "": all.
  Fragment Having() const;

 private:
  QuerySource(const Cube* cube, const QueryContext* context, const Rollup* rollup, Fragment scope)
      : cube_(cube),
        context_(context),
        rollup_(rollup),
        scope_(std::move(scope)),
        departments_(context->departments) {}

  // The alias of the join's rows; makes it if it is not there.
  absl::StatusOr<std::string> AliasOf(const Join& join);
  absl::StatusOr<std::string> AliasOf(const MemberName& name, absl::string_view path);
  absl::StatusOr<DimensionSql> CustomDimension(const MemberName& name, absl::string_view path);
  absl::StatusOr<Fragment> MeasureFragment(const analytics::Measure& measure);
  // The expression with `{now}`, `{today}` and names of joins filled in, and converted amounts in
  // the company's currency.
  absl::StatusOr<Fragment> Filled(absl::string_view plain);

  const Cube* cube_;
  const QueryContext* context_;
  const Rollup* rollup_;  // null: the facts themselves
  Fragment scope_;
  DepartmentTree departments_;
  std::map<std::string, std::string> aliases_;  // by join, or by custom field
  Fragment joins_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_QUERY_SOURCE_H_
