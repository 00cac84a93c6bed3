#include "customer-svc/services.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "common/approvals/approval_client.h"
#include "common/approvals/approval_desk.h"
#include "common/approvals/approval_events.h"
#include "common/audit/audit_reader.h"
#include "common/auth/service_account.h"
#include "common/base/status_macros.h"
#include "common/events/event_methods.h"
#include "common/policy/authorizer.h"
#include "common/policy/policy.h"
#include "common/resource/catalog.h"
#include "common/resource/fill_columns.h"
#include "common/resource/revealer.h"
#include "common/service/own_calls.h"
#include "common/timers/timers.h"
#include "customer-svc/access/data_access.h"
#include "customer-svc/access/data_access_rules.h"
#include "customer-svc/access/data_access_service.h"
#include "customer-svc/attachments/attachment_wiring.h"
#include "customer-svc/behavior_event_service.h"
#include "customer-svc/claims/claim_behavior.h"
#include "customer-svc/claims/provenance_service.h"
#include "customer-svc/contract_facts.h"
#include "customer-svc/customer_pools.h"
#include "customer-svc/customer_rules.h"
#include "customer-svc/customer_service.h"
#include "customer-svc/customer_values.h"
#include "customer-svc/duplicates/cluster_service.h"
#include "customer-svc/duplicates/duplicate_service.h"
#include "customer-svc/duplicates/model_store.h"
#include "customer-svc/duplicates/scan_job.h"
#include "customer-svc/feeds/wiring.h"
#include "customer-svc/graph/graph_service.h"
#include "customer-svc/lookup_service.h"
#include "customer-svc/merge/merge_parts.h"
#include "customer-svc/opportunity_facts.h"
#include "customer-svc/order_service.h"
#include "customer-svc/power/action_plan.h"
#include "customer-svc/power/power_map_service.h"
#include "customer-svc/purchase_recount.h"
#include "customer-svc/purchases.h"
#include "customer-svc/search_service.h"
#include "customer-svc/standing_services.h"
#include "customer-svc/surveys/survey_page_service.h"
#include "customer-svc/tag_service.h"
#include "customer-svc/tickets/ticket_breaches.h"
#include "customer-svc/tickets/ticket_service.h"
#include "customer-svc/transfer/export_job.h"
#include "customer-svc/tree/hierarchy_service.h"
#include "customer-svc/tree/tree_refresher.h"
#include "customer-svc/view/view_wiring.h"
#include "guanxi/customer/v1/audit_service.adapter.h"
#include "guanxi/customer/v1/behavior_event_service.adapter.h"
#include "guanxi/customer/v1/contact_service.adapter.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/customer/v1/customer_pool_service.adapter.h"
#include "guanxi/customer/v1/customer_share_service.adapter.h"
#include "guanxi/customer/v1/data_access_limit_service.adapter.h"
#include "guanxi/customer/v1/data_access_request_service.adapter.h"
#include "guanxi/customer/v1/duplicate_cluster_service.adapter.h"
#include "guanxi/customer/v1/duplicate_distinction_service.adapter.h"
#include "guanxi/customer/v1/duplicate_rule_service.adapter.h"
#include "guanxi/customer/v1/duplicate_service.adapter.h"
#include "guanxi/customer/v1/event_service.adapter.h"
#include "guanxi/customer/v1/graph_service.adapter.h"
#include "guanxi/customer/v1/hierarchy_service.adapter.h"
#include "guanxi/customer/v1/interaction_service.adapter.h"
#include "guanxi/customer/v1/order_service.adapter.h"
#include "guanxi/customer/v1/power_map_service.adapter.h"
#include "guanxi/customer/v1/provenance_service.adapter.h"
#include "guanxi/customer/v1/relationship_service.adapter.h"
#include "guanxi/customer/v1/reveal_service.adapter.h"
#include "guanxi/customer/v1/service_ticket_service.adapter.h"
#include "guanxi/customer/v1/stakeholder_service.adapter.h"
#include "guanxi/customer/v1/survey_page_service.adapter.h"
#include "guanxi/customer/v1/survey_response_service.adapter.h"
#include "guanxi/customer/v1/survey_service.adapter.h"
#include "guanxi/customer/v1/ticket_event_service.adapter.h"
#include "guanxi/customer/v1/ticket_rule_service.adapter.h"
#include "guanxi/customer/v1/visitor_service.adapter.h"
#include "guanxi/metadata/v1/field_definition.adapter.h"

namespace guanxi::customer {

using Reveals = resource::RevealMethods<v1::RevealServiceMethods, v1::RevealFieldRequest,
                                        v1::RevealFieldResponse>;

namespace {

// How soon what companies come to is in the sums of those above them.
constexpr absl::Duration kTreeTick = absl::Milliseconds(500);
constexpr absl::Duration kRecountEvery = absl::Minutes(5);
// The process waits for it to end.
constexpr absl::Duration kRecountFor = absl::Seconds(20);

// Limits of reading out, and requests to go beyond them, which workflow-svc approves.
void ServeDataAccess(const service::Parts& parts, const Resources& all,
                     const resource::Catalog& catalog, const std::string& workflow_svc,
                     service::Services* made) {
  const resource::Resource* const requests = all.data_access_requests.get();
  const auto* const desk = made->Keep<approvals::ApprovalDesk>(
      parts.engine,
      made->Keep<approvals::ApprovalClient>(workflow_svc, approvals::ActingBy(parts.account)));
  made->Serve<v1::DataAccessLimitServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::DataAccessRequestServiceAdapter>(
      parts.pipeline, catalog,
      made->Keep<DataAccessRequestServiceImpl>(parts.engine, requests,
                                               &catalog.Of<v1::DataAccessRequest>(), desk));
  if (workflow_svc.empty()) return;
  const std::vector<approvals::ApprovedType> approved = {ApprovedDataAccess(*requests)};
  made->consumers.push_back(
      made->Keep<approvals::ApprovalEvents>(parts.engine, approved, "services/customer-svc")
          ->Consume("customer-svc.approvals", workflow_svc,
                    [account = parts.account] { return account->Token(); }));
}

// Active users and their departments, as the gateway says.
TicketBreaches::FindUser ActiveUsers(const service::Parts& parts) {
  return [authorizer = parts.authorizer, clock = parts.system_clock](
             const Uuid& tenant,
             const std::string& user) -> absl::StatusOr<std::optional<std::string>> {
    GUANXI_ASSIGN_OR_RETURN(
        const auto policy,
        authorizer->PolicyOf(tenant, clock->Now() + policy::Authorizer::kMaxWait));
    for (const auto& one : policy->snapshot().users()) {
      if (one.active() && one.name() == user) return one.department();
    }
    return std::nullopt;
  };
}

// Tickets, what is said about them, and what clocks of workflow-svc do to them.
void ServeTickets(const service::Parts& parts, const Resources& all,
                  const resource::Catalog& catalog, const std::string& workflow_svc,
                  service::Services* made) {
  const TicketResources* const tickets = all.tickets.get();
  made->Serve<v1::ServiceTicketServiceAdapter>(
      parts.pipeline, catalog, made->Keep<TicketServiceImpl>(parts.engine, tickets));
  made->Serve<v1::TicketEventServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::TicketRuleServiceAdapter>(parts.pipeline, catalog);
  if (workflow_svc.empty()) return;
  made->consumers.push_back(
      made->Keep<TicketBreaches>(parts.engine, tickets, ActiveUsers(parts))
          ->Consume(workflow_svc, [account = parts.account] { return account->Token(); }));
}

// What customers are asked: by their links, as strangers, by the service's own right.
void ServeSurveys(const service::Parts& parts, const Resources& all,
                  const resource::Catalog& catalog, service::Services* made) {
  made->Serve<v1::SurveyServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::SurveyResponseServiceAdapter>(parts.pipeline, catalog);
  const auto* const own =
      made->Keep<service::OwnCalls>(parts.account, parts.pipeline, parts.authorizer);
  made->Serve<v1::SurveyPageServiceAdapter>(
      parts.pipeline,
      made->Keep<SurveyPageServiceImpl>(
          parts.engine, all.surveys.get(),
          [own](const Uuid& tenant, absl::string_view permission, const rpc::Call& call) {
            return own->In(tenant, permission, call);
          }));
}

// What customers say of opportunities and contracts, as lead-svc tells it.
void HearOfSales(const service::Parts& parts, const Resources& all, const std::string& lead_svc,
                 service::Services* made) {
  if (lead_svc.empty()) return;
  const auto token = [account = parts.account] { return account->Token(); };
  const resource::Resource* const customers = all.customers.get();
  made->consumers.push_back(made->Keep<OpportunityFacts>(parts.database, parts.engine, customers)
                                ->Consume(lead_svc, token));
  made->consumers.push_back(
      made->Keep<ContractFacts>(parts.database, parts.engine, customers)->Consume(lead_svc, token));
}

// Trees of companies, who decides at them, and the network of all.
void ServeNetwork(const service::Parts& parts, const Resources* all,
                  const resource::Catalog& catalog, const std::string& workflow_svc,
                  service::Services* made) {
  made->Serve<v1::RelationshipServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::StakeholderServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::HierarchyServiceAdapter>(
      parts.pipeline,
      made->Keep<HierarchyServiceImpl>(parts.engine, all->customers.get(), all->contacts.get(),
                                       all->relationships.get()));
  made->Serve<v1::PowerMapServiceAdapter>(
      parts.pipeline, made->Keep<PowerMapServiceImpl>(parts.engine, all,
                                                      made->Keep<ActionPlanClient>(workflow_svc)));
  made->Serve<v1::GraphServiceAdapter>(parts.pipeline,
                                       made->Keep<GraphServiceImpl>(parts.engine, all));
  const auto* const trees = made->Keep<TreeRefresher>(parts.database, all->customers.get());
  made->loops.push_back({kTreeTick, [trees] { trees->Run(); }});
}

// By words, and by what identifies one.
void ServeSearch(const service::Parts& parts, const Resources* all, service::Services* made) {
  made->Serve<v1::SearchServiceAdapter>(parts.pipeline,
                                        made->Keep<SearchServiceImpl>(parts.engine, all));
  made->Serve<v1::LookupServiceAdapter>(parts.pipeline,
                                        made->Keep<LookupServiceImpl>(parts.engine, all));
}

// What customers say of what they are worth, as analytics-svc tells it.
void HearOfValues(const service::Parts& parts, const Resources& all,
                  const std::string& analytics_svc, service::Services* made) {
  if (analytics_svc.empty()) return;
  made->consumers.push_back(
      made->Keep<CustomerValues>(parts.engine, all.customers.get())
          ->Consume(analytics_svc, [account = parts.account] { return account->Token(); }));
}

// Customers say anew what they have bought when something else counts as a purchase.
void RecountPurchases(const service::Parts& parts, const Resources& all, service::Services* made) {
  const auto basis_of = [authorizer = parts.authorizer, clock = parts.system_clock](
                            const Uuid& tenant) -> absl::StatusOr<PurchaseRecount::Basis> {
    GUANXI_ASSIGN_OR_RETURN(
        const auto policy,
        authorizer->PolicyOf(tenant, clock->Now() + policy::Authorizer::kMaxWait));
    return BasisOf(policy->snapshot().purchase_basis());
  };
  const auto* const recount = made->Keep<PurchaseRecount>(
      parts.database, parts.engine, all.customers.get(), parts.system_clock, basis_of);
  made->schedules.push_back(
      {"recount_purchases", kRecountEvery, [recount] { return recount->Run(kRecountFor); }});
}

// Who is likely the same, and what was decided about it.
void ServeDuplicates(const service::Parts& parts, const Resources& all,
                     const resource::Catalog& catalog, service::Services* made) {
  const ClusterResources resources = {all.customers.get(), all.duplicate_clusters.get(),
                                      all.customer_distinctions.get()};
  made->Serve<v1::DuplicateRuleServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::DuplicateClusterServiceAdapter>(
      parts.pipeline, catalog,
      made->Keep<DuplicateClusterServiceImpl>(parts.engine, resources,
                                              &catalog.Of<v1::DuplicateCluster>()));
  made->Serve<v1::CustomerDistinctionServiceAdapter>(
      parts.pipeline, catalog, made->Keep<CustomerDistinctionServiceImpl>(parts.engine, resources));
  made->Serve<v1::DuplicateServiceAdapter>(
      parts.pipeline,
      made->Keep<DuplicateServiceImpl>(parts.engine, all.customers.get(), made->Keep<ModelStore>(),
                                       parts.operations, parts.system_clock));
}

// People and what happens with customers: contacts, interactions, behaviour, orders, reveals.
void ServeDealings(const service::Parts& parts, const Resources* all,
                   const resource::Catalog& catalog, service::Services* made) {
  made->Serve<v1::ContactServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::CustomerShareServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::InteractionServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::BehaviorEventServiceAdapter>(
      parts.pipeline, catalog, made->Keep<BehaviorEventServiceImpl>(parts.engine, all, &catalog));
  made->Serve<v1::VisitorServiceAdapter>(parts.pipeline, catalog);
  made->Serve<v1::OrderServiceAdapter>(parts.pipeline, catalog,
                                       made->Keep<OrderServiceImpl>(parts.engine, all));
  made->Serve<v1::RevealServiceAdapter>(
      parts.pipeline,
      made->Keep<Reveals>(parts.engine, std::vector<const resource::Resource*>{
                                            all->customers.get(), all->contacts.get()}));
}

// What goes on while nobody waits for it.
void TakeOperations(const service::Parts& parts, const Resources& all, const TransferTools& tools,
                    service::Services* made) {
  made->operations = {
      {kImportKind, {"customers.import", ImportHandler(tools)}},
      {kExportKind, {"customers.export", ExportHandler(tools)}},
      {kScanKind,
       {kScanPermission, ScanHandler({parts.database, parts.engine, all.customers.get(),
                                      all.duplicate_clusters.get(), parts.system_clock})}}};
}

}  // namespace

absl::StatusOr<service::Services> MakeServices(const service::Parts& parts,
                                               const std::string& lead_svc,
                                               const std::string& workflow_svc,
                                               const std::string& analytics_svc,
                                               const outgoing::Options& outgoing) {
  service::Services made;
  made.timers = made.Keep<timers::Timers>();
  GUANXI_ASSIGN_OR_RETURN(const Resources* const all, made.Own(Resources::Create(made.timers)));
  made.timer_kinds = WarningsOf(*all).TimerKinds();
  made.timer_kinds.merge(ClaimTimerKinds([all] { return KinOfClaims(*all); }));
  const auto* const access = made.Keep<DataAccess>(parts.engine, all->data_access_limits.get(),
                                                   all->data_access_requests.get());
  parts.engine->environment().set_read_meter(
      [access](const rpc::Call& call, const resource::ResourceType& type, int64_t records) {
        return access->Meter(call, type, records);
      });
  const TransferTools tools = {parts.database, parts.files, parts.engine, all->customers.get(),
                               access};
  auto* const transfer =
      made.Keep<FileTransfer>(tools, parts.operations, parts.system_clock, parts.ids);
  auto* const customers = made.Keep<CustomerServiceImpl>(parts.engine, all, transfer);
  GUANXI_ASSIGN_OR_RETURN(const resource::Catalog* const catalog,
                          made.Own(resource::Catalog::Create(parts.engine, all->all())));
  made.catalog = catalog;
  made.Serve<v1::CustomerServiceAdapter>(parts.pipeline, *catalog, customers);
  auto* const pools = made.Keep<pools::PoolDesk>(parts.engine, CustomerPoolKind(*all));
  made.Serve<v1::CustomerPoolServiceAdapter>(
      parts.pipeline, *catalog,
      made.Keep<CustomerPoolServiceImpl>(pools, &catalog->Of<v1::Customer>()));
  ServeDealings(parts, all, *catalog, &made);
  ServeSearch(parts, all, &made);
  ServeNetwork(parts, all, *catalog, workflow_svc, &made);
  made.Serve<v1::TagServiceAdapter>(parts.pipeline, *catalog,
                                    made.Keep<TagServiceImpl>(parts.engine, all));
  made.Serve<metadata::v1::FieldDefinitionServiceAdapter>(parts.pipeline, *catalog);
  ServeDataAccess(parts, *all, *catalog, workflow_svc, &made);
  ServeDuplicates(parts, *all, *catalog, &made);
  ServeTickets(parts, *all, *catalog, workflow_svc, &made);
  ServeSurveys(parts, *all, *catalog, &made);
  RecountPurchases(parts, *all, &made);
  AddFeeds(parts, FeedResourcesOf(*all), outgoing, &made);
  ServeStanding(parts, all, *catalog, &made);
  made.Serve<v1::AuditServiceAdapter>(
      parts.pipeline,
      made.Keep<audit::AuditMethods<v1::AuditServiceMethods>>(parts.engine, all->all()));
  HearOfSales(parts, *all, lead_svc, &made);
  HearOfValues(parts, *all, analytics_svc, &made);
  ServeAttachments(parts, *all, *catalog, &made);
  ServeViews(parts, all, {lead_svc, workflow_svc}, &made);
  made.Serve<v1::EventServiceAdapter>(
      parts.pipeline,
      made.Keep<events::HearingEventMethods<v1::EventServiceMethods>>(
          parts.database, parts.system_clock, parts.engine, catalog, made.consumers));
  TakeOperations(parts, *all, tools, &made);
  GUANXI_RETURN_IF_ERROR(ServeMerges(parts, *all, *catalog, &made));
  made.Serve<v1::ProvenanceServiceAdapter>(
      parts.pipeline, *catalog,
      made.Keep<ProvenanceServiceImpl>(parts.engine, all, &catalog->Of<v1::Customer>()));
  return made;
}

absl::Status FillNewColumns(db::Database* database) {
  GUANXI_ASSIGN_OR_RETURN(const auto resources, Resources::Create());
  // 20: provinces have one name. 35: so have cities.
  return resource::FillColumns(database, *resources->customers, /*version=*/35,
                               [](google::protobuf::Message* message) {
                                 ShortenPlaces(static_cast<v1::Customer*>(message));
                               })
      .status();
}

}  // namespace guanxi::customer
