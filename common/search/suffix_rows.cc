#include "common/search/suffix_rows.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "common/text/company_name.h"
#include "common/text/fold.h"
#include "common/text/utf8.h"

namespace guanxi::search {
namespace {

constexpr int kNumberBits = 5;  // Of the running number in SuffixRow::number.
static_assert(kMaxRows <= 1 << kNumberBits);
constexpr uint8_t kLessUsualFlag = 4;

// Bounds of the spellings kept for one start: the last is tried first.
constexpr std::array<size_t, 5> kSpellingLimits = {1, 2, 4, 8, 16};

using Keys = std::vector<std::string>;

void AddUnique(std::string key, Keys* keys) {
  if (!absl::c_linear_search(*keys, key)) keys->push_back(std::move(key));
}

// How an item may be spelled, the usual way first.
Keys SpellingsOf(const Item& item, bool initials) {
  Keys spellings;
  for (absl::string_view reading : item.readings) {
    AddUnique(std::string(initials ? reading.substr(0, 1) : reading), &spellings);
  }
  if (spellings.empty()) spellings.push_back(item.text);
  return spellings;
}

// Each of `keys` with each of `spellings` behind it; full keys stay as they are.
Keys Append(const Keys& keys, const Keys& spellings, size_t max_bytes) {
  Keys out;
  for (const std::string& key : keys) {
    for (const std::string& spelling : spellings) {
      AddUnique((key + spelling).substr(0, max_bytes), &out);
    }
  }
  return out;
}

struct KeyBounds {
  bool initials;
  size_t bytes;
};
constexpr KeyBounds kPinyin{false, kPinyinKeyBytes};
constexpr KeyBounds kInitials{true, kInitialsKeyBytes};

// The keys of a name that begins with `items`, the usual one first: at most `limit`, but for the
// spellings of the first item, which are all kept unless `first_usual_only`.
Keys Spell(absl::Span<const Item> items, const KeyBounds& bounds, size_t limit,
           bool first_usual_only) {
  Keys keys = SpellingsOf(items[0], bounds.initials);
  if (first_usual_only) keys.resize(1);
  keys = Append({""}, keys, bounds.bytes);
  for (const Item& item : items.subspan(1)) {
    const bool full =
        absl::c_all_of(keys, [&](const std::string& key) { return key.size() == bounds.bytes; });
    if (full) break;
    Keys longer = Append(keys, SpellingsOf(item, bounds.initials), bounds.bytes);
    if (longer.size() > std::max(limit, keys.size())) {
      for (std::string& key : keys) {
        if (key.size() < bounds.bytes) key.push_back(kCutMark);
      }
      break;
    }
    keys = std::move(longer);
  }
  return keys;
}

// An item at which rows begin.
struct Start {
  absl::Span<const Item> items;  // From there to the end of the name.
  Place place;
};

bool IsAscii(absl::string_view text) { return absl::c_all_of(text, absl::ascii_isascii); }

struct StartKeys {
  std::string text;
  Keys pinyin;
  Keys initials;

  size_t rows() const { return std::max<size_t>({1, pinyin.size(), initials.size()}); }
};

StartKeys KeysOf(const Start& start, size_t limit, bool first_usual_only) {
  StartKeys keys;
  std::string text;
  bool chinese = false;
  for (const Item& item : start.items) {
    text += item.text;
    chinese |= !item.readings.empty();
  }
  // Terms in ASCII look at spellings alone, and spellings of names in other scripts than Chinese
  // and Latin are never asked for.
  const Item& first = start.items[0];
  const bool spelled = !first.readings.empty() || absl::ascii_isascii(first.text[0]);
  if (spelled) keys.pinyin = Spell(start.items, kPinyin, limit, first_usual_only);
  if (spelled && chinese) keys.initials = Spell(start.items, kInitials, limit, first_usual_only);
  if (!IsAscii(text)) {
    keys.text = text::EncodeUtf8(text::DecodeUtf8(text).substr(0, kTextKeyCharacters));
  }
  return keys;
}

size_t CountRows(const std::vector<StartKeys>& all) {
  size_t rows = 0;
  for (const StartKeys& keys : all) rows += keys.rows();
  return rows;
}

// The keys of all starts, with as many spellings as kMaxRows rows can hold. Nearly every record
// has room for all. Else each start gets its usual spelling first, then more of them, level by
// level and in order, while there is room.
std::vector<StartKeys> FittingKeys(const std::vector<Start>& starts) {
  std::vector<StartKeys> all;
  for (const Start& start : starts) all.push_back(KeysOf(start, kSpellingLimits.back(), false));
  if (CountRows(all) <= kMaxRows) return all;
  for (size_t i = 0; i < starts.size(); ++i) all[i] = KeysOf(starts[i], 1, true);
  size_t rows = CountRows(all);
  for (size_t limit : kSpellingLimits) {
    for (size_t i = 0; i < starts.size(); ++i) {
      StartKeys more = KeysOf(starts[i], limit, false);
      if (rows - all[i].rows() + more.rows() > kMaxRows) continue;
      rows = rows - all[i].rows() + more.rows();
      all[i] = std::move(more);
    }
  }
  return all;
}

// The index of the item at which the brand of a company's name begins; 0 if that is the start.
size_t BrandStart(const FoldedName& name, const std::vector<Item>& items) {
  if (name.kind == text::NameKind::kPerson) return 0;
  const auto parts = text::ParseCompanyName(name.words);
  const auto brand = parts.ok() ? text::FoldForMatch(parts->brand) : parts.status();
  if (!brand.ok() || brand->empty()) return 0;
  std::string rest;
  for (const Item& item : items) rest += item.text;
  const size_t offset = rest.find(*brand);
  if (offset == std::string::npos) return 0;
  size_t bytes = 0;
  size_t i = 0;
  while (i < items.size() && bytes < offset) bytes += items[i++].text.size();
  return bytes == offset ? i : 0;
}

std::vector<Start> StartsOf(absl::Span<const FoldedName> names,
                            const std::vector<std::vector<Item>>& split) {
  std::vector<Start> starts;
  for (size_t n = 0; n < split.size(); ++n) {
    const std::vector<Item>& items = split[n];
    const size_t brand = BrandStart(names[n], items);
    for (size_t i = 0; i < items.size() && starts.size() < kMaxRows; ++i) {
      const Place place = i == 0       ? (n == 0 ? Place::kNameStart : Place::kOtherNameStart)
                          : i == brand ? Place::kBrandStart
                                       : Place::kInside;
      starts.push_back({absl::MakeConstSpan(items).subspan(i), place});
    }
  }
  return starts;
}

std::string TakeKey(Keys* keys, size_t i) {
  return i < keys->size() ? std::move((*keys)[i]) : std::string();
}

}  // namespace

Place PlaceOf(uint8_t row_number) { return static_cast<Place>((row_number >> kNumberBits) & 3); }

bool IsLessUsual(uint8_t row_number) { return ((row_number >> kNumberBits) & kLessUsualFlag) != 0; }

std::vector<SuffixRow> SuffixRows(absl::Span<const FoldedName> names) {
  std::vector<std::vector<Item>> split;
  for (const FoldedName& name : names) split.push_back(SplitName(name));
  const std::vector<Start> starts = StartsOf(names, split);
  std::vector<StartKeys> all = FittingKeys(starts);
  std::vector<SuffixRow> rows;
  for (size_t s = 0; s < starts.size(); ++s) {
    const size_t count = all[s].rows();
    for (size_t i = 0; i < count; ++i) {
      const int rank = static_cast<int>(starts[s].place) | (i > 0 ? kLessUsualFlag : 0);
      rows.push_back({static_cast<uint8_t>(rank << kNumberBits | static_cast<int>(rows.size())),
                      i == 0 ? std::move(all[s].text) : std::string(), TakeKey(&all[s].pinyin, i),
                      TakeKey(&all[s].initials, i)});
    }
  }
  return rows;
}

}  // namespace guanxi::search
