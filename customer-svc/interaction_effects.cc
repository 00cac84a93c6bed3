#include "customer-svc/interaction_effects.h"

#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/interaction_rules.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::customer {
namespace {

using google::protobuf::Message;
using resource::ChangeKind;
using resource::ResourceName;
using resource::UnitOfWork;
using v1::Customer;
using v1::Interaction;

// IsContact and IsFollowUp of interaction_rules.h, for the filter index.
constexpr char kContacts[] = "NOT channel = SYSTEM";
constexpr char kFollowUps[] =
    "NOT channel = SYSTEM AND "
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

absl::Status ProjectInteraction(UnitOfWork& work, const resource::Resource& customers,
                                const resource::Resource& interactions, ChangeKind kind,
                                const Interaction& interaction) {
  GUANXI_ASSIGN_OR_RETURN(
      const ResourceName own,
      resource::ParseName(interactions.type(), interaction.name(), "interaction.name"));
  ResourceName name;
  name.id = own.parent;
  if (kind == ChangeKind::kCreated) {
    return work.Project(customers, name, [&](Message* customer) {
      AddToCustomer(interaction, static_cast<Customer*>(customer));
    });
  }
  GUANXI_ASSIGN_OR_RETURN(const resource::Stored stored, work.Get(customers, name));
  if (!CustomerRestsOn(interaction, static_cast<const Customer&>(*stored.message))) {
    return absl::OkStatus();
  }
  GUANXI_ASSIGN_OR_RETURN(const Customer left, Recount(work, interactions, name.id));
  return work.Project(customers, name, [&](Message* message) {
    auto* const customer = static_cast<Customer*>(message);
    customer->clear_last_interaction_time();
    customer->clear_last_follow_up_time();
    customer->clear_next_follow_up_time();
    customer->MergeFrom(left);
  });
}

}  // namespace guanxi::customer
