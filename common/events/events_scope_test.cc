// What those are told of events who may not see everything: by row scope, field policies and
// shares.
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/events/events_scope_testing.h"
#include "common/events/watches.h"
#include "common/resource/scope_shop.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::events {
namespace {

using access::v1::ALL;
using access::v1::DEPARTMENT;
using access::v1::SELF;
using access::v1::SUBTREE;
using event::v1::Event;
using event::v1::ListEventsRequest;
using event::v1::ListEventsResponse;
using resource::ScopeShop;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST_F(EventsScopeTest, WhatEntersComesWholeAndWhatLeavesIsGoneWithoutValues) {
  const std::string deal = shop_.AddDeal("wes", "west");
  const rpc::Call eve = CallOf("eve", SELF);
  std::string token;
  Follow(eve, &token);
  Update(deal, "title", "not hers");
  EXPECT_THAT(Told(eve, &token), IsEmpty());
  GiveTo(deal, "eve");
  ListEventsResponse entered = Follow(eve, &token);
  ASSERT_THAT(entered.events(), SizeIs(1));
  EXPECT_EQ(Say(entered.events(0)), "entered");
  EXPECT_EQ(entered.events(0).name(), deal);
  EXPECT_EQ(After(entered.events(0), "title"), "not hers");
  EXPECT_EQ(After(entered.events(0), "owner"), ScopeShop::User("eve"));
  EXPECT_EQ(entered.events(0).sequence(), 3);
  Update(deal, "title", "hers");
  EXPECT_THAT(Told(eve, &token), ElementsAre("updated"));
  GiveTo(deal, "wes");
  Update(deal, "title", "no longer");
  const ListEventsResponse gone = Follow(eve, &token);
  ASSERT_THAT(gone.events(), SizeIs(1));
  EXPECT_EQ(Say(gone.events(0)), "gone");
  EXPECT_THAT(gone.events(0).change().fields(), IsEmpty());
  EXPECT_FALSE(gone.resync());
}

// Rows are looked at some at a time, and all come whole.
TEST_F(EventsScopeTest, ManyThatEnterAtOnceAllDo) {
  std::vector<std::string> deals;
  for (int i = 0; i < 75; ++i) deals.push_back(shop_.AddDeal("wes", "west"));
  const rpc::Call eve = CallOf("eve", SELF);
  std::string token;
  Follow(eve, &token);
  for (size_t i = 0; i < deals.size(); ++i) {
    Update(deals[i], "title", absl::StrCat("deal ", i));
    if (i % 2 == 0) GiveTo(deals[i], "eve");
  }
  // On one page: what is told of a record before it enters on the next one is told of, too.
  const ListEventsResponse page = Follow(eve, &token, /*page_size=*/1000);
  ASSERT_THAT(page.events(), SizeIs(38));
  std::set<std::string> titles;
  for (const Event& event : page.events()) {
    EXPECT_EQ(Say(event), "entered");
    titles.insert(After(event, "title").value_or(""));
  }
  EXPECT_THAT(titles, SizeIs(38));
}

// What an event says is enough for who sees all: a row that is damaged is no reason to tell
// nothing.
TEST_F(EventsScopeTest, WhoSeesAllNeedsNoRow) {
  const std::string deal = shop_.AddDeal("wes", "west");
  std::string token;
  Follow(shop_.Root(), &token);
  Update(deal, "title", "told");
  ASSERT_THAT(shop_.database->ReadWrite({},
                                        [](db::Transaction& tx) {
                                          return tx
                                              .Execute({"test.break",
                                                        "UPDATE deals SET body = 'no message'",
                                                        /*infrastructure=*/true},
                                                       {})
                                              .status();
                                        }),
              IsOk());
  const ListEventsResponse page = Follow(shop_.Root(), &token);
  ASSERT_THAT(page.events(), SizeIs(1));
  EXPECT_EQ(page.events(0).name(), deal);
  EXPECT_EQ(After(page.events(0), "title"), "told");
}

TEST_F(EventsScopeTest, WhatEntersDeletedSaysSo) {
  const std::string deal = shop_.AddDeal("wes", "west");
  const rpc::Call eve = CallOf("eve", SELF);
  std::string token;
  Follow(eve, &token);
  GiveTo(deal, "eve");
  Delete(deal);
  const ListEventsResponse page = Follow(eve, &token);
  ASSERT_THAT(page.events(), SizeIs(1));
  EXPECT_EQ(Say(page.events(0)), "entered");
  EXPECT_EQ(page.events(0).sequence(), 3);
  EXPECT_TRUE(After(page.events(0), "delete_time").has_value());
}

TEST_F(EventsScopeTest, WhatLeftBeforeItWasErasedIsGone) {
  const std::string hers = shop_.AddDeal("eve", "west");
  const std::string never = shop_.AddDeal("wes", "west");
  const rpc::Call eve = CallOf("eve", SELF);
  std::string token;
  Follow(eve, &token);
  GiveTo(hers, "wes");
  Delete(hers);
  Delete(never);
  ASSERT_THAT(shop_.database->ReadWrite({},
                                        [](db::Transaction& tx) {
                                          return tx
                                              .Execute({"test.erase", "DELETE FROM deals",
                                                        /*infrastructure=*/true},
                                                       {})
                                              .status();
                                        }),
              IsOk());
  EXPECT_THAT(Told(eve, &token), ElementsAre("gone"));
}

TEST_F(EventsScopeTest, ComingAndGoingWithinOnePageIsToldInOrder) {
  const std::string deal = shop_.AddDeal("wes", "west");
  const rpc::Call eve = CallOf("eve", SELF);
  std::string token;
  Follow(eve, &token);
  GiveTo(deal, "eve");
  GiveTo(deal, "wes");
  Update(deal, "helpers", ScopeShop::User("eve"));
  Update(deal, "title", "in the snapshot");
  EXPECT_THAT(Told(eve, &token), ElementsAre("entered", "gone", "entered"));
  Update(deal, "helpers", "");
  // Of what came and went there is nothing to be shown.
  std::string late;
  ListEventsRequest oldest;
  oldest.set_start(ListEventsRequest::OLDEST);
  Follow(shop_.Root(), &late);
  const auto all = events_.List(eve, oldest);
  ASSERT_THAT(all, IsOk());
  for (const Event& event : all->events()) {
    EXPECT_EQ(Say(event), "gone");
    EXPECT_THAT(event.change().fields(), IsEmpty());
  }
}

TEST_F(EventsScopeTest, DepartmentsCountAsInLists) {
  const std::string deal = shop_.AddDeal("", "east1");
  const rpc::Call ed = CallOf("ed", SUBTREE), eve = CallOf("eve", DEPARTMENT);
  std::string eds, eves;
  Follow(ed, &eds);
  Follow(eve, &eves);
  Update(deal, "title", "below");
  EXPECT_THAT(Told(ed, &eds), ElementsAre("updated"));
  EXPECT_THAT(Told(eve, &eves), IsEmpty());
  Update(deal, "department", ScopeShop::Department("east"));
  EXPECT_THAT(Told(ed, &eds), ElementsAre("updated"));
  EXPECT_THAT(Told(eve, &eves), ElementsAre("entered"));
  Update(deal, "department", ScopeShop::Department("west"));
  EXPECT_THAT(Told(ed, &eds), ElementsAre("gone"));
  EXPECT_THAT(Told(eve, &eves), ElementsAre("gone"));
}

TEST_F(EventsScopeTest, WhatLiesBelowGoesWithItsRecord) {
  const std::string hers = shop_.AddDeal("eve", ""), other = shop_.AddDeal("wes", "");
  const rpc::Call eve = CallOf("eve", SELF);
  std::string token;
  Follow(eve, &token);
  const std::string part = shop_.AddPart(hers, "hers");
  const std::string hidden = shop_.AddPart(other, "not hers");
  ListEventsResponse page = Follow(eve, &token);
  ASSERT_THAT(page.events(), SizeIs(1));
  EXPECT_EQ(page.events(0).name(), part);
  Delete(part);
  Delete(hidden);
  // Erased as they are, they still are whose they were.
  page = Follow(eve, &token);
  ASSERT_THAT(page.events(), SizeIs(1));
  EXPECT_EQ(page.events(0).name(), part);
  EXPECT_EQ(Say(page.events(0)), "deleted");
}

// As of an interaction: its deletion says no more than below what it lay.
TEST_F(EventsScopeTest, WhatIsErasedIsToldThoughItsHistoryKeepsNoValues) {
  const std::string hers = shop_.AddPart(shop_.AddDeal("eve", ""), "hers");
  const std::string hidden = shop_.AddPart(shop_.AddDeal("wes", ""), "not hers");
  const rpc::Call eve = CallOf("eve", SELF);
  std::string token;
  Follow(eve, &token);
  Delete(hers);
  Delete(hidden);
  ASSERT_THAT(shop_.database->ReadWrite(
                  {},
                  [](db::Transaction& tx) {
                    return tx
                        .Execute({"test.keep_keys",
                                  "UPDATE changes SET before_body = '', before_personal = '' "
                                  "WHERE resource_type = 'part' AND kind = 3",
                                  /*infrastructure=*/true},
                                 {})
                        .status();
                  }),
              IsOk());
  const ListEventsResponse page = Follow(eve, &token);
  ASSERT_THAT(page.events(), SizeIs(1));
  EXPECT_EQ(page.events(0).name(), hers);
  EXPECT_EQ(Say(page.events(0)), "deleted");
  EXPECT_THAT(page.events(0).change().fields(), IsEmpty());
}

TEST_F(EventsScopeTest, WhatIsMovedOutOfSightIsGoneUnderTheNameThatItHad) {
  const std::string hers = shop_.AddDeal("eve", ""), other = shop_.AddDeal("wes", "");
  const std::string part = shop_.AddPart(hers, "part");
  const std::string id = part.substr(part.find("/parts/"));
  const rpc::Call eve = CallOf("eve", SELF);
  std::string token;
  Follow(eve, &token);
  MovePart(part, other);
  ListEventsResponse page = Follow(eve, &token);
  ASSERT_THAT(page.events(), SizeIs(1));
  EXPECT_EQ(Say(page.events(0)), "gone");
  EXPECT_EQ(page.events(0).name(), part);
  EXPECT_EQ(page.ShortDebugString().find(other), std::string::npos);
  MovePart(absl::StrCat(other, id), hers);
  page = Follow(eve, &token);
  ASSERT_THAT(page.events(), SizeIs(1));
  EXPECT_EQ(Say(page.events(0)), "entered");
  EXPECT_EQ(page.events(0).name(), part);
}

TEST_F(EventsScopeTest, HiddenFieldsAreNeverToldAndMaskedOnesMasked) {
  const rpc::Call eve = shop_.CallWith("eve", "events.read",
                                       R"(permissions { pattern: "*" scope: SELF }
                                          field_policies { resource_type: "guanxi.dev/Deal"
                                                           path: "title" access: HIDDEN })");
  const std::string deal = shop_.AddDeal("wes", "");
  std::string token;
  Follow(eve, &token);
  Update(deal, "phone", "13800138000");
  Update(deal, "title", "secret title");
  GiveTo(deal, "eve");
  Update(deal, "title", "another secret title");
  Update(deal, "phone", "13900139000");
  GiveTo(deal, "wes");
  std::string late = token;
  GiveTo(deal, "eve");
  for (const ListEventsResponse& page : {Follow(eve, &token), Follow(eve, &late, 1)}) {
    EXPECT_THAT(page.events(), ::testing::Not(IsEmpty()));
    const std::string text = page.ShortDebugString();
    for (const char* secret : {"secret", "13800138000", "13900139000"}) {
      EXPECT_EQ(text.find(secret), std::string::npos) << text;
    }
  }
}

TEST_F(EventsScopeTest, TypesThatOneMayNotReadAreNotTold) {
  const rpc::Call eve = shop_.CallOf("eve", "events.read", {{"events.read", ALL}});
  std::string token;
  Follow(eve, &token);
  shop_.AddDeal("eve", "");
  EXPECT_THAT(Told(eve, &token), IsEmpty());
}

TEST_F(EventsScopeTest, OtherRightsAreSaidOnce) {
  const std::string deal = shop_.AddDeal("wes", "west");
  std::string token;
  EXPECT_FALSE(Follow(CallOf("eve", SELF), &token).resync());
  Update(deal, "title", "changed");
  const ListEventsResponse page = Follow(CallOf("eve", ALL), &token);
  EXPECT_TRUE(page.resync());
  EXPECT_THAT(page.events(), SizeIs(1));
  EXPECT_FALSE(Follow(CallOf("eve", ALL), &token).resync());
  const rpc::Call masked =
      shop_.CallWith("eve", "events.read", R"(permissions { pattern: "*" scope: ALL })");
  EXPECT_TRUE(Follow(masked, &token).resync());
}

TEST_F(EventsScopeTest, AWatchSaysThatRightsAreOthersThoughNothingHappens) {
  Watches watches(&events_, {}, &shop_.clock);
  rpc::Call call = Lasting(CallOf("eve", SELF));
  const event::v1::WatchEventsRequest request;
  const auto watch = watches.Open(call, request);
  auto sent = watch->Next();
  ASSERT_THAT(sent, IsOk());
  ASSERT_TRUE(sent->message.has_value());
  EXPECT_FALSE(sent->message->resync());
  sent = watch->Next();
  ASSERT_THAT(sent, IsOk());
  EXPECT_FALSE(sent->message.has_value());
  call = Lasting(CallOf("eve", ALL));
  sent = watch->Next();
  ASSERT_THAT(sent, IsOk());
  ASSERT_TRUE(sent->message.has_value());
  EXPECT_TRUE(sent->message->resync());
}

TEST_F(EventsScopeTest, AWatchDoesNotRestWhileThereIsMoreThatIsOthers) {
  for (int i = 0; i < 250; ++i) shop_.AddDeal("wes", "west");
  std::string all;
  Follow(shop_.Root(), &all);
  Watches watches(&events_, {}, &shop_.clock);
  const rpc::Call call = Lasting(CallOf("eve", SELF));
  event::v1::WatchEventsRequest request;
  request.set_start(ListEventsRequest::OLDEST);
  const auto watch = watches.Open(call, request);
  std::vector<bool> rests;
  for (int i = 0; i < 3; ++i) {
    const auto sent = watch->Next();
    ASSERT_THAT(sent, IsOk());
    EXPECT_EQ(sent->message.has_value(), i == 0);
    if (sent->message.has_value()) {
      EXPECT_THAT(sent->message->events(), IsEmpty());
    }
    rests.push_back(sent->pause > absl::ZeroDuration());
  }
  EXPECT_THAT(rests, ElementsAre(false, false, true));
}

TEST_F(EventsScopeTest, SharesThatComeGoAndEndAreSaidToThoseWhomTheyConcern) {
  const std::string deal = shop_.AddDeal("wes", "west");
  const rpc::Call eve = CallOf("eve", SELF), norma = CallOf("norma", SELF);
  std::string token, other;
  Follow(eve, &token);
  Follow(norma, &other);
  shop_.AddShare(deal, "east", metadata::v1::SHARE_READ, /*seconds=*/60);
  EXPECT_TRUE(Follow(eve, &token).resync());
  EXPECT_FALSE(Follow(norma, &other).resync());
  Update(deal, "title", "shared");
  EXPECT_THAT(Told(eve, &token), ElementsAre("updated"));
  shop_.clock.Advance(absl::Seconds(61));
  Update(deal, "title", "not any more");
  const ListEventsResponse page = Follow(eve, &token);
  EXPECT_TRUE(page.resync());
  EXPECT_THAT(page.events(), IsEmpty());
  EXPECT_FALSE(Follow(eve, &token).resync());
  EXPECT_FALSE(Follow(norma, &other).resync());
}

}  // namespace
}  // namespace guanxi::events
