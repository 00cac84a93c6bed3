#include "common/events/feed.h"

#include <algorithm>

#include "common/base/status_macros.h"
#include "common/db/transaction.h"
#include "common/events/event_log.h"
#include "common/events/queries.h"

namespace guanxi::events {
namespace {

// The log's id and the bounds of its partitions.
struct Bounds {
  FeedPlace begin, end;
};

absl::StatusOr<Bounds> ReadBounds(db::Transaction& tx) {
  Bounds bounds;
  GUANXI_ASSIGN_OR_RETURN(const db::Rows ids, tx.Select(kSelectLogId, {kOwn}));
  if (ids.empty()) return absl::InternalError("event_logs has no row");
  GUANXI_ASSIGN_OR_RETURN(bounds.end.log, Uuid::FromBytes(ids[0].String(0)));
  bounds.begin.log = bounds.end.log;
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelectBounds, {kOwn}));
  for (const db::Row row : rows) {
    bounds.end.positions.at(row.Int64(0)) = row.Int64(1);
    bounds.begin.positions.at(row.Int64(0)) = row.Int64(2);
  }
  return bounds;
}

// Where events of the tenant follow, one partition after the other.
class PageReader {
 public:
  PageReader(db::Transaction& tx, const Uuid& tenant, int limit) : tx_(tx), tenant_(tenant) {
    left_ = limit;
  }

  // Takes what follows `*position` up to `head`, as much as the page has room for, and moves it.
  absl::Status Take(int partition, int64_t head, int64_t* position, FeedPage* page) {
    GUANXI_ASSIGN_OR_RETURN(
        const db::Rows sizes,
        tx_.Select(kSelectTenantSizes, {tenant_.bytes(), partition, *position, head, left_ + 1}));
    int64_t count = 0;
    for (const db::Row row : sizes) {
      const bool fits = taken_ == 0 || bytes_ + row.Int64(0) <= kMaxReadBytes;
      if (left_ == 0 || !fits) {
        page->more = true;
        break;
      }
      bytes_ += row.Int64(0);
      ++count;
      ++taken_;
      --left_;
    }
    if (count > 0) {
      GUANXI_ASSIGN_OR_RETURN(
          const db::Rows rows,
          tx_.Select(kSelectTenantEvents, {tenant_.bytes(), partition, *position, head, count}));
      for (const db::Row row : rows) {
        GUANXI_ASSIGN_OR_RETURN(auto event, ReadEvent(row, /*first=*/1));
        event.set_position(row.Int64(0));
        *position = row.Int64(0);
        page->events.push_back(std::move(event));
      }
    }
    // The rest of the partition is others'.
    if (count == static_cast<int64_t>(sizes.size())) *position = head;
    return absl::OkStatus();
  }

 private:
  db::Transaction& tx_;
  const Uuid tenant_;
  int64_t left_ = 0;
  int64_t taken_ = 0;
  int64_t bytes_ = 0;
};

}  // namespace

std::string FeedPlace::Serialise() const {
  std::string bytes(log.bytes());
  for (const int64_t position : positions) {
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes.push_back(static_cast<char>(static_cast<uint64_t>(position) >> shift));
    }
  }
  return bytes;
}

absl::StatusOr<FeedPlace> FeedPlace::Parse(absl::string_view bytes) {
  FeedPlace place;
  if (bytes.size() != Uuid::kSize + 8 * kPartitions) {
    return absl::InvalidArgumentError("no place in a log");
  }
  GUANXI_ASSIGN_OR_RETURN(place.log, Uuid::FromBytes(bytes.substr(0, Uuid::kSize)));
  size_t at = Uuid::kSize;
  for (int64_t& position : place.positions) {
    uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value = value << 8 | static_cast<uint8_t>(bytes[at++]);
    position = static_cast<int64_t>(value);
  }
  return place;
}

absl::StatusOr<FeedPlace> Feed::End() const {
  FeedPlace end;
  GUANXI_RETURN_IF_ERROR(database_->ReadOnly({}, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Bounds bounds, ReadBounds(tx));
    end = bounds.end;
    return absl::OkStatus();
  }));
  return end;
}

absl::StatusOr<FeedPlace> Feed::Beginning() const {
  FeedPlace begin;
  GUANXI_RETURN_IF_ERROR(database_->ReadOnly({}, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const Bounds bounds, ReadBounds(tx));
    begin = bounds.begin;
    return absl::OkStatus();
  }));
  return begin;
}

absl::StatusOr<std::set<std::string>> Feed::TenantsBetween(const FeedPlace& begin,
                                                           const FeedPlace& end) const {
  std::set<std::string> tenants;
  GUANXI_RETURN_IF_ERROR(database_->ReadOnly({}, [&](db::Transaction& tx) -> absl::Status {
    tenants.clear();
    for (int partition = 0; partition < kPartitions; ++partition) {
      if (begin.positions[partition] == end.positions[partition]) continue;
      GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelectTenantsBetween,
                                                             {partition, begin.positions[partition],
                                                              end.positions[partition]}));
      for (const db::Row row : rows) tenants.insert(std::string(row.String(0)));
    }
    return absl::OkStatus();
  }));
  return tenants;
}

absl::StatusOr<FeedPage> Feed::Read(const db::TxOptions& options, const Uuid& tenant,
                                    const FeedPlace& place, int limit) const {
  FeedPage page;
  GUANXI_RETURN_IF_ERROR(database_->ReadOnly(options, [&](db::Transaction& tx) -> absl::Status {
    page = FeedPage();
    GUANXI_ASSIGN_OR_RETURN(const Bounds bounds, ReadBounds(tx));
    if (place.log != bounds.end.log) {
      page.next = bounds.end;
      page.gap = true;
      return absl::OkStatus();
    }
    page.next = place;
    PageReader reader(tx, tenant, limit);
    for (int partition = 0; partition < kPartitions; ++partition) {
      GUANXI_RETURN_IF_ERROR(reader.Take(partition, bounds.end.positions[partition],
                                         &page.next.positions[partition], &page));
    }
    // What was removed meanwhile shows afterwards.
    GUANXI_ASSIGN_OR_RETURN(const Bounds after, ReadBounds(tx));
    page.gap = after.end.log != place.log;
    for (int partition = 0; partition < kPartitions; ++partition) {
      const int64_t trimmed = after.begin.positions[partition];
      page.gap |= trimmed > place.positions[partition];
      // A place that the log has not come to: it has lost its end, and nobody has said so yet.
      page.gap |= place.positions[partition] > bounds.end.positions[partition];
      int64_t& next = page.next.positions[partition];
      next = std::max(next, trimmed);
    }
    if (after.end.log != place.log) {
      page.next = after.end;
      page.events.clear();
    }
    return absl::OkStatus();
  }));
  return page;
}

}  // namespace guanxi::events
