// What an import does to rows that mean customers that were merged, over a real MariaDB.
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/merge/mover.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/merge/merge_desk.h"
#include "customer-svc/merge/merge_parts.h"
#include "customer-svc/transfer/testing.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/merge_service.pb.h"

namespace guanxi::customer {
namespace {

class ImportMergedTest : public TransferTest {
 protected:
  ImportMergedTest()
      : parts_(MergeParts::Create(database_.get(), &engine_, resources_.get()).value()) {}

  // Merges the customer `merged` into `survivor`, and moves what is to be moved.
  void Merge(const std::string& survivor, const std::string& merged) {
    v1::MergeCustomersRequest request;
    request.set_survivor(survivor);
    request.add_merged(merged);
    request.set_keep_owner_of(survivor);
    const Uuid id = ids_.Next();
    v1::MergeCustomersResponse response;
    clock_.Advance(absl::Seconds(1));
    resource::WriteContext context;
    context.is_merge = true;
    ASSERT_THAT(engine_.Write(call_.principal, {}, context,
                              [&](resource::UnitOfWork& work) {
                                return parts_->desk().Merge(work, request, id, {}, &response);
                              }),
                IsOk());
    while (parts_->mover().GoOn().value()) {
    }
    clock_.Advance(absl::Seconds(1));
  }

  const std::unique_ptr<MergeParts> parts_;
};

TEST_F(ImportMergedTest, AnIdOfAMergedCustomerMeansTheSurvivor) {
  Import("id,name\n1,甲\n2,乙\n");
  Merge(List().at("甲").name(), List().at("乙").name());
  EXPECT_EQ(Counts(Import("id,name,city\n2,甲,杭州\n")), "1: 0 1 0 0");
  const auto customers = List();
  ASSERT_EQ(customers.size(), 1u);
  EXPECT_EQ(customers.at("甲").city(), "杭州");
  EXPECT_EQ(customers.at("甲").external_ids().at("erp"), "1");
  EXPECT_EQ(Counts(Import("id,name,city\n2,甲,杭州\n")), "1: 0 0 1 0");
}

TEST_F(ImportMergedTest, ANameOfAMergedCustomerMeansTheSurvivor) {
  Import("id,name\n1,甲\n2,乙\n3,丙\n");
  const auto before = List();
  Merge(before.at("乙").name(), before.at("丙").name());
  Merge(before.at("甲").name(), before.at("乙").name());
  EXPECT_EQ(Counts(Import(
                absl::StrCat("resource_name,name,city\n", before.at("丙").name(), ",甲,苏州\n"))),
            "1: 0 1 0 0");
  const auto customers = List();
  ASSERT_EQ(customers.size(), 1u);
  EXPECT_EQ(customers.at("甲").city(), "苏州");
}

TEST_F(ImportMergedTest, TheSameRowWithoutAnIdIsTheSurvivorToo) {
  Import("name,city\n甲,杭州\n乙,上海\n");
  Merge(List().at("甲").name(), List().at("乙").name());
  Import("name,city\n乙,上海\n");
  EXPECT_EQ(CountRows("customers"), 2);
  EXPECT_EQ(List().size(), 1u);
}

}  // namespace
}  // namespace guanxi::customer
