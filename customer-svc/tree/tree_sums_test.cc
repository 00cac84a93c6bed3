// What deals, contracts and receipts of a group come to, as events of lead-svc tell of them, and
// whom that is told.
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "customer-svc/contract_facts.h"
#include "customer-svc/tree/tree_testing.h"
#include "gmock/gmock.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "google/type/money.pb.h"
#include "guanxi/lead/v1/contract.pb.h"

namespace guanxi::customer {
namespace {

using lead::v1::Contract;
using Sale = lead::v1::Opportunity;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TreeSumsTest : public CustomerTreeTest {
 protected:
  static std::vector<std::string> Texts(
      const google::protobuf::RepeatedPtrField<google::type::Money>& sums) {
    std::vector<std::string> texts;
    for (const google::type::Money& sum : sums) {
      texts.push_back(
          absl::StrCat(sum.currency_code(), " ", sum.units(), ".", sum.nanos() / 10'000'000));
    }
    return texts;
  }
  static Sale Deal(Sale::State state, int64_t units, const std::string& currency,
                   const std::vector<std::string>& products = {}) {
    Sale deal;
    deal.set_state(state);
    deal.mutable_amount()->set_currency_code(currency);
    deal.mutable_amount()->set_units(units);
    deal.mutable_amount()->set_nanos(500'000'000);
    for (const std::string& product : products) deal.add_products(product);
    return deal;
  }
  // The next version of a contract.
  void Sign(int number, const std::string& customer, Contract::State state, int64_t amount,
            int64_t received) {
    Contract contract;
    contract.set_customer(customer);
    contract.set_state(state);
    contract.mutable_amount()->set_currency_code("CNY");
    contract.mutable_amount()->set_units(amount);
    contract.mutable_received_amount()->set_currency_code("CNY");
    contract.mutable_received_amount()->set_units(received);
    event::v1::LogEvent event;
    event.set_tenant_id(std::string(service_.tenant.bytes()));
    event.set_resource_type(kContractType);
    event.set_resource_id(std::string(DeriveUuid("contract", absl::StrCat(number)).bytes()));
    event.set_sequence(++versions_[number]);
    event.mutable_change_time()->set_seconds(1790000000 + event.sequence());
    event.set_kind(event.sequence() == 1 ? metadata::v1::Change::CREATED
                                         : metadata::v1::Change::UPDATED);
    for (const char* field : {"customer", "state", "amount", "received_amount"}) {
      event.add_changed_fields(field);
    }
    event.set_after_body(contract.SerializeAsString());
    ASSERT_THAT(service_.engine->Write(
                    events::WriterIn(service_.tenant, kEventActor), {}, resource::WriteContext(),
                    [&](resource::UnitOfWork& work) { return contracts_.Apply(work, event); }),
                IsOk());
  }
  v1::HierarchyRollUp RollUp(const rpc::Call& call, const std::string& name) {
    v1::GetHierarchyRollUpRequest request;
    request.set_name(name);
    const auto sum = hierarchy_.GetHierarchyRollUp(call, request);
    EXPECT_THAT(sum, IsOk());
    return sum.value_or(v1::HierarchyRollUp());
  }
  rpc::Call Without(const std::string& field, const std::string& access) {
    return CallWith(absl::StrCat("permissions { pattern: '*' scope: ALL } unmasks: NAME "
                                 "field_policies { resource_type: 'guanxi.dev/Customer' path: '",
                                 field, "' access: ", access, " }"),
                    User(1));
  }

  const ContractFacts contracts_{service_.database.get(), service_.engine.get(),
                                 service_.resources->customers.get()};
  std::map<int, int64_t> versions_;
};

TEST_F(TreeSumsTest, DealsContractsAndReceiptsOfAllBelowAreSummedByCurrency) {
  const std::string top = AddCompany("集团");
  const std::string a = AddCompany("甲", top);
  const std::string b = AddCompany("乙", a);
  ASSERT_THAT(Hear(1, a, Deal(Sale::OPEN, 100, "CNY")), IsOk());
  ASSERT_THAT(Hear(2, b, Deal(Sale::OPEN, 50, "USD")), IsOk());
  ASSERT_THAT(Hear(3, b, Deal(Sale::WON, 7, "CNY")), IsOk());
  Sign(1, a, Contract::ACTIVE, 1000, 400);
  Sign(2, b, Contract::ACTIVE, 500, 0);
  Sign(3, b, Contract::DRAFT, 70, 0);
  Refresh();
  v1::HierarchyRollUp sum = RollUp(service_.call(), top);
  EXPECT_EQ(sum.customers(), 3);
  EXPECT_THAT(Texts(sum.open_amounts()), ElementsAre("CNY 100.50", "USD 50.50"));
  EXPECT_THAT(Texts(sum.contracted_amounts()), ElementsAre("CNY 1500.0"));
  EXPECT_THAT(Texts(sum.received_amounts()), ElementsAre("CNY 400.0"));
  // Of what was ended nothing is left, and what moves away takes its own along.
  Sign(1, a, Contract::TERMINATED, 1000, 0);
  ASSERT_THAT(Move(b, ""), IsOk());
  Refresh();
  sum = RollUp(service_.call(), top);
  EXPECT_THAT(Texts(sum.open_amounts()), ElementsAre("CNY 100.50"));
  EXPECT_THAT(Texts(sum.contracted_amounts()), IsEmpty());
  EXPECT_THAT(Texts(sum.received_amounts()), IsEmpty());
  EXPECT_THAT(Texts(RollUp(service_.call(), b).contracted_amounts()), ElementsAre("CNY 500.0"));
}

TEST_F(TreeSumsTest, WhoSeesSomeSumsThoseAndWhoSeesNoAmountsNone) {
  const std::string top = AddCompany("集团", "", "", User(1));
  const std::string others = AddCompany("别人的", top, "", User(2));
  const std::string below = AddCompany("自己的", others, "", User(1));
  Sign(1, others, Contract::ACTIVE, 1000, 400);
  Sign(2, below, Contract::ACTIVE, 500, 100);
  ASSERT_THAT(Hear(1, others, Deal(Sale::OPEN, 30, "CNY")), IsOk());
  ASSERT_THAT(SpeakWith(others, 1780000000), IsOk());
  Refresh();
  const v1::HierarchyRollUp own = RollUp(SellerCall(1), top);
  EXPECT_EQ(own.customers(), 2);
  EXPECT_THAT(Texts(own.contracted_amounts()), ElementsAre("CNY 500.0"));
  EXPECT_THAT(Texts(own.received_amounts()), ElementsAre("CNY 100.0"));
  EXPECT_THAT(Texts(own.open_amounts()), IsEmpty());
  EXPECT_FALSE(own.has_last_interaction_time());
  EXPECT_TRUE(RollUp(service_.call(), top).has_last_interaction_time());
  EXPECT_THAT(Texts(RollUp(Without("contracted_amount", "HIDDEN"), top).contracted_amounts()),
              IsEmpty());
  EXPECT_THAT(Texts(RollUp(Without("received_amount", "MASKED"), top).received_amounts()),
              IsEmpty());
  EXPECT_THAT(Texts(RollUp(Without("open_opportunity_amount", "HIDDEN"), top).open_amounts()),
              IsEmpty());
  EXPECT_FALSE(RollUp(Without("last_interaction_time", "HIDDEN"), top).has_last_interaction_time());
  EXPECT_THAT(Texts(RollUp(Without("last_interaction_time", "HIDDEN"), top).contracted_amounts()),
              ElementsAre("CNY 1500.0"));
}

// A company has a product once, however often it was sold to it.
TEST_F(TreeSumsTest, AProductIsCoveredByTheCompaniesThatWereWonWithIt) {
  const std::string top = AddCompany("集团");
  const std::string a = AddCompany("甲", top);
  const std::string b = AddCompany("乙", top);
  ASSERT_THAT(Hear(1, a, Deal(Sale::WON, 1, "CNY", {"标准版"})), IsOk());
  ASSERT_THAT(Hear(2, a, Deal(Sale::WON, 1, "CNY", {"标准版"})), IsOk());
  ASSERT_THAT(Hear(3, b, Deal(Sale::WON, 1, "CNY", {"标准版", "专业版"})), IsOk());
  ASSERT_THAT(Hear(4, top, Deal(Sale::LOST, 1, "CNY", {"专业版"})), IsOk());
  Refresh();
  v1::GetCoverageRequest request;
  request.set_name(top);
  const auto coverage = hierarchy_.GetCoverage(service_.call(), request);
  ASSERT_THAT(coverage, IsOk());
  std::vector<std::string> products;
  for (const v1::CoverageShare& share : coverage->products()) {
    products.push_back(
        absl::StrCat(share.label(), " ", share.cooperating(), "/", share.companies()));
  }
  EXPECT_THAT(products, ElementsAre("专业版 1/3", "标准版 2/3"));
  EXPECT_DOUBLE_EQ(coverage->products(1).share(), 2.0 / 3);
  const auto blind = hierarchy_.GetCoverage(Without("won_opportunity_amount", "HIDDEN"), request);
  ASSERT_THAT(blind, IsOk());
  EXPECT_EQ(blind->products_size(), 0);
}

}  // namespace
}  // namespace guanxi::customer
