// A searchable name, cut into the places where a match may begin.
#ifndef GUANXI_COMMON_SEARCH_NAME_H_
#define GUANXI_COMMON_SEARCH_NAME_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/text/pinyin.h"

namespace guanxi::search {

// One name of a record as the resource has it: its display name, an alias, a foreign name.
struct Name {
  std::string text;
  text::NameKind kind = text::NameKind::kOther;

  friend bool operator==(const Name& a, const Name& b) {
    return a.text == b.text && a.kind == b.kind;
  }
};

// A name in folded form (text::FoldWords), the form that is indexed and matched.
struct FoldedName {
  std::string words;
  text::NameKind kind = text::NameKind::kOther;
};

// INVALID_ARGUMENT if a text is not UTF-8. Names without letter or digit are left out.
absl::StatusOr<std::vector<FoldedName>> FoldNames(absl::Span<const Name> names);

// The names of a record as one string for the index's `names` column, and back. Whole names that
// do not fit into `kMaxStoredNames` bytes are cut off there.
inline constexpr size_t kMaxStoredNames = 2048;
std::string EncodeNames(absl::Span<const FoldedName> names);
std::vector<FoldedName> DecodeNames(absl::string_view encoded);

// A place where a match may begin and what stands there: one Chinese character (also kana, hangul:
// scripts without blanks between words), or a whole word or number of another script.
struct Item {
  std::string text;         // Folded, without blanks.
  text::Readings readings;  // Of a Chinese character, the preferred one first; else empty.
};

std::vector<Item> SplitName(const FoldedName& name);

}  // namespace guanxi::search

#endif  // GUANXI_COMMON_SEARCH_NAME_H_
