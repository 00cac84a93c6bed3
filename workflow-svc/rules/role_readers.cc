#include "workflow-svc/rules/role_readers.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/auth/principal.h"
#include "common/base/status_macros.h"
#include "common/policy/field_view.h"
#include "guanxi/access/v1/policy.pb.h"
#include "guanxi/metadata/v1/annotations.pb.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using policy::FieldAccess;

constexpr char kRead[] = "todos.read";

bool IsName(const Descriptor& type, absl::string_view path) {
  const Descriptor* message = &type;
  const FieldDescriptor* field = nullptr;
  for (const absl::string_view step : absl::StrSplit(path, '.')) {
    field = message == nullptr ? nullptr : message->FindFieldByName(std::string(step));
    if (field == nullptr) return false;
    message = field->message_type();
  }
  return field->options().GetExtension(metadata::v1::field).personal() == metadata::v1::NAME;
}

}  // namespace

RoleReaders::Readers RoleReaders::Make(const policy::Policy& policy) {
  access::v1::PolicySnapshot snapshot = policy.snapshot();
  snapshot.clear_users();
  std::vector<Principal> holders;
  for (const access::v1::RoleRights& role : snapshot.roles()) {
    Principal& holder = holders.emplace_back();
    holder.subject =
        absl::StrCat("users/", DeriveUuid("guanxi.rules.reader", role.name()).ToString());
    auto* const user = snapshot.add_users();
    user->set_name(holder.subject);
    user->set_active(true);
    user->add_roles(role.name());
  }
  const auto compiled = policy::Policy::Compile(std::move(snapshot));
  Readers readers;
  for (const Principal& holder : holders) {
    auto rights = compiled->Decide(holder, kRead);
    if (rights.ok()) readers.push_back(*std::move(rights));
  }
  return readers;
}

absl::StatusOr<LeastAccess> RoleReaders::Of(const Uuid& tenant) const {
  GUANXI_ASSIGN_OR_RETURN(
      const std::shared_ptr<const policy::Policy> policy,
      authorizer_->PolicyOf(tenant, absl::Now() + policy::Authorizer::kMaxWait));
  if (policy->allows_all()) return LeastAccess();
  std::shared_ptr<const Readers> readers;
  {
    MutexLock lock(&mutex_);
    const auto known = kept_.find(tenant);
    if (known != kept_.end() && known->second.policy == policy) readers = known->second.readers;
  }
  if (readers == nullptr) {
    readers = std::make_shared<const Readers>(Make(*policy));
    MutexLock lock(&mutex_);
    if (kept_.size() >= kMaxTenants) kept_.clear();
    kept_[tenant] = {policy, readers};
  }
  return LeastAccess([readers](const Descriptor& type, absl::string_view path) {
    const bool is_name = IsName(type, path);
    FieldAccess least = FieldAccess::kFull;
    for (const auto& rights : *readers) {
      const FieldAccess access = rights->ViewOf(&type)->AccessTo(path);
      if (is_name && policy::IsMasked(access)) continue;
      least = policy::Strictest(least, access);
    }
    return least;
  });
}

}  // namespace guanxi::workflow
