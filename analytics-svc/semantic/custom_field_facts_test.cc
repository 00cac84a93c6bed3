#include "analytics-svc/semantic/custom_field_facts.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "analytics-svc/engine/engine_testing.h"
#include "analytics-svc/facts/tables.h"
#include "analytics-svc/replica/replica_schema.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {
namespace {

using Kind = CustomField::Kind;

const Uuid kTenant = DeriveUuid("tenant", "a");

class CustomFieldFactsTest : public ::testing::Test {
 protected:
  CustomFieldFactsTest() {
    EXPECT_THAT(duck_->Write([](DuckWriter& writer) {
      return writer.Execute(CreateCopySql(FactCustomValue(), FactCustomValue().name)).status();
    }),
                IsOk());
  }

  // The values of a field of one customer.
  void Add(const std::string& key, SqlValue text, SqlValue number, SqlValue time) {
    std::vector<SqlValue> row;
    const std::map<std::string, SqlValue> said = {
        {"tenant_id", kTenant},
        {"id", DeriveUuid("customer", absl::StrCat(++customers_))},
        {"live", int64_t{1}},
        {"field_key", key},
        {"record_type", std::string("customers")},
        {"text_value", std::move(text)},
        {"number_value", std::move(number)},
        {"time_value", std::move(time)}};
    for (const std::string& column : CopyColumns(FactCustomValue())) {
      const auto found = said.find(column);
      row.push_back(found == said.end() ? SqlValue() : found->second);
    }
    EXPECT_THAT(duck_->Write([&](DuckWriter& writer) {
      return writer.Append(FactCustomValue().name, {row});
    }),
                IsOk());
  }

  std::map<std::string, Kind> Kinds() {
    std::map<std::string, Kind> kinds;
    const auto fields = ReadCustomFields(duck_.get(), kTenant, {});
    EXPECT_THAT(fields, IsOk());
    if (!fields.ok()) return kinds;
    for (const CustomField& field : *fields) kinds[field.key] = field.kind;
    return kinds;
  }

  const std::unique_ptr<DuckDatabase> duck_ = OpenDuck(SmallDuck(NewFolder()));
  int customers_ = 0;
};

TEST_F(CustomFieldFactsTest, KindsAreThoseOfTheValues) {
  const absl::Time day = absl::FromUnixSeconds(1'790'000'000);
  Add("area", std::string("华东"), {}, {});
  Add("seats", {}, Decimal{"3"}, {});
  Add("since", std::string("2024-03-01"), {}, day);
  // Somebody noted a day where others note a text.
  Add("note", std::string("2024-03-01"), {}, day);
  Add("note", std::string("next year"), {}, {});
  EXPECT_EQ(Kinds(), (std::map<std::string, Kind>{{"area", Kind::kText},
                                                  {"seats", Kind::kNumber},
                                                  {"since", Kind::kTime},
                                                  {"note", Kind::kText}}));
}

}  // namespace
}  // namespace guanxi::analytics
