// Answers that are written down by who does not see all, and what they say of their tickets, on a
// real MariaDB.
#include <string>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_codec.h"
#include "common/resource/unit_merges.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/tickets/ticket_testing.h"
#include "guanxi/customer/v1/survey_response_service.pb.h"
#include "guanxi/customer/v1/survey_service.pb.h"

namespace guanxi::customer {
namespace {

using v1::Survey;
using v1::SurveyResponse;

class SurveyRightsTest : public TicketTestBase {
 protected:
  // Li sees his own tickets and customers alone.
  absl::StatusOr<SurveyResponse> WriteDown(const SurveyResponse& response) {
    v1::CreateSurveyResponseRequest request;
    *request.mutable_survey_response() = response;
    return service_.catalog->Of<SurveyResponse>().Create<SurveyResponse>(
        CallAs("li",
               {{"surveyResponses.*", access::v1::ALL},
                {"serviceTickets.*", access::v1::SELF},
                {"customers.*", access::v1::SELF}},
               "surveyResponses.create"),
        request);
  }
  SurveyResponse About(const std::string& owner) {
    Ticket ticket = Calls("无法登录后台");
    ticket.set_owner(User(owner));
    v1::CreateSurveyRequest request;
    request.mutable_survey()->set_display_name("回访");
    request.mutable_survey()->set_kind(Survey::CSAT);
    request.mutable_survey()->set_question("您满意吗？");
    SurveyResponse response;
    response.set_survey(
        service_.catalog->Of<Survey>().Create<Survey>(service_.call(), request)->name());
    response.set_service_ticket(Create(ticket)->name());
    response.set_score(5);
    return response;
  }
};

TEST_F(SurveyRightsTest, AnAnswerIsOfTheTicketsCustomerWhoeverSeesHim) {
  const SurveyResponse said = About("li");
  const auto written = WriteDown(said);
  ASSERT_THAT(written, IsOk());
  EXPECT_EQ(written->customer(), customer_);
  EXPECT_EQ(Get(said.service_ticket()).satisfaction(), 5);
}

TEST_F(SurveyRightsTest, ATicketThatIsHiddenIsNotTold) {
  SurveyResponse said = About("wang");
  EXPECT_EQ(FieldViolations(WriteDown(said).status())[0].path, "survey_response.service_ticket");
  v1::Customer his = TestService::Company("华东仪器");
  his.set_owner(User("li"));
  said.set_customer(service_.Create(his).name());
  EXPECT_EQ(FieldViolations(WriteDown(said).status())[0].path, "survey_response.service_ticket");
}

// As when customers are merged.
TEST_F(SurveyRightsTest, TheLastAnswerCountsWhoseverAnEarlierOneBecomes) {
  SurveyResponse said = About("li");
  said.set_score(2);
  const auto first = WriteDown(said);
  ASSERT_THAT(first, IsOk());
  said.set_score(5);
  ASSERT_THAT(WriteDown(said), IsOk());
  const std::string other = service_.Create(TestService::Company("华东仪器")).name();
  const resource::Resource& answers = *service_.resources->surveys->responses;
  const auto rename = [&](const google::protobuf::FieldDescriptor*, const std::string& text) {
    return text == customer_ ? other : text;
  };
  const auto move = [&](resource::UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                            resource::ParseName(answers.type(), first->name(), "name"));
    GUANXI_ASSIGN_OR_RETURN(resource::Stored row, work.Get(answers, name));
    return resource::UnitMerges(&work)
        .Redirect(answers, &row, resource::ResourceName(), rename)
        .status();
  };
  ASSERT_THAT(service_.engine->Write(service_.call().principal, {}, resource::WriteContext(), move),
              IsOk());
  EXPECT_EQ(Get(said.service_ticket()).satisfaction(), 5);
}

}  // namespace
}  // namespace guanxi::customer
