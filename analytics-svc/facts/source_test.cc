#include "analytics-svc/facts/source.h"

#include "analytics-svc/facts/source_testing.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "guanxi/customer/v1/customer.pb.h"
#include "guanxi/lead/v1/contract.pb.h"
#include "guanxi/lead/v1/opportunity.pb.h"

namespace guanxi::analytics {
namespace {

using customer::v1::Customer;
using event::v1::LogEvent;
using lead::v1::Contract;
using lead::v1::Opportunity;

const Uuid kTenant = DeriveUuid("tenant", "a");
const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);

const Source& SourceOf(const std::string& type) {
  for (const Source* source : Sources()) {
    if (source->spec().type == type) return *source;
  }
  ADD_FAILURE() << "there is no source of " << type;
  return *Sources().front();
}

// What a column of the record says, as text; "-" for NULL.
std::string Say(const Table& table, const std::vector<db::Value>& values,
                const std::string& column) {
  for (size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name != column) continue;
    const auto& data = values[i].data();
    if (const auto* const text = std::get_if<std::string>(&data)) return *text;
    if (const auto* const number = std::get_if<int64_t>(&data)) return absl::StrCat(*number);
    return "-";
  }
  return "no such column";
}

Record FoldAll(const Source& source, const std::vector<LogEvent>& events) {
  Record record(source.table());
  for (const LogEvent& event : events) {
    const auto outcome = source.Fold(event, &record);
    EXPECT_THAT(outcome, IsOk());
    if (!outcome.ok()) continue;
    EXPECT_NE(*outcome, Source::Outcome::kMissing);
  }
  return record;
}

TEST(SourceTest, AllPathsOfAllTablesAreReadFromSomeSource) {
  for (const Table* table : FactTables()) {
    if (table->item() != nullptr) continue;
    for (const Column& column : table->columns) {
      if (column.path.empty()) continue;
      bool is_read = false;
      for (const Source* source : Sources()) {
        if (&source->table() != table) continue;
        is_read |= ColumnReader(column, source->spec().prototype->GetDescriptor()).is_bound();
      }
      EXPECT_TRUE(is_read) << table->name << "." << column.name;
    }
  }
}

TEST(SourceTest, NoColumnReadsPersonalData) {
  for (const Source* source : Sources()) {
    for (const Column& column : source->table().columns) {
      if (column.path.empty()) continue;
      const auto* descriptor = source->spec().prototype->GetDescriptor();
      size_t start = 0;
      while (descriptor != nullptr && start <= column.path.size()) {
        const size_t end = std::min(column.path.find('.', start), column.path.size());
        const auto* const field =
            descriptor->FindFieldByName(column.path.substr(start, end - start));
        if (field == nullptr) break;
        EXPECT_EQ(field->options().GetExtension(metadata::v1::field).personal(),
                  metadata::v1::PERSONAL_DATA_UNSPECIFIED)
            << source->table().name << "." << column.name;
        descriptor = field->message_type();
        start = end + 1;
      }
    }
  }
}

TEST(SourceTest, AnEventThatDoesNotFollowChangesNothing) {
  RecordHistory<Contract> history("contract", kTenant, DeriveUuid("contract", "a"));
  Contract contract;
  contract.set_state(Contract::DRAFT);
  history.Create(contract, kStart);
  contract.set_state(Contract::ACTIVE);
  history.Update(contract, kStart + absl::Hours(1));
  contract.set_state(Contract::BREACHED);
  history.Update(contract, kStart + absl::Hours(2));
  const Source& source = SourceOf("contract");
  Record record(source.table());
  EXPECT_EQ(source.Fold(history.events()[1], &record).value(), Source::Outcome::kMissing);
  EXPECT_EQ(source.Fold(history.events()[0], &record).value(), Source::Outcome::kFolded);
  EXPECT_EQ(source.Fold(history.events()[0], &record).value(), Source::Outcome::kKnown);
  EXPECT_EQ(source.Fold(history.events()[2], &record).value(), Source::Outcome::kMissing);
  EXPECT_EQ(Say(source.table(), record.values, "state"), "DRAFT");
}

TEST(SourceTest, TimesOfStatesAreThoseOfTheirChanges) {
  RecordHistory<Contract> history("contract", kTenant, DeriveUuid("contract", "a"));
  Contract contract;
  contract.set_state(Contract::ACTIVE);
  contract.mutable_amount()->set_currency_code("CNY");
  contract.mutable_amount()->set_units(120'000);
  contract.mutable_amount()->set_nanos(500'000'000);
  history.Create(contract, kStart);
  contract.set_state(Contract::BREACHED);
  history.Update(contract, kStart + absl::Hours(1));
  contract.set_state(Contract::ACTIVE);
  history.Update(contract, kStart + absl::Hours(2));
  contract.set_state(Contract::BREACHED);
  history.Update(contract, kStart + absl::Hours(3));
  const Source& source = SourceOf("contract");
  const Record record = FoldAll(source, history.events());
  EXPECT_EQ(Say(source.table(), record.values, "amount"), "120000.5");
  EXPECT_EQ(Say(source.table(), record.values, "currency"), "CNY");
  EXPECT_EQ(Say(source.table(), record.values, "base_amount"), "-");
  const auto time = [&](const char* column) {
    return db::ParseDateTime(Say(source.table(), record.values, column)).value();
  };
  EXPECT_EQ(time("state_time"), kStart + absl::Hours(3));
  EXPECT_EQ(time("breach_time"), kStart + absl::Hours(1));  // the first one
}

TEST(SourceTest, VersionsOfACustomerFollowOneAnotherWithoutAGap) {
  RecordHistory<Customer> history("customer", kTenant, DeriveUuid("customer", "a"));
  Customer customer;
  customer.set_industry("制造业");
  customer.set_region("浙江");
  history.Create(customer, kStart);
  customer.set_note("nothing that is tracked");
  history.Update(customer, kStart + absl::Hours(1));
  customer.set_region("上海");
  history.Update(customer, kStart + absl::Hours(2));
  customer.set_industry("零售");
  history.Update(customer, kStart + absl::Hours(1));  // by a clock that is behind
  const Source& source = SourceOf("customer");
  const Record record = FoldAll(source, history.events());
  EXPECT_EQ(Say(source.table(), record.values, "version"), "3");
  const Table& versions = FactCustomerVersion();
  std::map<std::string, const PartValues*> last;
  for (const PartValues& row : record.versions) last[Say(versions, row, "version")] = &row;
  ASSERT_EQ(last.size(), 3u);
  EXPECT_EQ(Say(versions, *last["1"], "valid_from"), "1970-01-01 00:00:00.000000");
  EXPECT_EQ(Say(versions, *last["1"], "region"), "浙江");
  EXPECT_EQ(Say(versions, *last["1"], "valid_to"), Say(versions, *last["2"], "valid_from"));
  EXPECT_EQ(Say(versions, *last["2"], "valid_to"), Say(versions, *last["3"], "valid_from"));
  EXPECT_EQ(Say(versions, *last["3"], "valid_to"), "9999-12-31 00:00:00.000000");
  EXPECT_EQ(Say(versions, *last["3"], "region"), "上海");
  EXPECT_EQ(Say(versions, *last["3"], "industry"), "零售");
}

TEST(SourceTest, StaysInStagesAreParts) {
  RecordHistory<Opportunity> history("opportunity", kTenant, DeriveUuid("opportunity", "a"));
  const std::string pipeline = absl::StrCat("pipelines/", DeriveUuid("p", "1").ToString());
  const auto stage = [&](const char* key) {
    return absl::StrCat(pipeline, "/stages/", DeriveUuid("s", key).ToString());
  };
  Opportunity opportunity;
  opportunity.set_stage(stage("demo"));
  auto* stay = opportunity.add_stage_history();
  stay->set_stage(stage("demo"));
  stay->mutable_enter_time()->set_seconds(1'790'000'000);
  history.Create(opportunity, kStart);
  stay->mutable_duration()->set_seconds(3600);
  stay = opportunity.add_stage_history();
  stay->set_stage(stage("negotiation"));
  stay->mutable_enter_time()->set_seconds(1'790'003'600);
  opportunity.set_stage(stage("negotiation"));
  history.Update(opportunity, kStart + absl::Hours(1));
  const Record record = FoldAll(SourceOf("opportunity"), history.events());
  const auto& parts = record.parts.at(&FactStageChange());
  ASSERT_EQ(parts.size(), 2u);
  EXPECT_EQ(Say(FactStageChange(), parts[0], "ordinal"), "0");
  EXPECT_EQ(Say(FactStageChange(), parts[0], "duration"), "3600000000");
  EXPECT_EQ(Say(FactStageChange(), parts[0], "leave_time"),
            Say(FactStageChange(), parts[1], "enter_time"));
  EXPECT_EQ(Say(FactStageChange(), parts[1], "leave_time"), "-");
  EXPECT_EQ(Say(FactStageChange(), parts[1], "stage_id"), DeriveUuid("s", "negotiation").bytes());
  EXPECT_EQ(Say(FactStageChange(), parts[1], "pipeline_id"), DeriveUuid("p", "1").bytes());
}

TEST(SourceTest, TheCompanysOwnFieldsAreValues) {
  RecordHistory<Customer> history("customer", kTenant, DeriveUuid("customer", "a"));
  Customer customer;
  (*customer.mutable_custom())["area"].set_string_value("华东");
  (*customer.mutable_custom())["seats"].set_number_value(12.5);
  (*customer.mutable_custom())["since"].set_string_value("2024-03-01");
  (*customer.mutable_custom())["listed"].set_bool_value(true);
  history.Create(customer, kStart);
  const Record record = FoldAll(SourceOf("customer"), history.events());
  const Table& table = FactCustomValue();
  std::map<std::string, const PartValues*> rows;
  for (const PartValues& row : record.parts.at(&table)) rows[Say(table, row, "field_key")] = &row;
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(Say(table, *rows["area"], "text_value"), "华东");
  EXPECT_EQ(Say(table, *rows["area"], "record_type"), "customers");
  EXPECT_EQ(Say(table, *rows["seats"], "number_value"), "12.500000000");
  EXPECT_EQ(db::ParseDateTime(Say(table, *rows["since"], "time_value")).value(),
            absl::FromCivil(absl::CivilDay(2024, 3, 1), absl::UTCTimeZone()));
  EXPECT_EQ(Say(table, *rows["listed"], "text_value"), "true");
}

}  // namespace
}  // namespace guanxi::analytics
