#include "bench/written_tables.h"

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/base/uuid.h"
#include "common/db/database.h"
#include "common/db/query.h"

namespace guanxi::bench {

absl::StatusOr<std::vector<WrittenTable>> ReadWritten(const LeadWorld& world,
                                                      absl::Span<const char* const> tables) {
  const Uuid other = UuidSource().Next();
  std::vector<WrittenTable> read;
  const auto body = [&](db::Transaction& tx) -> absl::Status {
    read.clear();
    for (const char* table : tables) {
      const db::Query query{absl::StrCat("bench.read_", table),
                            absl::StrCat("SELECT * FROM ", table, " WHERE tenant_id = ?")};
      GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                              tx.Select(query, {world.call().principal.tenant.bytes()}));
      WrittenTable& written = read.emplace_back();
      written.table = table;
      for (const db::Row row : rows) {
        auto& values = written.rows.emplace_back();
        for (size_t i = 0; i < row.size(); ++i) values.push_back(row[i]);
        values[0] = other.bytes();
      }
    }
    return absl::OkStatus();
  };
  GUANXI_RETURN_IF_ERROR(world.database().ReadOnly({db::Lane::kJob}, body));
  return read;
}

absl::Status InsertShare(db::Transaction& tx, absl::Span<const WrittenTable> tables, size_t at,
                         size_t transactions) {
  for (const WrittenTable& written : tables) {
    const size_t from = at * written.rows.size() / transactions;
    const size_t to = (at + 1) * written.rows.size() / transactions;
    if (from == to) continue;
    const db::InsertQuery insert{absl::StrCat("bench.insert_", written.table),
                                 absl::StrCat("INSERT INTO ", written.table, " VALUES ")};
    const auto part = absl::MakeConstSpan(written.rows).subspan(from, to - from);
    GUANXI_RETURN_IF_ERROR(tx.InsertRows(insert, part).status());
  }
  return absl::OkStatus();
}

}  // namespace guanxi::bench
