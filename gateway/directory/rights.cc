#include "gateway/directory/rights.h"

#include <algorithm>

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
  return part == kAny ||
         (!part.empty() && std::all_of(part.begin(), part.end(), [](unsigned char c) {
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

}  // namespace

Rights RightsOf(const std::vector<Role>& roles) {
  Rights rights;
  bool first = true;
  for (const Role& role : roles) {
    rights.permissions.insert(rights.permissions.end(), role.permissions().begin(),
                              role.permissions().end());
    for (const int unmask : role.unmasks()) rights.unmasks.insert(unmask);
    decltype(rights.field_policies) policies;
    for (const FieldPolicy& policy : role.field_policies()) {
      policies.emplace(std::pair(policy.resource_type(), policy.path()), policy.access());
    }
    if (first) {
      rights.field_policies = std::move(policies);
      first = false;
      continue;
    }
    for (auto it = rights.field_policies.begin(); it != rights.field_policies.end();) {
      const auto other = policies.find(it->first);
      if (other == policies.end()) {
        it = rights.field_policies.erase(it);
      } else {
        it->second = std::max(it->second, other->second);
        ++it;
      }
    }
  }
  return rights;
}

bool IsPattern(absl::string_view pattern) {
  const auto [resource, verb] = Parts(pattern);
  return IsPart(resource) && IsPart(verb);
}

bool Covers(absl::string_view outer, absl::string_view inner) {
  const auto [outer_resource, outer_verb] = Parts(outer);
  const auto [inner_resource, inner_verb] = Parts(inner);
  return CoversPart(outer_resource, inner_resource) && CoversPart(outer_verb, inner_verb);
}

bool HoldsForAll(const Rights& rights, absl::string_view permission) {
  return std::any_of(rights.permissions.begin(), rights.permissions.end(),
                     [&](const Permission& own) {
                       return own.scope() == access::v1::ALL && Covers(own.pattern(), permission);
                     });
}

std::string Missing(const Rights& own, const Rights& given) {
  for (const Permission& wanted : given.permissions) {
    const bool held = std::any_of(own.permissions.begin(), own.permissions.end(),
                                  [&](const Permission& permission) {
                                    return permission.scope() >= wanted.scope() &&
                                           Covers(permission.pattern(), wanted.pattern());
                                  });
    if (!held) {
      return absl::StrCat(wanted.pattern(), " for ", access::v1::DataScope_Name(wanted.scope()));
    }
  }
  for (const int unmask : given.unmasks) {
    if (own.unmasks.count(unmask) == 0) {
      return absl::StrCat(
          metadata::v1::PersonalData_Name(static_cast<metadata::v1::PersonalData>(unmask)),
          " in full");
    }
  }
  // Rights to nothing see no field.
  if (given.permissions.empty()) return "";
  for (const auto& [field, access] : own.field_policies) {
    const auto other = given.field_policies.find(field);
    if (other == given.field_policies.end() || other->second > access) {
      return absl::StrCat(field.first, ".", field.second);
    }
  }
  return "";
}

}  // namespace guanxi::directory
