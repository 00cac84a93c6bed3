// Surveys on pages that customers see, and what is written down by hand, on a real MariaDB.
#include <string>
#include <vector>

#include "common/errors/errors.h"
#include "customer-svc/surveys/survey_page_service.h"
#include "customer-svc/tickets/ticket_testing.h"
#include "guanxi/customer/v1/survey_response_service.pb.h"
#include "guanxi/customer/v1/survey_service.pb.h"

namespace guanxi::customer {
namespace {

using v1::Survey;
using v1::SurveyResponse;

class SurveyPageTest : public TicketTestBase {
 protected:
  SurveyPageTest()
      : pages_(service_.engine.get(), service_.resources->surveys.get(),
               [this](const Uuid& tenant, absl::string_view, const rpc::Call& call) {
                 return AsService(tenant, call);
               }) {}

  // The account of the service reaches all, as the first user of the tests does.
  absl::StatusOr<rpc::Call> AsService(const Uuid& tenant, const rpc::Call& call) {
    rpc::Call own = service_.call();
    if (own.principal.tenant != tenant) return absl::NotFoundError("no such tenant");
    own.method = call.method;
    return own;
  }
  std::string Add(Survey::Kind kind, bool published = true) {
    v1::CreateSurveyRequest request;
    request.mutable_survey()->set_display_name("2026 年度回访");
    request.mutable_survey()->set_kind(kind);
    request.mutable_survey()->set_question("您对本次服务满意吗？");
    request.mutable_survey()->set_thanks("谢谢！");
    request.mutable_survey()->set_campaign("年度");
    request.mutable_survey()->set_published(published);
    return service_.catalog->Of<Survey>().Create<Survey>(service_.call(), request)->name();
  }
  absl::StatusOr<v1::CreateSurveyLinkResponse> Link(const v1::CreateSurveyLinkRequest& request) {
    return pages_.CreateSurveyLink(service_.call(), request);
  }
  std::string KeyAbout(const std::string& survey, const std::string& ticket) {
    v1::CreateSurveyLinkRequest request;
    request.set_name(survey);
    request.set_service_ticket(ticket);
    const auto link = Link(request);
    EXPECT_THAT(link, IsOk());
    return link.ok() ? link->key() : "";
  }
  absl::StatusOr<v1::OpenSurveyResponse> Open(const std::string& key) {
    v1::OpenSurveyRequest request;
    request.set_key(key);
    return pages_.OpenSurvey(rpc::Call(), request);
  }
  absl::StatusOr<v1::SubmitSurveyResponse> Submit(const std::string& key, int score,
                                                  const std::string& comment = "") {
    v1::SubmitSurveyRequest request;
    request.set_key(key);
    request.set_score(score);
    request.set_comment(comment);
    return pages_.SubmitSurvey(rpc::Call(), request);
  }
  std::vector<SurveyResponse> Answers() {
    const auto page = service_.catalog->Of<SurveyResponse>().List<v1::ListSurveyResponsesResponse>(
        service_.call(), v1::ListSurveyResponsesRequest());
    EXPECT_THAT(page, IsOk());
    return {page->survey_responses().begin(), page->survey_responses().end()};
  }
  absl::StatusOr<SurveyResponse> WriteDown(const SurveyResponse& response) {
    v1::CreateSurveyResponseRequest request;
    *request.mutable_survey_response() = response;
    return service_.catalog->Of<SurveyResponse>().Create<SurveyResponse>(service_.call(), request);
  }

  SurveyPageServiceImpl pages_;
};

TEST_F(SurveyPageTest, AnAnswerIsTheTicketsSatisfaction) {
  const std::string ticket = New().name();
  const std::string survey = Add(Survey::CSAT);
  const std::string key = KeyAbout(survey, ticket);
  const auto opened = Open(key);
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->question(), "您对本次服务满意吗？");
  EXPECT_EQ(opened->least_score(), 1);
  EXPECT_EQ(opened->most_score(), 5);
  EXPECT_FALSE(opened->answered());
  const auto thanked = Submit(key, 4, " 很快 ");
  ASSERT_THAT(thanked, IsOk());
  EXPECT_EQ(thanked->thanks(), "谢谢！");
  ASSERT_EQ(Answers().size(), 1u);
  const SurveyResponse answer = Answers()[0];
  EXPECT_EQ(answer.survey(), survey);
  EXPECT_EQ(answer.kind(), Survey::CSAT);
  EXPECT_EQ(answer.campaign(), "年度");
  EXPECT_EQ(answer.customer(), customer_);
  EXPECT_EQ(answer.service_ticket(), ticket);
  EXPECT_EQ(answer.comment(), "很快");
  EXPECT_TRUE(answer.by_link());
  EXPECT_EQ(Get(ticket).satisfaction(), 4);
  EXPECT_TRUE(Open(key)->answered());
}

TEST_F(SurveyPageTest, ALinkIsAnsweredOnce) {
  const std::string key = KeyAbout(Add(Survey::CSAT), New().name());
  ASSERT_THAT(Submit(key, 4, "很快"), IsOk());
  EXPECT_THAT(Submit(key, 4, "很快"), IsOk());
  EXPECT_EQ(Reason(Submit(key, 1).status()), "SURVEY_ANSWERED");
  EXPECT_EQ(Answers().size(), 1u);
}

TEST_F(SurveyPageTest, ScoresAreThoseOfTheKind) {
  const std::string key = KeyAbout(Add(Survey::NPS), New().name());
  EXPECT_EQ(FieldViolations(Submit(key, 11).status())[0].path, "score");
  EXPECT_EQ(FieldViolations(Submit(key, -1).status())[0].path, "score");
  EXPECT_EQ(FieldViolations(Submit(key, 5, std::string(2001, 'x')).status())[0].path, "comment");
  v1::SubmitSurveyRequest none;
  none.set_key(key);
  EXPECT_EQ(FieldViolations(pages_.SubmitSurvey(rpc::Call(), none).status())[0].path, "score");
  ASSERT_THAT(Submit(key, 0), IsOk());
  EXPECT_EQ(Get(Answers()[0].service_ticket()).satisfaction(), 0);
}

TEST_F(SurveyPageTest, WhatDoesNotHoldLeadsNowhere) {
  const std::string survey = Add(Survey::CSAT);
  const std::string key = KeyAbout(survey, New().name());
  EXPECT_EQ(Reason(Open("x" + key.substr(1)).status()), "SURVEY_NOT_FOUND");
  v1::UpdateSurveyRequest update;
  update.mutable_survey()->set_name(survey);
  update.mutable_update_mask()->add_paths("published");
  ASSERT_THAT(service_.catalog->Of<Survey>().Update<Survey>(service_.call(), update), IsOk());
  EXPECT_EQ(Reason(Open(key).status()), "SURVEY_NOT_FOUND");
  EXPECT_EQ(Reason(Submit(key, 4).status()), "SURVEY_NOT_FOUND");
  update.mutable_survey()->set_published(true);
  ASSERT_THAT(service_.catalog->Of<Survey>().Update<Survey>(service_.call(), update), IsOk());
  EXPECT_THAT(Open(key), IsOk());
  service_.clock.Advance(absl::Hours(30 * 24));
  EXPECT_EQ(Reason(Submit(key, 4).status()), "SURVEY_NOT_FOUND");
}

TEST_F(SurveyPageTest, LinksAreAboutOneThingForATime) {
  v1::CreateSurveyLinkRequest request;
  request.set_name(Add(Survey::NPS));
  EXPECT_EQ(FieldViolations(Link(request).status())[0].path, "customer");
  request.set_customer(customer_);
  request.mutable_expire_time()->set_seconds(
      absl::ToUnixSeconds(service_.clock.Now() + absl::Hours(367 * 24)));
  EXPECT_EQ(FieldViolations(Link(request).status())[0].path, "expire_time");
  request.clear_expire_time();
  const auto link = Link(request);
  ASSERT_THAT(link, IsOk());
  ASSERT_THAT(Submit(link->key(), 9), IsOk());
  EXPECT_EQ(Answers()[0].customer(), customer_);
  request.set_name(Add(Survey::NPS, /*published=*/false));
  EXPECT_EQ(Reason(Link(request).status()), "SURVEY_NOT_PUBLISHED");
  EXPECT_EQ(
      Reason(pages_.CreateSurveyLink(service_.CallOf(service_.other_tenant), request).status()),
      "SURVEY_NOT_FOUND");
}

TEST_F(SurveyPageTest, WhatWasSaidOnThePhoneIsWrittenDown) {
  SurveyResponse said;
  said.set_survey(Add(Survey::CSAT));
  said.set_score(5);
  const auto nobodys = WriteDown(said);
  ASSERT_THAT(nobodys, IsOk());
  EXPECT_EQ(nobodys->customer(), "");
  const std::string ticket = New().name();
  said.set_service_ticket(ticket);
  said.set_customer(service_.Create(TestService::Company("华东仪器")).name());
  EXPECT_EQ(FieldViolations(WriteDown(said).status())[0].path, "survey_response.customer");
  said.clear_customer();
  const auto written = WriteDown(said);
  ASSERT_THAT(written, IsOk());
  EXPECT_FALSE(written->by_link());
  EXPECT_EQ(written->customer(), customer_);
  EXPECT_EQ(Get(ticket).satisfaction(), 5);
}

}  // namespace
}  // namespace guanxi::customer
