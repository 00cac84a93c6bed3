// Single rows of facts in DuckDB, for tests that say what is in them.
#ifndef GUANXI_ANALYTICS_SVC_SEMANTIC_ROWS_TESTING_H_
#define GUANXI_ANALYTICS_SVC_SEMANTIC_ROWS_TESTING_H_

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "analytics-svc/engine/duck_database.h"
#include "analytics-svc/engine/engine_testing.h"
#include "analytics-svc/facts/tables.h"
#include "analytics-svc/replica/replica_schema.h"
#include "common/base/uuid.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"

namespace guanxi::analytics {

// Of one tenant. Not thread-safe.
class FactRows {
 public:
  FactRows() {
    EXPECT_THAT(duck_->Write([](DuckWriter& writer) -> absl::Status {
      for (const Table* table : FactTables()) {
        const auto made = writer.Execute(CreateCopySql(*table, table->name));
        if (!made.ok()) return made.status();
      }
      return absl::OkStatus();
    }),
                IsOk());
  }

  static Uuid Tenant() { return DeriveUuid("tenant", "rows"); }
  SqlEngine* engine() { return duck_.get(); }

  // A row with an id of its own, which lives. What is not said is NULL, or 0 where that may not be.
  void Add(const Table& table, std::map<std::string, SqlValue> values) {
    values.try_emplace("tenant_id", Tenant());
    values.try_emplace("id", DeriveUuid(table.name, absl::StrCat(++rows_)));
    values.try_emplace("live", int64_t{1});
    std::vector<SqlValue> row;
    for (const std::string& name : CopyColumns(table)) {
      const Column* const column = table.Find(name);
      const bool is_required = column != nullptr && IsRequired(*column);
      const auto said = values.find(name);
      row.push_back(said != values.end() ? std::move(said->second)
                    : is_required        ? SqlValue(int64_t{0})
                                         : SqlValue());
    }
    EXPECT_THAT(duck_->Write([&](DuckWriter& writer) { return writer.Append(table.name, {row}); }),
                IsOk());
  }

 private:
  const std::unique_ptr<DuckDatabase> duck_ = OpenDuck(SmallDuck(NewFolder()));
  int rows_ = 0;
};

}  // namespace guanxi::analytics

#endif  // GUANXI_ANALYTICS_SVC_SEMANTIC_ROWS_TESTING_H_
