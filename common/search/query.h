// What a user typed into a search box, taken apart; and which names it matches.
#ifndef GUANXI_COMMON_SEARCH_QUERY_H_
#define GUANXI_COMMON_SEARCH_QUERY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/search/name.h"

namespace guanxi::search {

// Bytes of a query.
inline constexpr size_t kMaxQueryBytes = 256;

// A word of a query, folded like names are, without blanks.
//
// A term matches a name at an item (see name.h) if the name from there on
//   text      begins with the term; for terms with any character beyond ASCII letters and digits;
//   pinyin    begins with the term when each Chinese character is spelled by one of its readings,
//             any of them at each place, and other words are written out; or
//   initials  begins with the term when each Chinese character is the first letter of one of its
//             readings, and other words are written out.
// The last two are for terms of ASCII letters and digits alone ("latin"). For text terms this
// finds exactly the names of which FoldForMatch contains the term, as LIKE '%term%' would, save
// those where it would begin inside a word or number.
struct Term {
  enum class Kind { kText, kLatin };
  Kind kind = Kind::kText;
  std::string folded;

  friend bool operator==(const Term& a, const Term& b) {
    return a.kind == b.kind && a.folded == b.folded;
  }
};

struct SearchQuery {
  // The words between blanks; a name matches if each of them matches somewhere in the record's
  // names, or if `joined` does.
  std::vector<Term> terms;
  // All words without blanks: "hang zhou" is first of all 杭州. Equals the only term of a query of
  // one word.
  Term joined;

  // Set when the whole query also reads as one of these; the caller looks them up in the blind
  // index. Results of those look-ups come before those by name.
  std::optional<std::string> phone;        // E.164, see text::ParsePhone.
  std::optional<std::string> last_digits;  // Exactly four digits.
  std::optional<std::string> email;        // text::Email::match_key.
};

// Reads a query. `default_region` is for phone numbers without a country code.
// INVALID_ARGUMENT if it is longer than kMaxQueryBytes, is not UTF-8, or has no letter or digit.
absl::StatusOr<SearchQuery> ParseQuery(absl::string_view text, absl::string_view default_region);

// Whether a record with these names is in the result of `query`: the definition that the index
// must reproduce. A few µs.
bool Matches(absl::Span<const FoldedName> names, const SearchQuery& query);

}  // namespace guanxi::search

#endif  // GUANXI_COMMON_SEARCH_QUERY_H_
