// Tickets on the screen of a customer: which, and to whom.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "customer-svc/view/timeline_testing.h"
#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ViewTicketsTest = TimelineTest;

std::vector<std::string> Titles(const v1::CustomerView& view) {
  std::vector<std::string> titles;
  for (const v1::ServiceTicket& ticket : view.tickets().tickets()) titles.push_back(ticket.title());
  return titles;
}

TEST_F(ViewTicketsTest, TheLastOnesComeFirstAndThereMayBeMore) {
  EXPECT_TRUE(View(service_.call())->has_tickets());
  for (int i = 0; i < 11; ++i) {
    Complain(absl::StrCat("第", i, "个"));
    service_.clock.Advance(absl::Seconds(1));
  }
  const auto view = View(service_.call());
  ASSERT_THAT(view, IsOk());
  ASSERT_EQ(view->tickets().tickets_size(), 10);
  EXPECT_EQ(view->tickets().tickets(0).title(), "第10个");
  EXPECT_TRUE(view->tickets().state().more());
  EXPECT_EQ(view->tickets().state().as_of().seconds(), kNow + 11);
}

TEST_F(ViewTicketsTest, WhoDoesNotSeeATicketDoesNotSeeItHere) {
  const std::string caller = service_.call().principal.subject;
  Complain("别人的", User("bob"));
  service_.clock.Advance(absl::Seconds(1));
  Complain("自己的", caller);
  service_.clock.Advance(absl::Seconds(1));
  Complain("一起的", User("bob"), caller);
  EXPECT_THAT(Titles(*View(service_.call())), ElementsAre("一起的", "自己的", "别人的"));
  const std::string customers = "permissions { pattern: 'customers.*' scope: ALL } unmasks: NOTE ";
  const std::string own = "permissions { pattern: 'serviceTickets.read' scope: SELF } ";
  EXPECT_THAT(Titles(*View(CallWith(customers + own))), ElementsAre("一起的", "自己的"));
  EXPECT_FALSE(View(CallWith(customers))->has_tickets());
  // Whose they are he does not see.
  const std::string blind =
      "permissions { pattern: '*' scope: ALL } field_policies { resource_type: "
      "'guanxi.dev/ServiceTicket' path: 'customer' access: HIDDEN }";
  EXPECT_FALSE(View(CallWith(blind))->has_tickets());
  const std::string untitled =
      "permissions { pattern: '*' scope: ALL } field_policies { resource_type: "
      "'guanxi.dev/ServiceTicket' path: 'title' access: HIDDEN }";
  EXPECT_THAT(Titles(*View(CallWith(untitled))), ElementsAre("", "", ""));
}

}  // namespace
}  // namespace guanxi::customer
