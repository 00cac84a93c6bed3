// How an event log is read.
#include <algorithm>
#include <array>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/db/transaction.h"
#include "common/events/event_log.h"
#include "common/events/log_renewal.h"
#include "common/events/queries.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::events {
namespace {

using event::v1::LogEvent;
using google::protobuf::util::TimeUtil;

// A place behind which there is something: of the places asked for the how-manieth, and what is
// taken of it.
struct Taken {
  size_t place = 0;
  std::vector<std::pair<int64_t, int64_t>> sizes;  // positions and bytes
  int64_t count = 0;
};

// The values of statements over so many places, a power of two: what lacks is places of which
// nothing is taken.
std::vector<db::Value> ByPlaces(absl::Span<const Reached> places, const std::vector<Taken>& taken,
                                absl::FunctionRef<int64_t(const Taken&)> limit) {
  std::vector<db::Value> values;
  size_t count = 1;
  while (count < taken.size()) count *= 2;
  for (size_t i = 0; i < count; ++i) {
    if (i >= taken.size()) {
      values.insert(values.end(), {0, 0, 0});
      continue;
    }
    const Reached& place = places[taken[i].place];
    values.insert(values.end(), {place.partition, place.after, limit(taken[i])});
  }
  return values;
}

// Gives each an event in turn while there is room.
void Share(std::vector<Taken>* taken) {
  int64_t bytes = 0;
  bool any = false;
  std::vector<bool> full(taken->size());
  for (bool more = true; more;) {
    more = false;
    for (size_t i = 0; i < taken->size(); ++i) {
      Taken& one = (*taken)[i];
      if (full[i] || one.count == static_cast<int64_t>(one.sizes.size())) continue;
      const int64_t size = one.sizes[static_cast<size_t>(one.count)].second;
      full[i] = any && bytes + size > kMaxReadBytes;
      if (full[i]) continue;
      bytes += size;
      ++one.count;
      any = more = true;
    }
  }
}

// What follows the places, by their order.
absl::Status ReadEvents(db::Transaction& tx, absl::Span<const Reached> places, int limit,
                        std::vector<Section>* sections) {
  std::array<int64_t, kPartitions> heads{};
  std::array<size_t, kPartitions> indices{};
  GUANXI_ASSIGN_OR_RETURN(const db::Rows ends, tx.Select(kSelectHeads, {kOwn}));
  for (const db::Row row : ends) heads.at(row.Int64(0)) = row.Int64(1);
  std::vector<Taken> taken;
  for (size_t i = 0; i < places.size(); ++i) {
    if (heads.at(places[i].partition) <= places[i].after) continue;
    indices.at(places[i].partition) = taken.size();
    taken.push_back({i, {}, 0});
  }
  if (taken.empty()) return absl::OkStatus();
  const int64_t most = std::min<int64_t>(limit, kMaxReadTogether / taken.size());
  const std::vector<db::Value> values =
      ByPlaces(places, taken, [most](const Taken&) { return most; });
  GUANXI_ASSIGN_OR_RETURN(const db::Rows sizes,
                          tx.Select(SelectEventSizes(values.size() / 3), values));
  for (const db::Row row : sizes) {
    taken[indices.at(row.Int64(0))].sizes.emplace_back(row.Int64(1), row.Int64(2));
  }
  for (Taken& one : taken) std::sort(one.sizes.begin(), one.sizes.end());
  Share(&taken);
  const std::vector<db::Value> wanted =
      ByPlaces(places, taken, [](const Taken& one) { return one.count; });
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(SelectEvents(wanted.size() / 3), wanted));
  for (const db::Row row : rows) {
    GUANXI_ASSIGN_OR_RETURN(LogEvent event, ReadEvent(row, /*first=*/2));
    event.set_position(row.Int64(1));
    (*sections)[taken[indices.at(row.Int64(0))].place].events.push_back(std::move(event));
  }
  for (Section& section : *sections) {
    std::sort(section.events.begin(), section.events.end(),
              [](const LogEvent& a, const LogEvent& b) { return a.position() < b.position(); });
  }
  return absl::OkStatus();
}

// The log and the bounds of the places' partitions.
absl::Status ReadState(db::Transaction& tx, absl::Span<const Reached> places,
                       std::vector<Section>* sections) {
  GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kSelectState, {kOwn}));
  size_t found = 0;
  for (const db::Row row : rows) {
    for (size_t i = 0; i < places.size(); ++i) {
      if (places[i].partition != row.Int64(0)) continue;
      Section& section = (*sections)[i];
      section.head = row.Int64(1);
      section.trimmed = row.Int64(2);
      GUANXI_ASSIGN_OR_RETURN(section.log, Uuid::FromBytes(row.String(3)));
      ++found;
    }
  }
  return found == places.size() ? absl::OkStatus() : absl::InternalError("the log has no such row");
}

}  // namespace

absl::StatusOr<LogEvent> ReadEvent(const db::Row& row, size_t first) {
  const auto text = [&](size_t i) { return std::string(row.String(first + i)); };
  LogEvent event;
  event.set_event_id(text(0));
  event.set_tenant_id(text(1));
  event.set_resource_type(text(2));
  event.set_resource_id(text(3));
  event.set_sequence(row.Int64(first + 4));
  event.set_projection(row.Int64(first + 5));
  event.set_kind(static_cast<metadata::v1::Change::Kind>(row.Int64(first + 6)));
  event.set_actor(text(7));
  event.set_root_event_id(text(8));
  event.set_depth(static_cast<int32_t>(row.Int64(first + 9)));
  *event.mutable_change_time() =
      TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(row.Time(first + 10)));
  for (const absl::string_view field :
       absl::StrSplit(row.String(first + 11), ',', absl::SkipEmpty())) {
    event.add_changed_fields(std::string(field));
  }
  event.set_before_body(text(12));
  event.set_after_body(text(13));
  event.set_before_personal(text(14));
  event.set_after_personal(text(15));
  event.set_parent_ids(text(16));
  return event;
}

absl::StatusOr<Section> EventLog::Read(int partition, const Uuid& log, int64_t after, int limit) {
  GUANXI_ASSIGN_OR_RETURN(std::vector<Section> sections,
                          ReadAll({Reached{partition, log, after}}, limit));
  return std::move(sections[0]);
}

absl::StatusOr<std::vector<Section>> EventLog::ReadAll(absl::Span<const Reached> places,
                                                       int limit) {
  std::vector<Section> sections;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kPoint}, [&](db::Transaction& tx) -> absl::Status {
        sections.assign(places.size(), Section());
        // Events first: what is removed, or becomes another log's, meanwhile shows afterwards.
        GUANXI_RETURN_IF_ERROR(ReadEvents(tx, places, std::clamp(limit, 1, kMaxRead), &sections));
        return ReadState(tx, places, &sections);
      }));
  if (sections.empty()) return sections;
  const Uuid log = sections[0].log;
  const auto is_of = [&log](const Reached& place) { return place.log.IsNil() || place.log == log; };
  std::vector<Reached> ahead;
  for (size_t i = 0; i < places.size(); ++i) {
    Section& section = sections[i];
    // Whoever asks has seen what this log does not have.
    if (is_of(places[i]) && places[i].after > section.head) ahead.push_back(places[i]);
    if (!is_of(places[i]) || section.trimmed > places[i].after) section.events.clear();
  }
  if (ahead.empty()) return sections;
  GUANXI_RETURN_IF_ERROR(RenewLog(database_, ids_, log, ahead));
  GUANXI_ASSIGN_OR_RETURN(const Uuid now, Id());
  for (Section& section : sections) {
    section.log = now;
    section.events.clear();
  }
  return sections;
}

}  // namespace guanxi::events
