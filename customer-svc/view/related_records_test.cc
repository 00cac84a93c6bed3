// What is kept of other services' records, by events that are made by hand, on a real MariaDB.
#include "customer-svc/view/related_records.h"

#include <string>
#include <utility>
#include <vector>

#include "common/db/sql_lint.h"
#include "common/errors/errors.h"
#include "common/events/partition.h"
#include "customer-svc/view/change_branch.h"
#include "customer-svc/view/customer_view.h"
#include "customer-svc/view/happening_branch.h"
#include "customer-svc/view/record_branch.h"
#include "customer-svc/view/view_testing.h"
#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using event::v1::LogEvent;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::TimelineEntry;

class RelatedRecordsTest : public ViewTest {
 protected:
  // Titles of the to-dos in the view.
  std::vector<std::string> Todos() {
    std::vector<std::string> titles;
    const auto view = View(service_.call());
    EXPECT_THAT(view, IsOk());
    for (const auto& todo : view->todos().todos()) titles.push_back(todo.title());
    return titles;
  }
  int64_t Entries(int kind) {
    return service_.Number(
        absl::StrCat("SELECT COUNT(*) FROM timeline_entries WHERE kind = ", kind));
  }
  // ReadRecords of a service that has these.
  static events::ReadRecords Having(std::vector<LogEvent> records) {
    return [records](const event::v1::ReadRecordsRequest& request)
               -> absl::StatusOr<event::v1::ReadRecordsResponse> {
      event::v1::ReadRecordsResponse page;
      for (const LogEvent& record : records) {
        if (record.resource_type() == request.resource_type()) *page.add_records() = record;
      }
      return page;
    };
  }
  absl::Status Rebuild(const RelatedRecords& records, events::Loss::Kind kind, const Uuid& id,
                       std::vector<LogEvent> found) {
    events::Loss loss;
    loss.kind = kind;
    loss.partition = events::PartitionOf(service_.tenant.bytes(), id.bytes());
    return records.Rebuild(loss, Having(std::move(found)), [] { return absl::OkStatus(); });
  }
};

TEST_F(RelatedRecordsTest, StagesAndStatesAreEntriesAndOtherChangesAreNone) {
  Sell(Opportunity("o", "display_name: '年框' stage: 's1' state: OPEN"));
  LogEvent renamed = Opportunity("o", "display_name: '年度框架'");
  renamed.clear_changed_fields();
  renamed.add_changed_fields("display_name");
  Sell(renamed);
  EXPECT_EQ(Entries(TimelineEntry::OPPORTUNITY), 1);
  LogEvent moved = Opportunity("o", "stage: 's2'");
  moved.clear_changed_fields();
  moved.add_changed_fields("stage");
  Sell(moved);
  const auto page = Timeline(service_.call());
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->entries_size(), 3);  // the customer was made, too
  const TimelineEntry& last = page->entries(0);
  EXPECT_EQ(last.kind(), TimelineEntry::OPPORTUNITY);
  EXPECT_FALSE(last.first());
  EXPECT_EQ(last.actor(), User("alice"));
  EXPECT_EQ(last.time().seconds(), kNow + 180);
  EXPECT_EQ(last.opportunity().name(), "opportunities/" + Id("o").ToString());
  // As it was then.
  EXPECT_EQ(last.opportunity().stage(), "s2");
  EXPECT_EQ(last.opportunity().display_name(), "年度框架");
  EXPECT_TRUE(page->entries(1).first());
  EXPECT_EQ(page->entries(1).opportunity().stage(), "s1");
  EXPECT_EQ(page->entries(1).opportunity().display_name(), "年框");
}

TEST_F(RelatedRecordsTest, WhatIsKnownIsPassedOverAndWhatIsMissingIsSaid) {
  const LogEvent first = Opportunity("o", "stage: 's1' state: OPEN");
  const LogEvent second = Opportunity("o", "stage: 's2' state: OPEN");
  EXPECT_EQ(Reason(Apply(sales_, second)), "RELATED_VERSION_MISSING");
  Sell(first);
  Sell(second);
  Sell(first);
  Sell(second);
  EXPECT_EQ(Entries(TimelineEntry::OPPORTUNITY), 2);
}

TEST_F(RelatedRecordsTest, WhatLeadsToACustomerMayBeHeardOfLater) {
  const std::string deal = "opportunities/" + Id("o").ToString();
  Work(Todo("t", deal, "title: '寄样品' state: OPEN"));
  EXPECT_THAT(Todos(), IsEmpty());
  Sell(Opportunity("o", "state: OPEN"));
  EXPECT_THAT(Todos(), ElementsAre("寄样品"));
  // It follows the opportunity to another customer, with what was said of it.
  customer_ = service_.Create(TestService::Company("云帆科技")).name();
  EXPECT_THAT(Todos(), IsEmpty());
  Sell(Opportunity("o", "state: OPEN"));
  EXPECT_THAT(Todos(), ElementsAre("寄样品"));
  v1::ListTimelineRequest todos;
  todos.add_kinds(TimelineEntry::TODO);
  EXPECT_THAT(KindsIn(Timeline(service_.call(), todos)), ElementsAre(TimelineEntry::TODO));
}

TEST_F(RelatedRecordsTest, WhatLiesBelowACustomerLeadsToHim) {
  Work(Todo("a", customer_ + "/contacts/" + Id("c").ToString(), "title: '拜访' state: OPEN"));
  Work(Todo("b", "leads/" + Id("l").ToString(), "title: '别的' state: OPEN"));
  Work(Todo("c", "", "title: '自己的' state: OPEN"));
  EXPECT_THAT(Todos(), ElementsAre("拜访"));
}

TEST_F(RelatedRecordsTest, WhatIsDeletedIsGoneUntilItIsBack) {
  Work(Todo("t", customer_, "title: '拜访' state: OPEN"));
  LogEvent deleted = Todo("t", customer_, "");
  deleted.set_kind(metadata::v1::Change::DELETED);
  deleted.clear_changed_fields();
  Work(deleted);
  EXPECT_THAT(Todos(), IsEmpty());
  v1::ListTimelineRequest todos;
  todos.add_kinds(TimelineEntry::TODO);
  EXPECT_THAT(KindsIn(Timeline(service_.call(), todos)), IsEmpty());
  LogEvent back = Todo("t", customer_, "");
  back.set_kind(metadata::v1::Change::UNDELETED);
  back.clear_changed_fields();
  Work(back);
  EXPECT_THAT(Todos(), ElementsAre("拜访"));
  EXPECT_EQ(KindsIn(Timeline(service_.call(), todos)).size(), 1);
}

// A merge of customers leads the names in deleted records elsewhere, too.
TEST_F(RelatedRecordsTest, WhatIsDeletedStaysSoWhenItChanges) {
  Sell(Opportunity("o", "stage: 's1' state: OPEN"));
  LogEvent deleted = Opportunity("o", "");
  deleted.set_kind(metadata::v1::Change::DELETED);
  deleted.clear_changed_fields();
  Sell(deleted);
  customer_ = service_.Create(TestService::Company("云帆科技")).name();
  LogEvent led = Opportunity("o", "");
  led.clear_changed_fields();
  led.add_changed_fields("customer");
  Sell(led);
  EXPECT_THAT(View(service_.call())->opportunities().opportunities(), IsEmpty());
  v1::ListTimelineRequest deals;
  deals.add_kinds(TimelineEntry::OPPORTUNITY);
  EXPECT_THAT(KindsIn(Timeline(service_.call(), deals)), IsEmpty());
  // It comes back where it was led.
  LogEvent back = Opportunity("o", "");
  back.set_kind(metadata::v1::Change::UNDELETED);
  back.clear_changed_fields();
  Sell(back);
  EXPECT_EQ(View(service_.call())->opportunities().opportunities_size(), 1);
  EXPECT_EQ(KindsIn(Timeline(service_.call(), deals)).size(), 1);
}

// When one was made that was changed since, nobody told: its last change was not that.
TEST_F(RelatedRecordsTest, WhatIsReadForTheFirstTimeWasMadeThenOnlyIfItNeverChanged) {
  LogEvent fresh = Opportunity("a", "state: OPEN update_time { seconds: 1790000100 }");
  Opportunity("b", "state: OPEN");
  LogEvent changed = Opportunity("b", "state: WON update_time { seconds: 1790000200 }");
  changed.set_kind(metadata::v1::Change::CREATED);  // as ReadRecords has it
  ASSERT_THAT(Rebuild(sales_, events::Loss::Kind::kRemoved, Id("a"), {fresh, changed}), IsOk());
  v1::ListTimelineRequest deals;
  deals.add_kinds(TimelineEntry::OPPORTUNITY);
  const auto page = Timeline(service_.call(), deals);
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->entries_size(), 2);
  EXPECT_EQ(page->entries(0).opportunity().state(), "WON");
  EXPECT_FALSE(page->entries(0).first());
  EXPECT_TRUE(page->entries(1).first());
}

TEST_F(RelatedRecordsTest, OfRemovedEventsTheEndIsToldOnce) {
  Sell(Opportunity("o", "stage: 's1' state: OPEN"));
  Opportunity("o", "stage: 's2' state: OPEN");  // of which nobody told
  LogEvent now = Opportunity("o", "stage: 's3' state: WON update_time { seconds: 1790000900 }");
  now.set_kind(metadata::v1::Change::CREATED);  // as ReadRecords has it
  for (int i = 0; i < 2; ++i) {
    ASSERT_THAT(Rebuild(sales_, events::Loss::Kind::kRemoved, Id("o"), {now}), IsOk());
  }
  EXPECT_EQ(Entries(TimelineEntry::OPPORTUNITY), 2);
  const auto page = Timeline(service_.call());
  EXPECT_EQ(page->entries(0).opportunity().state(), "WON");
  EXPECT_EQ(page->entries(0).time().seconds(), 1790000900);
  EXPECT_EQ(page->entries(0).actor(), "");
  EXPECT_THAT(View(service_.call())->opportunities().opportunities(), IsEmpty());
  // Those that follow are applied.
  Sell(Opportunity("o", "stage: 's4' state: OPEN"));
  EXPECT_EQ(Entries(TimelineEntry::OPPORTUNITY), 3);
}

TEST_F(RelatedRecordsTest, DeletedOnesAreReadAnewAsSuch) {
  LogEvent gone = Opportunity("o", "state: OPEN");
  gone.set_kind(metadata::v1::Change::DELETED);
  gone.set_before_body(gone.after_body());
  gone.clear_after_body();
  ASSERT_THAT(Rebuild(sales_, events::Loss::Kind::kRemoved, Id("o"), {gone}), IsOk());
  EXPECT_THAT(View(service_.call())->opportunities().opportunities(), IsEmpty());
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM related_records WHERE live = 0"), 1);
}

TEST_F(RelatedRecordsTest, OfAnotherLogNothingIsKeptThatItDoesNotHave) {
  Sell(Opportunity("o", "state: OPEN"));
  Work(Todo("t", "opportunities/" + Id("o").ToString(), "title: '寄样品' state: OPEN"));
  ASSERT_THAT(Rebuild(sales_, events::Loss::Kind::kAnotherLog, Id("o"), {}), IsOk());
  EXPECT_EQ(Entries(TimelineEntry::OPPORTUNITY), 0);
  EXPECT_THAT(View(service_.call())->opportunities().opportunities(), IsEmpty());
  EXPECT_THAT(Todos(), IsEmpty());
}

TEST(RelatedSqlTest, StatementsBindTheirTenant) {
  EXPECT_THAT(db::LintQueries(RelatedQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(CustomerViewQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries({HappeningQuery(), ChangeBranchQuery()}), IsEmpty());
  const auto resources = Resources::Create().value();
  EXPECT_THAT(db::LintQueries(RecordBranchQueries(*resources)), IsEmpty());
}

}  // namespace
}  // namespace guanxi::customer
