// What time and changes of models do to scores, over a real MariaDB.
#include "lead-svc/score_timers.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "guanxi/lead/v1/scoring_model_service.pb.h"
#include "lead-svc/scoring_testing.h"

namespace guanxi::lead {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Lead;
using v1::ScoringModel;

class ScoreTimersTest : public ScoringTestBase {
 protected:
  std::vector<std::string> Graded(const std::string& grade) {
    v1::ListLeadsRequest request;
    request.set_filter(absl::StrCat("grade = \"", grade, "\""));
    const auto page =
        service_.catalog->Of<Lead>().List<v1::ListLeadsResponse>(service_.call(), request);
    EXPECT_THAT(page, IsOk());
    std::vector<std::string> names;
    for (const Lead& lead : page->leads()) names.push_back(lead.name());
    return names;
  }
  void SetDisabled(const std::string& model) {
    v1::UpdateScoringModelRequest request;
    request.mutable_scoring_model()->set_name(model);
    request.mutable_scoring_model()->set_disabled(true);
    request.mutable_update_mask()->add_paths("disabled");
    ASSERT_THAT(service_.catalog->Of<ScoringModel>().Update<ScoringModel>(service_.call(), request),
                IsOk());
  }
  void SetDeleted(const std::string& lead, bool deleted) {
    v1::DeleteLeadRequest gone;
    gone.set_name(lead);
    v1::UndeleteLeadRequest back;
    back.set_name(lead);
    const resource::Methods& leads = service_.catalog->Of<Lead>();
    ASSERT_THAT(deleted ? leads.Delete<Lead>(service_.call(), gone).status()
                        : leads.Undelete<Lead>(service_.call(), back).status(),
                IsOk());
  }
};

// Fit 30 and three touches of 20: 90 is an A; what the touches are worth halves each day. A is lost
// when they are worth 30, after a day and a bit; B at 5, after three and a half.
TEST_F(ScoreTimersTest, AGradeSinksWhenTheTotalDoesAndNotBefore) {
  AddModel(Model()).value();
  const std::string lead = Come("13800138001");
  Come("13800138001");
  Come("13800138001");
  const std::string etag = GetLead(lead).etag();
  EXPECT_EQ(GetLead(lead).grade(), "A");
  service_.Advance(absl::Hours(23));
  EXPECT_EQ(GetLead(lead).grade(), "A");
  service_.Advance(absl::Hours(2));
  EXPECT_EQ(GetLead(lead).grade(), "B");
  EXPECT_THAT(Graded("A"), IsEmpty());
  EXPECT_THAT(Graded("B"), ElementsAre(lead));
  service_.Advance(absl::Hours(24 * 10));
  EXPECT_EQ(GetLead(lead).grade(), "");
  EXPECT_EQ(GetLead(lead).etag(), etag);
}

// Each hour of the business clock: the list says what a recomputation says.
TEST_F(ScoreTimersTest, AtAnyHourTheListSaysWhatIsExplained) {
  AddModel(Model()).value();
  std::vector<std::string> leads;
  for (int i = 0; i < 6; ++i) {
    const std::string phone = absl::StrCat("1380013800", i);
    leads.push_back(Come(phone));
    for (int more = 0; more < i; ++more) Come(phone);
    service_.Advance(absl::Hours(5));
  }
  // Not at a crossing itself, after which the timer is due a second later.
  service_.Advance(absl::Minutes(1));
  for (int hour = 0; hour < 120; ++hour) {
    service_.Advance(absl::Hours(1));
    for (const std::string& lead : leads) {
      ASSERT_EQ(GetLead(lead).grade(), Explain(lead).grade()) << lead << " after " << hour;
    }
  }
}

TEST_F(ScoreTimersTest, ATouchBringsTheGradeBack) {
  AddModel(Model()).value();
  const std::string lead = Come("13800138001");
  EXPECT_EQ(GetLead(lead).grade(), "B");
  service_.Advance(absl::Hours(24 * 5));
  EXPECT_EQ(GetLead(lead).grade(), "");
  Come("13800138001");
  EXPECT_EQ(GetLead(lead).grade(), "B");
}

// More than one page of them; and what is in force no more is worth nothing.
TEST_F(ScoreTimersTest, AChangeOfModelsReachesAllLeadsByItself) {
  for (int i = 0; i < 2; ++i) {
    v1::BatchCreateLeadsRequest request;
    for (int j = 0; j < 150; ++j) {
      Lead& one = *request.add_requests()->mutable_lead();
      one.set_display_name(absl::StrCat("王", i, "-", j));
      one.set_region("浙江");
    }
    ASSERT_THAT(service_.catalog->Of<Lead>().BatchCreate<v1::BatchCreateLeadsResponse>(
                    service_.call(), request),
                IsOk());
  }
  const auto count = [&](const std::string& filter) {
    v1::ListLeadsRequest request;
    request.set_filter(filter);
    request.set_page_size(1000);
    return service_.catalog->Of<Lead>()
        .List<v1::ListLeadsResponse>(service_.call(), request)
        ->leads_size();
  };
  const std::string model = AddModel(Model()).value().name();
  EXPECT_EQ(count("fit_score = 30"), 0);
  service_.Advance(absl::ZeroDuration());
  EXPECT_EQ(count("fit_score = 30"), 300);
  EXPECT_EQ(Rescore(), 0);
  SetDisabled(model);
  service_.Advance(absl::ZeroDuration());
  EXPECT_EQ(count("fit_score = 30"), 0);
}

// As by a process that ends in the midst: each page is done once it says so, and the next begins
// behind it.
TEST_F(ScoreTimersTest, RescoringGoesOnWhereItBrokeOff) {
  v1::BatchCreateLeadsRequest request;
  for (int i = 0; i < 150; ++i) {
    Lead& one = *request.add_requests()->mutable_lead();
    one.set_display_name(absl::StrCat("王", i));
    one.set_region("浙江");
  }
  ASSERT_THAT(service_.catalog->Of<Lead>().BatchCreate<v1::BatchCreateLeadsResponse>(
                  service_.call(), request),
              IsOk());
  AddModel(Model()).value();
  const auto scored = [&] {
    v1::ListLeadsRequest list;
    list.set_filter("fit_score = 30");
    list.set_page_size(1000);
    return service_.catalog->Of<Lead>()
        .List<v1::ListLeadsResponse>(service_.call(), list)
        ->leads_size();
  };
  std::vector<int> seen;
  while (scored() < 150) {
    timers::Runner::Options options;
    options.owner = absl::StrCat("process ", seen.size());
    options.actor = "services/lead-svc";
    timers::Runner next(service_.database.get(), service_.engine.get(), Clocks(&service_.clock),
                        &service_.timers, ScoreTimerKinds(ScoringTypes(*service_.resources)),
                        options);
    ASSERT_THAT(next.Turn(), IsOk());
    seen.push_back(scored());
    ASSERT_LT(seen.size(), 100u);
  }
  EXPECT_THAT(seen, Contains(100));
}

TEST_F(ScoreTimersTest, WhoComesBackIsScoredByWhatIsInForceThen) {
  const std::string lead = Come("13800138001");
  SetDeleted(lead, true);
  AddModel(Model()).value();
  service_.Advance(absl::Minutes(2));
  SetDeleted(lead, false);
  EXPECT_EQ(GetLead(lead).fit_score(), 30);
  EXPECT_EQ(GetLead(lead).grade(), "B");
  service_.Advance(absl::Hours(24 * 5));
  EXPECT_EQ(GetLead(lead).grade(), "");
}

}  // namespace
}  // namespace guanxi::lead
