#include "workflow-svc/rules/masked_sight.h"

#include <memory>
#include <utility>

#include "common/auth/principal.h"
#include "common/policy/field_view.h"
#include "common/policy/policy.h"
#include "common/policy/rights.h"
#include "guanxi/access/v1/policy.pb.h"
#include "workflow-svc/rules/record_access.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::Message;

constexpr char kNobody[] = "users/00000000-0000-8000-8000-000000000000";

// Of one who may read everything, and for whom no role unmasks anything.
const policy::Rights& RightsOfNobody() {
  static const auto* const rights = [] {
    access::v1::PolicySnapshot snapshot;
    auto* const role = snapshot.add_roles();
    role->set_name("roles/00000000-0000-8000-8000-000000000000");
    auto* const permission = role->add_permissions();
    permission->set_pattern("*");
    permission->set_scope(access::v1::ALL);
    auto* const user = snapshot.add_users();
    user->set_name(kNobody);
    user->set_active(true);
    user->add_roles(role->name());
    Principal principal;
    principal.subject = kNobody;
    return new std::shared_ptr<const policy::Rights>(
        policy::Policy::Compile(std::move(snapshot))->Decide(principal, "customers.read").value());
  }();
  return **rights;
}

std::shared_ptr<const Message> Masked(const std::shared_ptr<const Message>& record) {
  if (record == nullptr) return nullptr;
  std::shared_ptr<Message> copy = NewMessage(record->GetDescriptor());
  copy->CopyFrom(*record);
  RightsOfNobody().ViewOf(copy->GetDescriptor())->Present(copy.get());
  return copy;
}

}  // namespace

Sight MaskedSight(const Sight& sight) { return {Masked(sight.record), Masked(sight.parent)}; }

}  // namespace guanxi::workflow
