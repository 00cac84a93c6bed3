#include "common/text/value_list.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/text/email.h"
#include "common/text/fold.h"
#include "common/text/nothing.h"
#include "common/text/phone.h"
#include "common/text/phone_text.h"

namespace guanxi::text {
namespace {

using Parts = std::vector<std::string>;

// Whether a part is a value, or may be one.
using IsValue = bool (*)(absl::string_view part);

Parts SplitAt(absl::string_view text, absl::string_view separators) {
  Parts parts;
  for (absl::string_view part :
       absl::StrSplit(text, absl::ByAnyChar(separators), absl::SkipWhitespace())) {
    part = absl::StripAsciiWhitespace(part);
    if (!IsNothing(part)) parts.emplace_back(part);
  }
  return parts;
}

// Parts at the separators that no value has.
Parts SplitStrong(absl::string_view text) {
  return SplitAt(
      absl::StrReplaceAll(
          text, {{" ::: ", "\n"}, {"；", "\n"}, {"，", "\n"}, {"、", "\n"}, {"｜", "\n"}}),
      ";,|\r\n");
}

// What is no value by itself goes to one that is: a tail (转8001) to the one before it; words to
// the one behind them if the list begins with words, else to the one before.
Parts Join(const Parts& parts, IsValue is_value, IsValue is_tail, absl::string_view glue) {
  Parts joined;
  std::string words;
  const bool words_first = !parts.empty() && !is_value(parts[0]);
  for (const std::string& part : parts) {
    if (is_value(part)) {
      joined.push_back(words.empty() ? part : absl::StrCat(words, glue, part));
      words.clear();
    } else if (joined.empty() || (words_first && !is_tail(part))) {
      absl::StrAppend(&words, words.empty() ? "" : glue, part);
    } else {
      absl::StrAppend(&joined.back(), glue, part);
    }
  }
  if (words.empty()) return joined;
  if (joined.empty()) return {words};
  absl::StrAppend(&joined.back(), glue, words);
  return joined;
}

bool IsExtension(absl::string_view part) {
  const auto normal = NormalizeCode(part);
  return normal.ok() && StartsWithExtension(*normal);
}

bool MayBePhone(absl::string_view part) {
  const auto normal = NormalizeCode(part);
  return normal.ok() && !StartsWithExtension(*normal) &&
         std::any_of(normal->begin(), normal->end(), absl::ascii_isdigit);
}

bool Never(absl::string_view /*part*/) { return false; }

bool HasAt(absl::string_view part) {
  return absl::StrContains(part, '@') || absl::StrContains(part, "＠");
}

// A Chinese landline without its area code.
bool IsLocal(absl::string_view part) {
  return (part.size() == 7 || part.size() == 8) && part[0] >= '2' &&
         std::all_of(part.begin(), part.end(), absl::ascii_isdigit);
}

// 0572-2212345/6/47 is short for 0572-2212345, 0572-2212346 and 0572-2212347: one or two digits
// behind a slash take the place of the last ones. More may be an extension.
Parts WriteOut(Parts parts, absl::string_view region) {
  std::string around;
  const auto first =
      parts.empty() ? absl::NotFoundError("") : ParsePhone(parts[0], region, &around);
  if (!first.ok() || absl::StrContains(first->e164, ";")) return parts;
  const auto last_digits = [](const std::string& number) {
    const auto head = std::find_if_not(number.rbegin(), number.rend(), absl::ascii_isdigit);
    return static_cast<size_t>(head - number.rbegin());
  };
  std::string whole = parts[0];  // the number that the parts behind it are short for
  for (size_t i = 1; i < parts.size(); ++i) {
    std::string& part = parts[i];
    const bool tail = part.size() <= 2 && part.size() < last_digits(whole) &&
                      std::all_of(part.begin(), part.end(), absl::ascii_isdigit);
    if (tail) {
      part = absl::StrCat(whole.substr(0, whole.size() - part.size()), part);
    } else {
      whole = part;
    }
  }
  return parts;
}

// Parts at blanks, or at slashes, if each of them is a number.
Parts SplitWeak(const std::string& text, absl::string_view region) {
  std::string plain = absl::StrReplaceAll(text, {{"／", "/"}, {"　", " "}});
  if (absl::StrContains(plain, '/')) plain = absl::StrJoin(SplitAt(plain, "/"), "/");
  std::string around;
  const auto is_phone = [&](const std::string& part) {
    return ParsePhone(part, region, &around).ok();
  };
  if (plain.find_first_of("/ \t") == std::string::npos || is_phone(plain)) return {plain};
  const Parts at_slashes =
      WriteOut(Join(SplitAt(plain, "/"), MayBePhone, IsExtension, "/"), region);
  const auto is_phone_or_local = [&](const std::string& part) {
    return IsLocal(part) || is_phone(part);
  };
  if (at_slashes.size() > 1 && is_phone(at_slashes[0]) &&
      std::all_of(at_slashes.begin(), at_slashes.end(), is_phone_or_local)) {
    return at_slashes;
  }
  const Parts at_blanks = Join(SplitAt(plain, "/ \t"), MayBePhone, IsExtension, " ");
  if (at_blanks.size() > 1 && std::all_of(at_blanks.begin(), at_blanks.end(), is_phone)) {
    return at_blanks;
  }
  return {plain};
}

}  // namespace

Parts SplitPhones(absl::string_view text, absl::string_view default_region) {
  Parts phones;
  // The stored form of an extension has a semicolon.
  const std::string guarded = absl::StrReplaceAll(text, {{";ext=", " ext="}});
  for (const std::string& part : Join(SplitStrong(guarded), MayBePhone, IsExtension, " ")) {
    for (std::string& phone :
         SplitWeak(absl::StrReplaceAll(part, {{" ext=", ";ext="}}), default_region)) {
      phones.push_back(std::move(phone));
    }
  }
  return phones;
}

Parts SplitEmails(absl::string_view text) {
  Parts emails;
  std::string around;
  const auto is_email = [&](const std::string& part) { return ParseEmail(part, &around).ok(); };
  for (const std::string& part : Join(SplitStrong(text), HasAt, Never, ", ")) {
    Parts pieces = {part};
    if (!is_email(part)) {
      const std::string plain = absl::StrReplaceAll(part, {{"／", "/"}, {"　", " "}});
      for (Parts parts :
           {SplitAt(plain, "/ \t"), SplitAt(absl::StrReplaceAll(plain, {{">", ">\n"}}), "\n")}) {
        if (std::all_of(parts.begin(), parts.end(), is_email)) pieces = std::move(parts);
      }
    }
    emails.insert(emails.end(), pieces.begin(), pieces.end());
  }
  return emails;
}

}  // namespace guanxi::text
