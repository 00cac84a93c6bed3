// Converted amounts in the currency that the company has now.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_BASE_AMOUNT_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_BASE_AMOUNT_H_

#include <string>

#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace guanxi::analytics {

// The expression with what each `f.base_amount` comes to in the company's currency, which is to be
// bound at each `{currency}`. A rate that was fixed once stays, whatever currency the company has
// later: what was converted into another one is no amount in this, and counts as without a rate.
inline std::string InCompanyCurrency(absl::string_view expression) {
  return absl::StrReplaceAll(
      expression,
      {{"f.base_amount", "(CASE WHEN f.base_currency = {currency} THEN f.base_amount END)"}});
}

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_BASE_AMOUNT_H_
