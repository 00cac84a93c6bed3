// What of a record may stand in a text that many read: a to-do is shown to whoever may read to-dos,
// and nobody is asked beforehand who that will be.
#ifndef GUANXI_WORKFLOW_SVC_RULES_ROLE_READERS_H_
#define GUANXI_WORKFLOW_SVC_RULES_ROLE_READERS_H_

#include <functional>
#include <memory>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/policy/authorizer.h"
#include "common/policy/policy.h"
#include "common/policy/rights.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::workflow {

// How much of the field at a path of a type of records everybody sees.
using LeastAccess = std::function<policy::FieldAccess(const google::protobuf::Descriptor& type,
                                                      absl::string_view path)>;

// By the roles of a tenant. Thread-safe. Owns nothing that it is given.
class RoleReaders {
 public:
  // Tenants that are kept at most; then those that there are go.
  static constexpr size_t kMaxTenants = 1000;

  explicit RoleReaders(const policy::Authorizer* authorizer) : authorizer_(authorizer) {}

  // The strictest that any role says which lets read to-dos, each as if somebody had it alone. But
  // a role that masks names alone takes none away: by its name a to-do says what it is about. Null
  // where nothing is hidden from anybody. Errors: those of Authorizer::PolicyOf.
  absl::StatusOr<LeastAccess> Of(const Uuid& tenant) const;

 private:
  using Readers = std::vector<std::shared_ptr<const policy::Rights>>;
  struct Kept {
    std::shared_ptr<const policy::Policy> policy;  // that they were made of
    std::shared_ptr<const Readers> readers;
  };

  static Readers Make(const policy::Policy& policy);

  const policy::Authorizer* const authorizer_;
  mutable Mutex mutex_;
  mutable absl::flat_hash_map<Uuid, Kept> kept_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_RULES_ROLE_READERS_H_
