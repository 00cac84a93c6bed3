#include "analytics-svc/facts/source.h"

#include <algorithm>

#include "common/base/status_macros.h"
#include "common/resource/row_codec.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/metadata/v1/annotations.pb.h"
#include "guanxi/metadata/v1/change.pb.h"

namespace guanxi::analytics {
namespace {

using event::v1::LogEvent;
using google::protobuf::Message;
using metadata::v1::Change;

bool Names(const LogEvent& event, const std::string& field) {
  return std::find(event.changed_fields().begin(), event.changed_fields().end(), field) !=
         event.changed_fields().end();
}

absl::Time TimeOf(const LogEvent& event) {
  return absl::FromUnixMicros(
      google::protobuf::util::TimeUtil::TimestampToMicroseconds(event.change_time()));
}

bool IsProjected(const LogEvent& event) { return event.kind() == Change::PROJECTED; }

bool IsProjectedField(const Message& prototype, const std::string& field) {
  const auto* const found = prototype.GetDescriptor()->FindFieldByName(field);
  return found != nullptr && found->options().GetExtension(metadata::v1::field).projected();
}

}  // namespace

Source::Source(SourceSpec spec) : spec_(std::move(spec)) {
  const auto* const descriptor = spec_.prototype->GetDescriptor();
  const auto& rules = descriptor->options().GetExtension(metadata::v1::resource);
  keeps_values_ = rules.history() != metadata::v1::KEYS;
  erases_ = rules.deletion() == metadata::v1::HARD;
  const std::vector<Column>& columns = spec_.table->columns;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].path.empty()) continue;
    ColumnReader reader(columns[i], descriptor);
    if (!reader.is_bound()) continue;
    has_projected_ |= IsProjectedField(*spec_.prototype, reader.top());
    readers_.emplace_back(i, std::move(reader));
  }
  if (spec_.table->versions == nullptr) return;
  const std::vector<Column>& versions = spec_.table->versions->columns;
  for (size_t i = 0; i < columns.size(); ++i) {
    for (size_t j = 0; j < versions.size(); ++j) {
      const bool is_own =
          versions[j].kind == ColumnKind::kItem || versions[j].kind == ColumnKind::kPart;
      if (!is_own && versions[j].name == columns[i].name) tracked_.emplace_back(i, j);
    }
  }
}

bool Source::Concerns(const LogEvent& event) const {
  if (event.resource_type() != spec_.type || event.kind() == Change::EMITTED) return false;
  return has_projected_ || !IsProjected(event);
}

absl::StatusOr<std::unique_ptr<Message>> Source::Parse(const std::string& body,
                                                       const std::string& personal) const {
  std::unique_ptr<Message> message(spec_.prototype->New());
  resource::Rest unused;
  // Not one after the other: an entry of a list is in both, each with a half of its fields.
  if (!resource::DecodeBlobs(body, personal, message.get(), &unused).ok()) {
    return absl::DataLossError("an event is malformed");
  }
  return message;
}

absl::StatusOr<Source::Outcome> Source::Fold(const LogEvent& event, Record* record) const {
  if (!Concerns(event)) return Outcome::kKnown;
  const bool is_projected = IsProjected(event);
  const int64_t at = is_projected ? event.projection() : event.sequence();
  int64_t& known = is_projected ? record->projection : record->sequence;
  if (is_projected && record->sequence == 0) return Outcome::kMissing;
  if (at <= known) return Outcome::kKnown;
  if (at != known + 1) return Outcome::kMissing;
  const bool is_erased = erases_ && event.kind() == Change::DELETED;
  GUANXI_ASSIGN_OR_RETURN(const std::unique_ptr<Message> message,
                          Parse(event.after_body(), event.after_personal()));
  known = at;
  if (event.kind() == Change::CREATED && has_projected_) record->projection = event.projection();
  if (!is_projected) record->live = event.kind() != Change::DELETED;
  if (is_erased) return Outcome::kFolded;
  const std::vector<db::Value> before = record->values;
  const bool all = event.kind() == Change::CREATED;
  TakeValues(event, *message, all, record);
  TakeAbove(event, record);
  TakeParts(event, *message, all, record);
  TakeVersion(event, before, record);
  return Outcome::kFolded;
}

absl::Status Source::TakeWhole(const LogEvent& whole, Record* record) const {
  const int64_t projection = has_projected_ ? whole.projection() : 0;
  if (whole.sequence() <= record->sequence && projection <= record->projection) {
    return absl::OkStatus();
  }
  const bool live = whole.kind() != Change::DELETED;
  GUANXI_ASSIGN_OR_RETURN(const std::unique_ptr<Message> message,
                          Parse(live ? whole.after_body() : whole.before_body(),
                                live ? whole.after_personal() : whole.before_personal()));
  record->sequence = whole.sequence();
  record->projection = projection;
  record->live = live;
  const std::vector<db::Value> before = record->values;
  TakeValues(whole, *message, /*all=*/true, record);
  TakeAbove(whole, record);
  TakeParts(whole, *message, /*all=*/true, record);
  TakeVersion(whole, before, record);
  return absl::OkStatus();
}

void Source::TakeGone(const LogEvent& event, Record* record) const {
  record->sequence = std::max(record->sequence, event.sequence());
  record->live = false;
  TakeAbove(event, record);
}

void Source::TakeValues(const LogEvent& event, const Message& message, bool all,
                        Record* record) const {
  for (const auto& [i, reader] : readers_) {
    const Column& column = spec_.table->columns[i];
    const bool named = Names(event, reader.top());
    if (column.kind == ColumnKind::kChangedTime) {
      if (named) record->values[i] = db::Value(TimeOf(event));
      continue;
    }
    if (!all && !named) continue;
    if (column.kind == ColumnKind::kEnteredTime) {
      const bool is_in = reader.Read(message) == db::Value(column.value);
      if (is_in && event.has_change_time() && record->values[i].is_null()) {
        record->values[i] = db::Value(TimeOf(event));
      }
      continue;
    }
    record->values[i] = reader.Read(message);
  }
}

void Source::TakeAbove(const LogEvent& event, Record* record) const {
  const std::string& above = event.parent_ids();
  if (above.size() < 16) return;
  const std::string id = above.substr(above.size() - 16);
  record->above = Uuid::FromBytes(id).value_or(Uuid());
  const std::vector<Column>& columns = spec_.table->columns;
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].kind == ColumnKind::kParent) record->values[i] = db::Value(id);
    if (spec_.subject_type.empty() || columns[i].kind != ColumnKind::kPart) continue;
    if (columns[i].name == "subject_type") record->values[i] = db::Value(spec_.subject_type);
    if (columns[i].name == "customer_id" && spec_.above_is_customer) {
      record->values[i] = db::Value(id);
    }
  }
}

void Source::TakeParts(const LogEvent& event, const Message& message, bool all,
                       Record* record) const {
  for (const PartsMaker& maker : spec_.parts) {
    if (all || Names(event, maker.field)) record->parts[maker.table] = maker.make(message);
  }
}

}  // namespace guanxi::analytics
