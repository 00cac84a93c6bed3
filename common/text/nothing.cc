#include "common/text/nothing.h"

#include <set>
#include <string>

#include "absl/strings/ascii.h"
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

}  // namespace

bool IsNothing(absl::string_view text) {
  static const auto& words = *new std::set<std::string>{
      // clang-format off
      "无", "無", "暂无", "暫無", "没有", "沒有", "空", "空白", "未知", "不详", "不詳", "未填", "未填写", "未提供",
      "暂缺", "待定", "待补充", "待补", "无数据", "无信息", "无记录",
      "-", "--", "---", "----", "_", "/", "//", ".", "..", "...", "?", "??", "*", "~", "—",
      "n/a", "na", "n.a.", "n.a", "#n/a", "null", "nil", "none", "nan", "unknown", "undefined", "tbd",
      "\\n", "0000-00-00", "0000-00-00 00:00:00",
      // clang-format on
  };
  auto normal = NormalizeCode(text);
  if (!normal.ok()) return false;
  absl::AsciiStrToLower(&*normal);
  absl::string_view word = *normal;
  while (Unwrap("(", ")", &word) || Unwrap("<", ">", &word) || Unwrap("[", "]", &word)) continue;
  return words.count(std::string(word)) > 0;
}

}  // namespace guanxi::text
