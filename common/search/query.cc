#include "common/search/query.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/text/email.h"
#include "common/text/fold.h"
#include "common/text/phone.h"

namespace guanxi::search {
namespace {

constexpr size_t kLastDigits = 4;

Term MakeTerm(std::string folded) {
  const bool latin = std::all_of(folded.begin(), folded.end(), absl::ascii_isalnum);
  return {latin ? Term::Kind::kLatin : Term::Kind::kText, std::move(folded)};
}

void ReadContacts(absl::string_view stored, absl::string_view default_region, SearchQuery* query) {
  if (auto phone = text::ParsePhone(stored, default_region); phone.ok()) {
    query->phone = phone->e164;
  }
  if (stored.size() == kLastDigits &&
      std::all_of(stored.begin(), stored.end(), absl::ascii_isdigit)) {
    query->last_digits = std::string(stored);
  }
  if (absl::StrContains(stored, '@')) {
    if (auto email = text::ParseEmail(stored); email.ok()) query->email = email->match_key;
  }
}

// What an item can stand for in a latin term.
enum class Spelling { kPinyin, kInitials };

// Adds to `next` where each spelling of `item` ends in `term` when it begins at `from`; true if
// one of them reaches the term's end.
bool Consume(const Item& item, Spelling spelling, absl::string_view term, size_t from,
             std::vector<size_t>* next) {
  const absl::string_view rest = term.substr(from);
  const auto consume = [&](absl::string_view letters) {
    if (absl::StartsWith(letters, rest)) return true;
    if (absl::StartsWith(rest, letters)) next->push_back(from + letters.size());
    return false;
  };
  if (item.readings.empty()) return consume(item.text);
  return std::any_of(item.readings.begin(), item.readings.end(), [&](absl::string_view reading) {
    return consume(spelling == Spelling::kPinyin ? reading : reading.substr(0, 1));
  });
}

bool MatchesSpelled(absl::Span<const Item> items, Spelling spelling, absl::string_view term) {
  std::vector<size_t> ends = {0};
  for (const Item& item : items) {
    std::vector<size_t> next;
    for (size_t from : ends) {
      if (Consume(item, spelling, term, from, &next)) return true;
    }
    std::sort(next.begin(), next.end());
    next.erase(std::unique(next.begin(), next.end()), next.end());
    ends.swap(next);
    if (ends.empty()) break;
  }
  return false;
}

bool MatchesText(absl::Span<const Item> items, absl::string_view term) {
  for (const Item& item : items) {
    if (absl::StartsWith(item.text, term)) return true;
    if (!absl::ConsumePrefix(&term, item.text)) return false;
  }
  return false;
}

bool MatchesFrom(absl::Span<const Item> items, const Term& term) {
  if (term.kind == Term::Kind::kText) return MatchesText(items, term.folded);
  return MatchesSpelled(items, Spelling::kPinyin, term.folded) ||
         MatchesSpelled(items, Spelling::kInitials, term.folded);
}

bool MatchesAnywhere(const std::vector<std::vector<Item>>& names, const Term& term) {
  for (const std::vector<Item>& items : names) {
    for (size_t i = 0; i < items.size(); ++i) {
      if (MatchesFrom(absl::MakeConstSpan(items).subspan(i), term)) return true;
    }
  }
  return false;
}

}  // namespace

absl::StatusOr<SearchQuery> ParseQuery(absl::string_view text, absl::string_view default_region) {
  if (text.size() > kMaxQueryBytes) {
    return absl::InvalidArgumentError(absl::StrCat("longer than ", kMaxQueryBytes, " bytes"));
  }
  GUANXI_ASSIGN_OR_RETURN(const std::string stored, text::NormalizeText(text));
  SearchQuery query;
  std::string joined;
  for (absl::string_view word : absl::StrSplit(stored, ' ', absl::SkipEmpty())) {
    GUANXI_ASSIGN_OR_RETURN(std::string folded, text::FoldForMatch(word));
    if (folded.empty()) continue;
    joined += folded;
    Term term = MakeTerm(std::move(folded));
    if (!absl::c_linear_search(query.terms, term)) query.terms.push_back(std::move(term));
  }
  if (query.terms.empty()) {
    return absl::InvalidArgumentError("holds no letter and no digit to look for");
  }
  query.joined = MakeTerm(std::move(joined));
  ReadContacts(stored, default_region, &query);
  return query;
}

bool Matches(absl::Span<const FoldedName> names, const SearchQuery& query) {
  std::vector<std::vector<Item>> split;
  for (const FoldedName& name : names) split.push_back(SplitName(name));
  if (MatchesAnywhere(split, query.joined)) return true;
  return query.terms.size() > 1 &&
         std::all_of(query.terms.begin(), query.terms.end(),
                     [&](const Term& term) { return MatchesAnywhere(split, term); });
}

}  // namespace guanxi::search
