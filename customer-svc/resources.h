// The resources of this service, wired to the engine.
#ifndef GUANXI_CUSTOMER_SVC_RESOURCES_H_
#define GUANXI_CUSTOMER_SVC_RESOURCES_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "common/pools/recycle_warnings.h"
#include "common/resource/resource.h"
#include "common/timers/timers.h"
#include "customer-svc/claims/claim_reads.h"
#include "customer-svc/duplicates/policy.h"
#include "customer-svc/feeds/feed_resources.h"
#include "customer-svc/standing/standing_book.h"
#include "customer-svc/surveys/survey_resources.h"
#include "customer-svc/tickets/ticket_resources.h"

namespace guanxi::customer {

// Immutable, thus thread-safe; one for the process.
struct Resources {
  // `timers` have owners warned, and pools take what they are to: null where nothing is written
  // through these. Not owned.
  static absl::StatusOr<std::unique_ptr<const Resources>> Create(timers::Timers* timers = nullptr);

  // For the catalog.
  std::vector<const resource::Resource*> all() const {
    return {customers.get(),
            contacts.get(),
            ownership_records.get(),
            field_definitions.get(),
            tags.get(),
            interactions.get(),
            orders.get(),
            relationships.get(),
            shares.get(),
            stakeholders.get(),
            pools.get(),
            attachments.get(),
            ticket_attachments.get(),
            behavior_events.get(),
            visitors.get(),
            data_access_limits.get(),
            data_access_requests.get(),
            segments.get(),
            segment_memberships.get(),
            grade_rules.get(),
            lifecycle_records.get(),
            quality_policies.get(),
            feeds.get(),
            enrichments.get(),
            findings.get(),
            risk_signals.get(),
            tickets->tickets.get(),
            tickets->events.get(),
            tickets->rules.get(),
            surveys->surveys.get(),
            surveys->responses.get(),
            duplicate_rules.get(),
            duplicate_clusters.get(),
            customer_distinctions.get(),
            merges.get(),
            attribute_claims.get(),
            trust_orders.get()};
  }

  std::unique_ptr<const resource::Resource> customers;
  std::unique_ptr<const resource::Resource> contacts;
  std::unique_ptr<const resource::Resource> ownership_records;
  std::unique_ptr<const resource::Resource> field_definitions;
  std::unique_ptr<const resource::Resource> tags;
  std::unique_ptr<const resource::Resource> interactions;
  std::unique_ptr<const resource::Resource> orders;
  std::unique_ptr<const resource::Resource> relationships;
  std::unique_ptr<const resource::Resource> shares;
  std::unique_ptr<const resource::Resource> stakeholders;
  std::unique_ptr<const resource::Resource> pools;
  std::unique_ptr<const resource::Resource> attachments;         // of interactions
  std::unique_ptr<const resource::Resource> ticket_attachments;  // of tickets
  std::unique_ptr<const resource::Resource> behavior_events;
  std::unique_ptr<const resource::Resource> visitors;
  std::unique_ptr<const resource::Resource> data_access_limits;
  std::unique_ptr<const resource::Resource> data_access_requests;
  std::unique_ptr<const resource::Resource> duplicate_rules;
  std::unique_ptr<const resource::Resource> duplicate_clusters;
  std::unique_ptr<const resource::Resource> customer_distinctions;
  std::unique_ptr<const resource::Resource> merges;  // of customers
  std::unique_ptr<const resource::Resource> attribute_claims;
  std::unique_ptr<const resource::Resource> trust_orders;
  std::unique_ptr<const TicketResources> tickets;
  std::unique_ptr<const SurveyResources> surveys;
  std::unique_ptr<const resource::Resource> feeds;
  std::unique_ptr<const resource::Resource> enrichments;
  std::unique_ptr<const resource::Resource> findings;
  std::unique_ptr<const resource::Resource> risk_signals;
  std::unique_ptr<const resource::Resource> segments;
  std::unique_ptr<const resource::Resource> segment_memberships;
  std::unique_ptr<const resource::Resource> grade_rules;
  std::unique_ptr<const resource::Resource> lifecycle_records;
  std::unique_ptr<const resource::Resource> quality_policies;

  // What duplicate rules say of customers that are written.
  DuplicatePolicy duplicate_policy;
  timers::Timers* timers = nullptr;  // not owned
};

// What claims of customers work with.
ClaimKin KinOfClaims(const Resources& resources);

// Those that looking up in feeds writes.
FeedResources FeedResourcesOf(const Resources& resources);

// What says how customers stand.
StandingKin StandingOf(const Resources& resources);

// Who is warned before a pool takes his customers back.
pools::RecycleWarnings WarningsOf(const Resources& resources);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_RESOURCES_H_
