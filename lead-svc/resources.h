// The resources of this service, wired to the engine.
#ifndef GUANXI_LEAD_SVC_RESOURCES_H_
#define GUANXI_LEAD_SVC_RESOURCES_H_

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/approvals/approval_outcome.h"
#include "common/db/database.h"
#include "common/foreign/foreign_names.h"
#include "common/foreign/kinds.h"
#include "common/pools/recycle_warnings.h"
#include "common/resource/resource.h"
#include "common/timers/runner.h"
#include "common/timers/timers.h"
#include "lead-svc/contracts/money_resources.h"
#include "lead-svc/prices/price_resources.h"
#include "lead-svc/scorer.h"
#include "lead-svc/scoring_models.h"

namespace guanxi::lead {

// Immutable, thus thread-safe; one for the process.
struct Resources {
  // `customers`, of CustomerKinds, says whether the customers are there that opportunities, leads
  // and contracts name, and the contacts of opportunities; `timers` have grades of leads sink,
  // models put in force and owners warned: null where nothing is written through these. Not owned.
  static absl::StatusOr<std::unique_ptr<const Resources>> Create(
      const foreign::ForeignNames* customers, timers::Timers* timers = nullptr);

  // For the catalog.
  std::vector<const resource::Resource*> all() const {
    std::vector<const resource::Resource*> every = {pipelines.get(),
                                                    stages.get(),
                                                    opportunities.get(),
                                                    shares.get(),
                                                    leads.get(),
                                                    lead_sources.get(),
                                                    lead_shares.get(),
                                                    capture_forms.get(),
                                                    touches.get(),
                                                    field_definitions.get(),
                                                    pools.get(),
                                                    assignment_rules.get(),
                                                    assignment_decisions.get(),
                                                    scoring_models.get(),
                                                    lead_interactions.get(),
                                                    opportunity_interactions.get(),
                                                    contracts.get(),
                                                    payment_plans.get(),
                                                    invoices.get(),
                                                    payments.get(),
                                                    signing_rules.get(),
                                                    usage_records.get(),
                                                    win_entries.get()};
    const auto of_prices = prices->all();
    every.insert(every.end(), of_prices.begin(), of_prices.end());
    return every;
  }

  std::unique_ptr<const resource::Resource> pipelines;
  std::unique_ptr<const resource::Resource> stages;
  std::unique_ptr<const resource::Resource> opportunities;
  std::unique_ptr<const resource::Resource> shares;  // of opportunities
  std::unique_ptr<const resource::Resource> leads;
  std::unique_ptr<const resource::Resource> lead_sources;
  std::unique_ptr<const resource::Resource> lead_shares;
  std::unique_ptr<const resource::Resource> capture_forms;
  std::unique_ptr<const resource::Resource> touches;
  std::unique_ptr<const resource::Resource> field_definitions;
  std::unique_ptr<const resource::Resource> pools;  // of leads
  std::unique_ptr<const resource::Resource> assignment_rules;
  std::unique_ptr<const resource::Resource> assignment_decisions;
  std::unique_ptr<const resource::Resource> scoring_models;
  std::unique_ptr<const resource::Resource> lead_interactions;
  std::unique_ptr<const resource::Resource> opportunity_interactions;
  std::unique_ptr<const resource::Resource> contracts;
  std::unique_ptr<const resource::Resource> payment_plans;
  std::unique_ptr<const resource::Resource> invoices;
  std::unique_ptr<const resource::Resource> payments;
  std::unique_ptr<const resource::Resource> signing_rules;
  std::unique_ptr<const resource::Resource> usage_records;
  std::unique_ptr<const resource::Resource> win_entries;

  // Of them those that money is written in. What it points to are these.
  MoneyResources money;
  std::unique_ptr<const PriceResources> prices;

  timers::Timers* timers = nullptr;  // not owned
  const std::unique_ptr<ScoringModels> models_in_force = std::make_unique<ScoringModels>();
};

// What is approved by workflow-svc.
std::vector<approvals::ApprovedType> ApprovedTypes(const Resources& resources);

// Who is warned before a pool takes his leads back.
pools::RecycleWarnings WarningsOf(const Resources& resources);

// What scores rest on.
Scorer::Types ScoringTypes(const Resources& resources);

// What opportunities, leads and contracts name of other services: customers, and their contacts.
std::vector<foreign::Kind> CustomerKinds();

// What happens at a time. `resources` outlives the runner.
timers::Kinds TimerKinds(const Resources& resources);

// Writes what migrations have added beside the stored opportunities and contracts.
absl::Status FillNewColumns(db::Database* database);

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_RESOURCES_H_
