// Trees of companies and their sums, as companies move and say something else.
#include "customer-svc/tree/customer_tree.h"

#include <string>

#include "common/db/sql_lint.h"
#include "customer-svc/tree/tree_reader.h"
#include "customer-svc/tree/tree_testing.h"
#include "gmock/gmock.h"

namespace guanxi::customer {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

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

TEST_F(CustomerTreeTest, ATurnIsBounded) {
  AddCompany("乙", AddCompany("甲"));
  const TreeRefresher careful(service_.database.get(), service_.resources->customers.get(), 1);
  EXPECT_EQ(*careful.Turn(), 1);
  EXPECT_EQ(*careful.Turn(), 1);
  EXPECT_EQ(*careful.Turn(), 0);
}

// On a cluster only what is written keeps another server from taking a mark that it has not seen.
TEST_F(CustomerTreeTest, AMarkIsWrittenEachTime) {
  const std::string a = AddCompany("甲");
  AddCompany("乙", a);
  const int64_t before = service_.Number("SELECT SUM(changes) FROM tree_nodes");
  ASSERT_THAT(
      service_.database->ReadWrite(
          {}, [&](db::Transaction& tx) { return MarkTreeStale(tx, service_.tenant, IdOf(a)); }),
      IsOk());
  EXPECT_EQ(service_.Number("SELECT SUM(changes) FROM tree_nodes"), before + 1);
}

TEST_F(CustomerTreeTest, DeletedCompaniesKeepTheirPlaces) {
  const std::string a = AddCompany("甲");
  const std::string b = AddCompany("乙", a);
  const std::string c = AddCompany("丙", b);
  Delete<v1::DeleteCustomerRequest, v1::Customer>(b);
  EXPECT_THAT(Move(a, c), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("cycle")));
  ASSERT_THAT(Move(c, ""), IsOk());
  EXPECT_THAT(Move(a, c), IsOk());
}

TEST(CustomerTreeQueriesTest, AreReadyForManyMachines) {
  EXPECT_THAT(db::LintQueries(CustomerTreeQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(TreeReaderQueries()), IsEmpty());
  EXPECT_THAT(db::LintQueries(TreeRefresherQueries()), IsEmpty());
}

}  // namespace
}  // namespace guanxi::customer
