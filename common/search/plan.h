// Which keys of the index a query reads, and in what order.
#ifndef GUANXI_COMMON_SEARCH_PLAN_H_
#define GUANXI_COMMON_SEARCH_PLAN_H_

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/base/uuid.h"
#include "common/search/query.h"
#include "common/search/suffix_rows.h"

namespace guanxi::search {

enum class KeyColumn { kText = 0, kPinyin = 1, kInitials = 2 };

// One ordered read of one column's index.
struct Scan {
  KeyColumn column = KeyColumn::kText;
  // All keys that begin with `prefix`, or, if it is empty, those that equal one of `cut_keys`: the
  // beginnings of the term with kCutMark behind them.
  std::string prefix;
  std::vector<std::string> cut_keys;
  // Every row it finds belongs to a record that matches the query. Other rows are candidates to
  // check against the record's names.
  bool exact = false;

  bool Covers(absl::string_view key) const;
};

// The scans of a query, which run one after the other. Every record that matches the query and has
// its match at a place that is indexed (see suffix_rows.h) has a row in one of them.
//
// A latin term is looked for in pinyin first, then in initials. With several words the joined query
// comes first, then the records that have all words, by the rows of the one that says most.
std::vector<Scan> MakePlan(const SearchQuery& query);

// The key of `row` in a column.
const std::string& KeyOf(const SuffixRow& row, KeyColumn column);

// A place in the order of all scans: by scan, then key, then id, then type, then row.
struct Position {
  uint8_t scan = 0;
  std::string key;
  Uuid id;
  uint8_t row = 0;
  // Which of the types that are searched together; 0 where it is one.
  uint8_t type = 0;

  friend bool operator<(const Position& a, const Position& b) { return a.Tie() < b.Tie(); }
  friend bool operator==(const Position& a, const Position& b) { return a.Tie() == b.Tie(); }
  bool IsStart() const { return *this == Position(); }

 private:
  std::tuple<uint8_t, const std::string&, const Uuid&, uint8_t, uint8_t> Tie() const {
    return {scan, key, id, type, row};
  }
};

// Whether any of the `rows` of a record (its id and type are those of `record`) comes in a scan at
// or before `position`.
bool HasRowUpTo(const std::vector<SuffixRow>& rows, const std::vector<Scan>& plan, Position record,
                const Position& position);

// How well a row that a scan found answers the query; higher is better. In this order: the scan
// (pinyin before initials), the usual reading before others, the place (start of the main name,
// brand, start of another name, inside), whether nothing follows the match, and how little does.
uint32_t Score(const std::vector<Scan>& plan, const Position& position);

}  // namespace guanxi::search

#endif  // GUANXI_COMMON_SEARCH_PLAN_H_
