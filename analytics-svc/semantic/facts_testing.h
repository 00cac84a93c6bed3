// The same made-up facts in DuckDB and in MariaDB, for tests of what is reckoned from them.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_FACTS_TESTING_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_FACTS_TESTING_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "analytics-svc/engine/duck_database.h"
#include "analytics-svc/engine/engine_testing.h"
#include "analytics-svc/engine/mysql_engine.h"
#include "analytics-svc/facts/tables.h"
#include "analytics-svc/replica/replica_schema.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/testing/mariadb.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {

// The nth id of a kind.
inline Uuid IdOf(absl::string_view kind, int n) { return DeriveUuid(kind, absl::StrCat(n)); }
inline const Uuid kTenantA = IdOf("tenant", 1);
inline const Uuid kTenantB = IdOf("tenant", 2);

// Thread safety: none.
class FactsWorld {
 public:
  static constexpr int kRows = 40;  // of each table and tenant
  static constexpr int kOwners = 3;
  static constexpr int kDepartments = 4;

  FactsWorld() : options_(SmallDuck(NewFolder())), duck_(OpenDuck(options_)) {
    const db::Server server = SharedMariaDb()->CreateSchema().value();
    for (const Table* const table : FactTables()) MakeTables(*table, server.schema);
    database_ = db::Database::Create({server}).value();
    mysql_ = std::make_unique<MysqlEngine>(database_.get());
    for (const Table* const table : FactTables()) {
      AddRows(*table, kTenantA);
      AddRows(*table, kTenantB);
    }
  }

  DuckDatabase* duck() { return duck_.get(); }
  SqlEngine* mysql() { return mysql_.get(); }
  const std::string& exports() const { return options_.export_folder; }

  // What the row has in a column: from its number alone, so that tests can reckon it, too. Every
  // seventh value that may be missing is.
  static SqlValue ValueOf(const Table& table, const Column& column, int row) {
    const std::string type = SqlType(column);
    const int salt = static_cast<int>(column.name.size()) + row;
    if (!IsRequired(column) && column.kind != ColumnKind::kPart && salt % 7 == 0) return {};
    if (type == "BINARY(16)") return RecordOf(column.name, row);
    if (type == "DATE") return absl::CivilDay(2025, 1, 1) + row * 17 % 700;
    if (type == "DATETIME(6)") return MomentOf(column.name, row);
    if (type == "TINYINT") return int64_t{row % 2};
    if (type == "BIGINT") return int64_t{row % 5 + 1};
    if (type.rfind("DECIMAL", 0) == 0) return Decimal{absl::StrCat(row * 37 % 101, ".", salt)};
    if (column.kind == ColumnKind::kItem) return absl::StrCat("field", row % 3);
    return TextOf(table, column.name, row);
  }

 private:
  static SqlValue RecordOf(const std::string& column, int row) {
    if (column == "owner_id" || column == "user_id") return IdOf("user", row % kOwners);
    if (column == "department_id") return IdOf("department", row % kDepartments);
    const std::string kind = column.substr(0, column.rfind("_id"));
    return IdOf(absl::StrCat("fact_", kind), row % 10);
  }

  static SqlValue MomentOf(const std::string& column, int row) {
    if (column == "valid_from") return absl::FromUnixSeconds(0);
    if (column == "valid_to")
      return absl::FromCivil(absl::CivilDay(9999, 12, 31), absl::UTCTimeZone());
    // Through two years by steps that meet every hour and weekday.
    const absl::Time first = absl::FromUnixSeconds(1'735'689'600);
    return first + absl::Hours(row * 431 % 17'000) + absl::Minutes(row * 7) +
           absl::Hours(column.size());
  }

  static SqlValue TextOf(const Table& table, const std::string& column, int row) {
    const auto among = [row](std::vector<const char*> all) {
      return SqlValue(std::string(all[static_cast<size_t>(row) % all.size()]));
    };
    if (column == "subject_type") return among({"customers", "leads", "opportunities"});
    if (column == "record_type") return among({"customers"});
    if (table.name == "fact_survey" && column == "kind") return among({"NPS", "CSAT", "CES"});
    if (column == "kind") return among({"RECEIPT", "REFUND", "VISIT"});
    if (absl::EndsWith(column, "currency")) return among({"CNY", "USD"});
    if (column != "state") return absl::StrCat(column, " ", row % 4);
    if (table.name == "fact_opportunity") return among({"OPEN", "WON", "LOST"});
    if (table.name == "fact_order") return among({"PLACED", "CANCELLED", "DELIVERED"});
    if (table.name == "fact_contract") return among({"DRAFT", "ACTIVE", "BREACHED"});
    if (table.name == "fact_todo") return among({"OPEN", "DONE"});
    if (table.name == "fact_invoice") return among({"ISSUED", "DRAFT"});
    if (table.name == "fact_ticket") return among({"NEW", "OPEN", "RESOLVED", "MERGED"});
    if (table.name == "fact_sla") return among({"RUNNING", "STOPPED", "CANCELLED"});
    if (table.name == "fact_approval") return among({"RUNNING", "APPROVED", "REJECTED"});
    if (table.name == "fact_quote") return among({"SENT", "ACCEPTED", "REJECTED"});
    return among({"CONFIRMED", "ENTERED", "CONVERTED"});
  }

  void MakeTables(const Table& table, const std::string& schema) {
    std::string sql = absl::StrCat("CREATE TABLE ", table.name,
                                   " (tenant_id BINARY(16), id BINARY(16), live TINYINT");
    for (const Column& column : table.columns) {
      absl::StrAppend(&sql, ", ", column.name, " ", SqlType(column));
    }
    absl::StrAppend(&sql, ") DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin");
    EXPECT_THAT(SharedMariaDb()->Execute(sql, schema), IsOk()) << sql;
    EXPECT_THAT(duck_->Write([&](DuckWriter& writer) {
      return writer.Execute(CreateCopySql(table, table.name)).status();
    }),
                IsOk());
  }

  void AddRows(const Table& table, const Uuid& tenant) {
    std::vector<std::vector<SqlValue>> rows;
    for (int row = 0; row < kRows; ++row) {
      // A record for each number; of parts several rows of each.
      const int record = table.item() == nullptr ? row : row / 4;
      std::vector<SqlValue> values = {tenant, IdOf(table.name, record), int64_t{row % 11 != 10}};
      if (table.name == "fact_customer_version" || table.name == "fact_custom_value") {
        values[1] = IdOf("fact_customer", record);
      }
      for (const Column& column : table.columns) values.push_back(ValueOf(table, column, row));
      rows.push_back(std::move(values));
    }
    EXPECT_THAT(duck_->Write([&](DuckWriter& writer) { return writer.Append(table.name, rows); }),
                IsOk())
        << table.name;
    AddToMysql(table, rows);
  }

  void AddToMysql(const Table& table, const std::vector<std::vector<SqlValue>>& rows) {
    const db::InsertQuery insert{
        "test.insert", absl::StrCat("INSERT INTO ", table.name, " (",
                                    absl::StrJoin(CopyColumns(table), ", "), ") VALUES ")};
    std::vector<std::vector<db::Value>> values;
    for (const auto& row : rows) {
      std::vector<db::Value>& made = values.emplace_back();
      for (const SqlValue& value : row) made.push_back(MysqlEngine::ToDb(value));
    }
    EXPECT_THAT(
        database_->ReadWrite(
            {}, [&](db::Transaction& tx) { return tx.InsertRows(insert, values).status(); }),
        IsOk())
        << table.name;
  }

  const DuckOptions options_;
  std::unique_ptr<DuckDatabase> duck_;
  std::unique_ptr<db::Database> database_;
  std::unique_ptr<MysqlEngine> mysql_;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_FACTS_TESTING_H_
