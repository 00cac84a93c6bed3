#include "customer-svc/transfer/fields.h"

#include <optional>
#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Optional;

v1::Customer Parse(const std::string& text) {
  v1::Customer customer;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &customer));
  return customer;
}

TEST(TakeOut, TakesWhatThePathsName) {
  v1::Customer customer = Parse(
      "type: PERSON display_name: 'a' phones { number: '1' label: 'x' } phones { number: '2' } "
      "phones { number: '3' label: 'long' } addresses { street: 's' country: 'ZZZ' } aliases: 'p' "
      "aliases: 'q' person { gender: FEMALE birth_date { month: 13 } } industry: 'i' "
      "organization { registered_address { country: 'ZZZ' } } "
      "custom { key: 'k' value { string_value: 'v' } } "
      "custom { key: 'm' value { string_value: 'w' } }");
  const auto taken =
      TakeOut({"phones[0].number", "phones[0].label", "phones[1].number", "phones[2].label",
               "aliases[0]", "addresses[0].country", "person.birth_date",
               "organization.registered_address.country", "custom.k", "industry"},
              &customer);
  for (const auto& value : taken) EXPECT_TRUE(value.has_value());
  EXPECT_EQ(customer.ShortDebugString(),
            Parse("type: PERSON display_name: 'a' phones { number: '3' } addresses { street: 's' } "
                  "aliases: 'q' person { gender: FEMALE } "
                  "custom { key: 'm' value { string_value: 'w' } }")
                .ShortDebugString());
}

TEST(TakeOut, AnEntryGoesWithItsLastValue) {
  v1::Customer customer = Parse("addresses { country: 'ZZZ' } addresses { street: 's' }");
  TakeOut({"addresses[0].country"}, &customer);
  EXPECT_EQ(customer.ShortDebugString(), Parse("addresses { street: 's' }").ShortDebugString());
}

TEST(TakeOut, LeavesWhatSaysWhomARowMeansAndWhatIsNotThere) {
  const std::string text =
      "name: 'n' display_name: 'a' external_ids { key: 'erp' value: '1' } phones { number: '1' }";
  v1::Customer customer = Parse(text);
  EXPECT_THAT(TakeOut({"name", "display_name", "external_ids.erp", "phones[1].number", "custom.k",
                       "organization.website", "nosuch", "", "phones[x].number"},
                      &customer),
              ElementsAre(Eq(std::nullopt), Eq(std::nullopt), Eq(std::nullopt), Eq(std::nullopt),
                          Eq(std::nullopt), Eq(std::nullopt), Eq(std::nullopt), Eq(std::nullopt),
                          Optional(std::string("phones { number: \"1\" }"))));
}

}  // namespace
}  // namespace guanxi::customer
