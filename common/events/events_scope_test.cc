// What those are told of events who may not see everything: by row scope, field policies and
// shares.
#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/events/relay.h"
#include "common/events/tenant_events.h"
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
using metadata::v1::Change;
using policy::DataScope;
using resource::Methods;
using resource::ScopeShop;
using resource::testing::Deal;
using resource::testing::Part;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// "created", "entered", "gone" ...
std::string Say(const Event& event) {
  if (event.sight() == Event::ENTERED) return "entered";
  if (event.sight() == Event::GONE) return "gone";
  switch (event.change().kind()) {
    case Change::CREATED:
      return "created";
    case Change::UPDATED:
      return "updated";
    case Change::DELETED:
      return "deleted";
    default:
      return Change::Kind_Name(event.change().kind());
  }
}

std::optional<std::string> After(const Event& event, const std::string& path) {
  for (const auto& field : event.change().fields()) {
    if (field.path() == path && field.has_after()) return field.after().string_value();
  }
  return std::nullopt;
}

class EventsScopeTest : public ::testing::Test {
 protected:
  EventsScopeTest() : events_(shop_.database.get(), shop_.engine.get(), shop_.catalog.get()) {}

  const Methods& deals() const { return shop_.catalog->Of<Deal>(); }
  rpc::Call CallOf(const std::string& user, DataScope scope) const {
    return shop_.CallOf(user, "events.read", {{"events.read", ALL}, {"deals.*", scope}});
  }

  void Update(const std::string& name, const std::string& field, const std::string& value) {
    resource::testing::UpdateDealRequest request;
    Deal& deal = *request.mutable_deal();
    deal.set_name(name);
    request.mutable_update_mask()->add_paths(field);
    if (field == "helpers") {
      if (!value.empty()) deal.add_helpers(value);
    } else {
      deal.GetReflection()->SetString(&deal, Deal::descriptor()->FindFieldByName(field), value);
    }
    ASSERT_THAT(deals().Update<Deal>(shop_.Root(), request), IsOk());
  }
  void GiveTo(const std::string& name, const std::string& user) {
    Update(name, "owner", ScopeShop::User(user));
  }
  void Delete(const std::string& name) {
    resource::testing::DeleteScopedRequest request;
    request.set_name(name);
    const bool is_part = name.find("/parts/") != std::string::npos;
    const absl::Status deleted =
        is_part ? shop_.catalog->Of<Part>().Delete<Part>(shop_.Root(), request).status()
                : deals().Delete<Deal>(shop_.Root(), request).status();
    ASSERT_THAT(deleted, IsOk());
  }

  // What follows a token, all pages as one; what has happened is in the log before.
  ListEventsResponse Follow(const rpc::Call& call, std::string* token, int page_size = 100) {
    Relay::Options options;
    options.service = options.owner = "test";
    Relay relay(shop_.database.get(), &shop_.clock, nullptr, options);
    while (relay.Turn()->moved > 0) {
    }
    ListEventsResponse all;
    do {
      ListEventsRequest request;
      request.set_token(*token);
      request.set_page_size(page_size);
      const auto page = events_.List(call, request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      all.mutable_events()->MergeFrom(page->events());
      all.set_resync(all.resync() || page->resync());
      all.set_more(page->more());
      *token = page->next_token();
    } while (all.more());
    return all;
  }
  std::vector<std::string> Told(const rpc::Call& call, std::string* token) {
    std::vector<std::string> told;
    const ListEventsResponse page = Follow(call, token);
    for (const Event& event : page.events()) told.push_back(Say(event));
    return told;
  }

  ScopeShop shop_;
  const TenantEvents events_;
};

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

// Somebody who keeps a copy by what he is told.
struct Copy {
  struct Record {
    std::string title;
    bool live = true;
  };
  void Take(const Event& event) {
    if (event.resource_type() != "guanxi.dev/Deal") return;
    const std::string told = Say(event);
    if (told == "gone") records.erase(event.name());
    const auto title = After(event, "title");
    if (told == "entered" || told == "created") {
      records[event.name()] = {title.value_or(""), !After(event, "delete_time").has_value()};
    }
    const auto known = records.find(event.name());
    if (known == records.end()) return;
    if (told == "updated" && title.has_value()) known->second.title = *title;
    if (told == "deleted") known->second.live = false;
    if (event.change().kind() == Change::UNDELETED) known->second.live = true;
  }
  std::map<std::string, Record> records;
};

// Anybody writes anything, some follow.
class CopiesTest : public EventsScopeTest {
 protected:
  struct Follower {
    std::string user;
    DataScope scope;
    Copy copy = {};
    std::string token = "";
  };

  std::string Anybody() {
    auto at = ScopeShop::People().begin();
    std::advance(at, random_() % ScopeShop::People().size());
    return ScopeShop::User(at->first);
  }
  std::string Anywhere() {
    auto at = ScopeShop::Departments().begin();
    std::advance(at, random_() % ScopeShop::Departments().size());
    return ScopeShop::Department(at->first);
  }
  void WriteSomething() {
    if (names_.size() < 12) {
      names_.push_back(shop_.AddDeal(random_() % 2 == 0 ? "eve" : "wes", "west"));
    }
    const std::string name = names_[random_() % names_.size()];
    switch (random_() % 14) {
      case 0:
      case 1:
      case 2:
      case 3:
        return Update(name, "owner", Anybody());
      case 4:
      case 5:
        return Update(name, "department", Anywhere());
      case 6:
      case 7:
        return Update(name, "helpers", random_() % 2 == 0 ? Anybody() : "");
      case 8:
        names_.erase(std::find(names_.begin(), names_.end(), name));
        return Delete(name);
      default:
        return Update(name, "title", absl::StrCat("title ", random_() % 1000));
    }
  }
  void CatchUp(Follower* follower, int page_size) {
    const rpc::Call call = CallOf(follower->user, follower->scope);
    const ListEventsResponse page = Follow(call, &follower->token, page_size);
    for (const Event& event : page.events()) {
      follower->copy.Take(event);
    }
  }
  // What he would have listed, by name.
  std::map<std::string, std::string> ListFor(const Follower& follower) {
    resource::testing::ListScopedRequest request;
    request.set_page_size(100);
    const auto page = deals().List<resource::testing::ListDealsResponse>(
        shop_.CallOf(follower.user, "deals.read", follower.scope), request);
    EXPECT_THAT(page, IsOk());
    std::map<std::string, std::string> listed;
    for (const Deal& deal : page->deals()) listed[deal.name()] = deal.title();
    return listed;
  }

  std::mt19937 random_{5};
  std::vector<std::string> names_;
};

TEST_F(CopiesTest, ACopyKeptByEventsIsWhatListsShow) {
  std::vector<Follower> followers = {{"eve", SELF},     {"eve", DEPARTMENT}, {"ed", SUBTREE},
                                     {"boss", SUBTREE}, {"norma", SELF},     {"wes", ALL}};
  for (Follower& follower : followers) CatchUp(&follower, 10);
  for (int step = 0; step < 300; ++step) {
    WriteSomething();
    if (random_() % 3 != 0) continue;
    CatchUp(&followers[random_() % followers.size()], static_cast<int>(1 + random_() % 9));
  }
  for (Follower& follower : followers) {
    SCOPED_TRACE(absl::StrCat(follower.user, " ", follower.scope));
    CatchUp(&follower, 3);
    std::map<std::string, std::string> kept;
    for (const auto& [name, record] : follower.copy.records) {
      if (record.live) kept[name] = record.title;
    }
    EXPECT_EQ(kept, ListFor(follower));
  }
}

}  // namespace
}  // namespace guanxi::events
