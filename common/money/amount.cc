#include "common/money/amount.h"

#include <unicode/ucurr.h>
#include <unicode/unistr.h>

#include "absl/strings/str_cat.h"
#include "common/text/money.h"

namespace guanxi::money {
namespace {

constexpr int kUsualPlaces = 2;
constexpr int kPercentPlaces = 6;
constexpr int kNanosPerUnit = 1'000'000'000;

}  // namespace

int PlacesOf(absl::string_view currency) {
  if (!text::IsCurrencyCode(currency)) return kUsualPlaces;
  const icu::UnicodeString code(currency.data(), static_cast<int32_t>(currency.size()), US_INV);
  icu::UnicodeString name = code;
  UErrorCode status = U_ZERO_ERROR;
  const int places = ucurr_getDefaultFractionDigits(name.getTerminatedBuffer(), &status);
  return U_SUCCESS(status) && places >= 0 && places <= kMaxPlaces ? places : kUsualPlaces;
}

Int NanosOf(const google::type::Money& money) {
  return Int{money.units()} * kNanosPerUnit + money.nanos();
}

std::optional<Int> SmallestOf(const google::type::Money& money, int places) {
  const Int part = PowerOfTen(kMaxPlaces - places);
  const Int nanos = NanosOf(money);
  if (nanos % part != 0) return std::nullopt;
  return nanos / part;
}

google::type::Money MoneyOf(Int smallest, int places, const std::string& currency) {
  const Int unit = PowerOfTen(places);
  google::type::Money money;
  money.set_currency_code(currency);
  money.set_units(static_cast<int64_t>(smallest / unit));
  money.set_nanos(static_cast<int32_t>(smallest % unit * PowerOfTen(kMaxPlaces - places)));
  return money;
}

Int MaxSmallest(int places) { return kMaxUnits * PowerOfTen(places); }

Bounds PercentBounds() { return {kPercentPlaces, /*least=*/0, 100 * PowerOfTen(kPercentPlaces)}; }

std::optional<Int> TakeDecimal(absl::string_view path, const Bounds& bounds,
                               google::type::Decimal* decimal, Violations* violations) {
  const absl::StatusOr<Int> value = ParseScaled(decimal->value(), bounds.places);
  if (!value.ok()) {
    violations->Add(path, value.status().message());
    return std::nullopt;
  }
  if (*value < bounds.least || *value > bounds.most) {
    violations->Add(path, absl::StrCat("want ", FormatScaled(bounds.least, bounds.places), " to ",
                                       FormatScaled(bounds.most, bounds.places)));
    return std::nullopt;
  }
  decimal->set_value(FormatScaled(*value, bounds.places));
  return *value;
}

Int ScaledOf(const google::type::Decimal& decimal, int places) {
  if (decimal.value().empty()) return 0;
  return ParseScaled(decimal.value(), places).value_or(0);
}

}  // namespace guanxi::money
