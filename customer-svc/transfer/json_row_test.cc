#include "customer-svc/transfer/json_row.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::customer {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

Row Read(const std::string& text) {
  Row row;
  ReadJsonRow(text, &row);
  return row;
}

TEST(ReadJsonRow, ReadsACustomerWithoutWhatTheServerSets) {
  const Row row =
      Read(R"({"displayName":"甲","etag":"7","create_time":"2026-11-22T00:00:00Z","person":{},)"
           R"("phones":[{"number":"1"}]})");
  EXPECT_THAT(row.status, IsOk());
  EXPECT_THAT(row.left_out, SizeIs(0));
  EXPECT_EQ(row.stated.phones(0).number(), "1");
  EXPECT_EQ(row.stated.etag(), "");
  EXPECT_FALSE(row.stated.has_create_time());
  EXPECT_FALSE(row.stated.has_person());
}

TEST(ReadJsonRow, AMemberThatCannotBeReadCostsNoOther) {
  const Row row = Read(
      R"({"displayName":"甲","nosuch":{"a":[1]},"type":"FIRM","grade":"VIP","_row":3,"_error":"x",)"
      R"("organization":{"size":"HUGE","website":"https://a.cn","registeredAddress":{"x":1}},)"
      R"("phones":[{"number":"1"},{"numbr":"2"},{"number":"3"}],"custom":{"a":1,"b":"x"},)"
      R"("_customer":"customers/1"})");
  EXPECT_THAT(row.status, IsOk());
  EXPECT_EQ(row.kept, "customers/1");
  EXPECT_EQ(row.stated.display_name(), "甲");
  EXPECT_EQ(row.stated.grade(), v1::Customer::VIP);
  EXPECT_EQ(row.stated.organization().website(), "https://a.cn");
  EXPECT_FALSE(row.stated.organization().has_registered_address());
  ASSERT_EQ(row.stated.phones_size(), 2);
  EXPECT_EQ(row.stated.phones(1).number(), "3");
  EXPECT_EQ(row.stated.custom_size(), 2);
  ASSERT_THAT(row.left_out, SizeIs(5));
  EXPECT_EQ(row.left_out[0].why, "nosuch: customers have no such field");
  EXPECT_EQ(row.left_out[0].value, R"({"a":[1]})");
  EXPECT_THAT(row.left_out[1].why, HasSubstr("type: "));
  EXPECT_THAT(row.left_out[2].why, HasSubstr("organization.size: "));
  EXPECT_THAT(row.left_out[3].why, HasSubstr("organization.registeredAddress.x: "));
  EXPECT_THAT(row.left_out[4].why, HasSubstr("phones[1]: "));
}

TEST(ReadJsonRow, RefusesWhatSaysTwoThingsOrDoesNotSayWhom) {
  EXPECT_THAT(Read(R"({"displayName":"甲","displayName":"乙"})").status,
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("displayName: stands twice")));
  EXPECT_THAT(Read(R"({"displayName":"甲","display_name":"乙"})").status,
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("stands twice")));
  EXPECT_THAT(Read(R"({"displayName":"甲","externalIds":{"erp":[1]}})").status,
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("externalIds.erp")));
  for (const char* text : {"nonsense", "[]", "1", "{", "{}{}"}) {
    EXPECT_THAT(Read(text).status,
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("not a customer in JSON")))
        << text;
  }
}

// Once the first of them ended the process, for good, and the second took seconds.
TEST(ReadJsonRow, SurvivesWhatIsDeepOrWide) {
  const std::string deep = absl::StrCat(R"({"displayName":"甲","x":)", std::string(130'000, '['),
                                        std::string(130'000, ']'), "}");
  EXPECT_THAT(Read(deep).status,
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("32 levels")));
  EXPECT_THAT(JsonErrorRow(deep, 1, "", "why"), HasSubstr("\"_text\":\"{\\\"displayName"));
  std::string wide = R"({"_error":"x")";
  for (int i = 0; i < 28'820; ++i) absl::StrAppend(&wide, ",\"k", i, "\":1");
  wide += "}";
  EXPECT_THAT(Read(wide).status,
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("2000 values")));
  EXPECT_THAT(JsonErrorRow(wide, 1, "", "why"), HasSubstr("_text"));
}

TEST(JsonErrorRow, CanBeSentAgain) {
  const std::string text = R"({"displayName":"甲","type":"FIRM"})";
  const std::string line = JsonErrorRow(text, 7, "customers/1", "why");
  EXPECT_EQ(line,
            "{\"displayName\":\"甲\",\"type\":\"FIRM\",\"_customer\":\"customers/1\",\"_row\":7,"
            "\"_error\":\"why\"}\n");
  EXPECT_EQ(JsonErrorRow(line, 7, "customers/1", "why"), line);
  EXPECT_EQ(Read(line).stated.display_name(), "甲");
  EXPECT_EQ(Read(line).kept, "customers/1");
  // A text that was no JSON states nothing.
  const Row row = Read(JsonErrorRow("nonsense", 1, "", "why"));
  EXPECT_THAT(row.status, IsOk());
  EXPECT_EQ(row.stated.ByteSizeLong(), 0u);
}

}  // namespace
}  // namespace guanxi::customer
