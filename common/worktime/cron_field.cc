#include "common/worktime/cron_field.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace guanxi::worktime {
namespace {

absl::Status Expected(const CronRange& range, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(range.name, ": expected ", what));
}

absl::Status NoValue(const CronRange& range) {
  return Expected(range, absl::StrCat("values of ", range.first, " to ", range.last,
                                      range.words.empty() ? "" : " or their English names",
                                      ", as `*`, `5`, `5-10`, `*/5` or `5-10/2`, with commas"));
}

// Digits alone: SimpleAtoi also takes signs and blanks.
std::optional<int> Number(absl::string_view text) {
  int number = 0;
  const bool digits = std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
  if (text.size() > 3 || !digits || !absl::SimpleAtoi(text, &number)) return std::nullopt;
  return number;
}

std::optional<int> ValueOf(absl::string_view text, const CronRange& range) {
  for (size_t i = 0; i < range.words.size(); ++i) {
    if (absl::EqualsIgnoreCase(text, range.words[i])) return range.first + static_cast<int>(i);
  }
  const std::optional<int> number = Number(text);
  const bool fits = number.has_value() && *number >= range.first && *number <= range.last;
  return fits ? number : std::nullopt;
}

// One entry of the list.
absl::Status AddEntry(absl::string_view text, const CronRange& range, CronField* field) {
  const std::pair<absl::string_view, absl::string_view> halves =
      absl::StrSplit(text, absl::MaxSplits('/', 1));
  const bool has_step = absl::StrContains(text, '/');
  const std::optional<int> step = has_step ? Number(halves.second) : 1;
  if (!step.has_value() || *step < 1 || *step > range.last) return NoValue(range);
  int first = range.first;
  int last = range.last;
  if (halves.first != "*") {
    const std::vector<absl::string_view> ends =
        absl::StrSplit(halves.first, absl::MaxSplits('-', 1));
    const std::optional<int> from = ValueOf(ends.front(), range);
    const std::optional<int> to = ValueOf(ends.back(), range);
    if (!from.has_value() || !to.has_value()) return NoValue(range);
    if (*from > *to) return Expected(range, "the lesser value first");
    // Some programs take `5/15` for 5-59/15, others for 5.
    if (has_step && ends.size() == 1) return Expected(range, "a range before `/`");
    first = *from;
    last = *to;
  }
  for (int value = first; value <= last; value += *step) field->values.insert(value);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CronField> ParseCronField(absl::string_view text, const CronRange& range) {
  CronField field;
  for (const absl::string_view entry : absl::StrSplit(text, ',')) {
    const absl::Status status = AddEntry(entry, range, &field);
    if (!status.ok()) return status;
  }
  field.any = text == "*";
  field.starred = text[0] == '*' && !absl::StrContains(text, ',');
  return field;
}

}  // namespace guanxi::worktime
