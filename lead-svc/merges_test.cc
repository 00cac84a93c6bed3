// Merges of customers as lead-svc follows them: both schemas are real, and so is what lies between.
#include <memory>
#include <string>
#include <utility>

#include "common/merge/following.h"
#include "common/merge/journal.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_merges.h"
#include "common/resource/unit_of_work.h"
#include "common/testing/status_matchers.h"
#include "customer-svc/merge/merge_testing.h"
#include "gtest/gtest.h"
#include "lead-svc/projections_fixture.h"

namespace guanxi::lead {
namespace {

class MergesTest : public ProjectionsTest {
 protected:
  MergesTest()
      : world_(&customers_),
        merges_(merge::Following::Create(
                    service_.database.get(), service_.engine.get(), service_.resources->all(),
                    {"customers", Customer::descriptor(), "customer-svc"}, "lead-svc")
                    .value()) {
    Consumer::Options options =
        merges_->follower().Consume("lead-svc.merges", "customer-svc", "unused:1", nullptr);
    options.read = [this](const auto& request) { return customer_side_.Read(request); };
    options.recover = [this](const events::Loss& loss, const events::StillHeld& held) {
      return merges_->follower().Rebuild(
          loss, [this](const auto& request) { return customer_side_.ReadRecords(request); }, held);
    };
    following_ = NewConsumer(service_.database.get(), std::move(options));
  }

  // Until all that happened on either side has been heard of.
  void Follow() {
    for (int round = 0; round < 1000; ++round) {
      const int moved = Settle();
      bool busy = false;
      while (Turn(following_.get())) busy = true;
      if (moved == 0 && !busy && !merges_->mover().GoOn().value()) return;
    }
    ADD_FAILURE() << "it does not come to rest";
  }
  std::string Merge(const std::string& survivor, const std::string& merged) {
    return world_.Merge(survivor, {merged})->customer_merge().name();
  }

  // Of a merge, or of its undoing, by itself: events of different records come in any order.
  absl::Status HearOf(const std::string& merge, const std::string& record, const std::string& into,
                      bool undoes) {
    merge::Turn turn;
    turn.tenant = service_.call().principal.tenant;
    turn.merge = resource::ParseReference("customerMerges", merge).value();
    turn.record = resource::ParseReference("customers", record).value();
    turn.into = resource::ParseReference("customers", into).value();
    turn.undoes = undoes;
    turn.actor = "services/lead-svc";
    return service_.database->ReadWrite(
        {}, [&](db::Transaction& tx) { return merge::PutTurn(tx, turn); });
  }

  customer::MergeWorld world_;
  const std::unique_ptr<merge::Following> merges_;
  std::unique_ptr<Consumer> following_;
};

TEST_F(MergesTest, WhatNamesACustomerFollowsAMergeAndItsUndo) {
  const std::string keeps = AddCustomer("甲"), goes = AddCustomer("乙");
  const std::string moved = AddOpportunity(goes, 5), stays = AddOpportunity(keeps, 7);
  Follow();
  const std::string merge = Merge(keeps, goes);
  Follow();
  EXPECT_EQ(Get(moved).customer(), keeps);
  EXPECT_EQ(Says(moved), "甲 GRADE_UNSPECIFIED");
  EXPECT_EQ(GetCustomer(keeps).open_opportunity_count(), 2);
  EXPECT_EQ(GetCustomer(keeps).open_opportunity_amount().units(), 12);
  const std::string made = AddOpportunity(keeps, 1);
  ASSERT_THAT(world_.Undo(merge), IsOk());
  Follow();
  EXPECT_EQ(Get(moved).customer(), goes);
  EXPECT_EQ(Says(moved), "乙 GRADE_UNSPECIFIED");
  EXPECT_EQ(Get(stays).customer(), keeps);
  EXPECT_EQ(Get(made).customer(), keeps);
  ExpectRecounted();
  EXPECT_EQ(Number("SELECT COUNT(*) FROM merged_names"), 0);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM dead_letters"), 0);
}

TEST_F(MergesTest, OldNamesThatAreStatedLeadOn) {
  const std::string keeps = AddCustomer("甲"), goes = AddCustomer("乙");
  Follow();
  Merge(keeps, goes);
  Follow();
  const auto made = CreateFor(goes);
  ASSERT_THAT(made, IsOk());
  EXPECT_EQ(made->customer(), keeps);
  v1::ListOpportunitiesRequest list;
  list.set_filter(absl::StrCat("customer = \"", goes, "\""));
  const auto page = Opportunities().List<v1::ListOpportunitiesResponse>(service_.call(), list);
  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->opportunities_size(), 1);
}

// By a transaction that began before this side knew of the merge, and ended after it had moved all.
TEST_F(MergesTest, WhatWasWrittenMeanwhileIsFoundByTheSecondLook) {
  const std::string keeps = AddCustomer("甲"), goes = AddCustomer("乙");
  const std::string late = AddOpportunity(keeps, 5);
  Follow();
  Merge(keeps, goes);
  Follow();
  const resource::Resource& opportunities = *service_.resources->opportunities;
  const auto write = [&](resource::UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                            resource::ParseName(opportunities.type(), late, "name"));
    GUANXI_ASSIGN_OR_RETURN(resource::Stored row, work.Get(opportunities, name));
    return resource::UnitMerges(&work)
        .Redirect(opportunities, &row, resource::ResourceName(),
                  [&](const auto*, const std::string& text) { return text == keeps ? goes : text; })
        .status();
  };
  ASSERT_THAT(service_.engine->Write(service_.call().principal, {}, {}, write), IsOk());
  Follow();
  EXPECT_EQ(Get(late).customer(), goes);
  service_.clock.Advance(merge::kSecondLook + absl::Seconds(1));
  Follow();
  EXPECT_EQ(Get(late).customer(), keeps);
  EXPECT_EQ(Number("SELECT COUNT(*) FROM merge_turns"), 0);
}

// What the first merge moves is moved after all was looked for that the second one does.
TEST_F(MergesTest, AMergeThatIsHeardOfAfterALaterOneLeadsToItsSurvivor) {
  const std::string first = AddCustomer("甲"), second = AddCustomer("乙"), last = AddCustomer("丙");
  const std::string late = AddOpportunity(last, 5);
  Follow();
  const std::string merge = Merge(second, first);
  Follow();
  Merge(last, second);
  Follow();
  service_.clock.Advance(merge::kSecondLook + absl::Seconds(1));
  Follow();
  ASSERT_EQ(Number("SELECT COUNT(*) FROM merge_turns"), 0);
  const resource::Resource& opportunities = *service_.resources->opportunities;
  const auto write = [&](resource::UnitOfWork& work) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                            resource::ParseName(opportunities.type(), late, "name"));
    GUANXI_ASSIGN_OR_RETURN(resource::Stored row, work.Get(opportunities, name));
    const auto back = [&](const auto*, const std::string& text) {
      return text == last ? first : text;
    };
    return resource::UnitMerges(&work)
        .Redirect(opportunities, &row, resource::ResourceName(), back)
        .status();
  };
  ASSERT_THAT(service_.engine->Write(service_.call().principal, {}, {}, write), IsOk());
  ASSERT_THAT(HearOf(merge, first, second, /*undoes=*/false), IsOk());
  Follow();
  EXPECT_EQ(Get(late).customer(), last);
}

TEST_F(MergesTest, AnUndoThatIsHeardOfBeforeThatOfALaterMergeLeadsBack) {
  const std::string first = AddCustomer("甲"), second = AddCustomer("乙"), last = AddCustomer("丙");
  const std::string moved = AddOpportunity(first, 5);
  Follow();
  const std::string merge = Merge(second, first);
  Follow();
  const std::string later = Merge(last, second);
  Follow();
  ASSERT_EQ(Get(moved).customer(), last);
  ASSERT_THAT(HearOf(merge, first, second, /*undoes=*/true), IsOk());
  Follow();
  EXPECT_EQ(Get(moved).customer(), first);
  ASSERT_THAT(world_.Undo(later), IsOk());
  ASSERT_THAT(world_.Undo(merge), IsOk());
  Follow();
  EXPECT_EQ(Get(moved).customer(), first);
}

TEST_F(MergesTest, AfterALossWhatIsMergedIsReadAnew) {
  const std::string keeps = AddCustomer("甲"), goes = AddCustomer("乙"), back = AddCustomer("丙");
  const std::string moved = AddOpportunity(goes, 5), returned = AddOpportunity(back, 7);
  Follow();
  const std::string undone = Merge(keeps, back);
  Follow();
  ASSERT_EQ(Get(returned).customer(), keeps);
  ASSERT_THAT(world_.Undo(undone), IsOk());
  Merge(keeps, goes);
  ASSERT_THAT(customer_side_.log().Renew(), IsOk());  // nobody is told of either
  Follow();
  EXPECT_EQ(Get(moved).customer(), keeps);
  EXPECT_EQ(Get(returned).customer(), back);
}

}  // namespace
}  // namespace guanxi::lead
