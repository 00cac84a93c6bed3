#include "workflow-svc/rules/comparison_text.h"

#include "absl/strings/str_cat.h"

namespace guanxi::workflow {
namespace {

using Op = filter::Predicate::Op;

absl::string_view Symbol(Op op) {
  switch (op) {
    case Op::kLess:
      return "<";
    case Op::kLessOrEqual:
      return "<=";
    case Op::kGreater:
      return ">";
    case Op::kGreaterOrEqual:
      return ">=";
    default:
      return "=";
  }
}

}  // namespace

std::string ComparisonText(const filter::Explanation& comparison) {
  const std::string& field = comparison.field->path;
  if (comparison.op == Op::kPresent) return absl::StrCat(field, ":*");
  std::string text = absl::StrCat(
      field, comparison.field->repeated ? ":" : absl::StrCat(" ", Symbol(comparison.op)));
  if (comparison.right_field != nullptr) absl::StrAppend(&text, " ", comparison.right_field->path);
  return text;
}

void ListComparisons(const filter::Predicate& predicate, std::vector<std::string>* texts) {
  if (predicate.IsComparison()) texts->push_back(predicate.canonical);
  for (const filter::Predicate& operand : predicate.operands) ListComparisons(operand, texts);
}

}  // namespace guanxi::workflow
