// How rows are read out of the facts, page after page.
#include <utility>

#include "analytics-svc/replica/replica.h"
#include "analytics-svc/replica/replica_schema.h"
#include "common/base/status_macros.h"

namespace guanxi::analytics {
namespace {

db::Value ItemValue(const SqlValue& item) {
  if (const auto* const number = std::get_if<int64_t>(&item)) return db::Value(*number);
  const auto* const text = std::get_if<std::string>(&item);
  return text == nullptr ? db::Value("") : db::Value(*text);
}

// Where in CopyColumns the item is.
size_t ItemAt(const Table& table) {
  for (size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].kind == ColumnKind::kItem) return i + 3;
  }
  return 0;
}

}  // namespace

absl::StatusOr<int64_t> Replica::CopyShard(const Table& table, int shard, int64_t from, int64_t to,
                                           CopyBatch* batch) {
  Place place;
  place.stamp = from;
  // All of that stamp are known: nothing lies behind the greatest key.
  place.tenant = Uuid::FromBytes(std::string(16, '\xff')).value_or(Uuid());
  int64_t copied = 0;
  bool more = true;
  while (more) {
    Rows rows;
    GUANXI_ASSIGN_OR_RETURN(more, ReadPage(table, shard, to, &place, &rows));
    copied += static_cast<int64_t>(rows.size());
    for (std::vector<SqlValue>& row : rows) batch->Add(table, std::move(row));
    if (batch->size() < static_cast<size_t>(max_page_)) continue;
    GUANXI_RETURN_IF_ERROR(
        duck_->Write([&](DuckWriter& writer) { return batch->WriteTo(writer); }));
    batch->Clear();
  }
  return copied;
}

absl::StatusOr<bool> Replica::ReadPage(const Table& table, int shard, int64_t to, Place* place,
                                       Rows* rows) const {
  const Place from = *place;
  std::vector<db::Value> values = {
      shard, from.stamp, from.stamp, from.tenant.bytes(), from.tenant.bytes(), from.id.bytes()};
  if (table.item() != nullptr) {
    values.emplace_back(from.id.bytes());
    values.push_back(ItemValue(from.item));
  }
  values.emplace_back(to);
  values.emplace_back(max_page_);
  GUANXI_RETURN_IF_ERROR(
      facts_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        rows->clear();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows read, tx.Select(ReadPageQuery(table), values));
        for (const db::Row row : read) {
          place->stamp = row.Int64(0);
          rows->push_back(CopyRow(table, row));
        }
        return absl::OkStatus();
      }));
  if (rows->empty()) return false;
  const std::vector<SqlValue>& last = rows->back();
  place->tenant = std::get<Uuid>(last[0]);
  place->id = std::get<Uuid>(last[1]);
  if (table.item() != nullptr) place->item = last[ItemAt(table)];
  return rows->size() == static_cast<size_t>(max_page_);
}

}  // namespace guanxi::analytics
