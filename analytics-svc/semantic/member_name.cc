#include "analytics-svc/semantic/member_name.h"

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace guanxi::analytics {

absl::Status NoMember(absl::string_view name, absl::string_view path) {
  return InvalidField(path, absl::StrCat("there is no member ", name));
}

absl::StatusOr<MemberName> ParseMember(absl::string_view name, absl::string_view path) {
  const size_t dot = name.find('.');
  if (dot == absl::string_view::npos) return InvalidField(path, "want cube.member");
  MemberName parsed;
  parsed.cube = FindCube(name.substr(0, dot));
  parsed.member = std::string(name.substr(dot + 1));
  if (parsed.cube == nullptr) return NoMember(name, path);
  return parsed;
}

bool IsMeasure(absl::string_view name) {
  const auto parsed = ParseMember(name, "");
  return parsed.ok() && parsed->cube->FindMeasure(parsed->member) != nullptr;
}

}  // namespace guanxi::analytics
