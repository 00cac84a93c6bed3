// Random filters over random rows: MariaDB and Matches() must find the same.
#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/filter/bind.h"
#include "common/filter/checker.h"
#include "common/filter/literal.h"
#include "common/filter/matcher.h"
#include "common/filter/sql.h"
#include "common/filter/test_schema.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::filter {
namespace {

constexpr int kRows = 200;
constexpr int kFilters = 400;

constexpr char kCreateItems[] = R"(
CREATE TABLE items (
  id INT NOT NULL, display_name VARCHAR(64) NULL, region VARCHAR(64) NULL, employees BIGINT NULL,
  key_account BOOL NULL, create_time DATETIME(6) NULL, founded DATE NULL,
  credit DECIMAL(38,9) NULL, response BIGINT NULL, state INT NULL, owner BINARY(16) NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)";
constexpr char kCreateTags[] = R"(
CREATE TABLE item_tags (item_id INT NOT NULL, n INT NOT NULL, tag VARCHAR(64) NOT NULL,
  PRIMARY KEY (item_id, n)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)";
constexpr char kCreateCustom[] = R"(
CREATE TABLE item_custom (item_id INT NOT NULL, field VARCHAR(64) NOT NULL, int_value BIGINT NULL,
  string_value VARCHAR(64) NULL, PRIMARY KEY (item_id, field)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)";

// All fields; those in `items`, in the order of kColumns, come first.
const std::vector<std::vector<std::string>> kPaths = {
    {"display_name"},   {"address", "region_code"},
    {"employee_count"}, {"key_account"},
    {"create_time"},    {"founded"},
    {"credit_limit"},   {"response_time"},
    {"state"},          {"owner"},
    {"tags"},           {"custom", "area"},
    {"custom", "a.b"},  {"custom", "colour"}};
const std::vector<std::string> kColumns = {"display_name", "region",  "employees", "key_account",
                                           "create_time",  "founded", "credit",    "response",
                                           "state",        "owner"};

// Texts that SQL, LIKE, collations and the filter language treat specially.
const std::vector<std::string> kTexts = {
    "",  " ",  "a",  "A", "a ", "ab", "a b",  "b",    "%", "_", "a%b", "a_b", "!",    "!%",
    "*", "a*", "\\", "'", "\"", "华", "华为", "为华", "ä", "😀", "?",   "ss",  "a\\b", "x' OR 1"};

using Values = std::vector<Literal>;
using Record = std::map<std::string, Values>;  // by path

SqlColumn ColumnOf(const Field& field) {
  if (field.path == "tags") return {"t.tag", "FROM item_tags t WHERE t.item_id = i.id", {}};
  if (field.path.rfind("custom.", 0) == 0) {
    return {field.kind == Kind::kInt64 ? "s.int_value" : "s.string_value",
            "FROM item_custom s WHERE s.item_id = i.id AND s.field = ?",
            {field.binding}};
  }
  return {"i." + field.binding, "", {}};
}

class Generator {
 public:
  explicit Generator(int seed) : random_(seed) {}

  int Below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }
  const std::string& Text() { return kTexts[Below(kTexts.size())]; }

  Literal Value(const Field& field) {
    switch (field.kind) {
      case Kind::kString:
        return Text();
      case Kind::kName:
        return Bytes{std::string(Owner().bytes())};
      case Kind::kEnum:
        return int64_t{Below(3)};
      case Kind::kInt64:
        return int64_t{Below(7) - 3};
      case Kind::kBool:
        return Below(2) == 1;
      case Kind::kTimestamp:
        return absl::FromUnixMicros(1700000000000000 + 250000 * Below(4));
      case Kind::kDate:
        return absl::CivilDay(2024, 2, 27 + Below(4));
      case Kind::kDouble:
        return DecimalOf(Below(5) * 1e22);
      case Kind::kDecimal:
        // Some differ only where a double would not show it.
        if (Below(3) == 0) return Decimal{absl::StrCat("1234567890123456789.", 1 + Below(3))};
        return ParseDecimal(absl::StrCat((Below(9) - 4) * 25, "e-2")).value();
      case Kind::kDuration:
        return int64_t{Below(4)} * 500000;
    }
    return false;
  }

  // A filter in the language itself, so that parser and checker take part.
  std::string Filter(int depth) {
    const int choice = depth == 0 ? 0 : Below(6);
    if (choice == 3) return absl::StrCat("NOT (", Filter(depth - 1), ")");
    if (choice == 4 || choice == 5) {
      std::vector<std::string> operands;
      for (int i = 0; i < 2 + Below(2); ++i) {
        operands.push_back(absl::StrCat("(", Filter(depth - 1), ")"));
      }
      return absl::StrJoin(operands, choice == 4 ? " AND " : " OR ");
    }
    return Comparison();
  }

 private:
  Uuid Owner() {
    Uuid id;
    id.data[0] = static_cast<uint8_t>('A' + Below(3));
    return id;
  }

  std::string Comparison() {
    const FieldPtr field = schema_.Find(kPaths[Below(kPaths.size())], ResolveTestField).value();
    if (Below(6) == 0) return absl::StrCat(field->path, ":*");
    const bool ordered = !field->repeated && field->kind != Kind::kName &&
                         field->kind != Kind::kEnum && field->kind != Kind::kBool;
    static constexpr std::array<const char*, 7> kOperators = {":", "=", "!=", "<", "<=", ">", ">="};
    const int op = Below(field->repeated ? 1 : ordered ? 7 : 3);
    std::string value = Write(*field, Value(*field));
    if (field->kind == Kind::kString && op < 3 && Below(2) == 0) {
      if (Below(2) == 0) value.insert(1, "*");
      if (Below(2) == 0) value.insert(value.size() - 1, "*");
    }
    return absl::StrCat(field->path, " ", kOperators[op], " ", value);
  }

  std::string Write(const Field& field, const Literal& value) {
    switch (field.kind) {
      case Kind::kString:
        return QuoteString(std::get<std::string>(value));
      case Kind::kName:
        return "users/" + Uuid::FromBytes(std::get<Bytes>(value).value)->ToString();
      case Kind::kEnum:
        return std::array<const char*, 3>{"STATE_UNSPECIFIED", "ACTIVE",
                                          "LEAD"}[std::get<int64_t>(value)];
      case Kind::kInt64:
        return absl::StrCat(std::get<int64_t>(value));
      case Kind::kBool:
        return std::get<bool>(value) ? "true" : "false";
      case Kind::kTimestamp:
        return absl::FormatTime(absl::RFC3339_full, std::get<absl::Time>(value),
                                absl::FixedTimeZone(8 * 3600));
      case Kind::kDate:
        return absl::FormatCivilTime(std::get<absl::CivilDay>(value));
      case Kind::kDecimal:
      case Kind::kDouble:
        return std::get<Decimal>(value).text;
      case Kind::kDuration:
        return absl::StrCat(std::get<int64_t>(value) / 1000000, ".",
                            std::get<int64_t>(value) / 100000 % 10, "s");
    }
    return "";
  }

  std::mt19937 random_;
  const Schema schema_ = TestSchema();
};

class EquivalenceTest : public testing::Test {
 protected:
  void SetUp() override {
    server_ = SharedMariaDb()->CreateSchema().value();
    for (const char* sql : {kCreateItems, kCreateTags, kCreateCustom}) {
      ASSERT_THAT(SharedMariaDb()->Execute(sql, server_.schema), IsOk());
    }
    database_ = db::Database::Create({server_}).value();
    for (int id = 0; id < kRows; ++id) MakeRecord();
    ASSERT_THAT(Store(), IsOk());
  }

  std::set<int> InDatabase(const Predicate& predicate) {
    const SqlPredicate where = ToSql(predicate, ColumnOf);
    std::vector<db::Value> values;
    for (const Literal& literal : where.bound) values.push_back(ToDbValue(literal));
    const db::Query query{"items.filter",
                          absl::StrCat("SELECT id FROM items i WHERE ", where.text)};
    std::set<int> ids;
    const absl::Status status = database_->ReadOnly({}, [&](db::Transaction& tx) -> absl::Status {
      GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(query, values));
      for (const db::Row row : rows) ids.insert(row.Int64(0));
      return absl::OkStatus();
    });
    EXPECT_THAT(status, IsOk()) << where.text;
    return ids;
  }

  std::set<int> InMemory(const Predicate& predicate) {
    std::set<int> ids;
    for (int id = 0; id < kRows; ++id) {
      const Record& record = records_[id];
      const bool matches = Matches(predicate, [&record](const Field& field) {
        const auto found = record.find(field.path);
        return found == record.end() ? Values() : found->second;
      });
      if (matches) ids.insert(id);
    }
    return ids;
  }

  Generator generator_{20261122};

 private:
  // Every field is missing in one record out of four.
  void MakeRecord() {
    Record record;
    for (const std::vector<std::string>& path : kPaths) {
      const FieldPtr field = TestSchema().Find(path, ResolveTestField).value();
      const int count = field->repeated ? generator_.Below(4) : std::min(1, generator_.Below(4));
      Values& values = record[field->path];
      for (int i = 0; i < count; ++i) values.push_back(generator_.Value(*field));
    }
    records_.push_back(std::move(record));
  }

  absl::Status Store() {
    std::vector<std::vector<db::Value>> items, tags, custom;
    for (int id = 0; id < kRows; ++id) {
      std::vector<db::Value> item = {id};
      for (size_t i = 0; i < kColumns.size(); ++i) {
        const Values& values = records_[id].at(TestSchema().Find(kPaths[i]).value()->path);
        item.push_back(values.empty() ? db::Value() : ToDbValue(values[0]));
      }
      items.push_back(std::move(item));
      for (const Literal& tag : records_[id].at("tags")) {
        tags.push_back({id, static_cast<int>(tags.size()), ToDbValue(tag)});
      }
      for (const Literal& area : records_[id].at("custom.area")) {
        custom.push_back({id, "area", ToDbValue(area), nullptr});
      }
      for (const Literal& text : records_[id].at("custom.colour")) {
        custom.push_back({id, "colour", nullptr, ToDbValue(text)});
      }
      for (const Literal& text : records_[id].at("custom.\"a.b\"")) {
        custom.push_back({id, "a.b", nullptr, ToDbValue(text)});
      }
    }
    return database_->ReadWrite({}, [&](db::Transaction& tx) -> absl::Status {
      const std::string columns = absl::StrJoin(kColumns, ", ");
      GUANXI_RETURN_IF_ERROR(
          tx.InsertRows(
                {"items.insert", absl::StrCat("INSERT INTO items (id, ", columns, ") VALUES "), ""},
                items)
              .status());
      GUANXI_RETURN_IF_ERROR(
          tx.InsertRows({"tags.insert", "INSERT INTO item_tags (item_id, n, tag) VALUES ", ""},
                        tags)
              .status());
      return tx
          .InsertRows(
              {"custom.insert",
               "INSERT INTO item_custom (item_id, field, int_value, string_value) VALUES ", ""},
              custom)
          .status();
    });
  }

  db::Server server_;
  std::unique_ptr<db::Database> database_;
  std::vector<Record> records_;
};

TEST_F(EquivalenceTest, DatabaseAndMemoryAgree) {
  int found_some = 0;
  for (int i = 0; i < kFilters; ++i) {
    const std::string filter = generator_.Filter(/*depth=*/i % 4);
    const auto predicate = Compile(filter, TestSchema(), ResolveTestField);
    ASSERT_THAT(predicate, IsOk()) << filter;
    const std::set<int> in_memory = InMemory(*predicate);
    ASSERT_EQ(InDatabase(*predicate), in_memory) << filter;
    found_some += !in_memory.empty() && in_memory.size() < kRows;
  }
  // The filters were not all trivial.
  EXPECT_GT(found_some, kFilters / 2);
}

}  // namespace
}  // namespace guanxi::filter
