// Two services that project each other, killed with all that they stand on: what customers say of
// their opportunities, and opportunities of their customers, is recounted against the source.
#include <grpcpp/channel.h>

#include <atomic>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer_service.grpc.pb.h"
#include "guanxi/lead/v1/opportunity_service.grpc.pb.h"
#include "guanxi/lead/v1/pipeline_service.grpc.pb.h"
#include "guanxi/lead/v1/stage_service.grpc.pb.h"
#include "tests/fault/recount.h"
#include "tests/fault/stack.h"

namespace guanxi::fault {
namespace {

using customer::v1::Customer;
using lead::v1::Opportunity;

constexpr int kCustomers = 12;
constexpr int kWriters = 3;
constexpr int kRounds = 14;
// Writes that come through between two faults.
constexpr int kWritesARound = 60;
constexpr absl::Duration kCallTimeout = absl::Seconds(5);

// What does not agree between the two schemas, @c and @l.
const Recount kRecounts[] = {
    {"customers that miscount",
     "SELECT COUNT(*) FROM @c.customers c LEFT JOIN (SELECT tenant_id, customer_id, COUNT(*) AS n, "
     "SUM(amount) AS s FROM @l.opportunities WHERE live = 1 AND state = 1 AND customer_id IS NOT "
     "NULL GROUP BY tenant_id, customer_id) o ON o.tenant_id = c.tenant_id AND o.customer_id = "
     "c.id WHERE c.open_opportunity_count <> COALESCE(o.n, 0) OR "
     "COALESCE(c.open_opportunity_amount, 0) <> COALESCE(o.s, 0)"},
    {"customers that are wrong about what was won",
     "SELECT COUNT(*) FROM @c.customers c LEFT JOIN (SELECT tenant_id, customer_id, SUM(amount) AS "
     "s FROM @l.opportunities WHERE live = 1 AND state = 2 AND customer_id IS NOT NULL GROUP BY "
     "tenant_id, customer_id) o ON o.tenant_id = c.tenant_id AND o.customer_id = c.id WHERE "
     "COALESCE(c.won_opportunity_amount, 0) <> COALESCE(o.s, 0)"},
    {"customers that are wrong about the last move",
     "SELECT COUNT(*) FROM @c.customers c LEFT JOIN (SELECT o.tenant_id, o.customer_id, "
     "MAX(h.change_time) AS t FROM @l.opportunities o JOIN @l.changes h ON h.tenant_id = "
     "o.tenant_id AND h.resource_id = o.id AND h.resource_type = 'opportunity' AND h.kind IN (1, "
     "2) AND (FIND_IN_SET('stage', h.changed_fields) > 0 OR FIND_IN_SET('state', "
     "h.changed_fields) > 0) WHERE o.live = 1 AND o.customer_id IS NOT NULL GROUP BY o.tenant_id, "
     "o.customer_id) m ON m.tenant_id = c.tenant_id AND m.customer_id = c.id WHERE NOT "
     "(c.last_stage_change_time <=> m.t)"},
    {"opportunities that are wrong about their customers",
     "SELECT COUNT(*) FROM @l.opportunities o JOIN @c.customers c ON c.tenant_id = o.tenant_id AND "
     "c.id = o.customer_id WHERE o.customer_display_name <> c.display_name OR o.customer_grade <> "
     "c.grade"},
    {"events in the outboxes still",
     "SELECT (SELECT COUNT(*) FROM @c.outbox) + (SELECT COUNT(*) FROM @l.outbox)"},
    {"events lost or doubled on their way into a log",
     "SELECT ABS((SELECT COUNT(*) FROM @c.changes) - (SELECT COUNT(*) FROM @c.event_log)) + "
     "ABS((SELECT COUNT(*) FROM @l.changes) - (SELECT COUNT(*) FROM @l.event_log)) + "
     "(SELECT COUNT(*) - COUNT(DISTINCT event_id) FROM @c.event_log) + "
     "(SELECT COUNT(*) - COUNT(DISTINCT event_id) FROM @l.event_log)"},
    {"dead letters",
     "SELECT (SELECT COUNT(*) FROM @c.dead_letters) + (SELECT COUNT(*) FROM @l.dead_letters)"},
};

class ProjectionTest : public ::testing::Test {
 protected:
  ProjectionTest() : stack_(Stack::Start({"", /*with_leads=*/true}).value()) {
    database_ = db::Database::Create({stack_->schema()}).value();
    customers_ = customer::v1::CustomerService::NewStub(rpc::NewChannel(stack_->client()));
    const auto leads = rpc::NewChannel(stack_->leads_client());
    opportunities_ = lead::v1::OpportunityService::NewStub(leads);
    pipelines_ = lead::v1::PipelineService::NewStub(leads);
    stages_ = lead::v1::StageService::NewStub(leads);
  }
  ~ProjectionTest() override {
    stop_ = true;
    for (std::thread& writer : writers_) writer.join();
  }

  // One call, whatever it comes to: its outcome may be unknown, and is counted in the database.
  template <typename Stub, typename Method, typename Request, typename Response>
  absl::Status Call(Stub& stub, Method method, const Request& request, Response* response) {
    grpc::ClientContext context;
    rpc::Prepare(kCallTimeout, "", &context);
    return FromGrpcStatus((stub.*method)(&context, request, response));
  }

  void MakeStage() {
    lead::v1::CreatePipelineRequest pipeline;
    pipeline.mutable_pipeline()->set_display_name("故障");
    lead::v1::Pipeline made;
    ASSERT_THAT(
        Call(*pipelines_, &lead::v1::PipelineService::Stub::CreatePipeline, pipeline, &made),
        IsOk());
    lead::v1::CreateStageRequest stage;
    stage.set_parent(made.name());
    stage.mutable_stage()->set_display_name("接洽");
    stage.mutable_stage()->set_order(1);
    lead::v1::Stage first;
    ASSERT_THAT(Call(*stages_, &lead::v1::StageService::Stub::CreateStage, stage, &first), IsOk());
    stage_ = first.name();
  }
  void MakeCustomers() {
    for (int i = 0; i < kCustomers; ++i) {
      customer::v1::CreateCustomerRequest request;
      request.mutable_customer()->set_type(Customer::ORGANIZATION);
      request.mutable_customer()->set_display_name(absl::StrCat("客户", i));
      Customer made;
      ASSERT_THAT(
          Call(*customers_, &customer::v1::CustomerService::Stub::CreateCustomer, request, &made),
          IsOk());
      names_.push_back(made.name());
    }
  }

  bool Write(std::mt19937& random, std::vector<std::string>* own) {
    const std::string& customer = names_[random() % names_.size()];
    const int kind = static_cast<int>(random() % 6);
    Opportunity answer;
    if (own->size() < 4 || kind == 0) {
      lead::v1::CreateOpportunityRequest request;
      Opportunity& next = *request.mutable_opportunity();
      next.set_display_name("席位");
      next.set_stage(stage_);
      next.set_customer(customer);
      next.mutable_amount()->set_currency_code("CNY");
      next.mutable_amount()->set_units(static_cast<int64_t>(random() % 1000));
      const bool made =
          Call(*opportunities_, &lead::v1::OpportunityService::Stub::CreateOpportunity, request,
               &answer)
              .ok();
      if (made) own->push_back(answer.name());
      return made;
    }
    if (kind == 1) {
      customer::v1::UpdateCustomerRequest request;
      request.mutable_customer()->set_name(customer);
      request.mutable_customer()->set_display_name(absl::StrCat("新名", random() % 1000));
      request.mutable_customer()->set_grade(random() % 2 == 0 ? Customer::VIP : Customer::LOW);
      request.mutable_update_mask()->add_paths(random() % 2 == 0 ? "display_name" : "grade");
      Customer changed;
      return Call(*customers_, &customer::v1::CustomerService::Stub::UpdateCustomer, request,
                  &changed)
          .ok();
    }
    const std::string& name = (*own)[random() % own->size()];
    if (kind == 2) {
      lead::v1::WinOpportunityRequest request;
      request.set_name(name);
      return Call(*opportunities_, &lead::v1::OpportunityService::Stub::WinOpportunity, request,
                  &answer)
          .ok();
    }
    lead::v1::UpdateOpportunityRequest request;
    request.mutable_opportunity()->set_name(name);
    if (kind == 3) {
      request.mutable_opportunity()->set_customer(customer);
      request.mutable_update_mask()->add_paths("customer");
    } else {
      request.mutable_opportunity()->mutable_amount()->set_currency_code("CNY");
      request.mutable_opportunity()->mutable_amount()->set_units(
          static_cast<int64_t>(random() % 1000));
      request.mutable_update_mask()->add_paths("amount");
    }
    return Call(*opportunities_, &lead::v1::OpportunityService::Stub::UpdateOpportunity, request,
                &answer)
        .ok();
  }
  void WriteOn(unsigned seed) {
    std::mt19937 random(seed);
    std::vector<std::string> own;
    while (!stop_) written_ += Write(random, &own) ? 1 : 0;
  }
  void Pass() {
    const int goal = written_ + kWritesARound;
    EXPECT_TRUE(Eventually([&] { return written_ >= goal; }, absl::Minutes(1)));
  }

  void Disturb(int kind) {
    switch (kind) {
      case 0:
        ASSERT_THAT(stack_->CrashService(), IsOk());
        return;
      case 1:
        ASSERT_THAT(stack_->CrashLeads(), IsOk());
        return;
      case 2:
        ASSERT_THAT(stack_->CrashDatabase(), IsOk());
        return;
      case 3:
        EXPECT_THAT(stack_->redis()->Run({"FLUSHALL"}), IsOk());
        return;
      case 4:
        EXPECT_THAT(stack_->redis()->Restart(), IsOk());
        return;
      case 5:
        stack_->redis()->Stall();
        Pass();
        stack_->redis()->Resume();
        return;
      default:
        ASSERT_THAT(stack_->CrashGateway(), IsOk());
    }
  }

  // "" if everything agrees.
  std::string Judge() {
    return fault::Judge(*database_, kRecounts,
                        {{"@c", stack_->schema().schema}, {"@l", stack_->leads_schema().schema}});
  }

  const std::unique_ptr<Stack> stack_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<customer::v1::CustomerService::Stub> customers_;
  std::unique_ptr<lead::v1::OpportunityService::Stub> opportunities_;
  std::unique_ptr<lead::v1::PipelineService::Stub> pipelines_;
  std::unique_ptr<lead::v1::StageService::Stub> stages_;
  std::string stage_;
  std::vector<std::string> names_;
  std::atomic<bool> stop_{false};
  std::atomic<int> written_{0};
  std::vector<std::thread> writers_;
};

TEST_F(ProjectionTest, WhateverDiesBothSidesComeToTheSame) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  MakeStage();
  MakeCustomers();
  for (int i = 0; i < kWriters; ++i) writers_.emplace_back([this, seed, i] { WriteOn(seed + i); });
  std::mt19937 random(seed);
  for (int round = 0; round < kRounds; ++round) {
    // Each fault twice, in any order.
    Disturb(round < 7 ? round : static_cast<int>(random() % 7));
    Pass();
  }
  stack_->redis()->Kill9();  // for good
  Pass();
  stop_ = true;
  for (std::thread& writer : writers_) writer.join();
  writers_.clear();
  std::string verdict;
  EXPECT_TRUE(Eventually(
      [&] {
        verdict = Judge();
        return verdict.empty();
      },
      absl::Minutes(1), absl::Milliseconds(500)))
      << verdict;
  RecordProperty("written", std::to_string(written_));
}

}  // namespace
}  // namespace guanxi::fault
