#include "analytics-svc/semantic/custom_field_facts.h"

#include <map>
#include <string>
#include <utility>

#include "analytics-svc/semantic/rows_testing.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using Kind = CustomField::Kind;

// The value of a field of one customer.
void AddValue(FactRows* rows, const std::string& key, SqlValue text, SqlValue number = {},
              SqlValue time = {}) {
  rows->Add(FactCustomValue(), {{"field_key", key},
                                {"record_type", std::string("customers")},
                                {"text_value", std::move(text)},
                                {"number_value", std::move(number)},
                                {"time_value", std::move(time)}});
}

TEST(CustomFieldFactsTest, KindsAreThoseOfTheValues) {
  FactRows rows;
  const absl::Time day = absl::FromUnixSeconds(1'790'000'000);
  AddValue(&rows, "area", std::string("华东"));
  AddValue(&rows, "seats", {}, Decimal{"3"});
  AddValue(&rows, "since", std::string("2024-03-01"), {}, day);
  // Somebody noted a day where others note a text.
  AddValue(&rows, "note", std::string("2024-03-01"), {}, day);
  AddValue(&rows, "note", std::string("next year"));
  const auto fields = ReadCustomFields(rows.engine(), FactRows::Tenant(), {});
  ASSERT_THAT(fields, IsOk());
  std::map<std::string, Kind> kinds;
  for (const CustomField& field : *fields) kinds[field.key] = field.kind;
  EXPECT_EQ(kinds, (std::map<std::string, Kind>{{"area", Kind::kText},
                                                {"seats", Kind::kNumber},
                                                {"since", Kind::kTime},
                                                {"note", Kind::kText}}));
}

}  // namespace
}  // namespace guanxi::analytics
