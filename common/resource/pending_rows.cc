#include "common/resource/pending_rows.h"

#include <algorithm>
#include <utility>

#include "common/base/status_macros.h"

namespace guanxi::resource {

void PendingRows::Add(const db::InsertQuery& query, std::vector<db::Value> row) {
  for (Batch& batch : batches_) {
    if (batch.query == &query) {
      batch.rows.push_back(std::move(row));
      return;
    }
  }
  batches_.push_back({&query, {}});
  batches_.back().rows.push_back(std::move(row));
}

void PendingRows::Sort(const db::InsertQuery& query) {
  const auto less = [](const db::Value& a, const db::Value& b) { return a.data() < b.data(); };
  for (Batch& batch : batches_) {
    if (batch.query != &query) continue;
    std::sort(batch.rows.begin(), batch.rows.end(), [&](const auto& a, const auto& b) {
      return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), less);
    });
  }
}

absl::StatusOr<int64_t> PendingRows::Flush(db::Transaction& tx) {
  int64_t total = 0;
  for (const Batch& batch : batches_) {
    GUANXI_RETURN_IF_ERROR(tx.InsertRows(*batch.query, batch.rows).status());
    total += static_cast<int64_t>(batch.rows.size());
  }
  batches_.clear();
  return total;
}

}  // namespace guanxi::resource
