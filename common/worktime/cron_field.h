// Reads one field of a cron schedule.
#ifndef GUANXI_COMMON_WORKTIME_CRON_FIELD_H_
#define GUANXI_COMMON_WORKTIME_CRON_FIELD_H_

#include <set>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi::worktime {

// What the values of a field may be.
struct CronRange {
  absl::string_view name;  // for errors: "the minute"
  int first;
  int last;
  // Words for values, from the first on; in any case.
  std::vector<absl::string_view> words;
};

struct CronField {
  std::set<int> values;
  bool any = false;      // `*` alone
  bool starred = false;  // `*` or `*/n` alone
};

// INVALID_ARGUMENT: the text says what was expected.
absl::StatusOr<CronField> ParseCronField(absl::string_view text, const CronRange& range);

}  // namespace guanxi::worktime

#endif  // GUANXI_COMMON_WORKTIME_CRON_FIELD_H_
