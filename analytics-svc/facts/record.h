// One record's row of facts while events are folded into it.
#ifndef GUANXI_ANALYTICS_SVC_FACTS_RECORD_H_
#define GUANXI_ANALYTICS_SVC_FACTS_RECORD_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "analytics-svc/facts/tables.h"
#include "common/base/uuid.h"
#include "common/db/value.h"

namespace guanxi::analytics {

// A row of a table of parts: by its columns, those of kAbove NULL.
using PartValues = std::vector<db::Value>;

struct Record {
  explicit Record(const Table& table) : values(table.columns.size()) {
    for (size_t i = 0; i < values.size(); ++i) {
      if (IsRequired(table.columns[i])) values[i] = db::Value(0);
    }
  }

  bool is_stored = false;  // its table has a row for it, if only with its id
  // The version that the row says, and of projected fields; 0: nothing is known.
  int64_t sequence = 0, projection = 0;
  bool live = false;              // not deleted itself
  std::vector<db::Value> values;  // by the table's columns; those of kAbove are the store's
  Uuid above;                     // the record above it; nil: none

  // What the last foldings changed besides, to be written with it: parts that took the place of
  // all former ones, and versions that began or ended, whole rows of the table's `versions`.
  std::map<const Table*, std::vector<PartValues>> parts;
  std::vector<PartValues> versions;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_FACTS_RECORD_H_
