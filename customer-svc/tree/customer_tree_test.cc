// Trees of companies and their sums, while companies move and what they say changes.
#include "customer-svc/tree/customer_tree.h"

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/db/sql_lint.h"
#include "common/events/unit_effects.h"
#include "common/resource/resource_name.h"
#include "customer-svc/opportunity_facts.h"
#include "customer-svc/parties/network_testing.h"
#include "customer-svc/tree/hierarchy_service.h"
#include "customer-svc/tree/tree_reader.h"
#include "customer-svc/tree/tree_rows.h"
#include "gmock/gmock.h"
#include "guanxi/customer/v1/interaction_service.pb.h"
#include "guanxi/event/v1/log.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"

namespace guanxi::customer {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class CustomerTreeTest : public NetworkTest {
 protected:
  absl::Status Move(const std::string& name, const std::string& parent) {
    v1::MoveInHierarchyRequest request;
    request.set_name(name);
    request.set_parent_organization(parent);
    return hierarchy_.MoveInHierarchy(service_.call(), request).status();
  }
  absl::Status SetRegion(const std::string& name, const std::string& region) {
    v1::UpdateCustomerRequest request;
    request.mutable_customer()->set_name(name);
    request.mutable_customer()->set_region(region);
    request.mutable_update_mask()->add_paths("region");
    return service_.customers->Update<v1::Customer>(service_.call(), request).status();
  }
  absl::Status SpeakWith(const std::string& name, int64_t seconds) {
    v1::CreateInteractionRequest request;
    request.set_parent(name);
    request.mutable_interaction()->set_channel(v1::Interaction::CALL);
    request.mutable_interaction()->set_direction(v1::Interaction::OUTBOUND);
    request.mutable_interaction()->mutable_occur_time()->set_seconds(seconds);
    return service_.catalog->Of<v1::Interaction>()
        .Create<v1::Interaction>(service_.call(), request)
        .status();
  }
  // A new opportunity of lead-svc, as its event tells of it.
  absl::Status Hear(int number, const std::string& customer, const lead::v1::Opportunity& said) {
    event::v1::LogEvent event;
    event.set_tenant_id(std::string(service_.tenant.bytes()));
    event.set_event_id(std::string(DeriveUuid("event", absl::StrCat(number)).bytes()));
    event.set_root_event_id(event.event_id());
    event.set_resource_type(kOpportunityType);
    event.set_resource_id(std::string(DeriveUuid("deal", absl::StrCat(number)).bytes()));
    event.set_sequence(1);
    event.mutable_change_time()->set_seconds(1790000000);
    event.set_kind(metadata::v1::Change::CREATED);
    for (const char* field : {"customer", "amount", "state", "products"}) {
      event.add_changed_fields(field);
    }
    lead::v1::Opportunity after = said;
    after.set_customer(customer);
    event.set_after_body(after.SerializeAsString());
    return service_.engine->Write(
        events::WriterIn(service_.tenant, kEventActor), {}, resource::WriteContext(),
        [&](resource::UnitOfWork& work) { return facts_.Apply(work, event); });
  }
  Uuid IdOf(const std::string& name) { return resource::ParseReference("customers", name).value(); }
  v1::Customer Get(const std::string& name) {
    v1::GetCustomerRequest request;
    request.set_name(name);
    return service_.customers->Get<v1::Customer>(service_.call(), request).value();
  }
  // What all below a company comes to: by the rows, and by going over them.
  TreeFigures Stored(const std::string& name) {
    TreeFigures figures;
    EXPECT_THAT(service_.database->ReadOnly({},
                                            [&](db::Transaction& tx) -> absl::Status {
                                              GUANXI_ASSIGN_OR_RETURN(
                                                  figures.sums,
                                                  ReadSubtree(tx, service_.tenant, IdOf(name)));
                                              return absl::OkStatus();
                                            }),
                IsOk());
    v1::GetHierarchyRollUpRequest request;
    request.set_name(name);
    const auto answer = hierarchy_.GetHierarchyRollUp(service_.call(), request);
    if (answer.ok() && answer->has_last_interaction_time()) {
      figures.last_interaction = absl::FromUnixSeconds(answer->last_interaction_time().seconds());
    }
    return figures;
  }
  TreeFigures Recount(const std::string& name, const std::vector<std::string>& all) {
    TreeFigures figures;
    const v1::Customer customer = Get(name);
    EXPECT_THAT(service_.database->ReadOnly({},
                                            [&](db::Transaction& tx) -> absl::Status {
                                              GUANXI_ASSIGN_OR_RETURN(
                                                  figures, FiguresOf(tx, service_.tenant,
                                                                     IdOf(name), customer));
                                              return absl::OkStatus();
                                            }),
                IsOk());
    for (const std::string& other : all) {
      if (Get(other).parent_organization() != name) continue;
      const TreeFigures below = Recount(other, all);
      figures.sums = Minus(figures.sums, Minus({}, below.sums));
      if (!below.last_interaction.has_value()) continue;
      figures.last_interaction = std::max(figures.last_interaction.value_or(absl::InfinitePast()),
                                          *below.last_interaction);
    }
    return figures;
  }
  int64_t Companies(const std::string& name) {
    const TreeFigures figures = Stored(name);
    const auto found = figures.sums.find({TreeSum::kCompanies, ""});
    return found == figures.sums.end() ? 0 : static_cast<int64_t>(found->second / kOneCompany);
  }

  const OpportunityFacts facts_{service_.database.get(), service_.engine.get(),
                                service_.resources->customers.get()};
  HierarchyServiceImpl hierarchy_{service_.engine.get(), service_.resources->customers.get(),
                                  service_.resources->contacts.get(),
                                  service_.resources->relationships.get()};
};

TEST_F(CustomerTreeTest, AMoveTakesAllBelowAlong) {
  const std::string a = AddCompany("甲");
  const std::string b = AddCompany("乙");
  const std::string part = AddCompany("丙", a);
  AddCompany("丁", part);
  Refresh();
  EXPECT_EQ(Companies(a), 3);
  ASSERT_THAT(Move(part, b), IsOk());
  // At once: nothing that is summed up has changed.
  EXPECT_EQ(Companies(a), 1);
  EXPECT_EQ(Companies(b), 2);  // itself is not in yet
  Refresh();
  EXPECT_EQ(Companies(b), 3);
  ASSERT_THAT(Move(part, ""), IsOk());
  EXPECT_EQ(Companies(b), 1);
  EXPECT_EQ(Companies(part), 2);
}

TEST_F(CustomerTreeTest, NothingComesBelowItself) {
  const std::string a = AddCompany("甲");
  const std::string b = AddCompany("乙", a);
  const std::string c = AddCompany("丙", b);
  EXPECT_THAT(Move(a, c), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("cycle")));
  EXPECT_THAT(Move(a, a), StatusIs(absl::StatusCode::kInvalidArgument, ::testing::_));
  EXPECT_EQ(Get(a).parent_organization(), "");
}

TEST_F(CustomerTreeTest, WhoHasNoTreeCostsNoRow) {
  const std::string alone = AddCompany("甲");
  ASSERT_THAT(SpeakWith(alone, 1780000000), IsOk());
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM tree_nodes"), 0);
  Refresh();
  EXPECT_EQ(service_.Number("SELECT COUNT(*) FROM tree_sums"), 0);
}

TEST_F(CustomerTreeTest, WhatADeletedOneCameToIsGoneAndComesBack) {
  const std::string a = AddCompany("甲");
  const std::string b = AddCompany("乙", a);
  AddCompany("丙", b);
  Refresh();
  Delete<v1::DeleteCustomerRequest, v1::Customer>(b);
  Refresh();
  EXPECT_EQ(Companies(a), 2);  // what is below it stays
  v1::UndeleteCustomerRequest back;
  back.set_name(b);
  ASSERT_THAT(service_.customers->Undelete<v1::Customer>(service_.call(), back), IsOk());
  Refresh();
  EXPECT_EQ(Companies(a), 3);
}

TEST_F(CustomerTreeTest, AMarkIsHandledOnce) {
  const std::string a = AddCompany("甲");
  AddCompany("乙", a);
  EXPECT_EQ(*refresher_.Turn(), 2);
  EXPECT_EQ(*refresher_.Turn(), 0);
  EXPECT_EQ(Companies(a), 2);
  ASSERT_THAT(
      service_.database->ReadWrite(
          {}, [&](db::Transaction& tx) { return MarkTreeStale(tx, service_.tenant, IdOf(a)); }),
      IsOk());
  EXPECT_EQ(*refresher_.Turn(), 1);
  EXPECT_EQ(Companies(a), 2);
}

TEST_F(CustomerTreeTest, SumsAreARecountAfterAnyMovesAndEvents) {
  std::mt19937 random(19);
  std::vector<std::string> all;
  for (int i = 0; i < 14; ++i) {
    const std::string parent = i < 3 ? "" : all[random() % all.size()];
    all.push_back(AddCompany(absl::StrCat("云帆", i), parent, i % 2 == 0 ? "华东" : "华北"));
  }
  for (int step = 0; step < 60; ++step) {
    const std::string& one = all[random() % all.size()];
    lead::v1::Opportunity deal;
    switch (random() % 5) {
      case 0:
        Move(one, all[random() % all.size()]).IgnoreError();  // cycles are refused
        break;
      case 1:
        ASSERT_THAT(SetRegion(one, random() % 2 == 0 ? "华南" : ""), IsOk());
        break;
      case 2:
        ASSERT_THAT(SpeakWith(one, 1780000000 + static_cast<int64_t>(random() % 100000)), IsOk());
        break;
      case 3:
        deal.set_state(random() % 2 == 0 ? lead::v1::Opportunity::OPEN
                                         : lead::v1::Opportunity::WON);
        deal.mutable_amount()->set_currency_code(random() % 2 == 0 ? "CNY" : "USD");
        deal.mutable_amount()->set_units(static_cast<int64_t>(random() % 1000));
        deal.mutable_amount()->set_nanos(500'000'000);
        deal.add_products(random() % 2 == 0 ? "标准版" : "专业版");
        ASSERT_THAT(Hear(step, one, deal), IsOk());
        break;
      default:
        Move(one, "").IgnoreError();
    }
    if (random() % 3 == 0) Refresh();
  }
  Refresh();
  for (const std::string& name : all) {
    // Who never was in a tree has no row.
    if (service_.Number(absl::StrCat("SELECT COUNT(*) FROM tree_nodes WHERE HEX(id) = '",
                                     absl::BytesToHexString(IdOf(name).bytes()), "'")) == 0) {
      continue;
    }
    const TreeFigures stored = Stored(name);
    const TreeFigures counted = Recount(name, all);
    EXPECT_EQ(stored.sums, counted.sums) << name;
    EXPECT_EQ(stored.last_interaction, counted.last_interaction) << name;
  }
}

// 64 movers at once, each anywhere: whatever they do, nobody lies below himself, and the rows of
// the tree are what customers say.
TEST_F(CustomerTreeTest, AtOnceMovesMakeNoRing) {
  constexpr int kMovers = 64;
  std::vector<std::string> all;
  for (int i = 0; i < 12; ++i) all.push_back(AddCompany(absl::StrCat("云帆", i)));
  std::vector<std::thread> movers;
  for (int i = 0; i < kMovers; ++i) {
    movers.emplace_back([&, i] {
      std::mt19937 random(static_cast<unsigned>(i));
      for (int turn = 0; turn < 3; ++turn) {
        Move(all[random() % all.size()], all[random() % all.size()]).IgnoreError();
      }
    });
  }
  for (std::thread& mover : movers) mover.join();
  int moved = 0;
  for (const std::string& name : all) {
    std::set<std::string> seen;
    for (std::string at = name; !at.empty(); at = Get(at).parent_organization()) {
      ASSERT_TRUE(seen.insert(at).second) << name << " lies below itself";
    }
    moved += seen.size() > 1 ? 1 : 0;
    std::vector<Uuid> above;
    ASSERT_THAT(service_.database->ReadOnly(
                    {},
                    [&](db::Transaction& tx) -> absl::Status {
                      GUANXI_ASSIGN_OR_RETURN(above, ReadAbove(tx, service_.tenant, IdOf(name)));
                      return absl::OkStatus();
                    }),
                IsOk());
    EXPECT_THAT(above, SizeIs(seen.size() - 1)) << name;
  }
  EXPECT_GT(moved, 0);
  Refresh();
  for (const std::string& name : all) {
    if (Stored(name).sums.empty()) continue;  // it never was in a tree
    EXPECT_EQ(Stored(name).sums, Recount(name, all).sums) << name;
  }
}

TEST(CustomerTreeQueriesTest, AreReadyForManyMachines) {
  EXPECT_THAT(db::LintQueries(CustomerTreeQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(TreeReaderQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(TreeRefresherQueries()), IsEmpty());
}

}  // namespace
}  // namespace guanxi::customer
