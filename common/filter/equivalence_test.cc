// Random filters over random rows: MariaDB and Matcher must find the same, in three values.
#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/db/database.h"
#include "common/filter/bind.h"
#include "common/filter/checker.h"
#include "common/filter/literal.h"
#include "common/filter/matcher.h"
#include "common/filter/moment.h"
#include "common/filter/random_filters.h"
#include "common/filter/sql.h"
#include "common/filter/test_schema.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace guanxi::filter {
namespace {

constexpr int kRows = 200;
constexpr int kFilters = 600;
static_assert(kRows * kFilters >= 100000);

constexpr char kCreateItems[] = R"(
CREATE TABLE items (
  id INT NOT NULL, display_name VARCHAR(64) NULL, region VARCHAR(64) NULL, employees BIGINT NULL,
  key_account BOOL NULL, create_time DATETIME(6) NULL, founded DATE NULL,
  credit DECIMAL(38,9) NULL, response BIGINT NULL, state INT NULL, owner BINARY(16) NULL,
  short_name VARCHAR(64) NULL, targets BIGINT NULL, update_time DATETIME(6) NULL, closed DATE NULL,
  amount DECIMAL(38,9) NULL, amount_currency CHAR(3) NULL,
  budget DECIMAL(38,9) NULL, budget_currency CHAR(3) NULL,
  wanted_state INT NULL, reviewer BINARY(16) NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)";
// Sets and custom fields: `field` is the binding.
constexpr char kCreateSide[] = R"(
CREATE TABLE item_side (item_id INT NOT NULL, field VARCHAR(64) NOT NULL, n INT NOT NULL,
  int_value BIGINT NULL, string_value VARCHAR(64) NULL, number_value DECIMAL(38,9) NULL,
  currency CHAR(3) NULL, name_value BINARY(16) NULL, time_value DATETIME(6) NULL,
  PRIMARY KEY (item_id, field, n)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin)";

using Record = std::map<std::string, Values>;  // by path

bool IsInSideTable(const Field& field) { return field.repeated || !field.key.empty(); }

const char* SideColumn(Kind kind) {
  switch (kind) {
    case Kind::kInt64:
    case Kind::kBool:
      return "int_value";
    case Kind::kDate:
    case Kind::kTimestamp:
      return "time_value";
    case Kind::kDouble:
    case Kind::kMoney:
      return "number_value";
    case Kind::kName:
      return "name_value";
    default:
      return "string_value";
  }
}

SqlColumn ColumnOf(const Field& field) {
  const bool is_money = field.kind == Kind::kMoney;
  if (!IsInSideTable(field)) {
    return {"i." + field.binding, "", {}, is_money ? "i." + field.binding + "_currency" : ""};
  }
  return {absl::StrCat("s.", SideColumn(field.kind)),
          "FROM item_side s WHERE s.item_id = i.id AND s.field = ?",
          {field.binding},
          is_money ? "s.currency" : ""};
}

class EquivalenceTest : public testing::Test {
 protected:
  void SetUp() override {
    server_ = SharedMariaDb()->CreateSchema().value();
    for (const char* sql : {kCreateItems, kCreateSide}) {
      ASSERT_THAT(SharedMariaDb()->Execute(sql, server_.schema), IsOk());
    }
    database_ = db::Database::Create({server_}).value();
    for (int id = 0; id < kRows; ++id) MakeRecord();
    ASSERT_THAT(Store(), IsOk());
  }

  std::set<int> InDatabase(const Predicate& predicate, const Moment& moment) {
    const SqlPredicate where = ToSql(predicate, ColumnOf, moment);
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

  std::set<int> InMemory(const Predicate& predicate, const Moment& moment, Truth truth) {
    const Matcher matcher(predicate);
    std::set<int> ids;
    for (int id = 0; id < kRows; ++id) {
      const auto read = [&](size_t slot, Values* values) {
        *values = records_[id].at(matcher.fields()[slot]->path);
      };
      const Truth result = matcher.Evaluate(read, moment);
      if (result == truth) ids.insert(id);
      EXPECT_EQ(matcher.Explain(read, moment).result, result);
    }
    return ids;
  }

  RandomFilters random_{20261122};

 private:
  // Every field is missing in one record out of four.
  void MakeRecord() {
    Record record;
    for (const FieldPtr& field : AllTestFields()) {
      const int count = field->repeated ? random_.Below(4) : std::min(1, random_.Below(4));
      Values& values = record[field->path];
      for (int i = 0; i < count; ++i) values.push_back(random_.Value(*field));
    }
    records_.push_back(std::move(record));
  }

  // The columns of a value; a missing amount is NULL or has no currency.
  void AppendValue(const Field& field, const Literal* value, std::vector<db::Value>* row) {
    row->push_back(value != nullptr ? ToDbValue(*value) : db::Value());
    if (field.kind != Kind::kMoney) return;
    if (value != nullptr) {
      row->push_back(std::get<Money>(*value).currency);
    } else {
      const bool blank = random_.Below(2) == 0;
      if (blank) row->back() = db::Value::Decimal("0");
      row->push_back(blank ? db::Value("") : db::Value());
    }
  }

  absl::Status Store() {
    std::vector<std::vector<db::Value>> items, side;
    std::vector<std::string> columns = {"id"};
    for (const FieldPtr& field : AllTestFields()) {
      if (IsInSideTable(*field)) continue;
      columns.push_back(field->binding);
      if (field->kind == Kind::kMoney) columns.push_back(field->binding + "_currency");
    }
    for (int id = 0; id < kRows; ++id) {
      std::vector<db::Value> item = {id};
      for (const FieldPtr& field : AllTestFields()) {
        const Values& values = records_[id].at(field->path);
        if (!IsInSideTable(*field)) {
          AppendValue(*field, values.empty() ? nullptr : &values[0], &item);
        } else {
          for (const Literal& value : values) side.push_back(SideRow(id, *field, value));
        }
      }
      items.push_back(std::move(item));
    }
    return database_->ReadWrite({}, [&](db::Transaction& tx) -> absl::Status {
      GUANXI_RETURN_IF_ERROR(tx.InsertRows({"items.insert",
                                            absl::StrCat("INSERT INTO items (",
                                                         absl::StrJoin(columns, ", "), ") VALUES "),
                                            ""},
                                           items)
                                 .status());
      return tx
          .InsertRows({"side.insert",
                       "INSERT INTO item_side (item_id, field, n, int_value, string_value, "
                       "number_value, currency, name_value, time_value) VALUES ",
                       ""},
                      side)
          .status();
    });
  }

  std::vector<db::Value> SideRow(int id, const Field& field, const Literal& value) {
    std::vector<db::Value> row = {id, field.binding, ++last_side_row_};
    const std::string column = SideColumn(field.kind);
    for (const char* name : {"int_value", "string_value", "number_value"}) {
      row.push_back(column == name ? ToDbValue(value) : db::Value());
    }
    row.push_back(field.kind == Kind::kMoney ? db::Value(std::get<Money>(value).currency)
                                             : db::Value());
    for (const char* name : {"name_value", "time_value"}) {
      row.push_back(column == name ? ToDbValue(value) : db::Value());
    }
    return row;
  }

  db::Server server_;
  std::unique_ptr<db::Database> database_;
  std::vector<Record> records_;
  int last_side_row_ = 0;
};

TEST_F(EquivalenceTest, DatabaseAndMemoryAgree) {
  int found_some = 0;
  int unknown = 0;
  const std::vector<Moment> moments = RandomFilters::Moments();
  for (int i = 0; i < kFilters; ++i) {
    const Moment& moment = moments[random_.Below(static_cast<int>(moments.size()))];
    const std::string filter = random_.Filter(/*depth=*/i % 4);
    const auto predicate = Compile(filter, TestSchema(), ResolveTestField);
    ASSERT_THAT(predicate, IsOk()) << filter;
    const std::set<int> is_true = InMemory(*predicate, moment, Truth::kTrue);
    ASSERT_EQ(InDatabase(*predicate, moment), is_true) << filter;
    // What is left out of both is unknown.
    const std::string negated = absl::StrCat("NOT (", filter, ")");
    const auto negation = Compile(negated, TestSchema(), ResolveTestField);
    ASSERT_THAT(negation, IsOk()) << negated;
    const std::set<int> is_false = InMemory(*predicate, moment, Truth::kFalse);
    ASSERT_EQ(InDatabase(*negation, moment), is_false) << negated;
    found_some += !is_true.empty() && is_true.size() < kRows;
    unknown += is_true.size() + is_false.size() < kRows;
  }
  // The filters were not all trivial.
  EXPECT_GT(found_some, kFilters / 2);
  EXPECT_GT(unknown, kFilters / 2);
}

}  // namespace
}  // namespace guanxi::filter
