// Names of members.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_MEMBER_NAME_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_MEMBER_NAME_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "analytics-svc/semantic/model.h"

namespace guanxi::analytics {

// `cube.member` taken apart; INVALID_ARGUMENT, INVALID_FIELD about `path`.
struct MemberName {
  const Cube* cube = nullptr;
  std::string member;
};
absl::StatusOr<MemberName> ParseMember(absl::string_view name, absl::string_view path);
// Whether it is a measure's name.
bool IsMeasure(absl::string_view name);

// The error about a name that nothing has.
absl::Status NoMember(absl::string_view name, absl::string_view path);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_MEMBER_NAME_H_
