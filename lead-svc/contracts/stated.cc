#include "lead-svc/contracts/stated.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/rules/values.h"
#include "lead-svc/contracts/due_date.h"

namespace guanxi::lead {

absl::StatusOr<std::string> StatedLine(absl::string_view path, std::string text, size_t max_bytes) {
  Violations violations;
  rules::NormalizeSentence(path, &text, &violations);
  if (text.empty()) violations.Add(path, "is required");
  if (text.size() > max_bytes) {
    violations.Add(path, absl::StrCat("has ", text.size(), " bytes, at most ", max_bytes));
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return text;
}

absl::StatusOr<absl::CivilDay> StatedDay(absl::string_view path, const google::type::Date& date,
                                         bool is_stated, absl::CivilDay today) {
  if (!is_stated) return today;
  Violations violations;
  rules::CheckWholeDate(path, date, &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  const absl::CivilDay day = DayOf(date);
  if (day > today) return InvalidField(path, "want a day that is not in the future");
  return day;
}

}  // namespace guanxi::lead
