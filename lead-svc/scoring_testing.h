// What the tests of scores share: a model, who comes in, and what he is worth.
#ifndef GUANXI_LEAD_SVC_SCORING_TESTING_H_
#define GUANXI_LEAD_SVC_SCORING_TESTING_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/lead/v1/lead_service.pb.h"
#include "guanxi/lead/v1/scoring_model_service.pb.h"
#include "guanxi/lead/v1/scoring_service.pb.h"
#include "lead-svc/capture_testing.h"

namespace guanxi::lead {

class ScoringTestBase : public CaptureTestBase {
 protected:
  static v1::ScoringModel Model() {
    v1::ScoringModel model;
    model.set_display_name("默认");
    v1::FitCriterion& east = *model.add_fit();
    east.set_display_name("华东");
    east.set_condition("region = \"浙江\"");
    east.set_points(30);
    v1::BehaviorCriterion& any = *model.add_behavior();
    any.set_display_name("来过");
    any.set_points(20);
    model.mutable_half_life()->set_seconds(86400);
    model.add_grades()->set_grade("A");
    model.mutable_grades(0)->set_points(60);
    model.add_grades()->set_grade("B");
    model.mutable_grades(1)->set_points(35);
    return model;
  }
  absl::StatusOr<v1::ScoringModel> AddModel(const v1::ScoringModel& model) {
    v1::CreateScoringModelRequest request;
    *request.mutable_scoring_model() = model;
    return service_.catalog->Of<v1::ScoringModel>().Create<v1::ScoringModel>(service_.call(),
                                                                             request);
  }
  std::string Come(const std::string& phone) { return Take(Wang(form_, phone))->lead(); }
  v1::ScoreExplanation Explain(const std::string& lead) {
    v1::ExplainScoreRequest request;
    request.set_name(lead);
    const auto explanation = service_.scores->ExplainScore(service_.call(), request);
    EXPECT_THAT(explanation, IsOk());
    return explanation.ok() ? *explanation : v1::ScoreExplanation();
  }
  std::vector<std::string> ListedBy(const std::string& order) {
    v1::ListLeadsRequest request;
    request.set_order_by(order);
    const auto page =
        service_.catalog->Of<v1::Lead>().List<v1::ListLeadsResponse>(service_.call(), request);
    EXPECT_THAT(page, IsOk());
    std::vector<std::string> names;
    for (const v1::Lead& lead : page->leads()) names.push_back(lead.name());
    return names;
  }
  int Rescore() {
    const auto rescored = service_.scores->RescoreLeads(service_.call(), {});
    EXPECT_THAT(rescored, IsOk());
    return rescored.ok() ? rescored->changed() : -1;
  }

  const std::string form_ = AddForm(Trial(page_)).name();
};

}  // namespace guanxi::lead

#endif  // GUANXI_LEAD_SVC_SCORING_TESTING_H_
