// A company moves over from another system: what its leads were there they are here.
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/time_util.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/lead_interaction_service.pb.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "lead-svc/lead_testing.h"

namespace guanxi::lead {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using v1::Lead;
using v1::MovedLead;

constexpr int64_t kMade = 1'600'000'000, kQualified = 1'650'000'000;

class LeadMoveInTest : public LeadTest {
 protected:
  static std::string User(const std::string& which) {
    return absl::StrCat("users/", DeriveUuid("user", which).ToString());
  }
  // Of Li, who made it and has left, and Zhao, who has it.
  static MovedLead Old(const std::string& id = "L-1001") {
    MovedLead entry;
    entry.mutable_lead()->set_display_name("王芳");
    entry.mutable_lead()->set_owner(User("zhao"));
    (*entry.mutable_lead()->mutable_external_ids())["oldcrm"] = id;
    entry.mutable_origin()->mutable_create_time()->set_seconds(kMade);
    entry.mutable_origin()->set_creator(" 李明 ");
    entry.set_state(Lead::QUALIFIED);
    entry.mutable_state_time()->set_seconds(kQualified);
    entry.set_state_reason("预算已批");
    return entry;
  }
  absl::StatusOr<v1::MoveInLeadsResponse> MoveIn(std::vector<MovedLead> entries) {
    v1::MoveInLeadsRequest request;
    for (MovedLead& entry : entries) *request.add_entries() = std::move(entry);
    return service_.leads->MoveInLeads(service_.call(), request);
  }
};

TEST_F(LeadMoveInTest, CreatorOwnerStateAndTimesAreThoseOfTheOtherSystem) {
  const auto moved = MoveIn({Old()});
  ASSERT_THAT(moved, IsOk());
  ASSERT_THAT(moved->leads(), SizeIs(1));
  v1::GetLeadRequest get;
  get.set_name(moved->leads(0).name());
  const Lead lead = Leads().Get<Lead>(service_.call(), get).value();
  EXPECT_EQ(lead.create_time().seconds(), kMade);
  EXPECT_EQ(lead.origin().create_time().seconds(), kMade);
  EXPECT_EQ(lead.origin().creator(), "李明");
  EXPECT_EQ(lead.origin().move_time().seconds(), absl::ToUnixSeconds(service_.clock.Now()));
  EXPECT_EQ(lead.update_time().seconds(), absl::ToUnixSeconds(service_.clock.Now()));
  EXPECT_EQ(lead.owner(), User("zhao"));
  EXPECT_EQ(lead.state(), Lead::QUALIFIED);
  EXPECT_EQ(lead.state_time().seconds(), kQualified);
  EXPECT_EQ(lead.state_reason(), "预算已批");
  EXPECT_EQ(moved->leads(0).create_time().seconds(), kMade);
}

TEST_F(LeadMoveInTest, ListsGoByWhenItWasMadeAndChangesKeepIt) {
  const std::string fresh = New().name();
  const std::string old = MoveIn({Old()})->leads(0).name();
  v1::ListLeadsRequest list;
  list.set_order_by("create_time");
  const auto page = Leads().List<v1::ListLeadsResponse>(service_.call(), list);
  ASSERT_THAT(page->leads(), SizeIs(2));
  EXPECT_EQ(page->leads(0).name(), old);
  list.set_filter("create_time < \"2021-01-01T00:00:00Z\"");
  EXPECT_THAT(Leads().List<v1::ListLeadsResponse>(service_.call(), list)->leads(), SizeIs(1));
  v1::UpdateLeadRequest update;
  update.mutable_lead()->set_name(old);
  update.mutable_lead()->set_note("回访");
  update.mutable_update_mask()->add_paths("note");
  const auto changed = Leads().Update<Lead>(service_.call(), update);
  ASSERT_THAT(changed, IsOk());
  EXPECT_EQ(changed->create_time().seconds(), kMade);
  EXPECT_EQ(changed->origin().creator(), "李明");
}

TEST_F(LeadMoveInTest, WhatWasSaidBeforeKeepsItsDates) {
  const std::string lead = MoveIn({Old()})->leads(0).name();
  v1::CreateLeadInteractionRequest said;
  said.set_parent(lead);
  said.mutable_lead_interaction()->set_channel(customer::v1::Interaction::CALL);
  said.mutable_lead_interaction()->set_direction(customer::v1::Interaction::OUTBOUND);
  said.mutable_lead_interaction()->set_summary("首次电话");
  said.mutable_lead_interaction()->mutable_occur_time()->set_seconds(kMade + 3600);
  const auto noted = service_.catalog->Of<v1::LeadInteraction>().Create<v1::LeadInteraction>(
      service_.call(), said);
  ASSERT_THAT(noted, IsOk());
  v1::GetLeadRequest get;
  get.set_name(lead);
  EXPECT_EQ(Leads().Get<Lead>(service_.call(), get)->last_interaction_time().seconds(),
            kMade + 3600);
}

TEST_F(LeadMoveInTest, NoneComesTwiceAndAllOrNoneCome) {
  ASSERT_THAT(MoveIn({Old()}), IsOk());
  EXPECT_THAT(MoveIn({Old("L-1002"), Old()}), HasReason("EXTERNAL_ID_ALREADY_EXISTS"));
  EXPECT_EQ(Listed(""), 1);
  v1::MoveInLeadsRequest again;
  *again.add_entries() = Old("L-1003");
  again.set_request_id(DeriveUuid("request", "1").ToString());
  const auto first = service_.leads->MoveInLeads(service_.call(), again);
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(service_.leads->MoveInLeads(service_.call(), again)->leads(0).name(),
            first->leads(0).name());
}

// Whoever may only create states nothing of the past.
TEST_F(LeadMoveInTest, CreateLeadLooksAtNoneOfIt) {
  Lead lead = Old().lead();
  lead.clear_owner();
  lead.mutable_create_time()->set_seconds(kMade);
  *lead.mutable_origin() = Old().origin();
  const auto made = Create(lead);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->create_time().seconds(), absl::ToUnixSeconds(service_.clock.Now()));
  EXPECT_FALSE(made->has_origin());
}

TEST_F(LeadMoveInTest, WhatIsWrongIsNamedAllAtOnce) {
  EXPECT_THAT(MoveIn({}), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("entries")));
  MovedLead future = Old();
  future.mutable_origin()->mutable_create_time()->set_seconds(4'000'000'000);
  MovedLead converted = Old();
  converted.set_state(Lead::CONVERTED);
  MovedLead mute = Old();
  mute.set_state(Lead::DISQUALIFIED);
  mute.clear_state_reason();
  MovedLead early = Old();
  early.mutable_state_time()->set_seconds(kMade - 1);
  EXPECT_THAT(
      MoveIn({future, converted, mute, early}),
      StatusIs(absl::StatusCode::kInvalidArgument,
               AllOf(HasSubstr("entries[0].origin.create_time"), HasSubstr("entries[1].state"),
                     HasSubstr("entries[2].state_reason"), HasSubstr("entries[3].state_time"))));
  EXPECT_EQ(Listed(""), 0);
}

}  // namespace
}  // namespace guanxi::lead
