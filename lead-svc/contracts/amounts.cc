#include "lead-svc/contracts/amounts.h"

#include "absl/strings/str_cat.h"
#include "common/rules/values.h"

namespace guanxi::lead {

void CheckAmount(absl::string_view path, const google::type::Money& money, Least least,
                 Violations* violations) {
  rules::CheckMoney(path, money, violations);
  if (least == Least::kMore && money.units() == 0 && money.nanos() == 0) {
    violations->Add(path, "want more than zero");
  }
}

void CheckCurrency(absl::string_view path, const google::type::Money& money,
                   const std::string& currency, Violations* violations) {
  if (money.currency_code().empty() || money.currency_code() == currency) return;
  violations->Add(absl::StrCat(path, ".currency_code"),
                  absl::StrCat("want the contract's currency, ", currency));
}

}  // namespace guanxi::lead
