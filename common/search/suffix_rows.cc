#include "common/search/suffix_rows.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "common/search/start_keys.h"
#include "common/text/company_name.h"
#include "common/text/fold.h"

namespace guanxi::search {
namespace {

constexpr int kNumberBits = 5;  // Of the running number in SuffixRow::number.
static_assert(kMaxRows <= 1 << kNumberBits);
constexpr uint8_t kLessUsualFlag = 4;

// How many spellings a start gets, from few to as many as are ever kept.
constexpr std::array<SpellingLimit, 6> kLevels = {
    {{1, true}, {1, false}, {2, false}, {4, false}, {8, false}, {16, false}}};

// An item at which rows begin.
struct Start {
  absl::Span<const Unit> units;  // From there to the end of the name.
  Place place;
};

size_t CountRows(const std::vector<StartKeys>& all) {
  size_t rows = 0;
  for (const StartKeys& keys : all) rows += keys.rows();
  return rows;
}

// The keys of one start while the rows of a record are shared out.
struct Share {
  StartKeys keys;
  size_t level = 0;
  bool final = false;

  // The shorter its shortest key, the more a start needs a higher level.
  bool NeedsMoreThan(const Share& other) const {
    return level == 0 || other.level == 0 ? level < other.level
                                          : keys.shortest_cut() < other.keys.shortest_cut();
  }
};

// Every start gets its usual spelling; then, again and again, the one in most need gets more, until
// no row is left or needed.
std::vector<StartKeys> ShareRows(const std::vector<Start>& starts) {
  std::vector<Share> shares;
  size_t rows = 0;
  for (const Start& start : starts) {
    shares.push_back({MakeStartKeys(start.units, kLevels[0])});
    rows += shares.back().keys.rows();
  }
  while (true) {
    Share* neediest = nullptr;
    for (Share& share : shares) {
      if (share.final) continue;
      if (neediest == nullptr || share.NeedsMoreThan(*neediest)) neediest = &share;
    }
    if (neediest == nullptr) break;
    const size_t i = static_cast<size_t>(neediest - shares.data());
    StartKeys more = MakeStartKeys(starts[i].units, kLevels[neediest->level + 1]);
    const size_t rows_with_more = rows - neediest->keys.rows() + more.rows();
    neediest->final = rows_with_more > kMaxRows;
    if (neediest->final) continue;
    rows = rows_with_more;
    neediest->keys = std::move(more);
    ++neediest->level;
    neediest->final =
        !neediest->keys.shortest_cut().has_value() || neediest->level + 1 == kLevels.size();
  }
  std::vector<StartKeys> all;
  for (Share& share : shares) all.push_back(std::move(share.keys));
  return all;
}

// The keys of all starts, with as many spellings as kMaxRows rows can hold. Nearly every record has
// room for all.
std::vector<StartKeys> FittingKeys(const std::vector<Start>& starts) {
  std::vector<StartKeys> all;
  all.reserve(starts.size());
  for (const Start& start : starts) all.push_back(MakeStartKeys(start.units, kLevels.back()));
  return CountRows(all) <= kMaxRows ? all : ShareRows(starts);
}

// The index of the unit at which the brand of a company's name begins; 0 if that is the start.
size_t BrandStart(const FoldedName& name, const std::vector<Unit>& units) {
  if (name.kind == text::NameKind::kPerson) return 0;
  const auto parts = text::ParseCompanyName(name.words);
  const auto brand = parts.ok() ? text::FoldForMatch(parts->brand) : parts.status();
  if (!brand.ok() || brand->empty()) return 0;
  std::string joined;
  for (const Unit& unit : units) joined.append(unit.text.data(), unit.text.size());
  const size_t offset = joined.find(*brand);
  size_t bytes = 0;
  size_t i = 0;
  while (i < units.size() && bytes < offset) bytes += units[i++].text.size();
  return bytes == offset ? i : 0;
}

std::vector<Start> FindStarts(absl::Span<const FoldedName> names,
                              const std::vector<std::vector<Unit>>& units) {
  std::vector<Start> starts;
  for (size_t n = 0; n < names.size(); ++n) {
    const size_t brand = BrandStart(names[n], units[n]);
    for (size_t i = 0; i < units[n].size() && starts.size() < kMaxRows; ++i) {
      const Place place = i == 0       ? (n == 0 ? Place::kNameStart : Place::kOtherNameStart)
                          : i == brand ? Place::kBrandStart
                                       : Place::kInside;
      starts.push_back({absl::MakeConstSpan(units[n]).subspan(i), place});
    }
  }
  return starts;
}

std::string TakeKey(std::vector<std::string>* keys, size_t i) {
  return i < keys->size() ? std::move((*keys)[i]) : std::string();
}

}  // namespace

Place PlaceOf(uint8_t row_number) { return static_cast<Place>((row_number >> kNumberBits) & 3); }

bool IsLessUsual(uint8_t row_number) { return ((row_number >> kNumberBits) & kLessUsualFlag) != 0; }

std::vector<SuffixRow> SuffixRows(absl::Span<const FoldedName> names) {
  std::vector<std::vector<Item>> items;
  for (const FoldedName& name : names) items.push_back(SplitName(name));
  std::vector<std::vector<Unit>> units;
  for (const std::vector<Item>& of_name : items) units.push_back(MakeUnits(of_name));
  const std::vector<Start> starts = FindStarts(names, units);
  std::vector<StartKeys> all = FittingKeys(starts);
  std::vector<SuffixRow> rows;
  rows.reserve(CountRows(all));
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
