#include "customer-svc/interaction_effects.h"

#include <cstdint>
#include <tuple>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/interactions/interaction_recount.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/interaction_rules.h"
#include "customer-svc/ownership_effects.h"
#include "customer-svc/tree/tree_rows.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::customer {
namespace {

using google::protobuf::Message;
using resource::ChangeKind;
using resource::ResourceName;
using resource::UnitOfWork;
using v1::Customer;
using v1::Interaction;

// When the customer was last spoken to: whether ever, seconds, nanoseconds.
std::tuple<bool, int64_t, int32_t> LastContact(const Customer& customer) {
  return {customer.has_last_interaction_time(), customer.last_interaction_time().seconds(),
          customer.last_interaction_time().nanos()};
}

// Projects what `set` makes of the customer. If it was last spoken to at another time now, its tree
// is marked, which says so, too: once for all interactions of the unit of work, since a statement
// for each would cost an ingest as much as all the rest.
absl::Status ProjectTimes(UnitOfWork& work, const resource::Resource& customers,
                          const ResourceName& name, absl::FunctionRef<void(Customer*)> set) {
  bool differs = false;
  GUANXI_RETURN_IF_ERROR(work.Project(customers, name, [&](Message* message) {
    auto* const customer = static_cast<Customer*>(message);
    const auto before = LastContact(*customer);
    set(customer);
    differs = LastContact(*customer) != before;
  }));
  if (!differs) return absl::OkStatus();
  work.CheckStored(absl::StrCat("tree/", name.id.ToString()), [id = name.id](UnitOfWork& stored) {
    return MarkTreeStale(stored.tx(), stored.principal().tenant, id);
  });
  return absl::OkStatus();
}

// Says on the customer what the interactions come to that are there now.
absl::Status Recount(UnitOfWork& work, const InteractionKin& kin, const ResourceName& name,
                     const Customer& before) {
  auto counted = interactions::Recount<Interaction, Customer>(work, kin.interactions, name.id);
  GUANXI_ASSIGN_OR_RETURN(Customer left, std::move(counted));
  if (left.has_last_follow_up_time()) {
    *left.mutable_silent_since_time() = left.last_follow_up_time();
  } else {
    GUANXI_ASSIGN_OR_RETURN(*left.mutable_silent_since_time(),
                            HeldSince(work, kin.ownership_records, name.id, before));
  }
  return ProjectTimes(work, kin.customers, name, [&](Customer* customer) {
    customer->clear_last_interaction_time();
    customer->clear_last_follow_up_time();
    customer->clear_next_follow_up_time();
    customer->clear_silent_since_time();
    customer->MergeFrom(left);
  });
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
    return ProjectTimes(work, customers, name,
                        [&](Customer* customer) { AddToCustomer(interaction, customer); });
  }
  GUANXI_ASSIGN_OR_RETURN(const resource::Stored stored, work.Get(customers, name));
  const auto& before = static_cast<const Customer&>(*stored.message);
  if (!CustomerRestsOn(interaction, before)) return absl::OkStatus();
  return Recount(work, kin, name, before);
}

absl::Status GatherInteractions(UnitOfWork& work, const InteractionKin& kin, const Uuid& from,
                                const Uuid& into) {
  for (const Uuid& id : {from, into}) {
    ResourceName name;
    name.id = id;
    const absl::StatusOr<resource::Stored> stored = work.Get(kin.customers, name);
    if (absl::IsNotFound(stored.status())) continue;  // it is part of the other one
    GUANXI_RETURN_IF_ERROR(stored.status());
    GUANXI_RETURN_IF_ERROR(
        Recount(work, kin, name, static_cast<const Customer&>(*stored->message)));
  }
  return absl::OkStatus();
}

}  // namespace guanxi::customer
