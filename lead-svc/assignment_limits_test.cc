// What people get by rules has limits that hold whatever happens at once, and owners are found for
// who comes in again.
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/testing/eventually.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/assignment_rule_service.pb.h"
#include "guanxi/lead/v1/assignment_service.pb.h"
#include "guanxi/pool/v1/pool.pb.h"
#include "lead-svc/assigner.h"
#include "lead-svc/capture_testing.h"

namespace guanxi::lead {
namespace {

using resource::UnitOfWork;
using v1::AssignmentRule;
using v1::Lead;

std::string UserName(int i) {
  return absl::StrCat("users/", DeriveUuid("seller", absl::StrCat(i)).ToString());
}

class AssignmentLimitsTest : public CaptureTestBase {
 protected:
  static AssignmentRule Rule(const std::string& condition, int order) {
    AssignmentRule rule;
    rule.set_display_name("轮流");
    rule.set_order(order);
    rule.set_condition(condition);
    rule.set_strategy(AssignmentRule::ROUND_ROBIN);
    rule.add_assignees()->set_user(UserName(0));
    return rule;
  }
  absl::Status AddRule(const AssignmentRule& rule) {
    v1::CreateAssignmentRuleRequest request;
    *request.mutable_assignment_rule() = rule;
    return service_.catalog->Of<AssignmentRule>()
        .Create<AssignmentRule>(service_.call(), request)
        .status();
  }
  Lead Come(const std::string& phone, const std::string& region) {
    Request request = Wang(form_, phone);
    (*request.mutable_values())["region"] = region;
    const auto taken = Take(request);
    EXPECT_THAT(taken, IsOk());
    return taken.ok() ? GetLead(taken->lead()) : Lead();
  }

  const std::string form_ = AddForm(Trial(page_)).name();
};

TEST_F(AssignmentLimitsTest, TwoRulesAtOnceGiveNobodyMoreThanEitherLets) {
  const std::string waiting = Come("13800138001", "浙江").name();
  for (const char* region : {"浙江", "广东"}) {
    AssignmentRule rule = Rule(absl::StrCat("region = \"", region, "\""), 0);
    rule.mutable_assignees(0)->set_most_open(1);
    ASSERT_THAT(AddRule(rule), IsOk());
  }
  std::thread other;
  Lead second;
  const auto give = [&](UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(
        const resource::ResourceName name,
        resource::ParseName(service_.resources->leads->type(), waiting, "lead"));
    GUANXI_ASSIGN_OR_RETURN(const resource::Stored row,
                            work.GetLive(*service_.resources->leads, name));
    Lead lead = static_cast<const Lead&>(*row.message);
    GUANXI_RETURN_IF_ERROR(service_.assigner->Assign(work, &lead).status());
    if (!other.joinable()) other = std::thread([&] { second = Come("13800138002", "广东"); });
    // The server looks anew when nobody has asked it for 100 ms.
    EXPECT_TRUE(Eventually(
        [&] {
          return service_.customer_server.service().Number(
                     "SELECT COUNT(*) FROM information_schema.innodb_lock_waits") > 0;
        },
        absl::Seconds(20), absl::Milliseconds(150)));
    return absl::OkStatus();
  };
  EXPECT_THAT(service_.engine->Write(service_.call().principal, {}, {}, give), IsOk());
  other.join();
  EXPECT_EQ(GetLead(waiting).owner(), UserName(0));
  EXPECT_EQ(second.owner(), "");
}

// Nobody was there when he came first; when he comes again somebody is.
TEST_F(AssignmentLimitsTest, WhoComesAgainAndIsNobodysIsGivenToSomebody) {
  const std::string lead = Come("13800138001", "浙江").name();
  EXPECT_EQ(GetLead(lead).owner(), "");
  ASSERT_THAT(AddRule(Rule("", 0)), IsOk());
  EXPECT_EQ(Come("13800138001", "浙江").name(), lead);
  EXPECT_EQ(GetLead(lead).owner(), UserName(0));
  EXPECT_EQ(CountTouches(lead), 2);
}

// A pool is no place to wait for who asks again; without anybody for him he stays there.
TEST_F(AssignmentLimitsTest, WhoComesAgainOutOfAPoolIsGivenToSomebody) {
  const std::string lead = Come("13800138001", "浙江").name();
  pool::v1::CreatePoolRequest create;
  create.mutable_pool()->set_display_name("线索公海");
  const auto pool =
      service_.catalog->Of<pool::v1::Pool>().Create<pool::v1::Pool>(service_.call(), create);
  ASSERT_THAT(pool, IsOk());
  pool::v1::ReleaseRecordRequest release;
  release.set_name(lead);
  release.set_pool(pool->name());
  ASSERT_THAT(service_.pools->ReleaseRecord(service_.call(), release), IsOk());
  const std::string etag = GetLead(lead).etag();
  EXPECT_EQ(Come("13800138001", "浙江").name(), lead);
  EXPECT_EQ(GetLead(lead).pool(), pool->name());
  EXPECT_EQ(GetLead(lead).etag(), etag);
  ASSERT_THAT(AddRule(Rule("", 0)), IsOk());
  service_.clock.Advance(absl::Hours(1));
  EXPECT_EQ(Come("13800138001", "浙江").name(), lead);
  const Lead given = GetLead(lead);
  EXPECT_EQ(given.owner(), UserName(0));
  EXPECT_EQ(given.pool(), "");
  EXPECT_EQ(given.pool_stay().claim_time().seconds(), absl::ToUnixSeconds(service_.clock.Now()));
}

TEST_F(AssignmentLimitsTest, WhoTurnsOutToBeACustomersIsTheCustomersOwners) {
  const std::string lead = Come("13800138001", "浙江").name();
  ASSERT_THAT(AddRule(Rule("", 0)), IsOk());
  const auto customer = AddCustomer("13800138001", UserName(3));
  Come("13800138001", "浙江");
  EXPECT_EQ(GetLead(lead).customer(), customer.name());
  EXPECT_EQ(GetLead(lead).owner(), UserName(3));
}

}  // namespace
}  // namespace guanxi::lead
