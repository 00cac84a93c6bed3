// The keys of a name from one of its items on.
#ifndef GUANXI_COMMON_SEARCH_START_KEYS_H_
#define GUANXI_COMMON_SEARCH_START_KEYS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/search/name.h"

namespace guanxi::search {

// Ways to write an item, the usual one first. Views of the item or of static storage.
using Spellings = absl::InlinedVector<absl::string_view, 4>;

// An item and what its keys need to know of it and of what follows.
struct Unit {
  absl::string_view text;
  size_t characters = 0;
  Spellings pinyin;                // Different readings, or the text.
  Spellings initials;              // Different first letters of readings, or the text.
  bool spelled = false;            // A term in ASCII can begin here.
  bool chinese_from_here = false;  // This item or a later one is a Chinese character.
  bool ascii_from_here = false;    // This item and all later ones are ASCII.
};

// The units of a name's items, which must outlive them.
std::vector<Unit> MakeUnits(const std::vector<Item>& items);

// What a row, or several, hold for one start. Each list has the usual spelling first.
struct StartKeys {
  std::string text;                   // Empty: terms in ASCII cover it.
  std::vector<std::string> pinyin;    // Empty: no term in ASCII can begin here.
  std::vector<std::string> initials;  // Empty also if they would be the same as `pinyin`.

  size_t rows() const;
  // The size of the shortest key that was cut before an item, if any was.
  std::optional<size_t> shortest_cut() const;
};

// How many spellings of one start are kept.
struct SpellingLimit {
  // Spellings in all. Keys end, with kCutMark, before the item that would make more of them; but
  // the first item counts only for itself.
  size_t spellings = 1;
  // Of the first item's spellings only the usual one.
  bool first_usual_only = false;
};

StartKeys MakeStartKeys(absl::Span<const Unit> units, const SpellingLimit& limit);

}  // namespace guanxi::search

#endif  // GUANXI_COMMON_SEARCH_START_KEYS_H_
