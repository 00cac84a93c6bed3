#include "common/filter/from_form.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/filter/checker.h"
#include "common/filter/form_operand.h"
#include "common/filter/parser.h"
#include "common/filter/syntax.h"

namespace guanxi::filter {
namespace {

using type::v1::Condition;
using Comparison = Condition::Comparison;

Comparator ComparatorOf(Comparison::Operator op) {
  switch (op) {
    case Comparison::LESS:
      return Comparator::kLess;
    case Comparison::LESS_OR_EQUAL:
      return Comparator::kLessOrEqual;
    case Comparison::GREATER:
      return Comparator::kGreater;
    case Comparison::GREATER_OR_EQUAL:
      return Comparator::kGreaterOrEqual;
    case Comparison::EQUAL:
    case Comparison::NOT_EQUAL:
      return Comparator::kEqual;
    default:
      return Comparator::kHas;
  }
}

// Whether the operator is NOT of what ComparatorOf says.
bool IsNegative(Comparison::Operator op) {
  return op == Comparison::NOT_EQUAL || op == Comparison::HAS_NOT || op == Comparison::ABSENT;
}

// Makes a syntax tree whose positions number the form's comparisons, so that the checker of the
// language judges forms, too. The recursion is as deep as the groups are, which are bounded.
class Reader {
 public:
  // `path` is that of the group's fields: empty, or with a dot at the end.
  absl::StatusOr<Expression> ReadGroup(const Condition& group, const std::string& path, int depth) {
    if (depth > kMaxFilterDepth) {
      return FormError(absl::StrCat(path, "rows"),
                       absl::StrCat("at most ", kMaxFilterDepth, " nested groups"));
    }
    const bool any = group.match() == Condition::ANY;
    if (!any && group.match() != Condition::ALL && group.rows_size() > 0) {
      return FormError(absl::StrCat(path, "match"), "expected ALL or ANY");
    }
    // A text has no word for what always or never holds, but the empty one.
    if (group.rows_size() == 0 && (any || depth > 0)) {
      return FormError(absl::StrCat(path, "rows"), "expected a row");
    }
    std::vector<Expression> rows;
    for (int i = 0; i < group.rows_size(); ++i) {
      const std::string row_path = absl::StrCat(path, "rows[", i, "]");
      GUANXI_ASSIGN_OR_RETURN(Expression row, ReadRow(group.rows(i), row_path, depth));
      rows.push_back(std::move(row));
    }
    return Combine(any ? Expression::Kind::kOr : Expression::Kind::kAnd, std::move(rows));
  }

  // The path of the comparison with that number; the form itself if there is none.
  std::string PathOf(size_t position) const {
    return position < paths_.size() ? paths_[position] : "rows";
  }

 private:
  absl::StatusOr<Expression> ReadRow(const Condition::Row& row, const std::string& path,
                                     int depth) {
    absl::StatusOr<Expression> content = FormError(path, "expected a comparison or a group");
    if (row.has_comparison()) {
      content = ReadComparison(row.comparison(), absl::StrCat(path, ".comparison"));
    } else if (row.has_group()) {
      content = ReadGroup(row.group(), absl::StrCat(path, ".group."), depth + 1);
    }
    return content.ok() && row.negated() ? Negate(*std::move(content)) : std::move(content);
  }

  absl::StatusOr<Expression> ReadComparison(const Comparison& comparison, const std::string& path) {
    absl::StatusOr<std::vector<std::string>> steps = ParsePath(comparison.field());
    if (!steps.ok()) return FormError(absl::StrCat(path, ".field"), "expected the path of a field");
    GUANXI_ASSIGN_OR_RETURN(std::vector<Argument> arguments, ArgumentsOf(comparison, path));
    std::vector<Expression> alternatives;
    for (Argument& argument : arguments) {
      if (++terms_ > kMaxFilterTerms) {
        return FormError(path, absl::StrCat("at most ", kMaxFilterTerms, " comparisons"));
      }
      Expression one;
      one.kind = Expression::Kind::kRestriction;
      one.restriction.path = *steps;
      one.restriction.comparator = ComparatorOf(comparison.operator_());
      one.restriction.position = argument.position = argument.parameter_position = paths_.size();
      one.restriction.argument = std::move(argument);
      alternatives.push_back(std::move(one));
    }
    paths_.push_back(path);
    Expression joined = Combine(Expression::Kind::kOr, std::move(alternatives));
    return IsNegative(comparison.operator_()) ? Negate(std::move(joined)) : std::move(joined);
  }

  int terms_ = 0;
  std::vector<std::string> paths_;
};

}  // namespace

absl::StatusOr<Predicate> FromForm(const Condition& form, const Schema& schema,
                                   const FieldResolver& resolver) {
  Reader reader;
  GUANXI_ASSIGN_OR_RETURN(const Expression expression, reader.ReadGroup(form, "", 0));
  return Check(expression, schema, resolver, [&](size_t position, absl::string_view problem) {
    return FormError(reader.PathOf(position), problem);
  });
}

}  // namespace guanxi::filter
