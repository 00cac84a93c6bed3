#include "common/search/start_keys.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "common/search/suffix_rows.h"
#include "common/text/utf8.h"

namespace guanxi::search {
namespace {

using Keys = std::vector<std::string>;

bool IsAscii(absl::string_view text) { return absl::c_all_of(text, absl::ascii_isascii); }

template <typename List, typename Value>
void AddUnique(Value value, List* list) {
  if (!absl::c_linear_search(*list, value)) list->push_back(std::move(value));
}

// Which spellings a key is made of, and its bound.
struct KeyKind {
  Spellings Unit::*spellings;
  size_t max_bytes;
};
constexpr KeyKind kPinyin{&Unit::pinyin, kPinyinKeyBytes};
constexpr KeyKind kInitials{&Unit::initials, kInitialsKeyBytes};

void Append(absl::string_view spelling, size_t max_bytes, std::string* key) {
  const absl::string_view part = spelling.substr(0, max_bytes - key->size());
  key->append(part.data(), part.size());
}

// Each key with each spelling behind it.
Keys Multiply(const Keys& keys, const Spellings& spellings, size_t max_bytes) {
  Keys out;
  for (const std::string& key : keys) {
    for (absl::string_view spelling : spellings) {
      std::string longer = key;
      Append(spelling, max_bytes, &longer);
      AddUnique(std::move(longer), &out);
    }
  }
  return out;
}

Keys FirstKeys(const Unit& unit, const KeyKind& kind, bool usual_only) {
  Keys keys;
  for (absl::string_view spelling : unit.*kind.spellings) {
    std::string& key = keys.emplace_back();
    key.reserve(kind.max_bytes);
    Append(spelling, kind.max_bytes, &key);
    if (usual_only) break;
  }
  return keys;
}

Keys Spell(absl::Span<const Unit> units, const KeyKind& kind, const SpellingLimit& limit) {
  const size_t max_bytes = kind.max_bytes;
  const auto is_full = [&](const std::string& key) { return key.size() == max_bytes; };
  Keys keys = FirstKeys(units[0], kind, limit.first_usual_only);
  for (const Unit& unit : units.subspan(1)) {
    if (absl::c_all_of(keys, is_full)) break;
    const Spellings& spellings = unit.*kind.spellings;
    if (spellings.size() == 1) {
      for (std::string& key : keys) Append(spellings[0], max_bytes, &key);
      continue;
    }
    Keys longer = Multiply(keys, spellings, max_bytes);
    if (longer.size() > std::max(limit.spellings, keys.size())) {
      for (std::string& key : keys) {
        if (!is_full(key)) key.push_back(kCutMark);
      }
      break;
    }
    keys = std::move(longer);
  }
  if (keys.size() == 1) return keys;
  // Keys that differed may have become equal at their bound.
  Keys unique;
  for (std::string& key : keys) AddUnique(std::move(key), &unique);
  return unique;
}

std::string TextKey(absl::Span<const Unit> units) {
  std::string key;
  size_t room = kTextKeyCharacters;
  for (const Unit& unit : units) {
    if (unit.characters > room) {
      return key + text::EncodeUtf8(text::DecodeUtf8(unit.text).substr(0, room));
    }
    key.append(unit.text.data(), unit.text.size());
    room -= unit.characters;
  }
  return key;
}

}  // namespace

std::vector<Unit> MakeUnits(const std::vector<Item>& items) {
  std::vector<Unit> units(items.size());
  bool chinese = false;
  bool ascii = true;
  for (size_t i = items.size(); i-- > 0;) {
    const Item& item = items[i];
    Unit& unit = units[i];
    unit.text = item.text;
    unit.characters = item.readings.empty() ? text::DecodeUtf8(item.text).size() : 1;
    for (absl::string_view reading : item.readings) {
      AddUnique(reading, &unit.pinyin);
      AddUnique(reading.substr(0, 1), &unit.initials);
    }
    if (item.readings.empty()) {
      unit.pinyin = {unit.text};
      unit.initials = {unit.text};
    }
    unit.spelled = !item.readings.empty() || absl::ascii_isascii(item.text[0]);
    unit.chinese_from_here = chinese = chinese || !item.readings.empty();
    unit.ascii_from_here = ascii = ascii && IsAscii(item.text);
  }
  return units;
}

size_t StartKeys::rows() const { return std::max<size_t>({1, pinyin.size(), initials.size()}); }

std::optional<size_t> StartKeys::shortest_cut() const {
  std::optional<size_t> shortest;
  for (const auto* keys : {&pinyin, &initials}) {
    for (const std::string& key : *keys) {
      if (key.back() == kCutMark && key.size() < shortest.value_or(kPinyinKeyBytes + 1)) {
        shortest = key.size();
      }
    }
  }
  return shortest;
}

StartKeys MakeStartKeys(absl::Span<const Unit> units, const SpellingLimit& limit) {
  const Unit& first = units[0];
  StartKeys keys;
  if (!first.ascii_from_here) keys.text = TextKey(units);
  if (first.spelled) {
    keys.pinyin = Spell(units, kPinyin, limit);
    if (first.chinese_from_here) {
      // Initials stand beside pinyin: as many of them as of the other cost no row.
      SpellingLimit beside = limit;
      beside.spellings = std::max(limit.spellings, keys.pinyin.size());
      keys.initials = Spell(units, kInitials, beside);
    }
  }
  return keys;
}

}  // namespace guanxi::search
