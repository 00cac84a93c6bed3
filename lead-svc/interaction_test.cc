// Interactions with leads and opportunities, and what those say of them, through the engine on a
// real MariaDB.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/lead_interaction_service.pb.h"
#include "guanxi/lead/v1/opportunity_interaction_service.pb.h"
#include "guanxi/lead/v1/opportunity_service.pb.h"
#include "lead-svc/lead_testing.h"

namespace guanxi::lead {
namespace {

using customer::v1::Interaction;
using metadata::v1::IngestResult;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using v1::LeadInteraction;
using v1::OpportunityInteraction;

constexpr int64_t kNow = 1'790'000'000;  // TestService's clock

class InteractionTest : public LeadTest {
 protected:
  const resource::Methods& Interactions() { return service_.catalog->Of<LeadInteraction>(); }
  v1::Lead Get(const std::string& name) {
    v1::GetLeadRequest request;
    request.set_name(name);
    return Leads().Get<v1::Lead>(service_.call(), request).value();
  }
  // A call of ours that somebody answered.
  static LeadInteraction Call(int64_t seconds, int64_t follow_up = 0) {
    LeadInteraction call;
    call.set_channel(Interaction::CALL);
    call.set_direction(Interaction::OUTBOUND);
    call.set_outcome(LeadInteraction::REACHED);
    call.mutable_occur_time()->set_seconds(seconds);
    if (follow_up != 0) call.mutable_next_follow_up_time()->set_seconds(follow_up);
    return call;
  }
  absl::StatusOr<LeadInteraction> Record(const std::string& lead, const LeadInteraction& one) {
    v1::CreateLeadInteractionRequest request;
    request.set_parent(lead);
    *request.mutable_lead_interaction() = one;
    return Interactions().Create<LeadInteraction>(service_.call(), request);
  }
  absl::Status Delete(const std::string& name) {
    v1::DeleteLeadInteractionRequest request;
    request.set_name(name);
    return Interactions().Delete<LeadInteraction>(service_.call(), request).status();
  }
  // Last contact, last follow-up, next follow-up, first call, last call; 0 where none is set.
  std::vector<int64_t> Said(const std::string& name) {
    const v1::Lead lead = Get(name);
    return {lead.last_interaction_time().seconds(), lead.last_follow_up_time().seconds(),
            lead.next_follow_up_time().seconds(), lead.first_call_time().seconds(),
            lead.last_call_time().seconds()};
  }
};

TEST_F(InteractionTest, ALeadSaysWhenItWasContactedAndIsToBe) {
  const v1::Lead lead = New();
  ASSERT_THAT(Record(lead.name(), Call(kNow - 500, kNow + 100)), IsOk());
  EXPECT_THAT(Said(lead.name()),
              ElementsAre(kNow - 500, kNow - 500, kNow + 100, kNow - 500, kNow - 500));
  LeadInteraction mail = Call(kNow - 50);
  mail.set_channel(Interaction::EMAIL);
  mail.set_direction(Interaction::INBOUND);
  mail.clear_outcome();
  ASSERT_THAT(Record(lead.name(), mail), IsOk());
  EXPECT_THAT(Said(lead.name()),
              ElementsAre(kNow - 50, kNow - 500, kNow + 100, kNow - 500, kNow - 500));
  ASSERT_THAT(Record(lead.name(), Call(kNow - 900, kNow + 7)), IsOk());  // arrives late
  EXPECT_THAT(Said(lead.name()),
              ElementsAre(kNow - 50, kNow - 500, kNow + 100, kNow - 900, kNow - 500));
  EXPECT_EQ(Get(lead.name()).etag(), lead.etag());
  EXPECT_EQ(Listed("next_follow_up_time < \"2030-01-01T00:00:00Z\""), 1);
  EXPECT_EQ(Listed("first_call_time:*"), 1);
}

TEST_F(InteractionTest, ADeletionTakesBackWhatTheLeadSaid) {
  const std::string lead = New().name();
  const auto first = Record(lead, Call(kNow - 900));
  const auto second = Record(lead, Call(kNow - 500, kNow + 100));
  LeadInteraction silent = Call(kNow - 950);  // nobody has said what came of it
  silent.clear_outcome();
  const auto noted = Record(lead, silent);
  ASSERT_THAT(noted, IsOk());
  EXPECT_THAT(Said(lead), ElementsAre(kNow - 500, kNow - 500, kNow + 100, kNow - 900, kNow - 500));
  const auto third = Record(lead, Call(kNow - 400));
  ASSERT_THAT(third, IsOk());
  EXPECT_THAT(Said(lead), ElementsAre(kNow - 400, kNow - 400, kNow + 100, kNow - 900, kNow - 400));
  ASSERT_THAT(Delete(third->name()), IsOk());
  EXPECT_THAT(Said(lead), ElementsAre(kNow - 500, kNow - 500, kNow + 100, kNow - 900, kNow - 500));
  ASSERT_THAT(Delete(first->name()), IsOk());
  EXPECT_THAT(Said(lead), ElementsAre(kNow - 500, kNow - 500, kNow + 100, kNow - 500, kNow - 500));
  ASSERT_THAT(Delete(second->name()), IsOk());
  EXPECT_THAT(Said(lead), ElementsAre(kNow - 950, kNow - 950, 0, 0, 0));
  ASSERT_THAT(Delete(noted->name()), IsOk());
  EXPECT_THAT(Said(lead), ElementsAre(0, 0, 0, 0, 0));
}

TEST_F(InteractionTest, WrongOnesAreRefusedByName) {
  const std::string lead = New().name();
  LeadInteraction call = Call(kNow + 3600);
  call.set_direction(Interaction::INBOUND);
  EXPECT_THAT(Record(lead, call).status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("lead_interaction.occur_time: lies in the future")));
  call.mutable_occur_time()->set_seconds(kNow);
  call.mutable_next_follow_up_time()->set_seconds(kNow - 1);
  EXPECT_THAT(
      Record(lead, call).status(),
      StatusIs(absl::StatusCode::kInvalidArgument,
               AllOf(HasSubstr("lead_interaction.outcome: is for outgoing calls"),
                     HasSubstr("lead_interaction.next_follow_up_time: want a time after"))));
  EXPECT_THAT(Said(lead), ElementsAre(0, 0, 0, 0, 0));
  EXPECT_THAT(Record("leads/" + DeriveUuid("lead", "x").ToString(), Call(kNow)).status(),
              HasReason("LEAD_NOT_FOUND"));
}

TEST_F(InteractionTest, IngestTellsTheOutcomeOfEach) {
  const std::string a = New().name(), b = New().name();
  v1::IngestLeadInteractionsRequest request;
  request.set_parent("leads/-");
  int id = 0;
  for (const std::string& lead : {a, b, a}) {
    auto& one = *request.add_requests();
    one.set_parent(lead);
    *one.mutable_lead_interaction() = Call(kNow - 10 + id);
    (*one.mutable_lead_interaction()->mutable_external_ids())["pbx"] = absl::StrCat(id++ % 2);
  }
  const auto done =
      Interactions().Ingest<v1::IngestLeadInteractionsResponse>(service_.call(), request);
  ASSERT_THAT(done, IsOk());
  EXPECT_EQ(done->results(0).outcome(), IngestResult::CREATED);
  EXPECT_EQ(done->results(1).outcome(), IngestResult::CREATED);
  EXPECT_EQ(done->results(2).outcome(), IngestResult::ALREADY_THERE);
  EXPECT_THAT(Said(a), ElementsAre(kNow - 10, kNow - 10, 0, kNow - 10, kNow - 10));
  EXPECT_THAT(Said(b), ElementsAre(kNow - 9, kNow - 9, 0, kNow - 9, kNow - 9));
}

TEST_F(InteractionTest, AnOpportunitySaysTheSameOfItsOwn) {
  const std::string pipeline = service_.CreatePipeline();
  const std::string name =
      service_.CreateOpportunity(service_.CreateStage(pipeline, "需求确认", 10)).name();
  const resource::Methods& methods = service_.catalog->Of<OpportunityInteraction>();
  const auto said = [&] {
    v1::GetOpportunityRequest request;
    request.set_name(name);
    const auto found = service_.catalog->Of<v1::Opportunity>()
                           .Get<v1::Opportunity>(service_.call(), request)
                           .value();
    return std::vector<int64_t>{found.last_interaction_time().seconds(),
                                found.last_follow_up_time().seconds(),
                                found.next_follow_up_time().seconds()};
  };
  v1::CreateOpportunityInteractionRequest request;
  request.set_parent(name);
  OpportunityInteraction& visit = *request.mutable_opportunity_interaction();
  visit.set_channel(Interaction::VISIT);
  visit.mutable_occur_time()->set_seconds(kNow - 100);
  visit.mutable_next_follow_up_time()->set_seconds(kNow + 100);
  const auto made = methods.Create<OpportunityInteraction>(service_.call(), request);
  ASSERT_THAT(made, IsOk());
  EXPECT_THAT(said(), ElementsAre(kNow - 100, kNow - 100, kNow + 100));
  visit.set_outcome(LeadInteraction::BUSY);
  EXPECT_THAT(methods.Create<OpportunityInteraction>(service_.call(), request).status(),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       HasSubstr("opportunity_interaction.outcome: is for outgoing calls")));
  v1::DeleteOpportunityInteractionRequest erase;
  erase.set_name(made->name());
  ASSERT_THAT(methods.Delete<OpportunityInteraction>(service_.call(), erase), IsOk());
  EXPECT_THAT(said(), ElementsAre(0, 0, 0));
}

}  // namespace
}  // namespace guanxi::lead
