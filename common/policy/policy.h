// The rights of a tenant, compiled from one snapshot of its directory (access.v1.PolicySnapshot).
#ifndef GUANXI_COMMON_POLICY_POLICY_H_
#define GUANXI_COMMON_POLICY_POLICY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/auth/principal.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/filter/moment.h"
#include "common/policy/rights.h"
#include "guanxi/access/v1/policy.pb.h"

namespace guanxi::policy {

// A user or a client, as decisions need them.
struct Subject {
  bool active = false;
  Uuid user;  // nil for a client
  Uuid department;
  std::vector<const access::v1::RoleRights*> roles;  // in the order of their addresses
  int group = 0;                                     // the same for all who have the same roles
};

// Thread-safe; what it says never changes. Pure: nothing here waits, reads a clock or asks anybody.
class Policy : public std::enable_shared_from_this<Policy> {
 public:
  // Takes what it understands: names that are malformed, and roles that are not there, grant
  // nothing; a department above itself is taken for a root.
  static std::shared_ptr<const Policy> Compile(access::v1::PolicySnapshot snapshot);
  // Grants everything to everybody.
  static std::shared_ptr<const Policy> AllowAll();

  int64_t version() const { return snapshot_.version(); }
  // The people themselves, for what asks about them and not about a caller.
  const access::v1::PolicySnapshot& snapshot() const { return snapshot_; }
  // Whether there is no directory: the snapshot then has nobody, and everybody may do everything.
  bool allows_all() const { return allows_all_; }

  // Where the tenant's days begin and on which it works, for functions of filters; nothing where
  // the snapshot names no zone that is known here.
  const std::optional<filter::Moment>& place() const { return place_; }

  // What `principal` may do by a method, or piece of work, with `permission`. Errors:
  //   UNAUTHENTICATED    ACCOUNT_DISABLED    the user, the client or who acts for it is not active
  //   UNAUTHENTICATED    SESSION_ENDED       the token's session has ended: log in again
  //   PERMISSION_DENIED  METHOD_NOT_ALLOWED  no role grants the permission
  absl::StatusOr<std::shared_ptr<const Rights>> Decide(const Principal& principal,
                                                       absl::string_view permission) const;

  // Whether the snapshot has the user or client, active or not.
  bool Knows(absl::string_view subject) const;

 private:
  friend class Rights;
  struct Department {
    std::vector<Uuid> below;  // itself among them; sorted
    std::vector<Uuid> above;  // itself first
    bool active = false;
  };

  explicit Policy(access::v1::PolicySnapshot snapshot) : snapshot_(std::move(snapshot)) {}

  void CompilePlace();
  void CompileDepartments();
  void CompileSubjects();
  const Subject* Find(absl::string_view name) const;
  const Department* FindDepartment(const Uuid& id) const;
  // Whether there is an active department of that name.
  bool HasDepartment(absl::string_view name) const;

  const access::v1::PolicySnapshot snapshot_;
  bool allows_all_ = false;
  std::optional<filter::Moment> place_;
  absl::flat_hash_map<Uuid, Department> departments_;
  absl::flat_hash_map<std::string, Subject> subjects_;  // by name
  absl::flat_hash_set<std::string> ended_sessions_;

  // Views of fields, as they are asked for: one for each group of subjects, of actors (-1: nobody
  // acts for them), and resource.
  using ViewKey = std::tuple<int, int, const google::protobuf::Descriptor*>;
  mutable Mutex views_mutex_;
  mutable absl::flat_hash_map<ViewKey, std::shared_ptr<const FieldView>> views_
      ABSL_GUARDED_BY(views_mutex_);
};

}  // namespace guanxi::policy

#endif  // GUANXI_COMMON_POLICY_POLICY_H_
