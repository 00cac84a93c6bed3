// Boards, forecasts and what stages ask of those that leave them, on a real MariaDB.
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/base/uuid.h"
#include "common/errors/errors.h"
#include "common/policy/policy.h"
#include "common/policy/rights_testing.h"
#include "guanxi/access/v1/policy.pb.h"
#include "guanxi/lead/v1/opportunity_share_service.pb.h"
#include "lead-svc/board/board_service.h"
#include "lead-svc/opportunity_testing.h"

namespace guanxi::lead {
namespace {

using v1::Opportunity;

// Of who sees his own opportunities, and all pipelines.
std::shared_ptr<const policy::Rights> SellersRights(const std::string& subject) {
  access::v1::PolicySnapshot snapshot;
  auto* const role = snapshot.add_roles();
  role->set_name("roles/r");
  for (const char* pattern : {"opportunities.*", "pipelines.read"}) {
    auto& permission = *role->add_permissions();
    permission.set_pattern(pattern);
    const bool is_own = absl::StartsWith(pattern, "opportunities");
    permission.set_scope(is_own ? access::v1::SELF : access::v1::ALL);
  }
  auto* const user = snapshot.add_users();
  user->set_name(subject);
  user->set_active(true);
  user->add_roles("roles/r");
  Principal principal;
  principal.subject = subject;
  return policy::Policy::Compile(std::move(snapshot))
      ->Decide(principal, "opportunities.read")
      .value();
}

class BoardTest : public OpportunityTest {
 protected:
  BoardTest()
      : board_(service_.engine.get(), service_.resources->pipelines.get(),
               service_.resources->stages.get(), service_.resources->opportunities.get()) {}

  Opportunity Make(const std::string& stage, int64_t amount,
                   const std::function<void(Opportunity*)>& change = nullptr) {
    v1::CreateOpportunityRequest request;
    Opportunity& one = *request.mutable_opportunity();
    one.set_display_name("框架");
    one.set_stage(stage);
    one.mutable_amount()->set_currency_code("CNY");
    one.mutable_amount()->set_units(amount);
    if (change) change(&one);
    return Opportunities().Create<Opportunity>(service_.call(), request).value();
  }
  v1::Board Read(const rpc::Call& call) {
    v1::ReadBoardRequest request;
    request.set_pipeline(pipeline_);
    return board_.ReadBoard(call, request).value();
  }
  v1::Board Read() { return Read(service_.call()); }
  static int64_t Units(const v1::BoardStage& stage) {
    return stage.amounts().empty() ? 0 : stage.amounts(0).units();
  }

  BoardServiceImpl board_;
};

TEST_F(BoardTest, StagesSayWhatIsInThem) {
  Make(need_, 100);
  const Opportunity moved = Make(need_, 50);
  Make(offer_, 7, [](Opportunity* one) { one->clear_amount(); });
  v1::Board board = Read();
  ASSERT_EQ(board.stages_size(), 2);
  EXPECT_EQ(board.stages(0).stage(), need_);
  EXPECT_EQ(board.stages(0).count(), 2);
  EXPECT_EQ(Units(board.stages(0)), 150);
  EXPECT_EQ(board.stages(1).count(), 1);
  EXPECT_TRUE(board.stages(1).amounts().empty());
  ASSERT_THAT(Advance(moved.name()), IsOk());
  board = Read();
  EXPECT_EQ(board.stages(0).count(), 1);
  EXPECT_EQ(Units(board.stages(1)), 50);
  ASSERT_THAT(service_.opportunities->WinOpportunity(
                  service_.call(), Named<v1::WinOpportunityRequest>(moved.name())),
              IsOk());
  EXPECT_EQ(Read().stages(1).count(), 1);
}

TEST_F(BoardTest, WhatIsDeletedCountsNotUntilItIsBack) {
  const std::string name = Make(need_, 100).name();
  ASSERT_THAT(Opportunities().Delete<Opportunity>(service_.call(),
                                                  Named<v1::DeleteOpportunityRequest>(name)),
              IsOk());
  EXPECT_EQ(Read().stages(0).count(), 0);
  ASSERT_THAT(Opportunities().Undelete<Opportunity>(service_.call(),
                                                    Named<v1::UndeleteOpportunityRequest>(name)),
              IsOk());
  EXPECT_EQ(Units(Read().stages(0)), 100);
}

// Whoever sees his own rows alone sees a board of them.
TEST_F(BoardTest, ABoardHoldsWhatItsReaderSees) {
  const std::string own = service_.call().principal.subject;
  Make(need_, 100, [&](Opportunity* one) { one->set_owner(own); });
  const Opportunity others = Make(need_, 1000, [](Opportunity* one) {
    one->set_owner(absl::StrCat("users/", DeriveUuid("user", "another").ToString()));
  });
  rpc::Call call = service_.call();
  call.principal.rights = SellersRights(own);
  EXPECT_EQ(Units(Read(call).stages(0)), 100);
  v1::CreateOpportunityShareRequest share;
  share.set_parent(others.name());
  share.mutable_opportunity_share()->set_user(own);
  share.mutable_opportunity_share()->set_access(metadata::v1::SHARE_READ);
  ASSERT_THAT(service_.catalog->Of<v1::OpportunityShare>().Create<v1::OpportunityShare>(
                  service_.call(), share),
              IsOk());
  EXPECT_EQ(Units(Read(call).stages(0)), 1100);
}

TEST_F(BoardTest, WhoDoesNotSeeAFieldIsToldNoSumOfIt) {
  Make(need_, 100);
  rpc::Call call = service_.call();
  for (const char* const hidden : {"amount", "stage"}) {
    call.principal.rights = policy::RightsOfRole(call.principal.subject,
                                                 policy::Hiding("guanxi.dev/Opportunity", hidden),
                                                 "opportunities.read");
    v1::ReadBoardRequest board;
    board.set_pipeline(pipeline_);
    EXPECT_EQ(Reason(board_.ReadBoard(call, board).status()), "FIELD_NOT_ALLOWED") << hidden;
    v1::ForecastPipelineRequest forecast;
    forecast.set_pipeline(pipeline_);
    EXPECT_EQ(Reason(board_.ForecastPipeline(call, forecast).status()), "FIELD_NOT_ALLOWED")
        << hidden;
  }
}

// 300 random writes: the sums are those of the rows.
TEST_F(BoardTest, SumsAreThoseOfTheRowsWhateverHappens) {
  std::mt19937 random(14);
  const auto below = [&](int n) { return std::uniform_int_distribution<int>(0, n - 1)(random); };
  std::vector<std::string> names;
  for (int step = 0; step < 300; ++step) {
    if (names.empty() || below(3) == 0) {
      names.push_back(Make(below(2) == 0 ? need_ : offer_, 1 + below(1000)).name());
      continue;
    }
    const std::string& name = names[below(names.size())];
    switch (below(5)) {
      case 0: {
        Opportunity next = Get(name);
        next.mutable_amount()->set_units(below(1000));
        (void)Update(next, {"amount"});
        break;
      }
      case 1:
        (void)Advance(name);
        break;
      case 2:
        (void)service_.opportunities->WinOpportunity(service_.call(),
                                                     Named<v1::WinOpportunityRequest>(name));
        break;
      case 3:
        (void)service_.opportunities->ReopenOpportunity(service_.call(),
                                                        Named<v1::ReopenOpportunityRequest>(name));
        break;
      default:
        (void)Opportunities().Delete<Opportunity>(service_.call(),
                                                  Named<v1::DeleteOpportunityRequest>(name));
    }
  }
  std::map<std::string, std::pair<int64_t, int64_t>> expected;
  for (const std::string& name : names) {
    const Opportunity one = Get(name);
    if (one.state() != Opportunity::OPEN || one.has_delete_time()) continue;
    ++expected[one.stage()].first;
    expected[one.stage()].second += one.amount().units();
  }
  const v1::Board board = Read();
  for (const v1::BoardStage& stage : board.stages()) {
    EXPECT_EQ(stage.count(), expected[stage.stage()].first);
    EXPECT_EQ(Units(stage), expected[stage.stage()].second);
  }
}

TEST_F(BoardTest, AForecastWeighsByMonthToo) {
  const auto in = [](int month) {
    return [month](Opportunity* one) {
      one->mutable_close_date()->set_year(2027);
      one->mutable_close_date()->set_month(month);
      one->mutable_close_date()->set_day(15);
    };
  };
  Make(need_, 100, in(1));
  Make(need_, 200, in(2));
  Make(need_, 400);
  v1::ForecastPipelineRequest request;
  request.set_pipeline(pipeline_);
  auto forecast = board_.ForecastPipeline(service_.call(), request);
  ASSERT_THAT(forecast, IsOk());
  ASSERT_EQ(forecast->stages_size(), 1);
  EXPECT_EQ(forecast->stages(0).amount().units(), 700);
  request.mutable_first_month()->set_year(2027);
  request.mutable_first_month()->set_month(2);
  *request.mutable_last_month() = request.first_month();
  forecast = board_.ForecastPipeline(service_.call(), request);
  ASSERT_THAT(forecast, IsOk());
  EXPECT_EQ(forecast->stages(0).amount().units(), 200);
  request.mutable_last_month()->set_month(1);
  EXPECT_EQ(FieldViolations(board_.ForecastPipeline(service_.call(), request).status())[0].path,
            "last_month");
}

TEST_F(BoardTest, AStageIsLeftWhenItsConditionIsTrue) {
  v1::UpdateStageRequest request;
  request.mutable_stage()->set_name(need_);
  request.mutable_stage()->set_exit_filter("amount >= \"1000 CNY\"");
  request.mutable_stage()->mutable_longest_stay()->set_seconds(3600);
  request.mutable_update_mask()->add_paths("exit_filter");
  request.mutable_update_mask()->add_paths("longest_stay");
  const resource::Methods& stages = service_.catalog->Of<v1::Stage>();
  ASSERT_THAT(stages.Update<v1::Stage>(service_.call(), request), IsOk());
  const Opportunity small = Make(need_, 999);
  EXPECT_EQ(small.stay_until().seconds(), small.create_time().seconds() + 3600);
  EXPECT_EQ(Reason(Advance(small.name()).status()), "EXIT_NOT_ALLOWED");
  Opportunity next = small;
  next.mutable_amount()->set_units(1000);
  ASSERT_THAT(Update(next, {"amount"}), IsOk());
  const auto moved = Advance(small.name());
  ASSERT_THAT(moved, IsOk());
  EXPECT_FALSE(moved->has_stay_until());
  request.mutable_stage()->set_exit_filter("colour = 1");
  EXPECT_EQ(FieldViolations(stages.Update<v1::Stage>(service_.call(), request).status())[0].path,
            "stage.exit_filter");
}

}  // namespace
}  // namespace guanxi::lead
