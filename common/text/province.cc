#include "common/text/province.h"

#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/text/simplified.h"
#include "common/text/utf8.h"

namespace guanxi::text {
namespace {

// Short names, and what may stand behind them in a name of the same division.
struct Division {
  absl::string_view names;
  absl::string_view ends;
};
constexpr Division kDivisions[] = {
    {"北京 天津 上海 重庆", "市"},
    {"河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 "
     "云南 陕西 甘肃 青海 台湾",
     "省"},
    {"内蒙古 西藏", "自治区"},
    {"广西", "壮族自治区 自治区"},
    {"宁夏", "回族自治区 自治区"},
    {"新疆", "维吾尔自治区 自治区"},
    {"香港 澳门", "特别行政区"},
};
// No name has more: 新疆维吾尔自治区.
constexpr size_t kMaxCharacters = 8;

using Names = absl::flat_hash_map<std::string, std::string>;

const Names& ShortNames() {
  static const auto* const kNames = [] {
    auto* names = new Names;
    for (const Division& division : kDivisions) {
      for (absl::string_view name : absl::StrSplit(division.names, ' ')) {
        names->emplace(std::string(name), std::string(name));
        for (absl::string_view end : absl::StrSplit(division.ends, ' ')) {
          names->emplace(absl::StrCat(name, end), std::string(name));
        }
      }
    }
    return names;
  }();
  return *kNames;
}

}  // namespace

std::string ShortProvince(absl::string_view text) {
  // Most texts are too long, or in other letters.
  if (text.size() > 3 * kMaxCharacters || text.size() % 3 != 0) return std::string(text);
  std::string simple;
  for (const char32_t c : DecodeUtf8(text)) AppendUtf8(ToSimplified(c), &simple);
  const auto found = ShortNames().find(simple);
  return found == ShortNames().end() ? std::string(text) : found->second;
}

}  // namespace guanxi::text
