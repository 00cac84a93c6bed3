// What events of tickets and surveys make of facts, on a real database.
#include <string>

#include "absl/strings/str_cat.h"
#include "analytics-svc/facts/fact_testing.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/service_ticket.pb.h"
#include "guanxi/customer/v1/survey.pb.h"

namespace guanxi::analytics {
namespace {

using customer::v1::ServiceTicket;
using customer::v1::Survey;
using customer::v1::SurveyResponse;

const Uuid kTenant = DeriveUuid("tenant", "a");
const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);

class FactTicketTest : public ::testing::Test {
 protected:
  FactTicketTest() : world_(&records_) {}

  template <typename M>
  absl::Status Tell(const RecordHistory<M>& history, size_t from = 0) {
    records_.Keep(history);
    return world_.Apply("customer-svc", absl::MakeConstSpan(history.events()).subspan(from));
  }
  std::string Count(const std::string& table, const std::string& condition) const {
    return world_.Value(absl::StrCat("SELECT COUNT(*) FROM ", table, " WHERE ", condition));
  }

  FakeRecords records_;
  FactWorld world_;
};

TEST_F(FactTicketTest, ATicketIsWhatItHasBecome) {
  RecordHistory<ServiceTicket> ticket{"service_ticket", kTenant, DeriveUuid("ticket", "a"), ""};
  ServiceTicket message;
  message.set_title("无法登录后台");
  message.set_channel(ServiceTicket::PHONE);
  message.set_type(ServiceTicket::INCIDENT);
  message.set_priority(ServiceTicket::HIGH);
  message.set_state(ServiceTicket::NEW);
  ticket.Create(message, kStart);
  ASSERT_THAT(Tell(ticket), IsOk());
  EXPECT_EQ(Count("fact_ticket",
                  "live = 1 AND state = 'NEW' AND channel = 'PHONE' AND type = 'INCIDENT' AND "
                  "priority = 'HIGH' AND first_response_time IS NULL AND answer_count = 0"),
            "1");
  message.set_state(ServiceTicket::RESOLVED);
  message.set_answer_count(1);
  message.set_first_contact_resolved(true);
  message.mutable_first_response_time()->set_seconds(1'790'000'600);
  message.mutable_first_resolve_time()->set_seconds(1'790'000'600);
  message.mutable_resolve_time()->set_seconds(1'790'000'600);
  message.set_satisfaction(5);
  ticket.Update(message, kStart + absl::Minutes(10));
  ASSERT_THAT(Tell(ticket, 1), IsOk());
  EXPECT_EQ(Count("fact_ticket",
                  "live = 1 AND state = 'RESOLVED' AND first_contact_resolved = 1 AND "
                  "satisfaction = 5 AND answer_count = 1 AND resolve_time = first_response_time"),
            "1");
}

TEST_F(FactTicketTest, AnAnswerSaysWhatItsSurveyMeasures) {
  RecordHistory<SurveyResponse> answer{"survey_response", kTenant, DeriveUuid("answer", "a"), ""};
  SurveyResponse message;
  message.set_kind(Survey::NPS);
  message.set_campaign("2026 年度回访");
  message.set_score(9);
  message.set_by_link(true);
  message.set_comment("很好");
  answer.Create(message, kStart);
  ASSERT_THAT(Tell(answer), IsOk());
  EXPECT_EQ(Count("fact_survey",
                  "live = 1 AND kind = 'NPS' AND score = 9 AND by_link = 1 AND campaign = "
                  "'2026 年度回访'"),
            "1");
}

}  // namespace
}  // namespace guanxi::analytics
