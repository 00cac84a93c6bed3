#include "customer-svc/view/timeline.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "common/base/status_macros.h"
#include "common/page/page_size.h"

namespace guanxi::customer {
namespace {

// Of a branch at once. Few kinds have many of the entries of one page.
constexpr int kChunk = 20;

// A branch as it is read, a chunk at a time.
class Reading {
 public:
  Reading(TimelineBranch* branch, std::string place, int chunk)
      : branch_(branch), read_to_(std::move(place)), chunk_(chunk) {}

  // The next entry; null at the end.
  absl::StatusOr<TimelineItem*> Peek(db::Transaction& tx) {
    if (next_ == items_.size() && !is_at_end_) {
      GUANXI_ASSIGN_OR_RETURN(items_, branch_->Read(tx, read_to_, chunk_));
      next_ = 0;
      is_at_end_ = items_.size() < static_cast<size_t>(chunk_);
      if (!items_.empty()) read_to_ = items_.back().place;
    }
    return next_ < items_.size() ? &items_[next_] : nullptr;
  }
  void Take() { ++next_; }

 private:
  TimelineBranch* const branch_;
  std::string read_to_;
  const int chunk_;
  std::vector<TimelineItem> items_;
  size_t next_ = 0;
  bool is_at_end_ = false;
};

}  // namespace

absl::StatusOr<TimelinePage> ReadTimeline(db::Transaction& tx, const TimelineBranches& branches,
                                          TimelinePlaces places, int limit) {
  // One more than the page may take: who has it knows that there are more.
  const int chunk = std::min(limit + 1, kChunk);
  std::map<int, Reading> readings;
  for (const auto& [kind, branch] : branches) {
    readings.try_emplace(kind, branch.get(), places[kind], chunk);
  }
  TimelinePage page;
  int64_t bytes = 0;
  while (true) {
    TimelineItem* last = nullptr;
    int of = 0;
    for (auto& [kind, reading] : readings) {
      GUANXI_ASSIGN_OR_RETURN(TimelineItem* const item, reading.Peek(tx));
      if (item == nullptr || (last != nullptr && item->time <= last->time)) continue;
      last = item;
      of = kind;
    }
    if (last == nullptr) break;
    bytes += static_cast<int64_t>(last->entry.ByteSizeLong());
    const int taken = page.response.entries_size();
    page.more = taken == limit || (taken > 0 && bytes > page::kMaxPageBytes);
    if (page.more) break;
    places[of] = last->place;
    page.response.add_entries()->Swap(&last->entry);
    readings.at(of).Take();
  }
  page.places = std::move(places);
  return page;
}

}  // namespace guanxi::customer
