#include "bench/copied_rows.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "absl/types/span.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/db/transaction.h"

namespace guanxi::bench {
namespace {

constexpr size_t kPerTransaction = 200;

// The tables that a record has one row in, and how its rows `t` are found. $T and $N are the
// resource's table and number.
struct Source {
  const char* table;
  const char* rows;
};
constexpr Source kSources[] = {
    {"$T", "$T t WHERE t.tenant_id = ? AND t.create_time >= ? ORDER BY t.id"},
    {"external_ids",
     "external_ids t STRAIGHT_JOIN $T i ON i.tenant_id = t.tenant_id AND i.id = t.id "
     "WHERE t.tenant_id = ? AND t.type = $N AND i.create_time >= ? ORDER BY i.id"},
    {"changes",
     "changes t STRAIGHT_JOIN $T i ON i.tenant_id = t.tenant_id AND i.id = t.resource_id "
     "WHERE t.tenant_id = ? AND i.create_time >= ? ORDER BY i.id"},
    {"outbox",
     "changes c STRAIGHT_JOIN $T i ON i.tenant_id = c.tenant_id AND i.id = c.resource_id "
     "STRAIGHT_JOIN outbox t ON t.tenant_id = c.tenant_id AND t.event_id = c.event_id WHERE "
     "c.tenant_id = ? AND i.create_time >= ? ORDER BY i.id"},
};

std::string Fill(const char* text, const Appended& resource) {
  return absl::StrReplaceAll(text, {{"$T", resource.table}, {"$N", absl::StrCat(resource.number)}});
}

}  // namespace

absl::StatusOr<std::vector<CopiedRows>> CopyRows(const Target& target, const Appended& resource,
                                                 absl::Time begin, size_t count) {
  const Uuid other = UuidSource().Next();
  std::vector<CopiedRows> tables;
  const auto body = [&](db::Transaction& tx) -> absl::Status {
    tables.clear();
    for (const Source& source : kSources) {
      CopiedRows& copied = tables.emplace_back();
      copied.table = Fill(source.table, resource);
      const db::Query query{absl::StrCat("bench.read_", copied.table),
                            absl::StrCat("SELECT t.* FROM ", Fill(source.rows, resource))};
      GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                              tx.Select(query, {target.tenant.bytes(), begin}));
      for (const db::Row row : rows) {
        auto& values = copied.rows.emplace_back();
        for (size_t i = 0; i < row.size(); ++i) values.push_back(row[i]);
        values[0] = other.bytes();
      }
    }
    return absl::OkStatus();
  };
  GUANXI_RETURN_IF_ERROR(target.database->ReadOnly({db::Lane::kJob}, body));
  for (const CopiedRows& copied : tables) {
    if (copied.rows.size() != count) {
      return absl::InternalError(absl::StrCat("not every record has one row in ", copied.table));
    }
  }
  return tables;
}

absl::StatusOr<double> TimeRaw(const Target& target, const std::vector<CopiedRows>& tables) {
  const absl::Time begin = absl::Now();
  const size_t count = tables[0].rows.size();
  for (size_t i = 0; i < count; i += kPerTransaction) {
    GUANXI_RETURN_IF_ERROR(
        target.database->ReadWrite({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
          for (const CopiedRows& copied : tables) {
            const db::InsertQuery insert{absl::StrCat("bench.insert_", copied.table),
                                         absl::StrCat("INSERT INTO ", copied.table, " VALUES "),
                                         ""};
            const auto part = absl::MakeConstSpan(copied.rows).subspan(i, kPerTransaction);
            GUANXI_RETURN_IF_ERROR(tx.InsertRows(insert, part).status());
          }
          return absl::OkStatus();
        }));
  }
  return static_cast<double>(count) / absl::ToDoubleSeconds(absl::Now() - begin);
}

}  // namespace guanxi::bench
