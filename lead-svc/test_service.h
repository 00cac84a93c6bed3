// The service's resources and methods over a schema of their own on a real MariaDB, with a real
// customer service on a port of its own.
#ifndef GUANXI_LEAD_SVC_TEST_SERVICE_H_
#define GUANXI_LEAD_SVC_TEST_SERVICE_H_

#include <memory>
#include <string>
#include <vector>

#include "common/approvals/approval_client.h"
#include "common/approvals/approval_desk.h"
#include "common/db/database.h"
#include "common/filter/moment.h"
#include "common/foreign/foreign_names.h"
#include "common/policy/authorizer.h"
#include "common/resource/catalog.h"
#include "common/resource/engine.h"
#include "common/rpc/call.h"
#include "common/rpc/pipeline.h"
#include "common/rpc/server.h"
#include "common/testing/fake_clock.h"
#include "common/timers/runner.h"
#include "common/timers/timers.h"
#include "customer-svc/customer_service.h"
#include "customer-svc/lookup_service.h"
#include "customer-svc/tag_service.h"
#include "customer-svc/test_service.h"
#include "guanxi/customer/v1/contact_service.adapter.h"
#include "guanxi/customer/v1/interaction_service.adapter.h"
#include "guanxi/customer/v1/risk_signal_service.adapter.h"
#include "guanxi/customer/v1/tag_service.adapter.h"
#include "guanxi/metadata/v1/field_definition.adapter.h"
#include "lead-svc/assigner.h"
#include "lead-svc/assignment_service.h"
#include "lead-svc/capture.h"
#include "lead-svc/contracts/contract_service.h"
#include "lead-svc/conversion.h"
#include "lead-svc/customer_client.h"
#include "lead-svc/lead_creation.h"
#include "lead-svc/lead_pools.h"
#include "lead-svc/lead_service.h"
#include "lead-svc/opportunity_service.h"
#include "lead-svc/prices/pricing_service.h"
#include "lead-svc/prices/quote_service.h"
#include "lead-svc/resources.h"
#include "lead-svc/scoring_service.h"
#include "lead-svc/touch_service.h"

namespace guanxi::lead {

// customer-svc behind gRPC. The token "a" is that of the first tenant's first user, any other that
// of the other tenant's.
class CustomerServer {
 public:
  CustomerServer();

  std::string target() const;
  // Ends it: nobody answers at its port any more.
  void Stop() { server_.reset(); }

  customer::TestService& service() { return service_; }
  const customer::TestService& service() const { return service_; }

 private:
  customer::TestService service_;
  const std::shared_ptr<prometheus::Registry> registry_;
  const policy::Authorizer authorizer_;
  rpc::Pipeline pipeline_;
  customer::CustomerServiceImpl methods_;
  customer::v1::CustomerServiceAdapter customers_;
  customer::v1::ContactServiceAdapter contacts_;
  customer::v1::InteractionServiceAdapter interactions_;
  customer::v1::RiskSignalServiceAdapter risk_signals_;
  metadata::v1::FieldDefinitionServiceAdapter definitions_;
  customer::LookupServiceImpl lookup_methods_;
  customer::v1::LookupServiceAdapter lookups_;
  customer::TagServiceImpl tag_methods_;
  customer::v1::TagServiceAdapter tags_;
  std::unique_ptr<rpc::Server> server_;
};

// One for each test. Ends the process if the database does not start.
struct TestService {
  TestService();

  // A call of `tenant`'s first user, or of the other tenant's.
  rpc::Call call(const std::string& token = "a") const;

  // Create it; end the process on an error.
  std::string CreatePipeline();
  std::string CreateStage(const std::string& pipeline, const std::string& display_name, int order,
                          const std::vector<std::string>& required = {});
  v1::Opportunity CreateOpportunity(const std::string& stage);
  // A customer of customer-svc.
  std::string CreateCustomer();
  // From now on approvals are asked for at this gRPC target; before, nobody is there.
  void AskForApprovalsAt(const std::string& target);
  // Moves the clock, and has everything happen that is due by then.
  void Advance(absl::Duration by);

  FakeClock clock{absl::FromUnixSeconds(1790000000)};
  // Where all tenants are: their zone, calendar and currency. Before anything is written.
  filter::Moment place;
  CustomerServer customer_server;
  std::unique_ptr<db::Database> database;
  std::unique_ptr<resource::Environment> environment;
  std::unique_ptr<foreign::ForeignNames> customers;
  timers::Timers timers;
  std::unique_ptr<const Resources> resources;
  std::unique_ptr<resource::Engine> engine;
  std::unique_ptr<const resource::Catalog> catalog;
  std::unique_ptr<OpportunityServiceImpl> opportunities;
  std::unique_ptr<CustomerClient> client;
  std::unique_ptr<Conversion> conversion;
  std::unique_ptr<LeadCreation> creation;
  std::unique_ptr<LeadServiceImpl> leads;
  std::unique_ptr<Assigner> assigner;
  std::unique_ptr<AssignmentServiceImpl> assignments;
  std::unique_ptr<ScoringServiceImpl> scores;
  std::unique_ptr<Capture> capture;
  std::unique_ptr<TouchServiceImpl> touches;
  std::unique_ptr<pools::PoolDesk> desk;
  std::unique_ptr<LeadPoolServiceImpl> pools;
  std::unique_ptr<timers::Runner> timer_runner;
  std::unique_ptr<approvals::ApprovalClient> approval_client;
  std::unique_ptr<approvals::ApprovalDesk> approval_desk;
  std::unique_ptr<QuoteServiceImpl> quotes;
  std::unique_ptr<ContractServiceImpl> contracts;
  std::unique_ptr<PricingServiceImpl> pricing;
  std::unique_ptr<ExchangeRateServiceImpl> rates;
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_TEST_SERVICE_H_
