#include "common/text/phone.h"

#include <phonenumbers/phonenumberutil.h>
#include <phonenumbers/shortnumberinfo.h>

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/text/fold.h"
#include "common/text/phone_text.h"

namespace guanxi::text {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;
using i18n::phonenumbers::ShortNumberInfo;

constexpr int kChina = 86;
constexpr absl::string_view kExtensionMark = ";ext=";

const PhoneNumberUtil& Util() { return *PhoneNumberUtil::GetInstance(); }

absl::Status Invalid(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("phone number: ", why));
}

std::string DigitsOf(absl::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), absl::ascii_isdigit);
  return digits;
}

// 1[3-9] and nine digits.
bool IsChineseMobile(const PhoneNumber& number) {
  constexpr uint64_t kFirst = 13'000'000'000, kLast = 19'999'999'999;
  return number.country_code() == kChina && number.national_number() >= kFirst &&
         number.national_number() <= kLast;
}

std::optional<PhoneNumber> ParseValid(const std::string& text, const std::string& region) {
  PhoneNumber number;
  if (Util().Parse(text, region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return {};
  if (!IsChineseMobile(number) && !Util().IsValidNumber(number)) return {};
  return number;
}

// China's service numbers: 110, 114, 10086, 12345, 95588, 96110, 955000. Of those with three digits
// the few that there are: 123 is somebody's beginning of a number.
bool IsChineseServiceNumber(absl::string_view digits) {
  constexpr absl::string_view kShortest[] = {"110", "112", "114", "117",
                                             "119", "120", "121", "122"};
  if (digits.size() == 3) {
    return std::find(std::begin(kShortest), std::end(kShortest), digits) != std::end(kShortest);
  }
  const bool from_10_to_12 = digits[0] == '1' && digits[1] >= '0' && digits[1] <= '2';
  if (from_10_to_12) return digits.size() == 5;
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
// at most with blanks or hyphens inside. What has one as a group, 95511 1, is neither 955111 nor
// 95511.
std::optional<Phone> ParseShort(const std::string& text, const std::string& home) {
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
  const std::vector<std::string> groups = DigitGroups(text);
  const bool several = std::any_of(groups.begin(), groups.end(), [&](const std::string& group) {
    return group.size() >= 3 && group.size() < digits.size() &&
           IsServiceNumber(group, region, with_country);
  });
  if (several) return {};
  const int country = Util().GetCountryCodeForRegion(region);
  const std::string e164 = absl::StrCat("+", country, digits);
  const bool at_home = country == Util().GetCountryCodeForRegion(home);
  return Phone{e164, at_home ? digits : absl::StrCat("+", country, " ", digits), true};
}

Phone ToPhone(const PhoneNumber& number, const std::string& region) {
  const bool home = number.country_code() == Util().GetCountryCodeForRegion(region);
  Phone phone;
  Util().Format(number, PhoneNumberUtil::E164, &phone.e164);
  Util().Format(number, home ? PhoneNumberUtil::NATIONAL : PhoneNumberUtil::INTERNATIONAL,
                &phone.display);
  return phone;
}

// China's hotlines of five digits and more have menus; 110 has none.
bool HasMenu(const Phone& service_number) {
  return absl::StartsWith(service_number.e164, absl::StrCat("+", kChina)) &&
         service_number.e164.size() >= std::string("+8695588").size();
}

Phone WithExtension(Phone phone, const std::string& extension) {
  const bool chinese = absl::StartsWith(phone.e164, absl::StrCat("+", kChina));
  absl::StrAppend(&phone.e164, kExtensionMark, extension);
  absl::StrAppend(&phone.display, chinese ? " 转" : " ext. ", extension);
  return phone;
}

// How the groups of a number without a country code make it one of another country than China.
// INVALID_ARGUMENT if they are not Chinese, but nothing else for certain.
absl::StatusOr<std::string> WithForeignCode(const std::string& number) {
  const std::vector<std::string> groups = DigitGroups(number);
  const auto sizes = [&](std::initializer_list<size_t> want) {
    return std::equal(groups.begin(), groups.end(), want.begin(), want.end(),
                      [](const std::string& group, size_t size) { return group.size() == size; });
  };
  std::string foreign = absl::StrCat("+", number.substr(number.find_first_of("0123456789")));
  const bool trunk = sizes({1, 3, 3, 4}) && groups[0] == "1";
  if (trunk && ParseValid(foreign, "US").has_value()) return foreign;
  const bool toll_free = groups[0] == "400" || groups[0] == "800";
  if (trunk || (sizes({3, 3, 4}) && groups[0][0] != '0' && !toll_free)) {
    return Invalid("its groups are not those of a Chinese one; write +1 or +86 before it");
  }
  const bool greater_china = groups[0] == "852" || groups[0] == "853" || groups[0] == "886";
  if (greater_china && groups.size() > 1 && ParseValid(foreign, "CN").has_value()) return foreign;
  const std::string digits = DigitsOf(number);
  if (digits.size() == 13 && absl::StartsWith(digits, "861")) return foreign;
  return number;
}

// `number` without an extension; nothing if there is no such number.
std::optional<Phone> ReadNumber(const std::string& number, const std::string& region) {
  if (const auto valid = ParseValid(number, region)) return ToPhone(*valid, region);
  return ParseShort(number, region);
}

// Whether the digits behind the last hyphen or in the last brackets are no part of the number,
// though it might be valid with them: 0572-2212345-8, 88881234(8), 95511-1.
bool IsExtensionByForm(const PhoneText& parts, const std::string& region) {
  if (parts.bracketed) return true;
  const std::vector<std::string> groups = DigitGroups(parts.number);
  const size_t last = groups.size() - 1;
  if (groups[last].size() >= 7 && last > 0 && absl::StartsWith(groups[last - 1], "0")) return true;
  const std::optional<Phone> head = ParseShort(parts.number, region);
  return head.has_value() && HasMenu(*head);
}

std::optional<Phone> ReadParts(const PhoneText& parts, const std::string& region) {
  const auto with_extension = [&]() -> std::optional<Phone> {
    std::optional<Phone> phone = ReadNumber(parts.number, region);
    if (!phone.has_value() || parts.extension.empty()) return phone;
    if (phone->is_short && !HasMenu(*phone)) return {};
    return WithExtension(*std::move(phone), parts.extension);
  };
  if (parts.whole.empty()) return with_extension();
  const bool extension_first = IsExtensionByForm(parts, region);
  auto phone = extension_first ? with_extension() : ReadNumber(parts.whole, region);
  if (phone.has_value()) return phone;
  return extension_first ? ReadNumber(parts.whole, region) : with_extension();
}

absl::Status WhyInvalid(const std::string& text, const std::string& region) {
  const std::string digits = DigitsOf(text);
  const bool local = (digits.size() == 7 || digits.size() == 8) && digits[0] >= '2';
  if (local && !absl::StrContains(text, '+') && Util().GetCountryCodeForRegion(region) == kChina) {
    return Invalid("the area code is missing");
  }
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

bool IsPhoneRegion(absl::string_view region) {
  return Util().GetCountryCodeForRegion(std::string(region)) != 0;
}

absl::StatusOr<Phone> ParsePhone(absl::string_view text, absl::string_view default_region,
                                 std::string* around) {
  const std::string region = absl::AsciiStrToUpper(default_region);
  const int home = Util().GetCountryCodeForRegion(region);
  if (home == 0) return Invalid(absl::StrCat("unknown default region \"", region, "\""));
  GUANXI_ASSIGN_OR_RETURN(const std::string normal, NormalizeCode(text));
  if (normal.empty()) return Invalid("empty");
  auto parts = TakePhoneApart(normal);
  if (!parts.ok()) return Invalid(parts.status().message());
  if (around != nullptr) {
    *around = parts->around;
  } else if (!parts->around.empty()) {
    return Invalid("holds characters that are no part of a number");
  }
  const std::string& all = parts->whole.empty() ? parts->number : parts->whole;
  const bool bare = !absl::StrContains(all, '+') && !absl::StartsWith(DigitsOf(all), "00");
  if (home == kChina && bare) {
    for (std::string* number : {&parts->number, &parts->whole}) {
      if (number->empty()) continue;
      GUANXI_ASSIGN_OR_RETURN(*number, WithForeignCode(*number));
    }
  }
  if (auto phone = ReadParts(*parts, region)) return *std::move(phone);
  return WhyInvalid(all, region);
}

}  // namespace guanxi::text
