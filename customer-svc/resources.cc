#include "customer-svc/resources.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/pools/pool_behavior.h"
#include "common/pools/pooled_record.h"
#include "common/pools/pooled_writes.h"
#include "common/resource/environment.h"
#include "common/resource/field_definitions.h"
#include "common/resource/resource_name.h"
#include "common/resource/share_rules.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/access/data_access_rules.h"
#include "customer-svc/attachments/attachment_rules.h"
#include "customer-svc/behavior_rules.h"
#include "customer-svc/claims/claim_behavior.h"
#include "customer-svc/contact_rules.h"
#include "customer-svc/customer_recycling.h"
#include "customer-svc/customer_rules.h"
#include "customer-svc/duplicates/behaviors.h"
#include "customer-svc/duplicates/match_keys.h"
#include "customer-svc/feeds/feed_rules.h"
#include "customer-svc/feeds/risk_rules.h"
#include "customer-svc/interaction_effects.h"
#include "customer-svc/interaction_rules.h"
#include "customer-svc/lifecycle_effects.h"
#include "customer-svc/order_effects.h"
#include "customer-svc/order_rules.h"
#include "customer-svc/ownership_effects.h"
#include "customer-svc/pool_queries.h"
#include "customer-svc/standing/standing_definitions.h"
#include "customer-svc/tag_rules.h"
#include "customer-svc/tie_behaviors.h"
#include "customer-svc/tree/customer_tree.h"
#include "guanxi/customer/v1/behavior_event.pb.h"
#include "guanxi/customer/v1/contact.pb.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/customer_share.pb.h"
#include "guanxi/customer/v1/duplicate_distinction.pb.h"
#include "guanxi/customer/v1/feed.pb.h"
#include "guanxi/customer/v1/interaction.pb.h"
#include "guanxi/customer/v1/lifecycle.pb.h"
#include "guanxi/customer/v1/merge.pb.h"
#include "guanxi/customer/v1/order.pb.h"
#include "guanxi/customer/v1/risk_signal.pb.h"
#include "guanxi/customer/v1/segment.pb.h"
#include "guanxi/customer/v1/tag.pb.h"
#include "guanxi/customer/v1/visitor.pb.h"
#include "guanxi/metadata/v1/field_definition.pb.h"

namespace guanxi::customer {

namespace {

using metadata::v1::FieldDefinition;
using resource::ChangeKind;
using resource::Resource;
using resource::ResourceName;
using resource::UnitOfWork;
using v1::Contact;
using v1::Customer;
using v1::Interaction;
using v1::OwnershipRecord;
using v1::Tag;

// Whose records may have custom fields.
constexpr absl::string_view kCustomTypes[] = {"guanxi.dev/Customer", "guanxi.dev/Contact"};

// Of tags that the customer gets now; what it has and keeps nobody asks for.
absl::Status CheckTags(UnitOfWork& work, const Resources& all, const Customer* old,
                       const Customer& next) {
  std::set<std::string> before;
  if (old != nullptr) before.insert(old->tags().begin(), old->tags().end());
  std::vector<Uuid> ids;
  std::vector<HeldTag> held;
  bool grows = false;
  for (const std::string& name : next.tags()) {
    GUANXI_ASSIGN_OR_RETURN(const ResourceName tag,
                            resource::ParseName(all.tags->type(), name, "tags"));
    ids.push_back(tag.id);
    held.push_back({name, nullptr, before.count(name) == 0});
    grows |= held.back().is_new;
  }
  if (!grows) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const auto rows, work.GetMany(*all.tags, ids, resource::Lock::kShared));
  for (size_t i = 0; i < ids.size(); ++i) {
    const auto row = rows.find(ids[i]);
    if (row != rows.end()) held[i].tag = static_cast<const Tag*>(row->second.message.get());
  }
  return CheckHeldTags(next.name(), held);
}

absl::Status AdmitCustomer(UnitOfWork& work, const Resources& all, ChangeKind kind,
                           const Customer* old, const Customer& next) {
  GUANXI_RETURN_IF_ERROR(all.duplicate_policy.Admit(work, old, next));
  if (!StatesValues(kind)) return absl::OkStatus();
  const absl::CivilDay today = absl::ToCivilDay(work.now(), absl::UTCTimeZone()) + 1;
  if (IsAfter(next.person().birth_date(), today)) {
    return InvalidField("person.birth_date", "lies in the future");
  }
  return CheckTags(work, all, old, next);
}

absl::Status DeriveCustomer(UnitOfWork& work, const Resources& all, ChangeKind kind,
                            const Customer* old, const Customer& next) {
  GUANXI_RETURN_IF_ERROR(WriteMatchKeys(work, kind, old, next));
  if (kind != ChangeKind::kDeleted) {
    GUANXI_RETURN_IF_ERROR(all.duplicate_policy.Warn(work, old, next));
  }
  GUANXI_RETURN_IF_ERROR(FollowParent(work, *all.customers, kind, old, next));
  if (kind == ChangeKind::kUndeleted) {
    return pools::LeaveLostPool(work, *all.customers, *all.pools, next);
  }
  if (old == nullptr || !StatesValues(kind)) return absl::OkStatus();
  if (old->has_recycle_time()) {
    GUANXI_RETURN_IF_ERROR(WarningsOf(all).RecordWritten(work, *old, next));
  }
  GUANXI_RETURN_IF_ERROR(
      RecordLifecycle(work, {*all.customers, *all.lifecycle_records}, *old, next));
  return RecordOwnership(work, {*all.customers, *all.ownership_records}, *old, next);
}

resource::Behavior<Customer> CustomerBehavior(const Resources* all) {
  resource::Behavior<Customer> customer;
  customer.normalize = [](const resource::WriteContext& context, Customer* message,
                          Violations* violations) {
    NormalizeCustomer(context.phone_region, message, violations);
  };
  customer.check = [](ChangeKind kind, const Customer* old, const Customer& next, Violations* v) {
    if (StatesValues(kind)) CheckCustomer(old, next, v);
  };
  customer.begin = [](const resource::WriteContext&, Customer* message) {
    *message->mutable_silent_since_time() = message->create_time();
    BeginLifecycle(message);
  };
  customer.admit = [all](UnitOfWork& work, ChangeKind kind, const Customer* old,
                         const Customer& next) {
    return AdmitCustomer(work, *all, kind, old, next);
  };
  customer.assign = [fields = pools::PooledRecord(Customer::descriptor())](
                        UnitOfWork& work, ChangeKind, const Customer*, Customer* next) {
    pools::LeavePoolIfOwned(fields, work.now(), next);
    return absl::OkStatus();
  };
  customer.derive = [all](UnitOfWork& work, ChangeKind kind, const Customer* old,
                          const Customer& next) {
    return DeriveCustomer(work, *all, kind, old, next);
  };
  customer.name_kind = [](const Customer& message) {
    return message.type() == Customer::PERSON ? text::NameKind::kPerson : text::NameKind::kOther;
  };
  return customer;
}

resource::Behavior<Contact> ContactBehavior() {
  resource::Behavior<Contact> contact;
  contact.normalize = [](const resource::WriteContext& context, Contact* message,
                         Violations* violations) {
    NormalizeContact(context.phone_region, message, violations);
  };
  contact.check = [](ChangeKind kind, const Contact* old, const Contact& next, Violations* v) {
    if (StatesValues(kind)) CheckContact(old, next, v);
  };
  contact.name_kind = [](const Contact&) { return text::NameKind::kPerson; };
  return contact;
}

resource::Behavior<FieldDefinition> FieldDefinitionBehavior() {
  resource::Behavior<FieldDefinition> definition;
  definition.check = [](ChangeKind kind, const FieldDefinition*, const FieldDefinition& next,
                        Violations* v) {
    if (StatesValues(kind)) resource::CheckFieldDefinition(next, kCustomTypes, v);
  };
  definition.derive = [](UnitOfWork& work, ChangeKind kind, const FieldDefinition* /*old*/,
                         const FieldDefinition& next) {
    return resource::CountFieldDefinition(work, kind, next);
  };
  return definition;
}

resource::Behavior<Tag> TagBehavior() {
  resource::Behavior<Tag> tag;
  tag.normalize = [](const resource::WriteContext&, Tag* message, Violations* violations) {
    NormalizeTag(message, violations);
  };
  tag.check = [](ChangeKind kind, const Tag*, const Tag& next, Violations* violations) {
    if (StatesValues(kind)) CheckTag(next, violations);
  };
  return tag;
}

absl::Status DeriveInteraction(UnitOfWork& work, const Resources& all, ChangeKind kind,
                               const Interaction& next) {
  GUANXI_RETURN_IF_ERROR(ProjectInteraction(
      work, {*all.customers, *all.interactions, *all.ownership_records}, kind, next));
  GUANXI_ASSIGN_OR_RETURN(const ResourceName own,
                          resource::ParseName(all.interactions->type(), next.name(), "name"));
  if (kind == ChangeKind::kDeleted) {
    GUANXI_RETURN_IF_ERROR(DeleteAttachmentsOf(work, *all.attachments, own.id));
  }
  // Who was followed up is not taken back.
  return WarningsOf(all).RecordProjected(work, resource::ParentOf(own));
}

resource::Behavior<Interaction> InteractionBehavior(const Resources* all) {
  resource::Behavior<Interaction> interaction;
  interaction.normalize = [](const resource::WriteContext& context, Interaction* message,
                             Violations* violations) {
    NormalizeInteraction(context.now, message, violations);
  };
  interaction.check = [](ChangeKind kind, const Interaction*, const Interaction& next,
                         Violations* violations) {
    if (StatesValues(kind)) CheckInteraction(next, violations);
  };
  interaction.derive = [all](UnitOfWork& work, ChangeKind kind, const Interaction* /*old*/,
                             const Interaction& next) {
    return DeriveInteraction(work, *all, kind, next);
  };
  interaction.gather = [all](UnitOfWork& work, const Uuid& from, const Uuid& into) {
    return GatherInteractions(work, {*all->customers, *all->interactions, *all->ownership_records},
                              from, into);
  };
  interaction.derives_into_parent = true;
  return interaction;
}

resource::Behavior<v1::BehaviorEvent> BehaviorEventBehavior() {
  resource::Behavior<v1::BehaviorEvent> event;
  event.normalize = [](const resource::WriteContext& context, v1::BehaviorEvent* message,
                       Violations* violations) {
    NormalizeBehaviorEvent(context.now, message, violations);
  };
  event.check = [](ChangeKind kind, const v1::BehaviorEvent*, const v1::BehaviorEvent& next,
                   Violations* violations) {
    if (StatesValues(kind)) CheckBehaviorEvent(next, violations);
  };
  return event;
}

resource::Behavior<v1::Visitor> VisitorBehavior() {
  resource::Behavior<v1::Visitor> visitor;
  visitor.normalize = [](const resource::WriteContext&, v1::Visitor* message,
                         Violations* violations) { NormalizeVisitor(message, violations); };
  visitor.check = [](ChangeKind kind, const v1::Visitor*, const v1::Visitor& next,
                     Violations* violations) {
    if (StatesValues(kind)) CheckVisitor(next, violations);
  };
  return visitor;
}

resource::Behavior<v1::Order> OrderBehavior(const Resources* all) {
  resource::Behavior<v1::Order> order;
  order.normalize = [](const resource::WriteContext&, v1::Order* message, Violations* violations) {
    NormalizeOrder(message, violations);
  };
  order.check = [](ChangeKind kind, const v1::Order*, const v1::Order& next,
                   Violations* violations) {
    if (StatesValues(kind)) CheckOrder(next, violations);
  };
  order.admit = [](UnitOfWork& work, ChangeKind, const v1::Order* old, const v1::Order& next) {
    return AdmitBase(old, next, work.environment().MomentOf(work.principal().tenant).currency);
  };
  order.derive = [all](UnitOfWork& work, ChangeKind, const v1::Order* old, const v1::Order& next) {
    return ProjectOrder(work, *all->customers, *all->orders, old, next);
  };
  order.gather = [all](UnitOfWork& work, const Uuid& from, const Uuid& into) {
    return GatherOrders(work, *all->customers, from, into);
  };
  order.derives_into_parent = true;
  return order;
}

absl::Status CreateStanding(Resources* all) {
  const DefinitionParts parts = {all->customers.get(), [all] { return all->segments.get(); },
                                 all->timers};
  GUANXI_ASSIGN_OR_RETURN(all->segments, Resource::Create(SegmentBehavior(parts)));
  GUANXI_ASSIGN_OR_RETURN(all->segment_memberships,
                          Resource::Create(resource::Behavior<v1::SegmentMembership>()));
  GUANXI_ASSIGN_OR_RETURN(all->grade_rules, Resource::Create(GradeRuleBehavior(parts)));
  GUANXI_ASSIGN_OR_RETURN(all->lifecycle_records,
                          Resource::Create(resource::Behavior<v1::LifecycleRecord>()));
  GUANXI_ASSIGN_OR_RETURN(all->quality_policies, Resource::Create(QualityPolicyBehavior(parts)));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<const Resources>> Resources::Create(timers::Timers* timers) {
  auto all = std::make_unique<Resources>();
  all->timers = timers;
  GUANXI_ASSIGN_OR_RETURN(all->customers, Resource::Create(CustomerBehavior(all.get())));
  GUANXI_ASSIGN_OR_RETURN(all->contacts, Resource::Create(ContactBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->ownership_records,
                          Resource::Create(resource::Behavior<OwnershipRecord>()));
  GUANXI_ASSIGN_OR_RETURN(all->field_definitions, Resource::Create(FieldDefinitionBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->tags, Resource::Create(TagBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->interactions, Resource::Create(InteractionBehavior(all.get())));
  GUANXI_ASSIGN_OR_RETURN(all->orders, Resource::Create(OrderBehavior(all.get())));
  GUANXI_ASSIGN_OR_RETURN(all->relationships, Resource::Create(RelationshipBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->stakeholders, Resource::Create(StakeholderBehavior()));
  resource::Behavior<v1::CustomerShare> share;
  share.check = resource::CheckShare<v1::CustomerShare>;
  GUANXI_ASSIGN_OR_RETURN(all->shares, Resource::Create(share));
  GUANXI_ASSIGN_OR_RETURN(all->pools,
                          Resource::Create(pools::PoolBehavior(
                              all->customers.get(), CustomersInPool(), pools::Breaches::kNotHeard,
                              [all = all.get()] { return WarningsOf(*all); })));
  GUANXI_ASSIGN_OR_RETURN(all->attachments, Resource::Create(AttachmentBehavior<v1::Attachment>()));
  GUANXI_ASSIGN_OR_RETURN(all->ticket_attachments,
                          Resource::Create(AttachmentBehavior<v1::TicketAttachment>()));
  GUANXI_ASSIGN_OR_RETURN(all->behavior_events, Resource::Create(BehaviorEventBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->visitors, Resource::Create(VisitorBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->data_access_limits, Resource::Create(DataAccessLimitBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->data_access_requests, Resource::Create(DataAccessRequestBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->duplicate_rules, Resource::Create(DuplicateRuleBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->duplicate_clusters, Resource::Create(DuplicateClusterBehavior()));
  GUANXI_ASSIGN_OR_RETURN(all->customer_distinctions,
                          Resource::Create(resource::Behavior<v1::CustomerDistinction>()));
  all->duplicate_policy.Use(all->customers.get(), all->duplicate_clusters.get());
  GUANXI_ASSIGN_OR_RETURN(all->merges, Resource::Create(resource::Behavior<v1::CustomerMerge>()));
  GUANXI_ASSIGN_OR_RETURN(
      all->attribute_claims,
      Resource::Create(AttributeClaimBehavior([all = all.get()] { return KinOfClaims(*all); })));
  GUANXI_ASSIGN_OR_RETURN(
      all->trust_orders,
      Resource::Create(TrustOrderBehavior([all = all.get()] { return KinOfClaims(*all); })));
  GUANXI_ASSIGN_OR_RETURN(all->tickets, TicketResources::Create());
  GUANXI_ASSIGN_OR_RETURN(
      all->surveys, SurveyResources::Create(all->customers.get(), all->tickets->tickets.get()));
  GUANXI_ASSIGN_OR_RETURN(all->feeds, Resource::Create(FeedBehavior(timers)));
  GUANXI_ASSIGN_OR_RETURN(all->enrichments, Resource::Create(resource::Behavior<v1::Enrichment>()));
  GUANXI_ASSIGN_OR_RETURN(all->findings, Resource::Create(resource::Behavior<v1::Finding>()));
  GUANXI_ASSIGN_OR_RETURN(all->risk_signals, Resource::Create(RiskSignalBehavior([all = all.get()] {
                            return RiskKin{*all->customers, *all->risk_signals};
                          })));
  GUANXI_RETURN_IF_ERROR(CreateStanding(all.get()));
  GUANXI_RETURN_IF_ERROR(Resource::Link(all->all()));
  return std::unique_ptr<const Resources>(std::move(all));
}

ClaimKin KinOfClaims(const Resources& resources) {
  return {*resources.customers, *resources.attribute_claims, *resources.trust_orders,
          resources.timers};
}

FeedResources FeedResourcesOf(const Resources& resources) {
  FeedResources feeds;
  feeds.customers = resources.customers.get();
  feeds.feeds = resources.feeds.get();
  feeds.enrichments = resources.enrichments.get();
  feeds.findings = resources.findings.get();
  feeds.risk_signals = resources.risk_signals.get();
  feeds.claims = resources.attribute_claims.get();
  feeds.timers = resources.timers;
  return feeds;
}

StandingKin StandingOf(const Resources& resources) {
  return {resources.customers.get(), resources.segments.get(), resources.segment_memberships.get(),
          resources.grade_rules.get(), resources.quality_policies.get()};
}

pools::RecycleWarnings WarningsOf(const Resources& resources) {
  return CustomerWarnings(resources.customers.get(), resources.pools.get(), resources.timers);
}

}  // namespace guanxi::customer
