#include "lead-svc/test_service.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/approvals/fake_approvals.h"
#include "common/crypto/key_ring.h"
#include "common/testing/mariadb.h"
#include "guanxi/lead/v1/pipeline_service.pb.h"
#include "guanxi/lead/v1/stage_service.pb.h"
#include "lead-svc/waiting_leads.h"
#include "prometheus/registry.h"

namespace guanxi::lead {

CustomerServer::CustomerServer()
    : registry_(std::make_shared<prometheus::Registry>()),
      pipeline_(
          rpc::PipelineOptions(),
          [this](absl::string_view token) -> absl::StatusOr<Principal> {
            return service_.CallOf(token == "a" ? service_.tenant : service_.other_tenant)
                .principal;
          },
          &authorizer_, registry_),
      methods_(service_.engine.get(), service_.resources.get(), /*files=*/nullptr),
      customers_(&pipeline_, *service_.catalog, &methods_),
      contacts_(&pipeline_, *service_.catalog),
      interactions_(&pipeline_, *service_.catalog),
      risk_signals_(&pipeline_, *service_.catalog),
      definitions_(&pipeline_, *service_.catalog),
      lookup_methods_(service_.engine.get(), service_.resources.get()),
      lookups_(&pipeline_, &lookup_methods_),
      tag_methods_(service_.engine.get(), service_.resources.get()),
      tags_(&pipeline_, *service_.catalog, &tag_methods_),
      server_(rpc::Server::Start(rpc::ServerOptions(),
                                 {&customers_, &contacts_, &interactions_, &risk_signals_,
                                  &definitions_, &lookups_, &tags_},
                                 {}, registry_)
                  .value()) {}

std::string CustomerServer::target() const {
  return absl::StrCat("127.0.0.1:", server_->ports().grpc);
}

TestService::TestService() {
  db::Options options;
  options.server = SharedMariaDb()->CreateSchema("lead-svc/schema").value();
  database = db::Database::Create(options).value();
  const std::string key_file = absl::StrCat("1 ", std::string(64, 'a'));
  environment =
      resource::Environment::Create(&clock, crypto::KeyRing::Parse(key_file).value(),
                                    std::string(32, 'k'), [this](const Uuid&) { return place; })
          .value();
  customers = std::make_unique<foreign::ForeignNames>(
      CustomerKinds(),
      std::map<std::string, std::string>{{"customer-svc", customer_server.target()}});
  resources = Resources::Create(customers.get(), &timers).value();
  engine = std::make_unique<resource::Engine>(database.get(), environment.get());
  catalog = resource::Catalog::Create(engine.get(), resources->all()).value();
  opportunities = std::make_unique<OpportunityServiceImpl>(engine.get(), resources.get());
  client = std::make_unique<CustomerClient>(customer_server.target());
  conversion = std::make_unique<Conversion>(engine.get(), resources.get(), client.get());
  creation = std::make_unique<LeadCreation>(engine.get(), resources.get(), &catalog->Of<v1::Lead>(),
                                            client.get());
  leads = std::make_unique<LeadServiceImpl>(engine.get(), resources.get(), conversion.get(),
                                            creation.get());
  assigner = std::make_unique<Assigner>(resources.get());
  assignments = std::make_unique<AssignmentServiceImpl>(engine.get(), resources.get(),
                                                        assigner.get(), &catalog->Of<v1::Lead>());
  scores =
      std::make_unique<ScoringServiceImpl>(engine.get(), resources.get(), &catalog->Of<v1::Lead>());
  capture = std::make_unique<Capture>(engine.get(), resources.get(), client.get(), assigner.get());
  touches = std::make_unique<TouchServiceImpl>(engine.get(), resources.get(), client.get());
  desk = std::make_unique<pools::PoolDesk>(engine.get(), LeadPoolKind(*resources));
  pools = std::make_unique<LeadPoolServiceImpl>(desk.get(), &catalog->Of<v1::Lead>());
  timers::Runner::Options runner;
  runner.owner = "test";
  runner.actor = "services/lead-svc";
  timers::Kinds kinds = TimerKinds(*resources);
  kinds.merge(WaitingTimerKinds(resources.get(), assigner.get(),
                                [this](const Uuid&) { return call().principal.rights; }));
  timer_runner = std::make_unique<timers::Runner>(database.get(), engine.get(), Clocks(&clock),
                                                  &timers, std::move(kinds), runner);
  const PriceResources* const prices = resources->prices.get();
  pricing = std::make_unique<PricingServiceImpl>(engine.get(), prices);
  rates = std::make_unique<ExchangeRateServiceImpl>(engine.get(), prices);
  AskForApprovalsAt("");
}

void TestService::AskForApprovalsAt(const std::string& target) {
  approval_client = std::make_unique<approvals::ApprovalClient>(target, approvals::FakeActing());
  approval_desk = std::make_unique<approvals::ApprovalDesk>(engine.get(), approval_client.get());
  quotes = std::make_unique<QuoteServiceImpl>(engine.get(), resources->prices.get(),
                                              approval_desk.get());
  contracts =
      std::make_unique<ContractServiceImpl>(engine.get(), &resources->money, approval_desk.get());
}

void TestService::Advance(absl::Duration by) {
  clock.Advance(by);
  while (timer_runner->Turn().value() > 0) {
  }
}

rpc::Call TestService::call(const std::string& token) const {
  const customer::TestService& other = customer_server.service();
  rpc::Call call = other.CallOf(token == "a" ? other.tenant : other.other_tenant);
  call.authorization = absl::StrCat("Bearer ", token);
  return call;
}

std::string TestService::CreatePipeline() {
  v1::CreatePipelineRequest request;
  request.mutable_pipeline()->set_display_name("新客户");
  return catalog->Of<v1::Pipeline>().Create<v1::Pipeline>(call(), request)->name();
}

std::string TestService::CreateStage(const std::string& pipeline, const std::string& display_name,
                                     int order, const std::vector<std::string>& required) {
  v1::CreateStageRequest request;
  request.set_parent(pipeline);
  request.mutable_stage()->set_display_name(display_name);
  request.mutable_stage()->set_order(order);
  request.mutable_stage()->mutable_required_fields()->Assign(required.begin(), required.end());
  return catalog->Of<v1::Stage>().Create<v1::Stage>(call(), request)->name();
}

v1::Opportunity TestService::CreateOpportunity(const std::string& stage) {
  v1::CreateOpportunityRequest request;
  request.mutable_opportunity()->set_display_name("灵动传媒 2027 框架");
  request.mutable_opportunity()->set_stage(stage);
  return catalog->Of<v1::Opportunity>().Create<v1::Opportunity>(call(), request).value();
}

std::string TestService::CreateCustomer() {
  return customer_server.service().Create(customer::TestService::Company("灵动传媒")).name();
}

}  // namespace guanxi::lead
