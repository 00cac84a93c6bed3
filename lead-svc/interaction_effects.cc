#include "lead-svc/interaction_effects.h"

#include <utility>

#include "common/base/status_macros.h"
#include "common/interactions/interaction_recount.h"
#include "common/interactions/interaction_rules.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/lead/v1/lead.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"

namespace guanxi::lead {
namespace {

using google::protobuf::Message;
using interactions::IsBefore;
using resource::ChangeKind;
using resource::Resource;
using resource::ResourceName;
using resource::UnitOfWork;
using v1::Lead;
using v1::LeadInteraction;
using v1::Opportunity;
using v1::OpportunityInteraction;

constexpr char kCallsOfOurs[] = "channel = CALL AND direction = OUTBOUND AND outcome:*";
constexpr char kFirstFirst[] = "occur_time";
constexpr char kLastFirst[] = "occur_time desc";

template <typename M>
bool IsCallOfOurs(const M& interaction) {
  return interaction.channel() == interactions::Kind::CALL &&
         interaction.direction() == interactions::Kind::OUTBOUND;
}

// What a lead says besides what an opportunity says, too.
void AddCall(const LeadInteraction& interaction, Lead* lead) {
  if (!IsCallOfOurs(interaction) || interaction.outcome() == 0) return;
  const auto& time = interaction.occur_time();
  if (!lead->has_first_call_time() || IsBefore(time, lead->first_call_time())) {
    *lead->mutable_first_call_time() = time;
  }
  if (!lead->has_last_call_time() || IsBefore(lead->last_call_time(), time)) {
    *lead->mutable_last_call_time() = time;
  }
}
void AddCall(const OpportunityInteraction&, Opportunity*) {}

bool RestsOnCall(const LeadInteraction& interaction, const Lead& lead) {
  if (!IsCallOfOurs(interaction) || interaction.outcome() == 0) return false;
  return !IsBefore(lead.first_call_time(), interaction.occur_time()) ||
         !IsBefore(interaction.occur_time(), lead.last_call_time());
}
bool RestsOnCall(const OpportunityInteraction&, const Opportunity&) { return false; }

absl::Status RecountCalls(UnitOfWork& work, const Resource& interactions, const Uuid& parent,
                          Lead* left) {
  const auto add_first = [&](const Message& message) {
    AddCall(static_cast<const LeadInteraction&>(message), left);
    return false;
  };
  for (const char* const order : {kFirstFirst, kLastFirst}) {
    GUANXI_RETURN_IF_ERROR(
        work.VisitChildren(interactions, parent, kCallsOfOurs, order, add_first));
  }
  return absl::OkStatus();
}
absl::Status RecountCalls(UnitOfWork&, const Resource&, const Uuid&, Opportunity*) {
  return absl::OkStatus();
}

void ClearCalls(Lead* lead) {
  lead->clear_first_call_time();
  lead->clear_last_call_time();
}
void ClearCalls(Opportunity*) {}

template <typename M, typename S>
absl::Status ProjectInto(UnitOfWork& work, const Resource& parents, const Resource& interactions,
                         ChangeKind kind, const M& interaction) {
  GUANXI_ASSIGN_OR_RETURN(const ResourceName own,
                          resource::ParseName(interactions.type(), interaction.name(), "name"));
  ResourceName name;
  name.id = own.parent;
  if (kind == ChangeKind::kCreated) {
    return work.Project(parents, name, [&](Message* message) {
      auto* const parent = static_cast<S*>(message);
      interactions::AddTo(interaction, parent);
      AddCall(interaction, parent);
    });
  }
  GUANXI_ASSIGN_OR_RETURN(const resource::Stored stored, work.Get(parents, name));
  const S& before = static_cast<const S&>(*stored.message);
  if (!interactions::RestsOn(interaction, before) && !RestsOnCall(interaction, before)) {
    return absl::OkStatus();
  }
  auto counted = interactions::Recount<M, S>(work, interactions, name.id);
  GUANXI_ASSIGN_OR_RETURN(S left, std::move(counted));
  GUANXI_RETURN_IF_ERROR(RecountCalls(work, interactions, name.id, &left));
  return work.Project(parents, name, [&](Message* message) {
    auto* const parent = static_cast<S*>(message);
    parent->clear_last_interaction_time();
    parent->clear_last_follow_up_time();
    parent->clear_next_follow_up_time();
    ClearCalls(parent);
    parent->MergeFrom(left);
  });
}

template <typename M, typename S>
resource::Behavior<M> BehaviorOf(const InteractionKin& kin) {
  resource::Behavior<M> behavior;
  behavior.normalize = [](const resource::WriteContext& context, M* message,
                          Violations* violations) {
    interactions::NormalizeInteraction(context.now, message, violations);
  };
  behavior.check = [](ChangeKind kind, const M*, const M& next, Violations* violations) {
    if (!resource::StatesValues(kind)) return;
    interactions::CheckInteraction(next, violations);
    if (next.outcome() != 0 && !IsCallOfOurs(next)) {
      violations->Add("outcome", "is for outgoing calls: CALL and OUTBOUND");
    }
  };
  behavior.derive = [kin](UnitOfWork& work, ChangeKind kind, const M*, const M& next) {
    return ProjectInto<M, S>(work, **kin.parents, **kin.interactions, kind, next);
  };
  behavior.derives_into_parent = true;
  return behavior;
}

}  // namespace

resource::Behavior<LeadInteraction> LeadInteractionBehavior(const InteractionKin& kin) {
  return BehaviorOf<LeadInteraction, Lead>(kin);
}

resource::Behavior<OpportunityInteraction> OpportunityInteractionBehavior(
    const InteractionKin& kin) {
  return BehaviorOf<OpportunityInteraction, Opportunity>(kin);
}

}  // namespace guanxi::lead
