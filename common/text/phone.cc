#include "common/text/phone.h"

#include <phonenumbers/phonenumberutil.h>
#include <phonenumbers/shortnumberinfo.h>

#include <algorithm>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/status_macros.h"
#include "common/text/fold.h"

namespace guanxi::text {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;
using i18n::phonenumbers::ShortNumberInfo;

constexpr int kChina = 86;
constexpr size_t kMaxExtensionDigits = 6;
constexpr absl::string_view kExtensionMark = ";ext=";

const PhoneNumberUtil& Util() { return *PhoneNumberUtil::GetInstance(); }

absl::Status Invalid(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("phone number: ", why));
}

bool IsDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

std::string DigitsOf(absl::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), absl::ascii_isdigit);
  return digits;
}

// 转8, 分机号: 8 and so on become ";ext=8", which libphonenumber reads.
std::string RewriteExtension(absl::string_view text) {
  std::string out = absl::StrReplaceAll(text, {{"分机号", kExtensionMark},
                                               {"分機號", kExtensionMark},
                                               {"分机", kExtensionMark},
                                               {"分機", kExtensionMark},
                                               {"转", kExtensionMark},
                                               {"轉", kExtensionMark}});
  const size_t mark = out.find(kExtensionMark.data());
  if (mark == std::string::npos) return out;
  const size_t after = mark + kExtensionMark.size();
  return out.erase(after, std::min(out.find_first_not_of(" :.", after), out.size()) - after);
}

// Letters occur only in extension marks; anything else means that more than a number was typed.
absl::Status CheckCharacters(absl::string_view text) {
  const std::string rest = absl::StrReplaceAll(
      absl::AsciiStrToLower(text), {{"tel:", ""}, {"extension", ""}, {"ext", ""}, {"x", ""}});
  for (char c : rest) {
    if (!absl::ascii_isdigit(c) &&
        absl::string_view("+-()[]. /~#*,;:=").find(c) == absl::string_view::npos) {
      return Invalid("holds characters that are no part of a number");
    }
  }
  return DigitsOf(rest).empty() ? Invalid("no digit in it") : absl::OkStatus();
}

std::optional<PhoneNumber> ParseValid(const std::string& text, const std::string& region) {
  PhoneNumber number;
  if (Util().Parse(text, region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return {};
  if (!Util().IsValidNumber(number)) return {};
  return number;
}

// "021-61234567-8": valid without its last group of up to six digits, which is the extension.
std::optional<PhoneNumber> ParseWithHyphenExtension(const std::string& text,
                                                    const std::string& region) {
  const size_t hyphen = text.rfind('-');
  if (hyphen == std::string::npos) return {};
  const std::string tail = text.substr(hyphen + 1);
  if (!IsDigits(tail) || tail.size() > kMaxExtensionDigits) return {};
  std::optional<PhoneNumber> number = ParseValid(text.substr(0, hyphen), region);
  if (number.has_value()) number->set_extension(tail);
  return number;
}

// China's service numbers: 110, 114, 10086, 12345, 95588, 96110, 955000.
bool IsChineseServiceNumber(absl::string_view digits) {
  const bool from_10_to_12 = digits[0] == '1' && digits[1] >= '0' && digits[1] <= '2';
  if (from_10_to_12) return digits.size() == 3 || digits.size() == 5;
  const bool from_95_to_96 = digits[0] == '9' && (digits[1] == '5' || digits[1] == '6');
  return from_95_to_96 && (digits.size() == 5 || digits.size() == 6);
}

// Whether `digits` are a service number of `region` or, if they came with its country code, of any
// country that has the same code.
bool IsServiceNumber(const std::string& digits, const std::string& region, bool any_region) {
  if (Util().GetCountryCodeForRegion(region) == kChina) return IsChineseServiceNumber(digits);
  static const ShortNumberInfo& short_numbers = *new ShortNumberInfo;
  PhoneNumber number;
  if (Util().Parse(digits, region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return false;
  return any_region ? short_numbers.IsValidShortNumber(number)
                    : short_numbers.IsValidShortNumberForRegion(number, region);
}

// Takes the country code off `digits` and returns the region that it belongs to. No code is the
// start of another one.
std::optional<std::string> TakeCountryCode(std::string* digits) {
  for (size_t size = 1; size <= 3 && size < digits->size(); ++size) {
    std::string region;
    Util().GetRegionCodeForCountryCode(std::stoi(digits->substr(0, size)), &region);
    if (Util().GetCountryCodeForRegion(region) == 0) continue;
    digits->erase(0, size);
    return region;
  }
  return std::nullopt;
}

// A service number is typed bare, or written as it is stored: "+" and the country code in front;
// at most with blanks or hyphens inside. It has no extensions.
std::optional<Phone> ParseShort(absl::string_view text, const std::string& home) {
  if (text.find_first_of(";#*,xX") != absl::string_view::npos) return {};
  std::string digits = DigitsOf(text);
  std::string region = home;
  const bool with_country = absl::StrContains(text, '+');
  if (with_country) {
    const std::optional<std::string> taken = TakeCountryCode(&digits);
    if (!taken.has_value()) return {};
    region = *taken;
  }
  if (digits.size() < 3 || digits.size() > 6) return {};
  if (!IsServiceNumber(digits, region, with_country)) return {};
  const int country = Util().GetCountryCodeForRegion(region);
  const std::string e164 = absl::StrCat("+", country, digits);
  const bool at_home = country == Util().GetCountryCodeForRegion(home);
  return Phone{e164, at_home ? digits : absl::StrCat("+", country, " ", digits), true};
}

Phone ToPhone(PhoneNumber number, const std::string& region) {
  const std::string extension = number.extension();
  number.clear_extension();
  const bool home = number.country_code() == Util().GetCountryCodeForRegion(region);
  Phone phone;
  Util().Format(number, PhoneNumberUtil::E164, &phone.e164);
  Util().Format(number, home ? PhoneNumberUtil::NATIONAL : PhoneNumberUtil::INTERNATIONAL,
                &phone.display);
  if (!extension.empty()) {
    absl::StrAppend(&phone.e164, kExtensionMark, extension);
    const bool chinese = number.country_code() == kChina;
    absl::StrAppend(&phone.display, chinese ? " 转" : " ext. ", extension);
  }
  return phone;
}

absl::Status WhyInvalid(const std::string& text, const std::string& region) {
  PhoneNumber number;
  switch (Util().Parse(text, region, &number)) {
    case PhoneNumberUtil::NO_PARSING_ERROR:
      break;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
      return Invalid("unknown country code");
    case PhoneNumberUtil::TOO_LONG_NSN:
      return Invalid("too many digits");
    default:
      return Invalid("too few digits");
  }
  switch (Util().IsPossibleNumberWithReason(number)) {
    case PhoneNumberUtil::TOO_SHORT:
      return Invalid("too few digits");
    case PhoneNumberUtil::TOO_LONG:
      return Invalid("too many digits");
    case PhoneNumberUtil::INVALID_COUNTRY_CODE:
      return Invalid("unknown country code");
    case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY:
      return Invalid("the area code is missing");
    default:
      return Invalid(absl::StrCat("no such number in country +", number.country_code()));
  }
}

}  // namespace

absl::StatusOr<Phone> ParsePhone(absl::string_view text, absl::string_view default_region) {
  const std::string region = absl::AsciiStrToUpper(default_region);
  if (Util().GetCountryCodeForRegion(region) == 0) {
    return Invalid(absl::StrCat("unknown default region \"", region, "\""));
  }
  GUANXI_ASSIGN_OR_RETURN(const std::string normal, NormalizeText(text));
  if (normal.empty()) return Invalid("empty");
  const std::string number = RewriteExtension(normal);
  GUANXI_RETURN_IF_ERROR(CheckCharacters(number));
  if (const auto valid = ParseValid(number, region)) return ToPhone(*valid, region);
  if (const auto valid = ParseWithHyphenExtension(number, region)) return ToPhone(*valid, region);
  if (auto service_number = ParseShort(number, region)) return *std::move(service_number);
  return WhyInvalid(number, region);
}

}  // namespace guanxi::text
