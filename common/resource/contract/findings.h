// What a check of the contract finds wrong.
#ifndef GUANXI_COMMON_RESOURCE_CONTRACT_FINDINGS_H_
#define GUANXI_COMMON_RESOURCE_CONTRACT_FINDINGS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace guanxi::contract {

// Collects faults instead of failing a test, so that a test can ask whether a planted one is found.
// Thread safety: none.
class Findings {
 public:
  void Add(absl::string_view fault);

  // Each adds a fault unless what it says holds, and returns whether it does. `what` says what was
  // done: "a second Delete".
  bool Expect(bool holds, absl::string_view fault);
  bool Ok(const absl::Status& status, absl::string_view what);
  // The error has this code and, unless it is empty, this reason. `path`, if it is not empty, is
  // among the fields that it is about.
  bool Refused(const absl::Status& status, absl::StatusCode code, absl::string_view reason,
               absl::string_view what, absl::string_view path = "");
  // INVALID_ARGUMENT, INVALID_FIELD.
  bool RefusedField(const absl::Status& status, absl::string_view path, absl::string_view what) {
    return Refused(status, absl::StatusCode::kInvalidArgument, "INVALID_FIELD", what, path);
  }

  const std::vector<std::string>& all() const { return all_; }

 private:
  std::vector<std::string> all_;
};

}  // namespace guanxi::contract

#endif  // GUANXI_COMMON_RESOURCE_CONTRACT_FINDINGS_H_
