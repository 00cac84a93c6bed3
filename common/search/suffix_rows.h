// The rows that make the names of one record findable.
//
// Each item of a name (see name.h) gets a row whose three keys are what the name looks like from
// there on: as text, spelled in pinyin, and by initials. A query is then a range of keys that begin
// with it. Chinese characters with several readings get further rows: as many as there are
// different spellings within the bounds of the keys. On names of companies that is 1.2 rows a
// character.
//
// Bounds. A key longer than its bound is cut there; queries are cut alike, and candidates of a cut
// query are checked against the whole names. When the spellings of a record would need more than
// kMaxRows rows, its keys end before the first character whose readings do not fit any more, with
// kCutMark behind them; queries also look for such keys among their own beginnings (plan.h). So a
// record is found by every combination of readings although only some are stored.
//
// What is lost: items behind the first kMaxRows of a record begin no row; and where even one row
// for each reading of each item is too much, a match cannot begin with a less usual reading of some
// items (inside a match every reading is found).
#ifndef GUANXI_COMMON_SEARCH_SUFFIX_ROWS_H_
#define GUANXI_COMMON_SEARCH_SUFFIX_ROWS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/search/name.h"

namespace guanxi::search {

inline constexpr size_t kMaxRows = 30;
// Characters of a text key (at most 64 bytes), bytes of the other two.
inline constexpr size_t kTextKeyCharacters = 16;
inline constexpr size_t kPinyinKeyBytes = 16;
inline constexpr size_t kInitialsKeyBytes = 6;
// Ends a key that was cut before a character with several readings. Not part of any folded text.
inline constexpr char kCutMark = '*';

// Where in the record a row's keys begin; the smaller the better a match there.
enum class Place : uint8_t { kNameStart = 0, kBrandStart = 1, kOtherNameStart = 2, kInside = 3 };

struct SuffixRow {
  // Unique in the record; tells the place as well. The first row is 0.
  uint8_t number = 0;
  // Empty: nothing is to be found under this kind of key (NULL in the table).
  std::string text;
  std::string pinyin;
  std::string initials;
};

// Part of `SuffixRow::number`.
Place PlaceOf(uint8_t row_number);
// The row spells a character by a less usual reading.
bool IsLessUsual(uint8_t row_number);

// The rows of a record, at most kMaxRows. The first name is the main one. About 10 µs a name.
std::vector<SuffixRow> SuffixRows(absl::Span<const FoldedName> names);

}  // namespace guanxi::search

#endif  // GUANXI_COMMON_SEARCH_SUFFIX_ROWS_H_
