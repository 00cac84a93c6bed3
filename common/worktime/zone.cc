#include "common/worktime/zone.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace guanxi::worktime {
namespace {

bool MayBePart(absl::string_view part) {
  return !part.empty() && std::all_of(part.begin(), part.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '_' || c == '+' || c == '-';
  });
}

// LoadTimeZone also takes paths ("file:/dev/zero" too), fixed offsets, "libc:" with anything behind
// it, and what lies beside the database: a second copy, and the zone of the machine.
bool MayBeName(absl::string_view name) {
  for (const absl::string_view other : {"localtime", "posixrules", "Factory"}) {
    if (name == other) return false;
  }
  for (const absl::string_view other : {"Fixed/", "posix/", "right/"}) {
    if (absl::StartsWith(name, other)) return false;
  }
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  return std::all_of(parts.begin(), parts.end(), MayBePart);
}

// The library keeps every name that it was ever asked for, unknown ones too, until the process
// ends: it is asked for no more of them than the database has. Where that lies it says itself.
bool IsInDatabase(absl::string_view name) {
  const char* const folder = std::getenv("TZDIR");
  const std::string path =
      absl::StrCat(folder != nullptr ? folder : "/usr/share/zoneinfo", "/", name);
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

}  // namespace

std::optional<absl::TimeZone> FindZone(absl::string_view name) {
  absl::TimeZone zone;
  if (!MayBeName(name) || !IsInDatabase(name) || !absl::LoadTimeZone(name, &zone))
    return std::nullopt;
  return zone;
}

}  // namespace guanxi::worktime
