#include "gateway/directory/role_rights.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/directory/known_permissions.h"
#include "gateway/directory/policy_fields.h"
#include "gateway/directory/rights.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::directory {
namespace {

using access::v1::FieldPolicy;
using access::v1::Role;

void CheckPermissions(const Role& next, Violations* violations) {
  for (int i = 0; i < next.permissions_size(); ++i) {
    const access::v1::Permission& permission = next.permissions(i);
    const std::string path = Entry("permissions", i);
    if (!IsPattern(permission.pattern())) {
      violations->Add(path + ".pattern", "want `customers.*`, `tags.read`, `*.read` or `*`");
    } else if (!MeansPermission(permission.pattern())) {
      violations->Add(
          path + ".pattern",
          absl::StrCat("means no permission that there is; near it are ",
                       NearestPatterns(permission.pattern()), " (docs/permissions.md has all)"));
    }
    if (!access::v1::DataScope_IsValid(permission.scope()) ||
        permission.scope() == access::v1::DATA_SCOPE_UNSPECIFIED) {
      violations->Add(path + ".scope", "want SELF, DEPARTMENT, SUBTREE or ALL");
    }
  }
}

// What is wrong with the path of a policy about a field of the resource; "" for nothing.
std::string PathFault(const google::protobuf::Descriptor* resource, const FieldPolicy& policy) {
  if (!IsPolicyPath(resource, policy.path())) {
    const std::string snake = InSnakeCase(policy.path());
    if (IsPolicyPath(resource, snake))
      return absl::StrCat("want `", snake, "`: fields as in protos");
    return absl::StrCat("names no field of ", policy.resource_type(),
                        " that a policy can be about");
  }
  if (policy.access() != FieldPolicy::MASKED) return "";
  const std::vector<std::string> texts = TextsInside(resource, policy.path());
  if (texts.empty()) return "";
  return absl::StrCat("has fields of its own, and MASKED would leave nothing of it: want `",
                      absl::StrJoin(texts, "`, `"), "`, or HIDDEN");
}

void CheckPolicies(const Role& next, Violations* violations) {
  std::set<std::pair<std::string, std::string>> seen;
  for (int i = 0; i < next.field_policies_size(); ++i) {
    const FieldPolicy& policy = next.field_policies(i);
    const std::string path = Entry("field_policies", i);
    const auto* const resource = FindResourceType(policy.resource_type());
    if (resource == nullptr) {
      violations->Add(path + ".resource_type", "want a type that there is: guanxi.dev/Customer");
    }
    if (policy.path().empty()) {
      violations->Add(path + ".path", "is required");
    } else if (resource != nullptr) {
      const std::string fault = PathFault(resource, policy);
      if (!fault.empty()) violations->Add(path + ".path", fault);
    }
    if (!FieldPolicy::Access_IsValid(policy.access()) ||
        policy.access() == FieldPolicy::ACCESS_UNSPECIFIED) {
      violations->Add(path + ".access", "want HIDDEN, MASKED or READ_ONLY");
    }
    if (!seen.emplace(policy.resource_type(), policy.path()).second) {
      violations->Add(path, "is the second one of its field");
    }
  }
}

void CheckUnmasks(const Role& next, Violations* violations) {
  std::set<int> seen;
  for (int i = 0; i < next.unmasks_size(); ++i) {
    if (next.unmasks(i) == metadata::v1::PERSONAL_DATA_UNSPECIFIED ||
        !metadata::v1::PersonalData_IsValid(next.unmasks(i))) {
      violations->Add(Entry("unmasks", i), "is no class of personal data");
    } else if (!seen.insert(next.unmasks(i)).second) {
      violations->Add(Entry("unmasks", i), "stands twice");
    }
  }
}

}  // namespace

std::string Entry(absl::string_view path, int i) { return absl::StrCat(path, "[", i, "]"); }

void CheckRights(const Role& next, Violations* violations) {
  CheckPermissions(next, violations);
  CheckPolicies(next, violations);
  CheckUnmasks(next, violations);
}

}  // namespace guanxi::directory
