#include "common/events/headroom.h"

#include <algorithm>
#include <limits>

#include "common/base/status_macros.h"
#include "common/events/queries.h"

namespace guanxi::events {
namespace {

constexpr absl::Duration kSecond = absl::Seconds(1);

}  // namespace

bool Headroom::Round::Takes(const std::string& tenant, int partition) {
  if (room_.at(partition) > 0) {
    --room_[partition];
    return true;
  }
  int& beyond = beyond_[tenant];
  if (beyond >= kBeyond) return false;
  ++beyond;
  return true;
}

absl::Status Headroom::Look(db::Transaction& tx, const Uuid& log, absl::Time now) {
  if (now < look_next_) return absl::OkStatus();
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                          tx.Select(kSelectReaders, {kOwn, log.bytes(), now - kSilence}));
  std::map<std::pair<std::string, int>, Reader> readers;
  for (const db::Row row : rows) {
    const std::pair<std::string, int> key(row.String(0), static_cast<int>(row.Int64(1)));
    Reader& reader = readers[key];
    if (const auto known = readers_.find(key); known != readers_.end()) reader = known->second;
    Note(row, &reader);
  }
  readers_ = std::move(readers);
  look_next_ = now + kLookInterval;
  return absl::OkStatus();
}

void Headroom::Note(const db::Row& report, Reader* reader) {
  const int64_t position = report.Int64(2);
  const absl::Time time = report.Time(3);
  if (time <= reader->time) return;
  const int64_t behind = report.Int64(4);
  const bool is_first = reader->time == absl::InfinitePast();
  if (is_first || behind == 0 || position > reader->position) reader->went = time;
  // A first report says nothing of how fast the reader is.
  if (!is_first) {
    const auto read = static_cast<double>(position - reader->position);
    const double ahead = read * absl::FDivDuration(kAhead, time - reader->time);
    const bool is_up = behind <= reader->window / 8;
    reader->window = is_up ? 3 * reader->window / 2 : static_cast<int64_t>(ahead);
    reader->window = std::clamp(reader->window, kLeastWindow, kMostWindow);
  }
  reader->position = position;
  reader->time = time;
}

Headroom::Round Headroom::Begin(const Positions& heads, absl::Time now) const {
  Round round;
  round.room_.fill(std::numeric_limits<int64_t>::max());
  for (const auto& [key, reader] : readers_) {
    const int partition = key.second;
    const int64_t unread = heads.at(partition) - reader.position;
    const bool stands = unread > 0 && now - reader.went > kSilence;
    if (unread > kCatchingUp || stands) continue;
    round.room_[partition] = std::min(round.room_[partition], reader.window - unread);
  }
  if (now - second_began_ < kSecond) round.beyond_ = beyond_;
  return round;
}

void Headroom::End(const Round& round, absl::Time now) {
  beyond_ = round.beyond_;
  if (now - second_began_ >= kSecond) second_began_ = now;
}

}  // namespace guanxi::events
