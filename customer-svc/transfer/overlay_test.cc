#include "customer-svc/transfer/overlay.h"

#include <string>

#include "customer-svc/transfer/row.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

v1::Customer Parse(const std::string& text) {
  v1::Customer customer;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &customer));
  return customer;
}

// What becomes of `old`, as one line.
std::string After(const std::string& old, const Row& row) {
  v1::Customer customer = Parse(old);
  Overlay(row, &customer);
  return customer.ShortDebugString();
}

Row Stating(const std::string& text) {
  Row row;
  row.stated = Parse(text);
  return row;
}

std::string Line(const std::string& text) { return Parse(text).ShortDebugString(); }

TEST(Overlay, StatesFieldsListsAndMapEntries) {
  const Row row = Stating(
      "display_name: 'new' phones { number: '2' } organization { credit_code: 'code' } "
      "external_ids { key: 'crm' value: '7' }");
  v1::Customer customer = Parse(
      "display_name: 'old' note: 'kept' phones { number: '1' } organization { website: 'kept' } "
      "external_ids { key: 'erp' value: 'kept' }");
  Overlay(row, &customer);
  EXPECT_EQ(customer.display_name(), "new");
  EXPECT_EQ(customer.note(), "kept");
  EXPECT_EQ(customer.organization().website(), "kept");
  EXPECT_EQ(customer.organization().credit_code(), "code");
  ASSERT_EQ(customer.phones_size(), 1);
  EXPECT_EQ(customer.phones(0).number(), "2");
  EXPECT_EQ(customer.external_ids().size(), 2u);
}

TEST(Overlay, APartOfTheAddressLeavesItsOtherPartsAndTheOtherAddresses) {
  Row row = Stating("addresses { postal_code: '310000' }");
  row.completes_address = true;
  EXPECT_EQ(
      After("addresses { city: 'a' street: 's' postal_code: '1' } addresses { city: 'b' }", row),
      Line("addresses { city: 'a' street: 's' postal_code: '310000' } "
           "addresses { city: 'b' }"));
  EXPECT_EQ(After("", row), Line("addresses { postal_code: '310000' }"));
  row.stated.Clear();
  EXPECT_EQ(After("addresses { city: 'a' }", row), Line("addresses { city: 'a' }"));
}

TEST(Overlay, AListOutOfWhichAValueWasLeftLosesNothing) {
  Row row = Stating("phones { number: '2' label: 'new' } phones { number: '3' } aliases: 'x'");
  row.left_out = {{"phones", "phones[1].number: ...", "12"}, {"aliases", "", ""}};
  EXPECT_EQ(After("phones { number: '1' } phones { number: '3' label: 'kept' } "
                  "emails { address: 'e' } aliases: 'y' aliases: 'x'",
                  row),
            Line("aliases: 'x' aliases: 'y' phones { number: '2' label: 'new' } "
                 "phones { number: '3' label: 'kept' } phones { number: '1' } "
                 "emails { address: 'e' }"));
  // The same row again changes nothing, and a whole one takes the list's place.
  EXPECT_EQ(After(After("phones { number: '1' }", row), row), After("phones { number: '1' }", row));
  row.left_out.clear();
  EXPECT_EQ(After("phones { number: '1' } aliases: 'y'", row), row.stated.ShortDebugString());
}

TEST(Overlay, AnAddressWithoutOneOfItsValuesKeepsTheStoredOne) {
  Row row = Stating("addresses { street: 's' city: 'new' }");
  row.left_out = {{"addresses", "addresses[0].country: ...", "CHN"}};
  EXPECT_EQ(After("addresses { street: 's' country: 'CN' label: 'a' } "
                  "addresses { street: 's' label: 'b' }",
                  row),
            Line("addresses { street: 's' city: 'new' country: 'CN' label: 'a' } "
                 "addresses { street: 's' label: 'b' }"));
}

}  // namespace
}  // namespace guanxi::customer
