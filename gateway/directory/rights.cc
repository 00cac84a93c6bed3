#include "gateway/directory/rights.h"

#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace guanxi::directory {
namespace {

using access::v1::DataScope;
using access::v1::FieldPolicy;
using access::v1::Permission;
using access::v1::Role;

constexpr absl::string_view kAny = "*";

bool IsPart(absl::string_view part) {
  return part == kAny || (!part.empty() && absl::c_all_of(part, [](unsigned char c) {
           return absl::ascii_isalpha(c) || c == '_';
         }));
}

std::pair<absl::string_view, absl::string_view> Parts(absl::string_view pattern) {
  if (pattern == kAny) return {kAny, kAny};
  return absl::StrSplit(pattern, absl::MaxSplits('.', 1));
}

bool CoversPart(absl::string_view outer, absl::string_view inner) {
  return outer == kAny || outer == inner;
}

// Whether what `own` reaches from `department` holds all that `wanted` reaches in `place`.
bool Reaches(DataScope own, const std::string& department, DataScope wanted,
             const std::optional<Place>& place) {
  if (own == access::v1::ALL) return true;
  if (wanted == access::v1::ALL) return false;
  const bool is_own = wanted == access::v1::SELF || (place.has_value() && place->empty());
  if (is_own) return own >= access::v1::SELF;
  if (!place.has_value() || own < wanted || department.empty()) return false;
  if (own == access::v1::DEPARTMENT) return place->front() == department;
  return absl::c_linear_search(*place, department);
}

std::string InFull(int unmask) {
  return absl::StrCat(
      metadata::v1::PersonalData_Name(static_cast<metadata::v1::PersonalData>(unmask)), " in full");
}

// What `given` shows that `own` does not; "" for nothing.
std::string MissingInView(const Role& own, const Role& given) {
  for (const int unmask : given.unmasks()) {
    if (!absl::c_linear_search(own.unmasks(), unmask)) return InFull(unmask);
  }
  for (const FieldPolicy& policy : own.field_policies()) {
    const auto kept = absl::c_find_if(given.field_policies(), [&](const FieldPolicy& other) {
      return other.resource_type() == policy.resource_type() && other.path() == policy.path() &&
             // What is masked may be written, and what is read-only is seen: neither is in the
             // other.
             (other.access() == policy.access() || other.access() == FieldPolicy::HIDDEN);
    });
    if (kept == given.field_policies().end()) {
      return absl::StrCat(policy.resource_type(), ".", policy.path());
    }
  }
  return "";
}

}  // namespace

bool IsPattern(absl::string_view pattern) {
  const auto [resource, verb] = Parts(pattern);
  return IsPart(resource) && IsPart(verb);
}

bool Covers(absl::string_view outer, absl::string_view inner) {
  const auto [outer_resource, outer_verb] = Parts(outer);
  const auto [inner_resource, inner_verb] = Parts(inner);
  return CoversPart(outer_resource, inner_resource) && CoversPart(outer_verb, inner_verb);
}

std::string Missing(const Held& own, const Role& given, const std::optional<Place>& place) {
  // Also of a role that reads nothing: where none of somebody's roles does, all of them say what he
  // sees in the answer to what he may do.
  for (const int unmask : given.unmasks()) {
    const auto shows = [&](const Role& role) {
      return absl::c_linear_search(role.unmasks(), unmask);
    };
    if (!absl::c_any_of(own.roles, shows)) return InFull(unmask);
  }
  for (const Permission& wanted : given.permissions()) {
    std::string missing =
        absl::StrCat(wanted.pattern(), " for ", access::v1::DataScope_Name(wanted.scope()));
    const bool is_held = absl::c_any_of(own.roles, [&](const Role& role) {
      const auto covers = [&](const Permission& one) {
        return Covers(one.pattern(), wanted.pattern()) &&
               Reaches(one.scope(), own.department, wanted.scope(), place);
      };
      if (!absl::c_any_of(role.permissions(), covers)) return false;
      missing = MissingInView(role, given);
      return missing.empty();
    });
    if (!is_held) return missing;
  }
  return "";
}

}  // namespace guanxi::directory
