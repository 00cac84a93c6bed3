// Boards and forecasts of everybody come to what the lists of the same person come to.
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "guanxi/lead/v1/board_service.pb.h"
#include "guanxi/lead/v1/opportunity_service.pb.h"
#include "guanxi/lead/v1/opportunity_share_service.pb.h"
#include "guanxi/lead/v1/pipeline_service.pb.h"
#include "guanxi/lead/v1/stage_service.pb.h"
#include "lead-svc/sums_matrix_testing.h"

namespace guanxi::lead {
namespace {

using contract::DepartmentName;
using contract::kRelations;
using contract::kSeer;
using contract::Relation;
using contract::UserName;
using v1::Opportunity;

// How many there are, and what they are worth, by stage and currency; no currency: how many alone.
using Sums = std::map<std::pair<std::string, std::string>, std::pair<int64_t, int64_t>>;

class BoardMatrixTest : public SumsMatrixTest {
 protected:
  void SetUp() override {
    v1::CreatePipelineRequest pipeline;
    pipeline.mutable_pipeline()->set_display_name("直销");
    pipeline_ = Call<v1::Pipeline>(kSeer, "PipelineService.CreatePipeline", pipeline).name();
    for (int i = 1; i <= 2; ++i) {
      v1::CreateStageRequest stage;
      stage.set_parent(pipeline_);
      stage.mutable_stage()->set_display_name(absl::StrCat("阶段", i));
      stage.mutable_stage()->set_order(i);
      stage.mutable_stage()->set_probability(100);
      stages_.push_back(Call<v1::Stage>(kSeer, "StageService.CreateStage", stage).name());
    }
  }

  void Fill(Opportunity* one) {
    one->set_owner(AnyUser());
    one->set_department(AnyDepartment());
    one->clear_amount();
    if (Below(5) != 0) *one->mutable_amount() = Money(Below(1000), Below(4) == 0 ? "USD" : "CNY");
    one->mutable_close_date()->set_year(2027);
    one->mutable_close_date()->set_month(1 + Below(3));
    one->mutable_close_date()->set_day(1);
  }
  std::string Make() {
    v1::CreateOpportunityRequest request;
    Opportunity& one = *request.mutable_opportunity();
    one.set_display_name("框架");
    one.set_stage(stages_[static_cast<size_t>(Below(2))]);
    Fill(&one);
    return Call<Opportunity>(kSeer, "OpportunityService.CreateOpportunity", request).name();
  }
  void Share(const std::string& name, const std::string& user, const std::string& department) {
    v1::CreateOpportunityShareRequest request;
    request.set_parent(name);
    request.mutable_opportunity_share()->set_user(user);
    request.mutable_opportunity_share()->set_department(department);
    request.mutable_opportunity_share()->set_access(metadata::v1::SHARE_READ);
    Call<v1::OpportunityShare>(kSeer, "OpportunityShareService.CreateOpportunityShare", request);
  }
  // Gives it away, to other people, for another amount, in another month.
  void Change(const std::string& name) {
    v1::UpdateOpportunityRequest request;
    request.mutable_opportunity()->set_name(name);
    Fill(request.mutable_opportunity());
    for (const char* path : {"owner", "department", "amount", "close_date"}) {
      request.mutable_update_mask()->add_paths(path);
    }
    Call<Opportunity>(kSeer, "OpportunityService.UpdateOpportunity", request);
  }
  void Lose(const std::string& name) {
    v1::LoseOpportunityRequest request;
    request.set_name(name);
    request.set_reason("价格");
    Call<Opportunity>(kSeer, "OpportunityService.LoseOpportunity", request);
  }

  // What the user's list of OPEN ones comes to.
  Sums Listed(const std::string& user) {
    v1::ListOpportunitiesRequest request;
    request.set_filter(absl::StrCat("state = OPEN AND pipeline = \"", pipeline_, "\""));
    request.set_page_size(kPage);
    Sums sums;
    for (const Opportunity& one :
         Call<v1::ListOpportunitiesResponse>(user, "OpportunityService.ListOpportunities", request)
             .opportunities()) {
      ++sums[{one.stage(), ""}].first;
      if (!one.has_amount()) continue;
      auto& [count, units] = sums[{one.stage(), one.amount().currency_code()}];
      ++count;
      units += one.amount().units();
    }
    return sums;
  }
  // What board and forecast of the same user say.
  Sums Told(const std::string& user) {
    v1::ReadBoardRequest board;
    board.set_pipeline(pipeline_);
    Sums sums;
    for (const v1::BoardStage& stage :
         Call<v1::Board>(user, "BoardService.ReadBoard", board).stages()) {
      if (stage.count() != 0) sums[{stage.stage(), ""}].first = stage.count();
      for (const auto& amount : stage.amounts()) {
        sums[{stage.stage(), amount.currency_code()}].second = amount.units();
      }
    }
    v1::ForecastPipelineRequest forecast;
    forecast.set_pipeline(pipeline_);
    for (const v1::StageForecast& stage :
         Call<v1::PipelineForecast>(user, "BoardService.ForecastPipeline", forecast).stages()) {
      auto& [count, units] = sums[{stage.stage(), stage.amount().currency_code()}];
      EXPECT_EQ(stage.amount().units(), units);
      EXPECT_EQ(stage.by_stage().units(), units);
      count = stage.count();
    }
    return sums;
  }

  std::string pipeline_;
  std::vector<std::string> stages_;
};

TEST_F(BoardMatrixTest, BoardAndForecastComeToWhatTheListComesTo) {
  std::vector<std::string> names;
  for (int i = 0; i < 60; ++i) names.push_back(Make());
  for (int i = 0; i < 40; ++i) {
    const std::string& name = names[static_cast<size_t>(Below(static_cast<int>(names.size())))];
    const std::string department = Below(2) == 0 ? AnyDepartment() : "";
    Share(name, department.empty() ? AnyUser() : "", department);
  }
  for (size_t i = 0; i < names.size(); i += 3) Change(names[i]);
  for (size_t i = 0; i < names.size(); i += 10) Lose(names[i]);
  int64_t partly = 0;
  for (const Relation& relation : kRelations) {
    const Sums listed = Listed(relation.user);
    EXPECT_EQ(Told(relation.user), listed) << relation.user;
    if (relation.scope != access::v1::ALL && !listed.empty()) ++partly;
  }
  EXPECT_GT(partly, 5);
}

// Shared with him, and with his department.
TEST_F(BoardMatrixTest, WhatIsSharedInTwoWaysCountsOnce) {
  v1::CreateOpportunityRequest request;
  request.mutable_opportunity()->set_display_name("框架");
  request.mutable_opportunity()->set_stage(stages_[0]);
  request.mutable_opportunity()->set_owner(UserName("owner"));
  *request.mutable_opportunity()->mutable_amount() = Money(100, "CNY");
  const std::string name =
      Call<Opportunity>(kSeer, "OpportunityService.CreateOpportunity", request).name();
  Share(name, UserName("shared_read"), "");
  Share(name, "", DepartmentName("beside"));
  const Sums once = {{{stages_[0], ""}, {1, 0}}, {{stages_[0], "CNY"}, {1, 100}}};
  EXPECT_EQ(Told("shared_read"), once);
}

}  // namespace
}  // namespace guanxi::lead
