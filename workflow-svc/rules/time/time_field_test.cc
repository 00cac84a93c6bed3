#include "workflow-svc/rules/time/time_field.h"

#include <string>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"

namespace guanxi::workflow {
namespace {

using customer::v1::Customer;

std::optional<ToldTime> Read(const char* path, const char* text) {
  Customer customer;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &customer)) << text;
  const auto field = TimeField::Find(path, Customer::descriptor());
  EXPECT_THAT(field, IsOk()) << path;
  return field->Read(customer);
}

std::string DateIn(const char* path, const char* text) {
  const auto told = Read(path, text);
  if (!told.has_value() || !told->is_date) return "none";
  return std::to_string(told->year) + "-" + std::to_string(told->month) + "-" +
         std::to_string(told->day);
}

TEST(TimeFieldTest, ReadsTimes) {
  const auto told = Read("last_follow_up_time", "last_follow_up_time {seconds: 1790000000}");
  ASSERT_TRUE(told.has_value());
  EXPECT_FALSE(told->is_date);
  EXPECT_EQ(told->time, absl::FromUnixSeconds(1790000000));
  EXPECT_EQ(Read("last_follow_up_time", ""), std::nullopt);
}

TEST(TimeFieldTest, ReadsDatesWithoutAYear) {
  EXPECT_EQ(DateIn("person.birth_date", "person {birth_date {year: 1990 month: 3 day: 5}}"),
            "1990-3-5");
  EXPECT_EQ(DateIn("person.birth_date", "person {birth_date {month: 2 day: 29}}"), "0-2-29");
  EXPECT_EQ(DateIn("person.birth_date", "person {birth_date {year: 1990}}"), "none");
  EXPECT_EQ(DateIn("person.birth_date", "person {}"), "none");
  EXPECT_EQ(DateIn("person.birth_date", "organization {}"), "none");
}

TEST(TimeFieldTest, ReadsCustomDatesAndTimes) {
  const char* const kDate = R"(custom {key: "renewal" value {string_value: "2026-03-31"}})";
  EXPECT_EQ(DateIn("custom.renewal", kDate), "2026-3-31");
  const auto told = Read("custom.renewal",
                         R"(custom {key: "renewal" value {string_value: "2026-03-31T01:00:00Z"}})");
  ASSERT_TRUE(told.has_value());
  EXPECT_FALSE(told->is_date);
  EXPECT_EQ(Read("custom.renewal", R"(custom {key: "renewal" value {number_value: 1}})"),
            std::nullopt);
  EXPECT_EQ(Read("custom.other", kDate), std::nullopt);
}

TEST(TimeFieldTest, OtherFieldsTellNoTime) {
  for (const char* path : {"display_name", "nothing", "", "person", "custom", "tags", "address.x",
                           "person.birth_date.year", "custom.a.b"}) {
    EXPECT_THAT(TimeField::Find(path, Customer::descriptor()),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << path;
  }
}

}  // namespace
}  // namespace guanxi::workflow
