#include "common/text/city.h"

#include <algorithm>
#include <cstddef>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_split.h"
#include "common/text/company_name_tables.h"
#include "common/text/simplified.h"
#include "common/text/utf8.h"

namespace guanxi::text {
namespace {

constexpr char32_t kEnd = U'市';
// No city's name has more: 齐齐哈尔. What is longer names more than a city.
constexpr size_t kMinCharacters = 2, kMaxCharacters = 4;
constexpr size_t kBytesOfHan = 3;

const absl::flat_hash_set<std::string>& KnownCities() {
  static const auto* const kKnown = [] {
    auto* known = new absl::flat_hash_set<std::string>{"北京", "天津", "上海", "重庆", "香港",
                                                       "澳门", "新北", "桃园", "台南", "新竹"};
    for (absl::string_view city : absl::StrSplit(kCities, ' ', absl::SkipEmpty())) {
      known->emplace(city);
    }
    return known;
  }();
  return *kKnown;
}

}  // namespace

std::string ShortCity(absl::string_view text) {
  const bool may_be = text.size() % kBytesOfHan == 0 && !text.empty() &&
                      text.size() <= kBytesOfHan * (kMaxCharacters + 1);
  if (!may_be) return std::string(text);
  std::u32string name = DecodeUtf8(text);
  if (!std::all_of(name.begin(), name.end(), IsHan)) return std::string(text);
  while (name.size() > kMinCharacters && name.back() == kEnd) name.pop_back();
  if (name.size() > kMaxCharacters) return std::string(text);
  std::u32string simple = name;
  std::transform(simple.begin(), simple.end(), simple.begin(), ToSimplified);
  std::string known = EncodeUtf8(simple);
  return KnownCities().contains(known) ? known : EncodeUtf8(name);
}

}  // namespace guanxi::text
