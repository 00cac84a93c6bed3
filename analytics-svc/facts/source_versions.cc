// How a record's versions begin and end.
#include <algorithm>

#include "analytics-svc/facts/source.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::analytics {
namespace {

using event::v1::LogEvent;

constexpr char kFirstTime[] = "1970-01-01 00:00:00.000000";
constexpr char kLastTime[] = "9999-12-31 00:00:00.000000";

absl::Time TimeOf(const LogEvent& event) {
  return absl::FromUnixMicros(
      google::protobuf::util::TimeUtil::TimestampToMicroseconds(event.change_time()));
}

absl::Time TimeIn(const db::Value& value) {
  const auto* const text = std::get_if<std::string>(&value.data());
  if (text == nullptr) return absl::InfinitePast();
  return db::ParseDateTime(*text).value_or(absl::InfinitePast());
}

int64_t NumberIn(const db::Value& value) {
  const auto* const number = std::get_if<int64_t>(&value.data());
  return number == nullptr ? 0 : *number;
}

}  // namespace

PartValues Source::VersionRow(int64_t version, const db::Value& from, const db::Value& to,
                              const std::vector<db::Value>& values) const {
  const std::vector<Column>& columns = spec_.table->versions->columns;
  PartValues row(columns.size());
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].kind == ColumnKind::kItem) row[i] = db::Value(version);
    if (columns[i].name == "valid_from") row[i] = from;
    if (columns[i].name == "valid_to") row[i] = to;
  }
  for (const auto& [own, theirs] : tracked_) row[theirs] = values[own];
  return row;
}

void Source::TakeVersion(const LogEvent& event, const std::vector<db::Value>& before,
                         Record* record) const {
  if (spec_.table->versions == nullptr) return;
  size_t number = 0, time = 0;
  for (size_t i = 0; i < spec_.table->columns.size(); ++i) {
    if (spec_.table->columns[i].kind == ColumnKind::kVersion) number = i;
    if (spec_.table->columns[i].kind == ColumnKind::kVersionTime) time = i;
  }
  const int64_t last = NumberIn(record->values[number]);
  db::Value from(kFirstTime);
  if (last > 0) {
    const auto differs = [&](const std::pair<size_t, size_t>& one) {
      return !(before[one.first] == record->values[one.first]);
    };
    if (std::none_of(tracked_.begin(), tracked_.end(), differs)) return;
    // Clocks of several processes may step back a little; versions do not.
    const db::Value since = record->values[time];
    from = db::Value(std::max(TimeOf(event), TimeIn(since)));
    record->versions.push_back(VersionRow(last, since, from, before));
  }
  record->values[number] = db::Value(last + 1);
  record->values[time] = from;
  record->versions.push_back(VersionRow(last + 1, from, db::Value(kLastTime), record->values));
}

}  // namespace guanxi::analytics
