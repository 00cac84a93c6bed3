// What one caller may do: the answer of a policy about a principal and a permission.
#ifndef GUANXI_COMMON_POLICY_RIGHTS_H_
#define GUANXI_COMMON_POLICY_RIGHTS_H_

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "google/protobuf/descriptor.h"
#include "guanxi/access/v1/role.pb.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::policy {

class FieldView;
class Policy;
struct Subject;

using access::v1::DataScope;

// How much of a field somebody sees, and whether he may change it: two things, each of which a
// policy may take away. A bit stands for what is taken; what is hidden is all of it.
enum class FieldAccess { kFull = 0, kReadOnly = 1, kMasked = 2, kMaskedReadOnly = 3, kHidden = 7 };

// What both leave, and what either does.
constexpr FieldAccess Strictest(FieldAccess a, FieldAccess b) {
  return static_cast<FieldAccess>(static_cast<int>(a) | static_cast<int>(b));
}
constexpr FieldAccess Mildest(FieldAccess a, FieldAccess b) {
  return static_cast<FieldAccess>(static_cast<int>(a) & static_cast<int>(b));
}
constexpr bool IsMasked(FieldAccess access) {
  return access == FieldAccess::kMasked || access == FieldAccess::kMaskedReadOnly;
}
constexpr bool IsReadOnly(FieldAccess access) {
  return access == FieldAccess::kReadOnly || access == FieldAccess::kMaskedReadOnly;
}

// A field as policies speak of it.
struct FieldPlace {
  absl::string_view resource_type;  // "guanxi.dev/Customer"
  absl::string_view path;           // "person.wechat"
  metadata::v1::PersonalData data = metadata::v1::PERSONAL_DATA_UNSPECIFIED;
  // By which the resource is read ("customers.read"): roles that do not grant it say nothing.
  absl::string_view read_permission;
};

// Rights are those of one moment: a call is decided by the policy that was in force when it came,
// a step of work behind the scenes by that when it began. Immutable, thus thread-safe.
class Rights {
 public:
  // The permission that the call was let in by: its method's, or that of the work.
  const std::string& permission() const { return permission_; }

  // How far a permission reaches, with the widest scope of all roles that grant it;
  // DATA_SCOPE_UNSPECIFIED: it is not granted. Of work on somebody's behalf, both must have it.
  DataScope ScopeOf(absl::string_view permission) const;

  // The user whom SELF means; nil for an API client, which nothing belongs to.
  const Uuid& user() const;
  // The departments that a scope reaches, sorted: one's own for DEPARTMENT, those below it too for
  // SUBTREE. None for the others, and for who is in none.
  absl::Span<const Uuid> DepartmentsIn(DataScope scope) const;
  // One's own department and those above it: what is shared with them is shared with him.
  absl::Span<const Uuid> memberships() const;
  // The department that a user (`users/{uuid}`) belongs to: nil if it has none or is not known.
  Uuid DepartmentOf(absl::string_view user) const;
  // The names of the roles that the caller has (`roles/{role}`), sorted; of work on somebody's
  // behalf, those of the latter. None of AllRights, which no role gives.
  std::vector<std::string> RoleNames() const;
  // Whether a user or department of that name is there and active; of AllRights always.
  bool IsActive(absl::string_view name) const;

  // Within a role the strictest of what it says of the field; of all roles that read the resource
  // the mildest, of what is shown and of what may be written by itself; of all roles, where none
  // does: then it was another permission that let in. Of work on somebody's behalf the stricter
  // one.
  FieldAccess AccessTo(const FieldPlace& field) const;
  // The keys of the map at a place about which some role has a policy: `area` for `custom.area`.
  std::set<std::string> KeysWithPolicies(const FieldPlace& map) const;
  // The same of all fields of a resource, compiled once for all who have the same roles.
  std::shared_ptr<const FieldView> ViewOf(const google::protobuf::Descriptor* resource) const;
  // Whether no field of anything is hidden, masked or read-only: of AllRights.
  bool sees_all() const { return subject_ == nullptr; }

 private:
  friend class Policy;
  Rights(std::shared_ptr<const Policy> policy, const Subject* subject, const Subject* actor,
         std::string permission);

  const std::shared_ptr<const Policy> policy_;
  const Subject* const subject_;  // of the policy
  const Subject* const actor_;    // who acts on the subject's behalf, or null
  const std::string permission_;
};

// All rights there are, for what runs without a directory: tests, and a service that was told to.
std::shared_ptr<const Rights> AllRights(absl::string_view permission = "*");

}  // namespace guanxi::policy

#endif  // GUANXI_COMMON_POLICY_RIGHTS_H_
