// What makes a target, or a dashboard, valid. Pure: no I/O, no clock.
#ifndef GUANXI_ANALYTICS_SVC_BOARDS_BOARD_RULES_H_
#define GUANXI_ANALYTICS_SVC_BOARDS_BOARD_RULES_H_

#include "absl/strings/string_view.h"
#include "common/errors/errors.h"
#include "guanxi/analytics/v1/dashboard.pb.h"
#include "guanxi/analytics/v1/target.pb.h"

namespace guanxi::analytics {

// Normal forms, and where that is impossible.
void NormalizeTarget(v1::Target* target, Violations* violations);
void NormalizeDashboard(v1::Dashboard* dashboard, Violations* violations);

// All violations of a message in normal form, by path: those that its proto says.
void CheckTarget(const v1::Target& target, Violations* violations);
void CheckDashboard(const v1::Dashboard& dashboard, Violations* violations);

// `{cube}.{member}`, each of a-z, 0-9 and _.
bool IsMember(absl::string_view text);

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_BOARDS_BOARD_RULES_H_
