// What an import does to customers that exist, over a real MariaDB.
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/resource/custom_field_cache.h"
#include "common/resource/unit_of_work.h"
#include "customer-svc/transfer/testing.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/tag.pb.h"
#include "guanxi/metadata/v1/field_definition.pb.h"

namespace guanxi::customer {
namespace {

using metadata::v1::FieldDefinition;
using ::testing::HasSubstr;

class ImportUpdateTest : public TransferTest {
 protected:
  // A custom field of customers, known to every process.
  void Define(const std::string& key, FieldDefinition::ValueType type) {
    ASSERT_THAT(
        engine_.Write(
            call_.principal, {}, {},
            [&](resource::UnitOfWork& work) {
              FieldDefinition field;
              field.set_resource_type("guanxi.dev/Customer");
              field.set_key(key);
              field.set_display_name(key);
              field.set_value_type(type);
              return work.Insert(*resources_->field_definitions, {Uuid(), ids_.Next()}, &field);
            }),
        IsOk());
    clock_.Advance(resource::CustomFieldCache::kMaxAge);
  }

  // A tag of customers, of a name of its own.
  std::string MakeTag(const std::string& group = "", int limit = 0) {
    const Uuid id = ids_.Next();
    v1::Tag tag;
    tag.set_display_name(absl::StrCat("重点", id.ToString()));
    tag.set_kind(v1::Tag::STATIC);
    tag.set_group(group);
    tag.set_group_limit(limit);
    EXPECT_THAT(engine_.Write(call_.principal, {}, {},
                              [&](resource::UnitOfWork& work) {
                                return work.Insert(*resources_->tags, {Uuid(), id}, &tag);
                              }),
                IsOk());
    return "tags/" + id.ToString();
  }

  // A counter of the server.
  int64_t Status(const std::string& variable) {
    int64_t value = 0;
    EXPECT_THAT(database_->ReadOnly({},
                                    [&](db::Transaction& tx) {
                                      auto rows = tx.Select(
                                          {"test.status",
                                           "SELECT CAST(VARIABLE_VALUE AS SIGNED) FROM "
                                           "information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = "
                                           "?",
                                           /*infrastructure=*/true},
                                          {variable});
                                      if (rows.ok()) value = (*rows)[0].Int64(0);
                                      return rows.status();
                                    }),
                IsOk());
    return value;
  }
  // The statements that the server has got so far, in bytes.
  int64_t BytesReceived() { return Status("BYTES_RECEIVED"); }
  // Transactions so far, whatever became of them.
  int64_t Transactions() { return Status("COM_COMMIT") + Status("COM_ROLLBACK"); }
};

TEST_F(ImportUpdateTest, APostalCodeLeavesTheRestOfTheAddress) {
  Import(R"({"displayName":"甲","externalIds":{"erp":"1"},"addresses":[{"city":"杭州",)"
         R"("street":"文三路1号","postalCode":"310000"},{"city":"宁波"}]})"
         "\n");
  EXPECT_EQ(Counts(Import("id,name,邮编\n1,甲,310012\n")), "1: 0 1 0 0");
  v1::Customer customer = List().at("甲");
  ASSERT_EQ(customer.addresses_size(), 2);
  EXPECT_EQ(customer.addresses(0).street(), "文三路1号");
  EXPECT_EQ(customer.addresses(0).city(), "杭州");
  EXPECT_EQ(customer.addresses(0).postal_code(), "310012");
  // A part that cannot be taken changes nothing.
  const auto response = Import("id,name,address.country\n1,甲,Zhongguo\n");
  EXPECT_EQ(Counts(response), "1: 0 0 1 0");
  EXPECT_EQ(response.counts().partial(), 1);
  customer = List().at("甲");
  ASSERT_EQ(customer.addresses_size(), 2);
  EXPECT_EQ(customer.addresses(0).postal_code(), "310012");
}

TEST_F(ImportUpdateTest, ABadEntryTakesNoneFromTheStoredList) {
  Import("id,name,phone\n1,甲,13800000001;13800000002\n");
  const auto response = Import("id,name,phone\n1,甲,13800000001;12\n");
  EXPECT_EQ(Counts(response), "1: 0 0 1 0");
  EXPECT_EQ(response.counts().partial(), 1);
  EXPECT_EQ(List().at("甲").phones_size(), 2);
  // Corrected, the row states the whole list.
  const std::string errors = Download(response.error_file());
  Import(absl::StrReplaceAll(errors, {{";12", ";13800000003"}}));
  const v1::Customer customer = List().at("甲");
  ASSERT_EQ(customer.phones_size(), 2);
  EXPECT_EQ(customer.phones(1).number(), "+8613800000003");
}

TEST_F(ImportUpdateTest, AFieldThatIsDefinedLaterMakesNoSecondCustomer) {
  const std::string file = "name,custom.area,custom.level\n甲,\"1,200\",无\n乙,大,-\n";
  EXPECT_EQ(Counts(Import(file)), "2: 2 0 0 0");
  Define("area", FieldDefinition::NUMBER);
  Define("level", FieldDefinition::STRING);
  const auto response = Import(file);
  EXPECT_EQ(Counts(response), "2: 0 1 1 0");
  EXPECT_EQ(response.counts().partial(), 1);
  EXPECT_THAT(Download(response.error_file()), HasSubstr("custom.area: must be a number"));
  EXPECT_EQ(CountRows("customers"), 2);
  EXPECT_EQ(List().at("甲").custom().at("area").number_value(), 1200);
}

// Each of them is a step, but no step looks up what many later ones are for.
TEST_F(ImportUpdateTest, RowsOfOneCustomerCostNoMoreThanTheyAreMany) {
  const auto cost = [&](int count) {
    std::string text = "id,name,note\n";
    for (int i = 0; i < count; ++i) {
      absl::StrAppend(&text, "K-", std::string(60, 'x'), ",甲,", i, "\n");
    }
    const int64_t before = BytesReceived();
    EXPECT_EQ(Import(text).counts().failed(), 0);
    return BytesReceived() - before;
  };
  cost(2);  // Creates it.
  const int64_t some = cost(50);
  EXPECT_LT(cost(200), some * 5);
  EXPECT_EQ(List().at("甲").note(), "199");
}

TEST_F(ImportUpdateTest, ATagThatIsNotThereCostsNoOther) {
  const std::string vip = MakeTag();
  const auto response = Import(
      absl::StrCat("id,name,tags\n1,甲,", vip, "; tags/", DeriveUuid("tag", "x").ToString(), "\n"));
  EXPECT_EQ(Counts(response), "1: 1 0 0 0");
  EXPECT_EQ(response.counts().partial(), 1);
  EXPECT_THAT(List().at("甲").tags(), ::testing::ElementsAre(vip));
}

TEST_F(ImportUpdateTest, TooManyTagsOfAGroupCostTheTagsAndNotTheRow) {
  const std::string gold = MakeTag("等级", 1), silver = MakeTag("等级", 1);
  const auto response =
      Import(absl::StrCat("id,name,phone,tags\n1,甲,13800000001,", gold, ";", silver, "\n"));
  EXPECT_EQ(Counts(response), "1: 1 0 0 0");
  EXPECT_EQ(response.counts().partial(), 1);
  EXPECT_EQ(List().count("甲"), 1u);
}

// A value that only other records, or the time, forbid costs no more than one that is wrong by
// itself.
TEST_F(ImportUpdateTest, RowsThatOthersForbidInPartCostAFewTransactions) {
  const std::string gold = MakeTag("等级", 1), silver = MakeTag("等级", 1);
  const std::string gone = "tags/" + DeriveUuid("tag", "x").ToString();
  std::string text = "id,name,type,tags,person.birth_date\n";
  for (int i = 0; i < 200; ++i) {
    absl::StrAppend(&text, i, ",客户", i, ",PERSON,", gold, ";", i % 2 == 0 ? gone : silver,
                    ",2200-01-01\n");
  }
  const int64_t before = Transactions();
  const auto response = Import(text);
  EXPECT_LT(Transactions() - before, 30);
  EXPECT_EQ(Counts(response), "200: 200 0 0 0");
  EXPECT_EQ(response.counts().partial(), 200);
  const auto customers = List();
  for (int i : {0, 1}) {
    const v1::Customer& customer = customers.at(absl::StrCat("客户", i));
    EXPECT_THAT(customer.tags(), ::testing::ElementsAre(gold));
    EXPECT_FALSE(customer.person().has_birth_date());
  }
  const std::string errors = Download(response.error_file());
  EXPECT_THAT(errors, HasSubstr("tags[1] (tags): " + gone + " names nothing that exists"));
  EXPECT_THAT(errors, HasSubstr("lies in the future"));
}

TEST_F(ImportUpdateTest, TooManyTagsAreTheNewOnesOfWhoHasSome) {
  const std::string gold = MakeTag("等级", 1), silver = MakeTag("等级", 1), vip = MakeTag();
  Import(absl::StrCat("id,name,tags\n1,甲,", gold, "\n"));
  const auto response =
      Import(absl::StrCat("id,name,tags\n1,甲,", gold, ";", silver, ";", vip, "\n"));
  EXPECT_EQ(Counts(response), "1: 0 1 0 0");
  EXPECT_EQ(response.counts().partial(), 1);
  EXPECT_THAT(List().at("甲").tags(), ::testing::UnorderedElementsAre(gold, vip));
}

}  // namespace
}  // namespace guanxi::customer
