// ListTimeline on a real MariaDB: what is on it.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "customer-svc/view/timeline_testing.h"
#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using v1::TimelineEntry;

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

TEST_F(TimelineTest, TicketsAreToldWhenTheyWereOpenedToWhomTheyAreShown) {
  const std::string caller = service_.call().principal.subject;
  const std::vector<std::string> titles = {"别人的", "自己的", "一起的"};
  Complain(titles[0], User("bob"));
  service_.clock.Advance(absl::Seconds(1));
  Complain(titles[1], caller);
  service_.clock.Advance(absl::Seconds(1));
  Complain(titles[2], User("bob"), caller);
  const auto page = Timeline(service_.call());
  ASSERT_THAT(page, IsOk());
  ASSERT_EQ(page->entries_size(), 4);
  EXPECT_EQ(page->entries(0).kind(), TimelineEntry::TICKET);
  EXPECT_EQ(page->entries(0).time().seconds(), kNow + 2);
  EXPECT_THAT(Tickets(service_.call()), ElementsAre(titles[2], titles[1], titles[0]));
  const std::string customers = "permissions { pattern: 'customers.*' scope: ALL } unmasks: NOTE ";
  const std::string own = "permissions { pattern: 'serviceTickets.read' scope: SELF } ";
  EXPECT_THAT(Tickets(CallWith(customers + own)), ElementsAre(titles[2], titles[1]));
  EXPECT_THAT(Tickets(CallWith(customers)), ElementsAre());
  // Whose they are he does not see.
  const std::string blind =
      "permissions { pattern: '*' scope: ALL } field_policies { resource_type: "
      "'guanxi.dev/ServiceTicket' path: 'customer' access: HIDDEN }";
  EXPECT_THAT(Tickets(CallWith(blind)), ElementsAre());
}

// Interactions write what the customer says of them each time.
TEST_F(TimelineTest, CountsAndCopiesAreNoChanges) {
  for (int i = 0; i < 3; ++i) Talk(100 - i);
  ASSERT_GT(service_.Number("SELECT COUNT(*) FROM changes WHERE kind = 5"), 0);
  EXPECT_THAT(KindsIn(Timeline(service_.call(), Only(TimelineEntry::FIELD_CHANGE))),
              ElementsAre(TimelineEntry::FIELD_CHANGE));
}

// Whose id another record has, too.
TEST_F(TimelineTest, ChangesOfOthersWithTheSameIdAreNotHis) {
  for (int i = 0; i < 30; ++i) {
    v1::UpdateCustomerRequest request;
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

// However many have it: a read that ends in the midst of one version goes on behind it.
TEST_F(TimelineTest, ChangesOfManyWithTheSameIdHideNothing) {
  v1::UpdateCustomerRequest update;
  update.mutable_customer()->set_name(customer_);
  update.mutable_customer()->set_industry("制造");
  update.mutable_update_mask()->add_paths("industry");
  ASSERT_THAT(service_.customers->Update<v1::Customer>(service_.call(), update), IsOk());
  const std::string rest =
      "resource_id, sequence, projection, kind, actor, root_id, depth, change_time, "
      "changed_fields, before_body, after_body, before_personal, after_personal, parent_ids";
  for (int other = 0; other < 12; ++other) {
    ASSERT_THAT(
        service_.Execute(
            absl::StrCat("INSERT INTO changes (tenant_id, event_id, resource_type, ", rest,
                         ") SELECT tenant_id, UNHEX(MD5(CONCAT(HEX(event_id), ", other, "))), ?, ",
                         rest, " FROM changes WHERE resource_type = 'customer' AND kind < 5"),
            absl::StrCat("other_", other)),
        IsOk());
  }
  v1::ListTimelineRequest request = Only(TimelineEntry::FIELD_CHANGE);
  request.set_page_size(1);
  const auto last = Timeline(service_.call(), request);
  ASSERT_THAT(last, IsOk());
  ASSERT_EQ(last->entries_size(), 1);
  EXPECT_EQ(last->entries(0).change().etag(), "2");
  request.set_page_token(last->next_page_token());
  const auto first = Timeline(service_.call(), request);
  ASSERT_THAT(first, IsOk());
  ASSERT_EQ(first->entries_size(), 1);
  EXPECT_EQ(first->entries(0).change().etag(), "1");
  EXPECT_EQ(first->next_page_token(), "");
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
