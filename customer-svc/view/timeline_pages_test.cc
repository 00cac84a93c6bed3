// Pages of ListTimeline on a real MariaDB.
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/resource/page_reads.h"
#include "customer-svc/view/timeline_testing.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using v1::TimelineEntry;

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

}  // namespace
}  // namespace guanxi::customer
