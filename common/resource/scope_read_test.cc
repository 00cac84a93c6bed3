// Every way to read shows the same rows: those that a model of the rule says.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/resource/scope_shop.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::resource {
namespace {

using access::v1::ALL;
using access::v1::DEPARTMENT;
using access::v1::SELF;
using access::v1::SUBTREE;
using policy::DataScope;
using testing::Deal;
using ::testing::IsEmpty;
using testing::Part;
using ::testing::UnorderedElementsAreArray;

// What the test knows of a deal.
struct Known {
  std::string owner, department;
  std::set<std::string> helpers;
  std::set<std::string> shared;  // users and departments, now
  std::string part;              // the name of its part
};

bool IsBelow(std::string department, const std::string& above) {
  for (; !department.empty(); department = ScopeShop::Departments().at(department)) {
    if (department == above) return true;
  }
  return false;
}

// The rule, said once more and plainly.
bool Sees(const std::string& user, DataScope scope, const Known& deal) {
  if (scope == ALL) return true;
  const std::string& own = ScopeShop::People().at(user);
  if (deal.owner == user || deal.helpers.count(user) != 0) return true;
  if (scope == DEPARTMENT && !own.empty() && deal.department == own) return true;
  if (scope == SUBTREE && !own.empty() && IsBelow(deal.department, own)) return true;
  return std::any_of(deal.shared.begin(), deal.shared.end(),
                     [&](const std::string& with) { return with == user || IsBelow(own, with); });
}

class ScopeReadTest : public ::testing::Test {
 protected:
  // So many deals of anybody, each with a part, some shared.
  void Populate(int count) {
    std::mt19937 random(11);
    std::vector<std::string> people = {""}, departments = {""};
    for (const auto& [name, department] : ScopeShop::People()) people.push_back(name);
    for (const auto& [name, above] : ScopeShop::Departments()) departments.push_back(name);
    for (int i = 0; i < count; ++i) {
      Known known;
      known.owner = people[random() % people.size()];
      known.department = departments[random() % departments.size()];
      if (random() % 4 == 0) known.helpers.insert(people[1 + random() % (people.size() - 1)]);
      Deal deal;
      deal.set_title(absl::StrCat("deal ", random() % 7));
      deal.set_stage(i % 3 == 0 ? "won" : "open");
      deal.set_phone("+8613800138000");
      if (!known.owner.empty()) deal.set_owner(ScopeShop::User(known.owner));
      if (!known.department.empty()) {
        deal.set_department(ScopeShop::Department(known.department));
      }
      for (const std::string& helper : known.helpers) {
        deal.add_helpers(ScopeShop::User(helper));
      }
      const std::string name = shop_.Add(deal);
      known.part = shop_.AddPart(name, "part");
      if (random() % 4 == 0) {
        const std::string with = random() % 2 == 0 ? people[1 + random() % (people.size() - 1)]
                                                   : departments[1 + random() % 4];
        known.shared.insert(with);
        shop_.AddShare(name, with, metadata::v1::SHARE_READ, random() % 2 == 0 ? 3600 : 0);
      } else if (random() % 4 == 0) {
        shop_.AddShare(name, people[1 + random() % (people.size() - 1)], metadata::v1::SHARE_READ,
                       /*seconds=*/1);  // over by the time that is read
      }
      deals_[name] = known;
      shop_.clock.Advance(absl::Milliseconds(random() % 3));
    }
    shop_.clock.Advance(absl::Seconds(2));
  }

  std::set<std::string> Expected(const std::string& user, DataScope scope) const {
    std::set<std::string> names;
    for (const auto& [name, known] : deals_) {
      if (Sees(user, scope, known)) names.insert(name);
    }
    return names;
  }

  // All pages of a list, in order; each name once.
  std::vector<std::string> List(const rpc::Call& call, testing::ListScopedRequest request) {
    std::vector<std::string> names;
    do {
      const auto page = shop_.catalog->Of<Deal>().List<testing::ListDealsResponse>(call, request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      for (const Deal& deal : page->deals()) names.push_back(deal.name());
      request.set_page_token(page->next_page_token());
      if (request.include_total_size()) total_ = page->total_size();
    } while (!request.page_token().empty());
    EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
    return names;
  }
  std::vector<std::string> Parts(const rpc::Call& call, const std::string& parent) {
    testing::ListScopedRequest request;
    request.set_parent(parent);
    request.set_page_size(4);
    std::vector<std::string> names;
    do {
      const auto page = shop_.catalog->Of<Part>().List<testing::ListPartsResponse>(call, request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      for (const Part& part : page->parts()) names.push_back(part.name());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return names;
  }
  template <typename M, typename Response>
  std::vector<std::string> Search(const rpc::Call& call, const std::string& query) {
    testing::SearchDealsRequest request;
    request.set_query(query);
    request.set_page_size(3);
    std::vector<std::string> names;
    do {
      const auto page = shop_.catalog->Of<M>().template Search<Response>(call, request);
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) break;
      if constexpr (std::is_same_v<M, Deal>) {
        for (const auto& deal : page->deals()) names.push_back(deal.name());
      } else {
        for (const auto& part : page->parts()) names.push_back(part.name());
      }
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return names;
  }

  // Each way to read one row.
  void CheckRow(const rpc::Call& call, const std::string& name, bool sees) {
    const auto code = sees ? absl::StatusCode::kOk : absl::StatusCode::kNotFound;
    const Methods& deals = shop_.catalog->Of<Deal>();
    testing::GetScopedRequest get;
    get.set_name(name);
    EXPECT_THAT(deals.Get<Deal>(call, get), StatusIs(code));
    testing::BatchGetDealsRequest batch;
    batch.add_names(name);
    EXPECT_THAT(deals.BatchGet<testing::BatchGetDealsResponse>(call, batch), StatusIs(code));
    testing::ListDealChangesRequest changes;
    changes.set_name(name);
    EXPECT_THAT(deals.ListChanges<testing::ListDealChangesResponse>(call, changes), StatusIs(code));
    get.set_name(deals_[name].part);
    EXPECT_THAT(shop_.catalog->Of<Part>().Get<Part>(call, get), StatusIs(code));
    testing::ListScopedRequest parts;
    parts.set_parent(name);
    EXPECT_THAT(shop_.catalog->Of<Part>().List<testing::ListPartsResponse>(call, parts),
                StatusIs(code));
  }

  ScopeShop shop_;
  std::map<std::string, Known> deals_;
  int total_ = 0;
};

// Whether scopes are narrow, so that their rows are read, or not.
class EveryPathTest : public ScopeReadTest, public ::testing::WithParamInterface<size_t> {};

TEST_P(EveryPathTest, ShowsWhatTheRuleSays) {
  shop_.environment->set_narrow_scope(GetParam());
  Populate(60);
  for (const auto& [user, department] : ScopeShop::People()) {
    for (const DataScope scope : {SELF, DEPARTMENT, SUBTREE, ALL}) {
      SCOPED_TRACE(absl::StrCat(user, " ", access::v1::DataScope_Name(scope)));
      const rpc::Call call = shop_.CallOf(user, "deals.read", scope);
      const std::set<std::string> expected = Expected(user, scope);
      testing::ListScopedRequest request;
      request.set_page_size(4);
      request.set_include_total_size(true);
      std::vector<std::string> parts;
      for (const std::string& name : expected) parts.push_back(deals_[name].part);
      for (const char* order : {"", "create_time", "title", "title desc"}) {
        request.set_order_by(order);
        EXPECT_THAT(List(call, request), UnorderedElementsAreArray(expected)) << order;
        EXPECT_EQ(total_, static_cast<int>(expected.size())) << order;
      }
      EXPECT_THAT(Parts(call, "deals/-"), UnorderedElementsAreArray(parts));
      EXPECT_THAT((Search<Deal, testing::SearchDealsResponse>(call, "deal")),
                  UnorderedElementsAreArray(expected));
      EXPECT_THAT((Search<Deal, testing::SearchDealsResponse>(call, "13800138000")),
                  UnorderedElementsAreArray(expected));
      EXPECT_THAT((Search<Part, testing::SearchPartsResponse>(call, "part")),
                  UnorderedElementsAreArray(parts));
      for (const auto& [name, known] : deals_) CheckRow(call, name, expected.count(name) != 0);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Scopes, EveryPathTest, ::testing::Values(0, 1000));

// Each page is merged from the branches in the list's order, whatever the branch.
TEST_F(ScopeReadTest, PagesAreInOrder) {
  Populate(80);
  const rpc::Call root = shop_.Root();
  testing::ListScopedRequest request;
  request.set_page_size(1000);
  for (const char* order : {"create_time", "create_time desc", "title", "title desc"}) {
    request.set_order_by(order);
    const std::vector<std::string> all = List(root, request);
    for (const DataScope scope : {SELF, DEPARTMENT, SUBTREE}) {
      const rpc::Call call = shop_.CallOf("eve", "deals.read", scope);
      const std::set<std::string> seen = Expected("eve", scope);
      std::vector<std::string> expected;
      std::copy_if(all.begin(), all.end(), std::back_inserter(expected),
                   [&](const std::string& name) { return seen.count(name) != 0; });
      for (const int page_size : {1, 3, 50}) {
        testing::ListScopedRequest pages = request;
        pages.set_page_size(page_size);
        EXPECT_EQ(List(call, pages), expected) << order << " by " << page_size;
      }
    }
  }
}

TEST_P(EveryPathTest, FiltersNarrowWhatTheScopeLeaves) {
  shop_.environment->set_narrow_scope(GetParam());
  Populate(60);
  for (const std::string& filter :
       {std::string("stage = \"won\""), absl::StrCat("owner = \"", ScopeShop::User("ed"), "\""),
        absl::StrCat("department = \"", ScopeShop::Department("east"), "\""),
        absl::StrCat("helpers:\"", ScopeShop::User("wes"), "\""),
        std::string("NOT stage = \"won\" OR owner:*")}) {
    testing::ListScopedRequest request;
    request.set_page_size(3);
    request.set_filter(filter);
    const std::vector<std::string> all = List(shop_.Root(), request);
    for (const DataScope scope : {SELF, DEPARTMENT, SUBTREE}) {
      const std::set<std::string> seen = Expected("eve", scope);
      std::vector<std::string> expected;
      std::copy_if(all.begin(), all.end(), std::back_inserter(expected),
                   [&](const std::string& name) { return seen.count(name) != 0; });
      EXPECT_EQ(List(shop_.CallOf("eve", "deals.read", scope), request), expected) << filter;
    }
  }
}

// More departments than are merged at once, and many records of one moment.
TEST_F(ScopeReadTest, ManyDepartmentsAreInOrderToo) {
  std::vector<std::string> departments = {""};
  for (int i = 0; i < 150; ++i) {
    departments.push_back(absl::StrCat("small", i));
    shop_.more_departments[departments.back()] = "east";
  }
  std::mt19937 random(7);
  for (int i = 0; i < 400; ++i) {
    // Some departments are in front for long, and some have all that they have at the end.
    const size_t among = i < 100 ? 10 : departments.size();
    const std::string owner = random() % 20 == 0 ? "eve" : "";
    const std::string department = departments[random() % among];
    const std::string name = shop_.AddDeal(owner, department);
    deals_[name] = {owner, department, {}, {}, ""};
    if (random() % 3 == 0) shop_.clock.Advance(absl::Milliseconds(1));
  }
  const rpc::Call call = shop_.CallOf("eve", "deals.read", SUBTREE);
  for (const char* order : {"create_time", "create_time desc"}) {
    testing::ListScopedRequest request;
    request.set_order_by(order);
    request.set_page_size(1000);
    std::vector<std::string> expected;
    for (const std::string& name : List(shop_.Root(), request)) {
      if (deals_[name].owner == "eve" || !deals_[name].department.empty()) expected.push_back(name);
    }
    for (const int page_size : {1, 7, 60, 1000}) {
      request.set_page_size(page_size);
      EXPECT_EQ(List(call, request), expected) << order << " by " << page_size;
    }
  }
}

TEST_F(ScopeReadTest, DeletedRowsHaveTheirScopeToo) {
  Populate(30);
  int n = 0;
  for (const auto& [name, known] : deals_) {
    if (++n % 2 == 0) continue;
    testing::DeleteScopedRequest request;
    request.set_name(name);
    ASSERT_THAT(shop_.catalog->Of<Deal>().Delete<Deal>(shop_.Root(), request), IsOk());
  }
  testing::ListScopedRequest request;
  request.set_page_size(4);
  request.set_show_deleted(true);
  for (const DataScope scope : {SELF, SUBTREE}) {
    EXPECT_THAT(List(shop_.CallOf("eve", "deals.read", scope), request),
                UnorderedElementsAreArray(Expected("eve", scope)));
  }
}

TEST_F(ScopeReadTest, AShareEndsWhenItsTimeIsOver) {
  const std::string deal = shop_.AddDeal("wes", "west");
  shop_.AddShare(deal, "ed", metadata::v1::SHARE_READ, 60);
  const std::string part = shop_.AddPart(deal, "part");
  deals_[deal].part = part;
  CheckRow(shop_.CallOf("ed", "deals.read", SELF), deal, true);
  EXPECT_THAT(List(shop_.CallOf("ed", "deals.read", SELF), {}), ::testing::ElementsAre(deal));
  shop_.clock.Advance(absl::Seconds(61));
  CheckRow(shop_.CallOf("ed", "deals.read", SELF), deal, false);
  EXPECT_THAT(List(shop_.CallOf("ed", "deals.read", SELF), {}), IsEmpty());
}

TEST_F(ScopeReadTest, AnotherTenantHasNothing) {
  const std::string deal = shop_.AddDeal("ed", "east", {"eve"});
  deals_[deal].part = shop_.AddPart(deal, "part");
  for (const DataScope scope : {SELF, DEPARTMENT, SUBTREE, ALL}) {
    rpc::Call call = shop_.CallOf("ed", "deals.read", scope);
    call.principal.tenant = DeriveUuid("tenant", "b");
    CheckRow(call, deal, false);
    EXPECT_THAT(List(call, {}), IsEmpty());
  }
}

// The method's own permission decides, if it is about the resource: an export by one who may read
// all, and export his own.
TEST_F(ScopeReadTest, ThePermissionOfTheMethodDecides) {
  const std::string own = shop_.AddDeal("ed", "east"), other = shop_.AddDeal("wes", "west");
  const ScopeShop::Permissions permissions = {{"deals.read", ALL}, {"deals.export", SELF}};
  EXPECT_THAT(List(shop_.CallOf("ed", "deals.export", permissions), {}),
              ::testing::ElementsAre(own));
  EXPECT_THAT(List(shop_.CallOf("ed", "deals.read", permissions), {}),
              ::testing::ElementsAre(other, own));
}

TEST_F(ScopeReadTest, NobodyReadsWithoutADecision) {
  const std::string deal = shop_.AddDeal("ed", "east");
  rpc::Call call = shop_.Root();
  call.principal.rights = nullptr;
  testing::GetScopedRequest get;
  get.set_name(deal);
  EXPECT_THAT(shop_.catalog->Of<Deal>().Get<Deal>(call, get), HasReason("RIGHTS_MISSING"));
  EXPECT_THAT(shop_.catalog->Of<Deal>().List<testing::ListDealsResponse>(
                  call, testing::ListScopedRequest()),
              HasReason("RIGHTS_MISSING"));
}

}  // namespace
}  // namespace guanxi::resource
