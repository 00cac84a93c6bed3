#include "analytics-svc/reports/rfm_tags.h"

#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "analytics-svc/reports/report_world.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using World = ReportWorld;

// customer-svc, as far as tags go.
class FakeCustomers : public TagWriter {
 public:
  absl::StatusOr<int> Apply(const rpc::Call& /*call*/, const std::vector<std::string>& customers,
                            const std::vector<std::string>& tags) override {
    EXPECT_LE(customers.size(), 200u);
    if (is_down) return Unavailable("CUSTOMER_SVC_DOWN", "down");
    int changed = 0;
    for (const std::string& customer : customers) {
      const size_t before = tags_[customer].size();
      tags_[customer].insert(tags.begin(), tags.end());
      changed += tags_[customer].size() > before ? 1 : 0;
    }
    return changed;
  }
  absl::StatusOr<int> Remove(const rpc::Call& /*call*/, const std::vector<std::string>& customers,
                             const std::vector<std::string>& tags) override {
    EXPECT_LE(customers.size(), 200u);
    int changed = 0;
    for (const std::string& customer : customers) {
      const size_t before = tags_[customer].size();
      for (const std::string& tag : tags) tags_[customer].erase(tag);
      changed += tags_[customer].size() < before ? 1 : 0;
    }
    return changed;
  }

  std::set<std::string>& Of(const std::string& name) {
    return tags_[World::Name("customers", name)];
  }
  bool is_down = false;

 private:
  std::map<std::string, std::set<std::string>> tags_;
};

class RfmTagsTest : public ::testing::Test {
 protected:
  void Add(const std::string& name, const char* amount) {
    world_.Add("fact_customer", name, {});
    if (*amount == '\0') return;
    world_.Add("fact_order", name,
               {{"customer_id", World::Id(name)},
                {"order_date", kToday - 5},
                {"base_amount", Decimal{amount}},
                {"state", std::string("DELIVERED")}});
  }

  // Big spenders and small ones.
  static v1::TagByRfmRequest Request() {
    v1::TagByRfmRequest request;
    auto* const cuts = request.mutable_definition()->mutable_fixed_cuts();
    cuts->add_recency_days(30);
    cuts->add_frequency(2);
    auto* const amount = cuts->add_amounts();
    amount->set_currency_code("CNY");
    amount->set_units(1000);
    auto* tag = request.add_tags();
    tag->set_value_class(v1::IMPORTANT_DEVELOP);
    tag->set_tag(kBig);
    tag = request.add_tags();
    tag->set_value_class(v1::GENERAL_DEVELOP);
    tag->set_tag(kSmall);
    return request;
  }

  static inline const std::string kBig = World::Name("tags", "big");
  static inline const std::string kSmall = World::Name("tags", "small");
  World world_;
  FakeCustomers customers_;
};

TEST_F(RfmTagsTest, EachHasTheTagOfItsClassAloneAndKeepsAllOthers) {
  Add("big", "5000");
  Add("small", "5");
  Add("none", "");
  customers_.Of("big") = {kSmall, "tags/vip"};
  customers_.Of("none") = {kBig};
  const auto response = TagByRfm(world_.All(), &customers_, Request());
  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(customers_.Of("big"), (std::set<std::string>{kBig, "tags/vip"}));
  EXPECT_EQ(customers_.Of("small"), (std::set<std::string>{kSmall}));
  EXPECT_TRUE(customers_.Of("none").empty());
  EXPECT_EQ(response->customers(), 3);
  EXPECT_EQ(response->tagged(), 2);
  EXPECT_EQ(response->untagged(), 2);
  EXPECT_EQ(response->next_after(), "");
  // Again, and nothing changes.
  EXPECT_EQ(TagByRfm(world_.All(), &customers_, Request())->tagged(), 0);
}

TEST_F(RfmTagsTest, PagesComeToAllOfThem) {
  for (int i = 0; i < 450; ++i) Add(absl::StrCat("c", i), i % 2 == 0 ? "5000" : "5");
  v1::TagByRfmRequest request = Request();
  request.set_page_size(100);
  int pages = 0;
  do {
    const auto response = TagByRfm(world_.All(), &customers_, request);
    ASSERT_THAT(response, IsOk());
    request.set_after(response->next_after());
    ++pages;
  } while (!request.after().empty());
  EXPECT_EQ(pages, 5);
  for (int i = 0; i < 450; ++i) {
    EXPECT_EQ(customers_.Of(absl::StrCat("c", i)),
              (std::set<std::string>{i % 2 == 0 ? kBig : kSmall}));
  }
}

TEST_F(RfmTagsTest, WhatCustomerSvcSaysIsPassedOn) {
  Add("big", "5000");
  customers_.is_down = true;
  EXPECT_THAT(TagByRfm(world_.All(), &customers_, Request()), HasReason("CUSTOMER_SVC_DOWN"));
}

TEST_F(RfmTagsTest, ATagOrClassThatStandsTwiceIsNamed) {
  v1::TagByRfmRequest request = Request();
  *request.add_tags() = request.tags(0);
  request.set_after("customers/x");
  const auto response = TagByRfm(world_.All(), &customers_, request);
  std::set<std::string> paths;
  for (const FieldViolation& one : FieldViolations(response.status())) paths.insert(one.path);
  EXPECT_THAT(paths, ::testing::ElementsAre("after", "tags[2].tag", "tags[2].value_class"));
}

}  // namespace
}  // namespace guanxi::analytics
