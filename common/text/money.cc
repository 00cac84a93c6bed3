#include "common/text/money.h"

#include <re2/re2.h>
#include <unicode/ucurr.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <map>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/base/status_macros.h"
#include "common/text/fold.h"
#include "common/text/simplified.h"
#include "common/text/utf8.h"

namespace guanxi::text {
namespace {

constexpr int kNanoDigits = 9;

absl::Status Invalid(absl::string_view why) { return absl::InvalidArgumentError(why); }

absl::Status Unknown() {
  return Invalid("must be an amount such as 100万元, 50万美元 or CNY 1000000.50");
}

// What one currency alone is called; simplified, in lower case.
const std::map<std::string, std::string>& CurrencyWords() {
  static const auto& words = *new std::map<std::string, std::string>{
      {"人民币", "CNY"},   {"rmb", "CNY"},        {"cn¥", "CNY"},        {"rmb¥", "CNY"},
      {"美元", "USD"},     {"美金", "USD"},       {"us$", "USD"},        {"usd$", "USD"},
      {"欧元", "EUR"},     {"€", "EUR"},          {"英镑", "GBP"},       {"港元", "HKD"},
      {"港币", "HKD"},     {"hk$", "HKD"},        {"澳门元", "MOP"},     {"澳门币", "MOP"},
      {"mop$", "MOP"},     {"新台币", "TWD"},     {"台币", "TWD"},       {"nt$", "TWD"},
      {"日元", "JPY"},     {"日圆", "JPY"},       {"日币", "JPY"},       {"jp¥", "JPY"},
      {"韩元", "KRW"},     {"韩币", "KRW"},       {"₩", "KRW"},          {"澳元", "AUD"},
      {"a$", "AUD"},       {"澳大利亚元", "AUD"}, {"加元", "CAD"},       {"加拿大元", "CAD"},
      {"c$", "CAD"},       {"ca$", "CAD"},        {"新加坡元", "SGD"},   {"新加坡币", "SGD"},
      {"s$", "SGD"},       {"新西兰元", "NZD"},   {"nz$", "NZD"},        {"瑞士法郎", "CHF"},
      {"瑞典克朗", "SEK"}, {"挪威克朗", "NOK"},   {"丹麦克朗", "DKK"},   {"俄罗斯卢布", "RUB"},
      {"₽", "RUB"},      {"泰铢", "THB"},       {"฿", "THB"},          {"印度卢比", "INR"},
      {"₹", "INR"},        {"越南盾", "VND"},     {"₫", "VND"},          {"马来西亚林吉特", "MYR"},
      {"林吉特", "MYR"},   {"rm", "MYR"},         {"菲律宾比索", "PHP"}, {"印尼盾", "IDR"},
  };
  return words;
}

std::string Simplify(absl::string_view text) {
  std::u32string characters = DecodeUtf8(text);
  std::transform(characters.begin(), characters.end(), characters.begin(), ToSimplified);
  return EncodeUtf8(characters);
}

// The currency that `word` names; "" where it names none: "", 元, ¥. Nothing: it is not known.
std::optional<std::string> CurrencyOf(absl::string_view word) {
  if (word.empty() || word == "元" || word == "圆" || word == "¥") return "";
  if (const auto known = CurrencyWords().find(std::string(word)); known != CurrencyWords().end()) {
    return known->second;
  }
  const std::string code = absl::AsciiStrToUpper(word);
  if (IsCurrencyCode(code)) return code;
  // 元人民币, 人民币元, 元(人民币)
  if (absl::ConsumePrefix(&word, "元") || absl::ConsumeSuffix(&word, "元")) return CurrencyOf(word);
  return std::nullopt;
}

// The power of ten that the start of `text` multiplies by; taken off.
int TakeScale(absl::string_view* text) {
  for (const auto& [word, power] : {std::pair("万亿", 12), std::pair("千万", 7),
                                    std::pair("百万", 6), std::pair("亿", 8), std::pair("万", 4)}) {
    if (absl::ConsumePrefix(text, word)) return power;
  }
  return 0;
}

// The amount of `digits`, of which the last `places` are decimal places.
absl::Status SetAmount(std::string digits, int places, bool negative, Money* money) {
  for (; places < kNanoDigits; ++places) digits.push_back('0');
  for (; places > kNanoDigits; --places) {
    if (digits.back() != '0') return Unknown();
    digits.pop_back();
  }
  const size_t whole = digits.size() - kNanoDigits;
  if (!absl::SimpleAtoi(absl::StrCat("0", digits.substr(0, whole)), &money->units) ||
      !absl::SimpleAtoi(digits.substr(whole), &money->nanos)) {
    return Invalid("the amount is too big");
  }
  if (negative) {
    money->units = -money->units;
    money->nanos = -money->nanos;
  }
  return absl::OkStatus();
}

// A word before or behind the amount, without brackets that open and close in it.
std::optional<std::string> Bare(absl::string_view word) {
  const auto open = std::count(word.begin(), word.end(), '(');
  if (open != std::count(word.begin(), word.end(), ')')) return std::nullopt;
  return absl::StrReplaceAll(word, {{"(", ""}, {")", ""}, {" ", ""}, {":", ""}});
}

}  // namespace

bool IsCurrencyCode(absl::string_view code) {
  if (code.size() != 3 || !std::all_of(code.begin(), code.end(), absl::ascii_isupper)) return false;
  if (code == "XXX" || code == "XTS") return false;  // no currency; for tests
  if (code == "XCG" || code == "ZWG") return true;   // younger than ICU 72
  icu::UnicodeString name(code.data(), static_cast<int32_t>(code.size()), US_INV);
  return ucurr_getNumericCode(name.getTerminatedBuffer()) != 0;
}

absl::StatusOr<Money> ParseMoney(absl::string_view text, absl::string_view default_region) {
  static const auto& one_group = *new RE2("^[1-9]\\d{0,2}\\.\\d{3}$");
  static const auto& amount = *new RE2(
      "^([^0-9]*?)([-+]?)((?:\\d+|\\d{1,3}(?:,\\d{3})+|\\d{1,4}(?:,\\d{4})+)(?:\\.\\d+)?)([^0-9]*)"
      "$");
  GUANXI_ASSIGN_OR_RETURN(const std::string normal, NormalizeCode(text));
  std::string before, sign, number, behind;
  if (!RE2::FullMatch(Simplify(absl::AsciiStrToLower(normal)), amount, &before, &sign, &number,
                      &behind)) {
    return Unknown();
  }
  const std::optional<std::string> front = Bare(before);
  const std::optional<std::string> back = Bare(behind);
  if (!front.has_value() || !back.has_value()) return Unknown();
  absl::string_view unit = *back;
  const int scale = TakeScale(&unit);
  // Who has points between thousands writes no 万 behind them.
  if (scale == 0 && RE2::FullMatch(number, one_group)) {
    return Invalid(absl::StrCat(number, " may have a point between thousands or before decimals; ",
                                "write it such as 1000 or 1.00"));
  }
  if (!absl::ConsumeSuffix(&unit, "整")) absl::ConsumeSuffix(&unit, "正");
  const std::optional<std::string> first = CurrencyOf(*front);
  const std::optional<std::string> second = CurrencyOf(unit);
  if (*front == "$" || unit == "$") {
    return Invalid("several countries have $; write USD, HKD or another code");
  }
  if (!first.has_value() || !second.has_value()) return Unknown();
  if (*front == "元") return Unknown();
  if (!first->empty() && !second->empty() && *first != *second) return Unknown();
  Money money;
  money.currency = first->empty() ? *second : *first;
  if (money.currency.empty()) {
    if (!absl::EqualsIgnoreCase(default_region, "CN")) {
      return Invalid("the currency is missing; write it such as CNY 1000000.50");
    }
    money.currency = "CNY";
  }
  const std::string digits = absl::StrReplaceAll(number, {{",", ""}, {".", ""}});
  const size_t point = number.find('.');
  const int places = point == std::string::npos ? 0 : static_cast<int>(number.size() - point - 1);
  GUANXI_RETURN_IF_ERROR(SetAmount(digits, places - scale, sign == "-", &money));
  return money;
}

}  // namespace guanxi::text
