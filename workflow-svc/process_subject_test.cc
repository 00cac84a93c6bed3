// What processes hear of the records that they are about, by events that are made by hand.
#include <string>
#include <vector>

#include "common/base/uuid.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/event/v1/log.pb.h"
#include "guanxi/lead/v1/quote.pb.h"
#include "guanxi/metadata/v1/change.pb.h"
#include "workflow-svc/approval/subject_events.h"
#include "workflow-svc/process_world.h"

namespace guanxi::workflow {
namespace {

using event::v1::LogEvent;
using metadata::v1::Change;
using type::v1::Approval;
using v1::ProcessInstance;

class ProcessSubjectTest : public ::testing::Test {
 protected:
  // The quote says so of its approval.
  LogEvent Event(const std::string& instance, Approval::State state,
                 const std::string& reason) const {
    lead::v1::Quote quote;
    quote.mutable_approval()->set_state(state);
    quote.mutable_approval()->set_instance(instance);
    quote.mutable_approval()->set_reason(reason);
    LogEvent event;
    event.set_tenant_id(std::string(world_.service.call().principal.tenant.bytes()));
    event.set_resource_type("quote");
    event.set_resource_id(std::string(DeriveUuid("quote", "one").bytes()));
    event.set_kind(Change::UPDATED);
    event.add_changed_fields("display_name");
    event.add_changed_fields("approval");
    event.set_after_body(quote.SerializeAsString());
    return event;
  }
  absl::Status Hear(const std::vector<LogEvent>& events) {
    return events_.Apply(events, [](db::Transaction&) { return absl::OkStatus(); });
  }

  ProcessWorld world_;
  SubjectEvents events_{world_.service.engine.get(), &world_.service.processes->runner,
                        &world_.service.processes->staff, SubjectTypesOf("lead-svc")};
};

TEST_F(ProcessSubjectTest, WhatTheRecordsServiceWithdrawsEnds) {
  const auto started = world_.Start("an", world_.Active(world_.Approve("legal", {"li"})));
  const LogEvent event = Event(started.name(), Approval::WITHDRAWN, "CONTENT_CHANGED");
  ASSERT_THAT(Hear({event}), IsOk());
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::WITHDRAWN);
  EXPECT_TRUE(world_.Tasks("li").empty());
  EXPECT_EQ(world_.Facts("approval.withdrawn"), 1);
  // A second time nothing happens.
  ASSERT_THAT(Hear({event}), IsOk());
  EXPECT_EQ(world_.Facts("approval.withdrawn"), 1);
}

TEST_F(ProcessSubjectTest, WhatEndedHereOrRunsIsLeftAsItIs) {
  const auto started = world_.Start("an", world_.Active(world_.Approve("legal", {"li"})));
  ASSERT_THAT(Hear({Event(started.name(), Approval::SUBMITTED, ""),
                    Event(started.name(), Approval::WITHDRAWN, ""),
                    Event("", Approval::WITHDRAWN, "CONTENT_CHANGED"),
                    Event("processInstances/018f0000-0000-7000-8000-0000000000ee",
                          Approval::WITHDRAWN, "CONTENT_CHANGED")}),
              IsOk());
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::RUNNING);
}

TEST_F(ProcessSubjectTest, WhoHasDecidedFirstHasDecided) {
  const auto started = world_.Start("an", world_.Active(world_.Approve("legal", {"li"})));
  ASSERT_THAT(world_.ApproveAs("li"), IsOk());
  ASSERT_THAT(Hear({Event(started.name(), Approval::WITHDRAWN, "CONTENT_CHANGED")}), IsOk());
  EXPECT_EQ(world_.Instance(started.name()).state(), ProcessInstance::APPROVED);
}

TEST_F(ProcessSubjectTest, ChangesOfApprovalsAloneAreOfConcern) {
  const LogEvent change = Event("", Approval::WITHDRAWN, "");
  LogEvent other = change;
  other.clear_changed_fields();
  other.add_changed_fields("display_name");
  LogEvent made = change;
  made.set_kind(Change::CREATED);
  LogEvent elsewhere = change;
  elsewhere.set_resource_type("lead");
  const LogEvent* const events[] = {&change, &other, &made, &elsewhere};
  EXPECT_EQ(events_.Concerns(events), (std::vector<bool>{true, false, false, false}));
}

}  // namespace
}  // namespace guanxi::workflow
