#include "lead-svc/contracts/amounts.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "common/rules/values.h"

namespace guanxi::lead {
namespace {

constexpr int64_t kNanosPerUnit = 1'000'000'000;
constexpr int kPlaces = 9;

}  // namespace

Nanos NanosOf(const google::type::Money& money) {
  return Nanos(money.units()) * kNanosPerUnit + money.nanos();
}

google::type::Money MoneyOf(Nanos nanos, const std::string& currency) {
  google::type::Money money;
  money.set_currency_code(currency);
  money.set_units(static_cast<int64_t>(nanos / kNanosPerUnit));
  money.set_nanos(static_cast<int32_t>(nanos % kNanosPerUnit));
  return money;
}

Nanos NanosOfDecimal(absl::string_view text) {
  const bool is_negative = absl::ConsumePrefix(&text, "-");
  Nanos nanos = 0;
  int places = -1;  // behind the point; -1: before it
  for (const char c : text) {
    if (c == '.') {
      places = 0;
      continue;
    }
    if (places == kPlaces) break;
    nanos = nanos * 10 + (c - '0');
    if (places >= 0) ++places;
  }
  for (int i = places < 0 ? 0 : places; i < kPlaces; ++i) nanos *= 10;
  return is_negative ? -nanos : nanos;
}

std::string TextOf(Nanos nanos) {
  const Nanos size = nanos < 0 ? -nanos : nanos;
  std::string text =
      absl::StrFormat("%s%d.%09d", nanos < 0 ? "-" : "", static_cast<int64_t>(size / kNanosPerUnit),
                      static_cast<int64_t>(size % kNanosPerUnit));
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

void CheckAmount(absl::string_view path, const google::type::Money& money, Least least,
                 Violations* violations) {
  rules::CheckMoney(path, money, violations);
  if (money.units() > kMaxUnits) {
    violations->Add(path, absl::StrCat("want at most ", kMaxUnits));
  }
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
