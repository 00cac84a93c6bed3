// What can be asked about: cubes with measures and dimensions, as data.
//
// A cube is a table of facts with what can be reckoned from it (measures) and what it can be cut by
// (dimensions): its own columns and, by joins, those of other cubes. Expressions are in the SQL
// that all engines share (analytics-svc/engine/README.md). Of the rows of their cube they say
// `f.column`; what depends on when a question is put are `{now}` and `{today}`, which are bound.
//
// The compiler (query_compiler.h) makes statements of it; who may ask follows from the columns that
// a member reads, by the fields that facts take them from. Nothing here is personal data.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_MODEL_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_MODEL_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "analytics-svc/semantic/scope.h"

namespace guanxi::analytics {

struct Title {
  std::string en;
  std::string zh;

  // In `language`; English of any but "zh".
  const std::string& In(absl::string_view language) const { return language == "zh" ? zh : en; }
};

enum class Aggregation {
  kCount,          // rows
  kCountDistinct,  // values of the expression: never summed
  kSum,            // of the expression; 0 of no rows
  kMax,            // of the expression
  kMin,            // the same
  kRatio,          // one measure by another one; nothing where that is 0
};

enum class Unit {
  kNone,  // of dimensions
  kCount,
  kBaseMoney,  // in the tenant's currency
  kMoney,      // in the row's own: a question must cut by `currency`, or ask for one
  kShare,      // 0 to 1
  kSeconds,
  kDays,
  kPlain,
};

struct Measure {
  std::string name;
  Title title;
  Aggregation aggregation = Aggregation::kCount;
  Unit unit = Unit::kCount;
  std::string expression{};  // not of kCount and kRatio
  std::string condition{};   // which rows; "": all
  // Of kRatio: measures of the same cube that are none.
  std::string numerator{};
  std::string denominator{};

  // Whether the measure of several groups together is the sum of those of each.
  bool IsAdditive() const {
    return aggregation == Aggregation::kCount || aggregation == Aggregation::kSum;
  }
};

enum class DimensionType {
  kString,
  kNumber,
  kBool,        // a column of 0 and 1
  kTime,        // a moment
  kDate,        // a day, in no zone
  kId,          // of a record: shown as `{collection}/{uuid}`
  kDepartment,  // an id of a department: kId, and with a tree above it
};

struct Dimension {
  std::string name;
  Title title;
  DimensionType type = DimensionType::kString;
  std::string column{};      // of the cube's table; "": `name`
  std::string collection{};  // of kId
  // The dimension of the same cube that is one step coarser: a city's region. Drilling down goes
  // from it to this one.
  std::string coarser{};

  const std::string& column_name() const { return column.empty() ? name : column; }
};

// How a cube's rows find one row of another relation, or none.
struct Join {
  // The cube whose dimensions come with it; "": it is for measures alone, and has `name`.
  std::string cube;
  // The condition: `{f}` are the facts, `{j}` the rows of the other side, `{c}` those of `through`.
  std::string on;
  // The join that has to be made first, whose rows `on` names; by its cube. "": none.
  std::string through{};
  // Instead of a cube's table, with a name of its own: a subquery, in which `{tenant}` is bound.
  std::string name{};
  std::string relation{};
  // Columns that the relation reads, as `{cube}.{column}`: they tell, so that who asks must see the
  // fields that they are made of.
  std::vector<std::string> reads{};

  const std::string& key() const { return cube.empty() ? name : cube; }
};

struct Cube {
  std::string name;
  Title title;
  std::string table;  // of analytics-svc/facts/tables.h
  // Which rows somebody sees. More than one where a table has records of several resources.
  std::vector<ReadRule> rules;
  std::vector<Measure> measures;
  std::vector<Dimension> dimensions;
  std::vector<Join> joins;
  // Its rows are seen by those that they are joined with alone: no question is about them.
  bool only_joined = false;

  const Measure* FindMeasure(absl::string_view member) const;
  const Dimension* FindDimension(absl::string_view member) const;
  const Join* FindJoin(absl::string_view key) const;
};

// The cube of departments has no table: its rows are those of the tenant's tree of now, its
// dimensions the ancestors on each level.
inline constexpr char kDepartmentCube[] = "departments";
inline constexpr int kDepartmentLevels = 4;

// All of them, in the order in which people read them. They live for ever.
const std::vector<const Cube*>& Cubes();
// Null if there is none.
const Cube* FindCube(absl::string_view name);
// The one about the rows of a table of facts. Null if there is none.
const Cube* FindCubeOfTable(absl::string_view table);

// `f.column`s that an expression reads, each once.
std::vector<std::string> ColumnsIn(absl::string_view expression);
// The columns of the cube's table that a measure reads, its parts' among them; of converted
// amounts also what they are in the company's currency by.
std::vector<std::string> ColumnsOf(const Cube& cube, const Measure& measure);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_MODEL_H_
