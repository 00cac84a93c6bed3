// Whoever keeps a copy by what he is told has what he could list, whatever happens.
#include <algorithm>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/events/events_scope_testing.h"
#include "common/resource/scope_shop.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::events {
namespace {

using access::v1::ALL;
using access::v1::DEPARTMENT;
using access::v1::SELF;
using access::v1::SUBTREE;
using event::v1::Event;
using event::v1::ListEventsResponse;
using metadata::v1::Change;
using policy::DataScope;
using resource::ScopeShop;
using resource::testing::Deal;

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
