// ListTimeline on a real MariaDB: kinds, pages, order.
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resource/page_reads.h"
#include "customer-svc/view/view_testing.h"
#include "gmock/gmock.h"
#include "guanxi/customer/v1/behavior_event_service.pb.h"
#include "guanxi/customer/v1/order_service.pb.h"
#include "guanxi/customer/v1/visitor_service.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using v1::TimelineEntry;

class TimelineTest : public ViewTest {
 protected:
  void Click(int64_t ago, const std::string& customer, const std::string& visitor) {
    v1::CreateBehaviorEventRequest request;
    auto& event = *request.mutable_behavior_event();
    event.set_kind(v1::BehaviorEvent::VISIT);
    event.set_topic("价格");
    event.set_customer(customer);
    event.set_visitor(visitor);
    event.mutable_occur_time()->set_seconds(kNow - ago);
    ASSERT_THAT(service_.catalog->Of<v1::BehaviorEvent>().Create<v1::BehaviorEvent>(service_.call(),
                                                                                    request),
                IsOk());
  }
  void Tie(const std::string& visitor) {
    v1::CreateVisitorRequest request;
    request.mutable_visitor()->set_key(visitor);
    request.mutable_visitor()->set_customer(customer_);
    ASSERT_THAT(service_.catalog->Of<v1::Visitor>().Create<v1::Visitor>(service_.call(), request),
                IsOk());
  }
  void Order(const std::string& number, int day) {
    v1::CreateOrderRequest request;
    request.set_parent(customer_);
    v1::Order& order = *request.mutable_order();
    order.set_number(number);
    order.set_state(v1::Order::PLACED);
    order.mutable_amount()->set_currency_code("CNY");
    order.mutable_amount()->set_units(10);
    order.mutable_order_date()->set_year(2026);
    order.mutable_order_date()->set_month(3);
    order.mutable_order_date()->set_day(day);
    ASSERT_THAT(service_.catalog->Of<v1::Order>().Create<v1::Order>(service_.call(), request),
                IsOk());
  }
  static v1::ListTimelineRequest Only(TimelineEntry::Kind kind) {
    v1::ListTimelineRequest request;
    request.add_kinds(kind);
    return request;
  }
  // All entries, page by page.
  std::vector<std::string> Walk(int page_size) {
    std::vector<std::string> all;
    v1::ListTimelineRequest request;
    request.set_page_size(page_size);
    do {
      const auto page = Timeline(service_.call(), request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      EXPECT_LE(page->entries_size(), page_size);
      for (const auto& entry : page->entries()) all.push_back(entry.DebugString());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return all;
  }
};

TEST_F(TimelineTest, AllKindsComeTheLastFirst) {
  Talk(3000);
  Click(2000, customer_, "");
  Order("SO-1", 31);
  Sell(Opportunity("o", "stage: 's1' state: OPEN"));  // kNow + 60, and so on
  Sell(Contract("c", "state: DRAFT"));
  Sell(Payment("p", "c", "kind: RECEIPT state: ENTERED"));
  Work(Todo("t", customer_, "title: '拜访' state: OPEN"));
  Work(Approval("a", "contracts/" + Id("c").ToString(), "title: '合同审批' state: RUNNING"));
  const auto page = Timeline(service_.call());
  EXPECT_THAT(
      KindsIn(page),
      ElementsAre(TimelineEntry::APPROVAL, TimelineEntry::TODO, TimelineEntry::PAYMENT,
                  TimelineEntry::CONTRACT, TimelineEntry::OPPORTUNITY, TimelineEntry::FIELD_CHANGE,
                  TimelineEntry::BEHAVIOR, TimelineEntry::INTERACTION, TimelineEntry::ORDER));
  EXPECT_EQ(page->next_page_token(), "");
  EXPECT_EQ(page->entries(0).approval().title(), "合同审批");
  EXPECT_EQ(page->entries(2).payment().name(),
            absl::StrCat("contracts/", Id("c").ToString(), "/payments/", Id("p").ToString()));
  EXPECT_EQ(page->entries(2).payment().kind(), "RECEIPT");
  EXPECT_EQ(page->entries(5).change().kind(), metadata::v1::Change::CREATED);
  EXPECT_EQ(page->entries(7).interaction().summary(), "谈了报价");
  EXPECT_EQ(page->entries(8).order().number(), "SO-1");
}

// Whatever the size of its pages: also where entries of one time are cut.
TEST_F(TimelineTest, PagesOfAnySizeHoldTheSameOnce) {
  for (int i = 0; i < 30; ++i) Talk(1000 + i / 4, absl::StrCat("第", i, "次"));
  for (int i = 0; i < 7; ++i) Click(1000 + i, customer_, "");
  for (int i = 0; i < 3; ++i) Order(absl::StrCat("SO-", i), 10);
  for (int i = 0; i < 5; ++i) Sell(Opportunity("o", absl::StrCat("state: OPEN stage: 's", i, "'")));
  const std::vector<std::string> all = Walk(200);
  ASSERT_EQ(all.size(), 46);
  EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 46);
  for (const int size : {1, 3, 19, 20, 21, 46}) EXPECT_EQ(Walk(size), all) << size;
}

TEST_F(TimelineTest, WhatIsAddedMeanwhileMovesNothing) {
  for (int i = 0; i < 6; ++i) Talk(1000 + i);
  v1::ListTimelineRequest request = Only(TimelineEntry::INTERACTION);
  request.set_page_size(3);
  const auto first = Timeline(service_.call(), request);
  ASSERT_THAT(first, IsOk());
  Talk(10);
  request.set_page_token(first->next_page_token());
  const auto second = Timeline(service_.call(), request);
  ASSERT_THAT(second, IsOk());
  ASSERT_EQ(second->entries_size(), 3);
  EXPECT_EQ(second->entries(0).time().seconds(), kNow - 1003);
  EXPECT_EQ(second->next_page_token(), "");
}

TEST_F(TimelineTest, VisitorsWhoAreKnownToBeHimCountOnce) {
  Click(100, customer_, "v-1");
  Click(200, "", "v-1");
  Click(300, "", "v-2");
  Click(400, "", "v-3");
  Tie("v-1");
  Tie("v-2");
  const auto page = Timeline(service_.call(), Only(TimelineEntry::BEHAVIOR));
  ASSERT_THAT(page, IsOk());
  std::vector<int64_t> ago;
  for (const auto& entry : page->entries()) ago.push_back(kNow - entry.time().seconds());
  EXPECT_THAT(ago, ElementsAre(100, 200, 300));
}

// Interactions write what the customer says of them each time.
TEST_F(TimelineTest, CountsAndCopiesAreNoChanges) {
  for (int i = 0; i < 3; ++i) Talk(100 - i);
  ASSERT_GT(service_.Number("SELECT COUNT(*) FROM changes WHERE kind = 5"), 0);
  EXPECT_THAT(KindsIn(Timeline(service_.call(), Only(TimelineEntry::FIELD_CHANGE))),
              ElementsAre(TimelineEntry::FIELD_CHANGE));
}

// Wherever it begins, and whatever lies between: each interaction projects onto the customer, and
// so writes a change that is none here.
TEST_F(TimelineTest, PagesReadAboutWhatTheyShow) {
  for (int i = 0; i < 250; ++i) Talk(1000 + i);
  v1::ListTimelineRequest request;
  request.set_page_size(200);
  request.set_page_token(Timeline(service_.call(), request)->next_page_token());
  ASSERT_NE(request.page_token(), "");
  request.set_page_size(40);
  ASSERT_THAT(Timeline(service_.call(), request), IsOk());  // fills the caches
  const int64_t before = resource::RowsRead(service_.database.get());
  const int64_t idle = resource::RowsRead(service_.database.get()) - before;
  ASSERT_THAT(Timeline(service_.call(), request), IsOk());
  EXPECT_LT(resource::RowsRead(service_.database.get()) - before - 2 * idle, 40 * 3);
}

// Whose id another record has, too.
TEST_F(TimelineTest, ChangesOfOthersWithTheSameIdAreNotHis) {
  v1::UpdateCustomerRequest request;
  for (int i = 0; i < 30; ++i) {
    request.mutable_customer()->set_name(customer_);
    request.mutable_customer()->set_industry(absl::StrCat("行业", i));
    request.mutable_update_mask()->add_paths("industry");
    ASSERT_THAT(service_.customers->Update<v1::Customer>(service_.call(), request), IsOk());
  }
  ASSERT_THAT(service_.Execute("UPDATE changes SET resource_type = ? WHERE resource_type = "
                               "'customer' AND sequence BETWEEN 3 AND 28",
                               "contact"),
              IsOk());
  std::vector<std::string> etags;
  const auto page = Timeline(service_.call(), Only(TimelineEntry::FIELD_CHANGE));
  ASSERT_THAT(page, IsOk());
  for (const auto& entry : page->entries()) etags.push_back(entry.change().etag());
  EXPECT_THAT(etags, ElementsAre("31", "30", "29", "2", "1"));
}

TEST_F(TimelineTest, WrongRequestsAreRefusedByName) {
  v1::ListTimelineRequest request = Only(TimelineEntry::ORDER);
  request.add_kinds(TimelineEntry::ORDER);
  request.add_kinds(TimelineEntry::KIND_UNSPECIFIED);
  request.add_kinds(static_cast<TimelineEntry::Kind>(77));
  std::vector<std::string> paths;
  for (const FieldViolation& one : FieldViolations(Timeline(service_.call(), request).status())) {
    paths.push_back(one.path);
  }
  EXPECT_THAT(paths, ElementsAre("kinds[1]", "kinds[2]", "kinds[3]"));
  request.Clear();
  request.set_parent("customers/1");
  EXPECT_THAT(Timeline(service_.call(), request), HasReason("INVALID_NAME"));
  request.set_parent("customers/" + Id("nobody").ToString());
  EXPECT_THAT(Timeline(service_.call(), request), HasReason("CUSTOMER_NOT_FOUND"));
  for (int i = 0; i < 3; ++i) Talk(100 - i);
  v1::ListTimelineRequest page;
  page.set_page_size(1);
  v1::ListTimelineRequest other = Only(TimelineEntry::INTERACTION);
  other.set_page_token(Timeline(service_.call(), page)->next_page_token());
  EXPECT_THAT(Timeline(service_.call(), other), HasReason("INVALID_PAGE_TOKEN"));
}

TEST_F(TimelineTest, ADeletedCustomerHasNone) {
  v1::DeleteCustomerRequest request;
  request.set_name(customer_);
  ASSERT_THAT(service_.customers->Delete<v1::Customer>(service_.call(), request), IsOk());
  EXPECT_THAT(Timeline(service_.call()), HasReason("CUSTOMER_NOT_FOUND"));
  EXPECT_THAT(View(service_.call()), HasReason("CUSTOMER_NOT_FOUND"));
}

}  // namespace
}  // namespace guanxi::customer
