#include "common/filter/order_by.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/text/utf8.h"

namespace guanxi::filter {
namespace {

absl::Status OrderByError(absl::string_view problem) {
  return InvalidField("order_by", problem, "INVALID_ORDER_BY");
}

absl::StatusOr<OrderTerm> ParseTerm(absl::string_view text, const Schema& schema) {
  const std::vector<std::string> words =
      absl::StrSplit(text, absl::ByAnyChar(" \t"), absl::SkipEmpty());
  const bool has_direction = words.size() == 2 && (words[1] == "asc" || words[1] == "desc");
  if (words.empty() || words.size() > 2 || (words.size() == 2 && !has_direction)) {
    return OrderByError(
        "expected a field, with or without \" asc\" or \" desc\" in small letters; of several, "
        "where a list takes them, with commas between");
  }
  const absl::StatusOr<FieldPtr> field = schema.Find(absl::StrSplit(words[0], '.'));
  if (!field.ok() || !(*field)->sortable) {
    return OrderByError(absl::StrCat("cannot sort by \"", words[0], "\"; sortable are ",
                                     absl::StrJoin(schema.SortablePaths(), ", ")));
  }
  return OrderTerm{*field, has_direction && words[1] == "desc"};
}

}  // namespace

absl::StatusOr<std::vector<OrderTerm>> ParseOrderBy(absl::string_view order_by,
                                                    const Schema& schema) {
  std::vector<OrderTerm> terms;
  if (order_by.size() > kMaxOrderByBytes) {
    return OrderByError(absl::StrCat("at most ", kMaxOrderByBytes, " bytes"));
  }
  if (const absl::Status status = text::ValidateUtf8(order_by); !status.ok()) {
    return OrderByError(status.message());
  }
  if (absl::StripAsciiWhitespace(order_by).empty()) return terms;
  for (const absl::string_view text : absl::StrSplit(order_by, ',')) {
    GUANXI_ASSIGN_OR_RETURN(OrderTerm term, ParseTerm(text, schema));
    const bool repeated = std::any_of(terms.begin(), terms.end(), [&](const OrderTerm& other) {
      return other.field->path == term.field->path;
    });
    if (repeated) return OrderByError(absl::StrCat("\"", term.field->path, "\" stands twice"));
    if (terms.size() == kMaxOrderByTerms) {
      return OrderByError(absl::StrCat("at most ", kMaxOrderByTerms, " fields"));
    }
    terms.push_back(std::move(term));
  }
  return terms;
}

std::string CanonicalOrderBy(const std::vector<OrderTerm>& terms) {
  return absl::StrJoin(terms, ",", [](std::string* out, const OrderTerm& term) {
    absl::StrAppend(out, term.field->path, term.descending ? " desc" : "");
  });
}

}  // namespace guanxi::filter
