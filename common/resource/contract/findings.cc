#include "common/resource/contract/findings.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/errors/errors.h"

namespace guanxi::contract {

void Findings::Add(absl::string_view fault) { all_.emplace_back(fault); }

bool Findings::Expect(bool holds, absl::string_view fault) {
  if (!holds) Add(fault);
  return holds;
}

bool Findings::Ok(const absl::Status& status, absl::string_view what) {
  if (status.ok()) return true;
  std::vector<std::string> fields;
  for (const FieldViolation& violation : FieldViolations(status)) {
    fields.push_back(absl::StrCat(violation.path, " ", violation.description));
  }
  Add(absl::StrCat(what, ": ", status.ToString(absl::StatusToStringMode::kWithNoExtraData), " [",
                   Reason(status), "] ", absl::StrJoin(fields, "; ")));
  return false;
}

bool Findings::Refused(const absl::Status& status, absl::StatusCode code, absl::string_view reason,
                       absl::string_view what, absl::string_view path) {
  const std::string got =
      absl::StrCat(what, ": ", status.ToString(absl::StatusToStringMode::kWithNoExtraData), " [",
                   Reason(status), "]");
  if (status.code() != code || (!reason.empty() && Reason(status) != reason)) {
    Add(absl::StrCat(got, ", want ", absl::StatusCodeToString(code), " [", reason, "] ", path));
    return false;
  }
  if (path.empty()) return true;
  std::vector<std::string> paths;
  for (const FieldViolation& violation : FieldViolations(status)) paths.push_back(violation.path);
  if (std::find(paths.begin(), paths.end(), path) != paths.end()) return true;
  Add(absl::StrCat(got, ": about ", absl::StrJoin(paths, ", "), ", want ", path));
  return false;
}

}  // namespace guanxi::contract
