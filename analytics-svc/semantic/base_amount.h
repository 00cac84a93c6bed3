// Converted amounts in the currency that the company has now.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_BASE_AMOUNT_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_BASE_AMOUNT_H_

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace guanxi::analytics {

// Whether the expression depends on what the company's currency is.
inline bool ReadsBaseAmount(absl::string_view expression) {
  return absl::StrContains(expression, "f.base_amount");
}

// The expression with what each `f.base_amount` comes to in the company's currency, which is to be
// bound at each `{currency}`. A rate that was fixed once stays, whatever currency the company has
// later: what was converted into another one is no amount in this, and counts as without a rate.
// What was not converted is in this if it always was.
inline std::string InCompanyCurrency(absl::string_view expression) {
  return absl::StrReplaceAll(
      expression, {{"f.base_amount",
                    "(CASE WHEN f.base_currency = {currency} THEN f.base_amount WHEN "
                    "f.base_currency IS NULL AND f.currency = {currency} THEN f.amount END)"}});
}

// The same for whoever has rows that are alike in both currencies: which of them are in the
// company's, and the expression for those and for the others.
inline constexpr char kIsInCompanyCurrency[] =
    "f.base_currency = {currency} OR (f.base_currency IS NULL AND f.currency = {currency})";
inline std::string IfInCompanyCurrency(absl::string_view expression) {
  return absl::StrReplaceAll(
      expression, {{"f.base_amount",
                    "(CASE WHEN f.base_currency IS NULL THEN f.amount ELSE f.base_amount "
                    "END)"}});
}
inline std::string IfInAnotherCurrency(absl::string_view expression) {
  return absl::StrReplaceAll(expression, {{"f.base_amount", "CAST(NULL AS DECIMAL(38,9))"}});
}

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_BASE_AMOUNT_H_
