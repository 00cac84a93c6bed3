// Policies hear of to-dos as rules do.
#include "workflow-svc/sla/sla_events.h"

#include <cstdint>
#include <string>

#include "absl/types/span.h"
#include "common/base/uuid.h"
#include "common/testing/status_matchers.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/workflow/v1/sla_policy_service.pb.h"
#include "workflow-svc/rules/rule_world.h"

namespace guanxi::workflow {
namespace {

using event::v1::LogEvent;
using metadata::v1::Change;
using v1::SlaClock;
using v1::SlaPolicy;

class SlaEventsTest : public ::testing::Test {
 protected:
  SlaEventsTest() {
    HearForSla({world_.service.database.get(), world_.service.engine.get(),
                world_.service.resources->todos.get(), &world_.part->access, &watch_},
               &world_.part->events);
  }

  void MakePolicy(const std::string& text) {
    v1::CreateSlaPolicyRequest request;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, request.mutable_sla_policy()));
    request.mutable_sla_policy()->set_display_name("紧急待办");
    request.mutable_sla_policy()->set_enabled(true);
    request.mutable_sla_policy()->mutable_target()->set_seconds(3600);
    ASSERT_THAT(
        world_.service.catalog->Of<SlaPolicy>().Create<SlaPolicy>(world_.service.call(), request),
        IsOk());
  }
  int64_t ClocksIn(SlaClock::State state) {
    return world_.service.Number("SELECT COUNT(*) FROM sla_clocks WHERE state = " +
                                 std::to_string(static_cast<int>(state)));
  }

  RuleWorld world_;
  SlaWatch watch_{world_.service.sla_clocks.get()};
};

TEST_F(SlaEventsTest, AnEventStartsAClockOnceAndADeletionCancelsIt) {
  MakePolicy("resource_type: 'guanxi.dev/Todo' start_condition: 'priority = URGENT'");
  LogEvent event = world_.BecameUrgent();
  ASSERT_THAT(world_.Apply({event}), IsOk());
  ASSERT_THAT(world_.Apply({event, event}), IsOk());
  EXPECT_EQ(ClocksIn(SlaClock::RUNNING), 1);
  event.set_kind(Change::DELETED);
  ASSERT_THAT(world_.Apply({event}), IsOk());
  EXPECT_EQ(ClocksIn(SlaClock::RUNNING), 0);
  EXPECT_EQ(ClocksIn(SlaClock::CANCELLED), 1);
}

// Events of tenants that neither have rules nor policies about the records cost one look-up for all
// of a round.
TEST_F(SlaEventsTest, WhereNobodyHearsOfThemEventsArePassedOver) {
  const auto concerns = [&](const LogEvent& event) -> bool {
    const LogEvent* const one = &event;
    return world_.part->events.Concerns(absl::MakeConstSpan(&one, 1)).value()[0];
  };
  const LogEvent event = world_.BecameUrgent();
  LogEvent deleted = event;
  deleted.set_kind(Change::DELETED);
  LogEvent other = event;
  other.set_resource_type("sla_clock");
  LogEvent fact = event;
  fact.set_kind(Change::EMITTED);
  EXPECT_FALSE(concerns(event));
  EXPECT_TRUE(concerns(deleted));  // a clock may be running
  MakePolicy("resource_type: 'guanxi.dev/Customer' start_condition: 'grade = VIP'");
  EXPECT_FALSE(concerns(event));
  MakePolicy("resource_type: 'guanxi.dev/Todo' start_condition: 'priority = URGENT'");
  EXPECT_TRUE(concerns(event));
  EXPECT_FALSE(concerns(other));
  EXPECT_FALSE(concerns(fact));
  LogEvent elsewhere = event;
  elsewhere.set_tenant_id(std::string(DeriveUuid("tenant", "another").bytes()));
  EXPECT_FALSE(concerns(elsewhere));
}

TEST_F(SlaEventsTest, ConditionsMaySayWhatChanged) {
  MakePolicy(
      "resource_type: 'guanxi.dev/Todo' start_condition: 'changed(\"priority\") AND old.priority = "
      "LOW AND priority = URGENT'");
  ASSERT_THAT(world_.Apply({world_.BecameUrgent()}), IsOk());
  EXPECT_EQ(ClocksIn(SlaClock::RUNNING), 1);
}

TEST_F(SlaEventsTest, APolicyAboutOtherRecordsHearsNothing) {
  MakePolicy("resource_type: 'guanxi.dev/Customer' start_condition: 'grade = VIP'");
  ASSERT_THAT(world_.Apply({world_.BecameUrgent()}), IsOk());
  EXPECT_EQ(ClocksIn(SlaClock::RUNNING), 0);
}

}  // namespace
}  // namespace guanxi::workflow
