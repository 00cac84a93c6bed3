#include "common/text/phone_text.h"

#include <re2/re2.h>
#include <unicode/uchar.h>

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/base/status_macros.h"
#include "common/text/utf8.h"

namespace guanxi::text {
namespace {

constexpr char kForeign[] = "holds characters that are no part of a number";
constexpr char kDigits[] = "0123456789";

// Words that say "extension", the longer ones first.
constexpr char kMark[] =
    "(?:;\\s*ext=|extension|extn|ext|x|[转轉](?:分[机機][号號]?码?|[内內][线線])?|"
    "分[机機][号號]?码?|[内內][线線][号號]?|#|\\*)";
// The same behind the extension: 8001分机.
constexpr char kMarkBehind[] = "^[) ]*(?:分[机機][号號]?|[内內][线線])[) .]*$";

bool IsDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

bool IsWordCharacter(char32_t c) {
  return (U_GET_GC_MASK(static_cast<UChar32>(c)) & (U_GC_L_MASK | U_GC_N_MASK | U_GC_M_MASK)) != 0;
}

std::string Plain(absl::string_view normal) {
  if (absl::StartsWithIgnoreCase(normal, "tel:")) normal.remove_prefix(4);
  return absl::StrReplaceAll(normal, {{"【", "("},
                                      {"】", ")"},
                                      {"〔", "("},
                                      {"〕", ")"},
                                      {"「", "("},
                                      {"」", ")"},
                                      {"『", "("},
                                      {"』", ")"},
                                      {"〖", "("},
                                      {"〗", ")"},
                                      {"[", "("},
                                      {"]", ")"},
                                      {"·", " "},
                                      {"•", " "},
                                      {"・", " "}});
}

// Where the number begins: at its first digit, or the "+" and brackets before it.
absl::StatusOr<size_t> NumberBegin(absl::string_view text) {
  size_t begin = text.find_first_of(kDigits);
  if (begin == absl::string_view::npos) return absl::InvalidArgumentError("no digit in it");
  while (begin > 0 && absl::StrContains("+( ", text[begin - 1])) --begin;
  const absl::string_view lead = text.substr(begin, text.find_first_of(kDigits) - begin);
  // "A+138": is it a plus sign?
  const bool glued =
      begin > 0 && absl::StartsWith(lead, "+") && absl::ascii_isalnum(text[begin - 1]);
  if (glued) return absl::InvalidArgumentError(kForeign);
  return begin;
}

// Moves the extension out of `parts->number`. `marked_behind`: a word behind it says that it is
// one.
absl::Status TakeExtension(bool marked_behind, PhoneText* parts) {
  static const auto& marked =
      *new RE2(absl::StrCat("(?i)^(.*\\d)\\)?[-,./( ]*", kMark, "[-:.#( ]*(\\d+)$"));
  static const auto& last_group = *new RE2("^(.*\\d)\\)?[-( ]+(\\d{1,7})$");
  static const auto& bare = *new RE2("^(.*\\d)\\)?( *-+ *| *\\( *)(\\d{1,6})$");
  const std::string all = parts->number;
  std::string separator;
  if (!RE2::FullMatch(all, marked, &parts->number, &parts->extension)) {
    if (marked_behind) {
      if (!RE2::FullMatch(all, last_group, &parts->number, &parts->extension)) {
        return absl::InvalidArgumentError(kForeign);
      }
    } else if (RE2::FullMatch(all, bare, &parts->number, &separator, &parts->extension)) {
      parts->bracketed = absl::StrContains(separator, '(');
      parts->whole = all;
    }
  }
  if (parts->extension.size() <= kMaxExtensionDigits) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("an extension has at most ", kMaxExtensionDigits,
                                                 " digits; of two numbers, give each by itself"));
}

// Digits and separators; a "+" before the first digit only.
absl::Status CheckNumber(absl::string_view number) {
  // 0572-2212345/6 is short for two numbers; 021/61234567 and 01/23/45/67/89 are one.
  static const auto& short_for_several = *new RE2("^[^/]*(?:\\d[^/\\d]*){7}(?:/ *\\d{1,3} *)+$");
  if (number.find_first_of(",;|") != absl::string_view::npos || absl::StrContains(number, "、") ||
      RE2::FullMatch(re2::StringPiece(number.data(), number.size()), short_for_several)) {
    return absl::InvalidArgumentError("holds several numbers; give each by itself");
  }
  const size_t first = number.find_first_of(kDigits);
  for (size_t i = 0; i < number.size(); ++i) {
    const char c = number[i];
    if (absl::ascii_isdigit(c) || absl::StrContains("-(). /", c)) continue;
    if (c == '+' && i < first && number.find('+') == i) continue;
    return absl::InvalidArgumentError(c == '~' ? "a range of numbers; give each by itself"
                                               : kForeign);
  }
  return absl::OkStatus();
}

}  // namespace

std::string TrimPunctuation(absl::string_view text) {
  const std::u32string all = DecodeUtf8(text);
  const auto begin = std::find_if(all.begin(), all.end(), IsWordCharacter);
  auto end = std::find_if(all.rbegin(), all.rend(), IsWordCharacter).base();
  if (begin >= end) return "";
  // The closing bracket of "经理(财务)" is its own.
  const bool open = std::count(begin, end, U'(') > std::count(begin, end, U')');
  if (open && end != all.end() && *end == U')') ++end;
  return EncodeUtf8({&*begin, static_cast<size_t>(end - begin)});
}

std::vector<std::string> DigitGroups(absl::string_view number) {
  std::vector<std::string> groups;
  for (size_t at = 0; at < number.size(); ++at) {
    if (!absl::ascii_isdigit(number[at])) continue;
    if (at == 0 || !absl::ascii_isdigit(number[at - 1])) groups.emplace_back();
    groups.back().push_back(number[at]);
  }
  return groups;
}

bool StartsWithExtension(absl::string_view text) {
  static const auto& mark =
      *new RE2(absl::StrCat("(?i)^[-,./( ]*(?:ext=|", kMark, ")[-:.#( ]*\\d"));
  return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), mark);
}

absl::StatusOr<PhoneText> TakePhoneApart(absl::string_view normal) {
  static const auto& mark_behind = *new RE2(kMarkBehind);
  const std::string text = Plain(normal);
  PhoneText parts;
  GUANXI_ASSIGN_OR_RETURN(const size_t begin, NumberBegin(text));
  const size_t end = text.find_last_of(kDigits) + 1;
  parts.number = text.substr(begin, end - begin);
  if (IsDigits(text)) return parts;
  std::string behind = text.substr(end);
  const bool marked_behind = RE2::FullMatch(behind, mark_behind);
  if (marked_behind) behind.clear();
  GUANXI_RETURN_IF_ERROR(TakeExtension(marked_behind, &parts));
  GUANXI_RETURN_IF_ERROR(CheckNumber(parts.number));
  // 13800138000(2号楼), 88881234-2楼: digits of the words, not an extension.
  const bool words =
      !parts.whole.empty() && !behind.empty() &&
      (parts.bracketed ? behind[0] != ')' : !absl::ascii_ispunct(behind[0]) && behind[0] != ' ');
  if (words) return absl::InvalidArgumentError(kForeign);
  const std::string before = TrimPunctuation(absl::string_view(text).substr(0, begin));
  behind = TrimPunctuation(behind);
  parts.around = absl::StrCat(before, before.empty() || behind.empty() ? "" : " ", behind);
  return parts;
}

}  // namespace guanxi::text
