// Sums kept beside the facts, as data: what many questions would reckon anew each time.
//
// A rollup has a row for the facts of a cube that are alike in some columns, with the measures that
// add up (Measure::IsAdditive): never a distinct count, never a quotient, nothing that depends on
// now. Its table in the columnar copy is kept in the transaction that brings the facts
// (analytics-svc/replica), so that it says what a recount would, to the last digit. The compiler
// asks it instead of the facts where nobody could tell the difference (rollup_choice.h).
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_ROLLUP_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_ROLLUP_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace guanxi::analytics {

// How finely moments are kept: in stretches of so many seconds that begin with the days of a clock
// which is `offset_seconds` before UTC.
struct Buckets {
  int64_t seconds = 0;
  int64_t offset_seconds = 0;
};

struct Rollup {
  std::string name;  // also its table's
  std::string cube;
  // Of the cube's table, kept as they are.
  std::vector<std::string> columns;
  // A column of moments, of which the first one of their bucket is kept; "": none.
  std::string moment{};
  Buckets buckets{};
  // Of the cube.
  std::vector<std::string> measures;

  bool HasColumn(absl::string_view column) const;
  bool HasMeasure(absl::string_view measure) const;
};

// All of them; of a cube's the smaller ones first. They live for ever.
const std::vector<const Rollup*>& Rollups();

// Those over a table of facts.
std::vector<const Rollup*> RollupsOver(absl::string_view table);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_ROLLUP_H_
