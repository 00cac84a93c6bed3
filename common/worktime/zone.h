// Time zones by their names.
#ifndef GUANXI_COMMON_WORKTIME_ZONE_H_
#define GUANXI_COMMON_WORKTIME_ZONE_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace guanxi::worktime {

// The zone that has this name in the IANA database ("Asia/Shanghai"); nothing for other texts, such
// as paths of files, fixed offsets and "localtime", whatever else the library would take for zones.
std::optional<absl::TimeZone> FindZone(absl::string_view name);

}  // namespace guanxi::worktime

#endif  // GUANXI_COMMON_WORKTIME_ZONE_H_
