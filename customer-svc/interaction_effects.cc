#include "customer-svc/interaction_effects.h"

#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/interaction_rules.h"
#include "customer-svc/ownership_effects.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {
namespace {

using google::protobuf::Message;
using resource::ChangeKind;
using resource::ResourceName;
using resource::UnitOfWork;
using v1::Customer;
using v1::Interaction;

// IsContact and IsFollowUp of interaction_rules.h, for the filter index.
constexpr char kContacts[] = "NOT channel = SYSTEM AND NOT automatic = true";
constexpr char kFollowUps[] =
    "NOT channel = SYSTEM AND NOT automatic = true AND "
    "(NOT direction:* OR direction = OUTBOUND OR next_follow_up_time:*)";
constexpr char kLastFirst[] = "occur_time desc";

// What the customer says by the interactions that are left.
absl::StatusOr<Customer> Recount(UnitOfWork& work, const resource::Resource& interactions,
                                 const Uuid& customer) {
  using google::protobuf::util::TimeUtil;
  Customer left;
  const auto add_first = [&](const Message& message) {
    AddToCustomer(static_cast<const Interaction&>(message), &left);
    return false;
  };
  GUANXI_RETURN_IF_ERROR(
      work.VisitChildren(interactions, customer, kContacts, kLastFirst, add_first));
  // All of the last moment.
  const auto add_last = [&](const Message& message) {
    const auto& interaction = static_cast<const Interaction&>(message);
    AddToCustomer(interaction, &left);
    return TimeUtil::TimestampToMicroseconds(interaction.occur_time()) >=
           TimeUtil::TimestampToMicroseconds(left.last_follow_up_time());
  };
  GUANXI_RETURN_IF_ERROR(
      work.VisitChildren(interactions, customer, kFollowUps, kLastFirst, add_last));
  return left;
}

}  // namespace

absl::Status ProjectInteraction(UnitOfWork& work, const InteractionKin& kin, ChangeKind kind,
                                const Interaction& interaction) {
  const resource::Resource& customers = kin.customers;
  GUANXI_ASSIGN_OR_RETURN(
      const ResourceName own,
      resource::ParseName(kin.interactions.type(), interaction.name(), "interaction.name"));
  ResourceName name;
  name.id = own.parent;
  if (kind == ChangeKind::kCreated) {
    return work.Project(customers, name, [&](Message* customer) {
      AddToCustomer(interaction, static_cast<Customer*>(customer));
    });
  }
  GUANXI_ASSIGN_OR_RETURN(const resource::Stored stored, work.Get(customers, name));
  const auto& before = static_cast<const Customer&>(*stored.message);
  if (!CustomerRestsOn(interaction, before)) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(Customer left, Recount(work, kin.interactions, name.id));
  if (!left.has_last_follow_up_time()) {
    GUANXI_ASSIGN_OR_RETURN(*left.mutable_silent_since_time(),
                            HeldSince(work, kin.ownership_records, name.id, before));
  }
  return work.Project(customers, name, [&](Message* message) {
    auto* const customer = static_cast<Customer*>(message);
    customer->clear_last_interaction_time();
    customer->clear_last_follow_up_time();
    customer->clear_next_follow_up_time();
    customer->clear_silent_since_time();
    customer->MergeFrom(left);
  });
}

}  // namespace guanxi::customer
