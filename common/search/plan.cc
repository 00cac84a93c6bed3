#include "common/search/plan.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/text/utf8.h"

namespace guanxi::search {
namespace {

std::string Clip(KeyColumn column, const std::string& term) {
  switch (column) {
    case KeyColumn::kText:
      return text::EncodeUtf8(text::DecodeUtf8(term).substr(0, kTextKeyCharacters));
    case KeyColumn::kPinyin:
      return term.substr(0, kPinyinKeyBytes);
    case KeyColumn::kInitials:
      return term.substr(0, kInitialsKeyBytes);
  }
  return term;
}

// `exact`: whether a whole match of the term makes the record a match.
void AddScans(KeyColumn column, const Term& term, bool exact, std::vector<Scan>* plan) {
  const std::string prefix = Clip(column, term.folded);
  plan->push_back({column, prefix, {}, exact && prefix.size() == term.folded.size()});
  if (column == KeyColumn::kText || prefix.size() < 2) return;
  Scan cut{column, "", {}, /*exact=*/false};
  for (size_t size = 1; size < prefix.size(); ++size) {
    cut.cut_keys.push_back(prefix.substr(0, size) + kCutMark);
  }
  absl::c_sort(cut.cut_keys);
  plan->push_back(std::move(cut));
}

void AddTerm(const Term& term, bool exact, std::vector<Scan>* plan) {
  if (term.kind == Term::Kind::kText) {
    AddScans(KeyColumn::kText, term, exact, plan);
  } else {
    AddScans(KeyColumn::kPinyin, term, exact, plan);
    AddScans(KeyColumn::kInitials, term, exact, plan);
  }
}

// Roughly how much a term narrows a search: a Chinese character (3 bytes) as much as a syllable.
bool SaysLess(const Term& a, const Term& b) { return a.folded.size() < b.folded.size(); }

}  // namespace

bool Scan::Covers(absl::string_view key) const {
  if (key.empty()) return false;
  return prefix.empty() ? absl::c_linear_search(cut_keys, key) : absl::StartsWith(key, prefix);
}

std::vector<Scan> MakePlan(const SearchQuery& query) {
  std::vector<Scan> plan;
  AddTerm(query.joined, /*exact=*/true, &plan);
  if (query.terms.size() > 1) {
    AddTerm(*absl::c_max_element(query.terms, SaysLess), /*exact=*/false, &plan);
  }
  return plan;
}

const std::string& KeyOf(const SuffixRow& row, KeyColumn column) {
  switch (column) {
    case KeyColumn::kPinyin:
      return row.pinyin;
    case KeyColumn::kInitials:
      return row.initials;
    case KeyColumn::kText:
      break;
  }
  return row.text;
}

bool HasRowUpTo(const std::vector<SuffixRow>& rows, const std::vector<Scan>& plan, Position record,
                const Position& position) {
  for (size_t scan = 0; scan <= position.scan && scan < plan.size(); ++scan) {
    for (const SuffixRow& row : rows) {
      const std::string& key = KeyOf(row, plan[scan].column);
      if (!plan[scan].Covers(key)) continue;
      record.scan = static_cast<uint8_t>(scan);
      record.key = key;
      record.row = row.number;
      if (!(position < record)) return true;
    }
  }
  return false;
}

uint32_t Score(const std::vector<Scan>& plan, const Position& position) {
  const Scan& scan = plan[position.scan];
  const size_t matched = scan.prefix.size();
  const size_t key_size = position.key.size();
  const size_t behind = key_size > matched ? key_size - matched : 0;
  const uint32_t scan_rank = static_cast<uint32_t>(plan.size() - 1 - position.scan);
  const uint32_t place_rank = 3 - static_cast<uint32_t>(PlaceOf(position.row));
  const uint32_t usual = IsLessUsual(position.row) ? 0 : 1;
  return scan_rank << 16 | usual << 15 | place_rank << 12 |
         static_cast<uint32_t>(255 - std::min<size_t>(behind, 255));
}

}  // namespace guanxi::search
