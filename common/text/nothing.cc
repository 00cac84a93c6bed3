#include "common/text/nothing.h"

#include <set>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "common/text/fold.h"

namespace guanxi::text {
namespace {

// Takes `open` and `close` off both ends if both are there.
bool Unwrap(absl::string_view open, absl::string_view close, absl::string_view* text) {
  absl::string_view inner = *text;
  if (!absl::ConsumePrefix(&inner, open) || !absl::ConsumeSuffix(&inner, close)) return false;
  *text = absl::StripAsciiWhitespace(inner);
  return true;
}

// In lower case, half width, and without brackets around it. Empty if it is no text.
std::string Word(absl::string_view text) {
  auto normal = NormalizeCode(text);
  if (!normal.ok()) return "";
  absl::AsciiStrToLower(&*normal);
  absl::string_view word = *normal;
  while (Unwrap("(", ")", &word) || Unwrap("<", ">", &word) || Unwrap("[", "]", &word)) continue;
  return std::string(word);
}

}  // namespace

bool IsNothingInCustom(absl::string_view text) {
  // Signs alone, of any number: -, --, ——, /, ／, ...
  text = absl::StripAsciiWhitespace(text);
  absl::string_view rest = text;
  for (absl::string_view before; !rest.empty() && rest != before;) {
    before = rest;
    for (const absl::string_view sign : {"-", "—", "–", "－", "/", "／", "…", ".", "。"}) {
      absl::ConsumePrefix(&rest, sign);
    }
  }
  return (rest.empty() && !text.empty()) || absl::EqualsIgnoreCase(text, "n/a") ||
         absl::EqualsIgnoreCase(text, "#n/a");
}

bool IsNothingInName(absl::string_view text) {
  static const auto& words = *new std::set<std::string>{
      "无",   "無",   "暂无",   "暫無",   "没有", "沒有", "空",
      "空白", "未填", "未填写", "无数据", "暂缺", "待定", "blank",
  };
  return IsNothingInCustom(text) || words.count(Word(text)) > 0 ||
         absl::EqualsIgnoreCase(text, "(null)") || absl::EqualsIgnoreCase(text, "<null>");
}

bool IsNothing(absl::string_view text) {
  static const auto& words = *new std::set<std::string>{
      // clang-format off
      "未知", "不详", "不詳", "未提供", "待补充", "待补", "无信息", "无记录",
      "_", "?", "??", "*", "~", "na", "n.a.", "n.a", "null", "nil", "none", "nan", "unknown",
      "undefined", "tbd", "\\n", "0000-00-00", "0000-00-00 00:00:00",
      // clang-format on
  };
  return IsNothingInName(text) || words.count(Word(text)) > 0;
}

}  // namespace guanxi::text
