// The people of a tenant as processes ask about them.
#ifndef GUANXI_WORKFLOW_SVC_APPROVAL_STAFF_H_
#define GUANXI_WORKFLOW_SVC_APPROVAL_STAFF_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/base/mutex.h"
#include "common/base/uuid.h"
#include "common/policy/authorizer.h"
#include "common/policy/policy.h"
#include "workflow-svc/approval/delegation_rules.h"
#include "workflow-svc/process/directory.h"

namespace guanxi::workflow {

// Whoever may do this to all processes is an administrator of them.
inline constexpr char kManageProcesses[] = "processInstances.manage";

// Indices over one version of a tenant's policy. Immutable, thus thread-safe. Without a directory
// (Policy::allows_all) every user is there and active, without a manager or a role.
class Staff {
 public:
  explicit Staff(std::shared_ptr<const policy::Policy> policy);

  const policy::Policy& policy() const { return *policy_; }
  bool Exists(const std::string& name) const;
  const access::v1::UserRights* User(const std::string& name) const;
  // What people call the user; his name as a resource where the directory does not say.
  const std::string& DisplayNameOf(const std::string& user) const;
  const access::v1::DepartmentNode* Department(const std::string& name) const;
  // Sorted; nobody of one that is not there.
  const std::vector<std::string>& WithRole(const std::string& role) const;
  const std::vector<std::string>& MembersOf(const std::string& department) const;
  const std::vector<std::string>& administrators() const { return administrators_; }
  bool Administers(const std::string& user) const;

 private:
  void FindAdministrators();

  const std::shared_ptr<const policy::Policy> policy_;
  absl::flat_hash_map<std::string, const access::v1::UserRights*> users_;
  absl::flat_hash_map<std::string, const access::v1::DepartmentNode*> departments_;
  std::map<std::string, std::vector<std::string>> with_role_, members_;
  std::vector<std::string> administrators_;
};

// Keeps the Staff of each tenant until its policy is another one. Thread-safe. Not owned:
// `authorizer`.
class StaffBook {
 public:
  explicit StaffBook(const policy::Authorizer* authorizer) : authorizer_(authorizer) {}

  // Not while a transaction is open. Errors: those of Authorizer::PolicyOf.
  absl::StatusOr<std::shared_ptr<const Staff>> Of(const Uuid& tenant, absl::Time deadline);

 private:
  const policy::Authorizer* const authorizer_;
  Mutex mutex_;
  absl::flat_hash_map<Uuid, std::shared_ptr<const Staff>> kept_ ABSL_GUARDED_BY(mutex_);
};

// The staff and its standing delegations for one step. What reading these fails with is `status`,
// to be asked afterwards: a step that went on without is worth nothing. Nothing is owned.
class StaffDirectory : public Directory {
 public:
  // `definition`: whose process it is.
  StaffDirectory(const Staff* staff, std::string definition, DelegationsOf delegations)
      : staff_(staff), definition_(std::move(definition)), delegations_(std::move(delegations)) {}

  bool Exists(const std::string& name) const override { return staff_->Exists(name); }
  bool IsActive(const std::string& user) const override;
  std::string ManagerOf(const std::string& user) const override;
  std::string DepartmentOf(const std::string& user) const override;
  std::string HeadOf(const std::string& department) const override;
  bool HasRole(const std::string& user, const std::string& role) const override;
  std::vector<std::string> WithRole(const std::string& role) const override;
  std::vector<std::string> MembersOf(const std::string& department) const override;
  std::vector<std::string> Administrators() const override { return staff_->administrators(); }
  std::string DeputyOf(const std::string& user, absl::Time at) const override;

  const absl::Status& status() const { return status_; }

 private:
  const Staff* const staff_;
  const std::string definition_;
  const DelegationsOf delegations_;
  mutable absl::Status status_;
  mutable std::map<std::string, std::vector<v1::Delegation>> read_;
};

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_APPROVAL_STAFF_H_
