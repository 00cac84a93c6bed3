#include "common/worktime/zone.h"

#include "absl/strings/match.h"

namespace guanxi::worktime {

std::optional<absl::TimeZone> FindZone(absl::string_view name) {
  // LoadTimeZone also takes paths and fixed offsets, which are no names.
  const bool is_name = !name.empty() && name[0] != '/' && !absl::StartsWith(name, "Fixed/") &&
                       !absl::StrContains(name, "..");
  absl::TimeZone zone;
  if (!is_name || !absl::LoadTimeZone(name, &zone)) return std::nullopt;
  return zone;
}

}  // namespace guanxi::worktime
