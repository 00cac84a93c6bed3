#include "common/events/dead_letters.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/consumer_queries.h"
#include "common/events/queries.h"

namespace guanxi::events {
namespace {

using event::v1::LogEvent;

absl::StatusOr<std::vector<DeadLetter>> ReadLetters(const db::Rows& rows) {
  std::vector<DeadLetter> letters;
  for (const db::Row row : rows) {
    DeadLetter letter;
    letter.reason = std::string(row.String(2));
    letter.park_time = row.Time(3);
    if (!letter.event.ParseFromString(std::string(row.String(4)))) {
      return absl::DataLossError("a dead letter is no event");
    }
    letters.push_back(std::move(letter));
  }
  return letters;
}

// Of one version the change comes before what was said of it, whatever their ids.
void SortByKind(std::vector<DeadLetter>* letters) {
  const auto turn = [](const DeadLetter& letter) {
    return std::make_tuple(letter.event.sequence(), letter.event.projection(),
                           static_cast<int>(letter.event.kind()));
  };
  std::stable_sort(letters->begin(), letters->end(),
                   [&](const auto& a, const auto& b) { return turn(a) < turn(b); });
}

bool IsOfVersion(const DeadLetter& letter, const LogEvent& event) {
  return letter.event.sequence() == event.sequence() &&
         letter.event.projection() == event.projection();
}

// Whether the record left its table: what is only deleted says when.
bool IsErasure(const LogEvent& event) {
  return event.kind() == metadata::v1::Change::DELETED && event.after_body().empty();
}

LogEvent WithoutPersonal(LogEvent event) {
  event.clear_before_personal();
  event.clear_after_personal();
  return event;
}

}  // namespace

std::string ReasonOf(const absl::Status& status) {
  std::string reason = Reason(status);
  return reason.empty() ? absl::StatusCodeToString(status.code()) : reason;
}

absl::StatusOr<std::set<RecordKey>> DeadLetters::Parked(absl::Span<const LogEvent* const> events) {
  std::set<RecordKey> parked;
  std::map<std::string, std::vector<std::string>> records;  // by tenant
  for (const LogEvent* event : events) {
    records[event->tenant_id()].push_back(event->resource_id());
  }
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        parked.clear();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows, tx.Select(kAnyParked, {consumer_}));
        if (rows.empty()) return absl::OkStatus();
        for (const auto& [tenant, ids] : records) {
          for (std::vector<db::Value> values : ByIds(tenant, ids)) {
            const size_t count = values.size() - 1;
            values.insert(values.begin() + 1, consumer_);
            GUANXI_ASSIGN_OR_RETURN(const db::Rows found, tx.Select(SelectParked(count), values));
            for (const db::Row row : found) parked.emplace(tenant, std::string(row.String(0)));
          }
        }
        return absl::OkStatus();
      }));
  return parked;
}

absl::StatusOr<bool> DeadLetters::HasAny(db::Transaction& tx, const LogEvent& event) {
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Select(kHasDeadLetters, {event.tenant_id(), consumer_, event.resource_id()}));
  return !rows.empty();
}

absl::Status DeadLetters::Park(db::Transaction& tx, const LogEvent& event, int partition,
                               absl::string_view reason) {
  const bool erases = IsErasure(event);
  if (erases) GUANXI_RETURN_IF_ERROR(TakePersonal(tx, event));
  const std::string kept = (erases ? WithoutPersonal(event) : event).SerializeAsString();
  return tx
      .InsertRows(kInsertDeadLetter, {{event.tenant_id(), consumer_, event.resource_id(),
                                       event.sequence(), event.projection(), event.event_id(),
                                       partition, reason.substr(0, 64), clock_->Now(), kept}})
      .status();
}

absl::Status DeadLetters::TakePersonal(db::Transaction& tx, const LogEvent& event) {
  constexpr int kAll = 1'000'000;
  GUANXI_ASSIGN_OR_RETURN(
      const db::Rows rows,
      tx.Select(kSelectDeadLettersOf, {event.tenant_id(), consumer_, event.resource_id(), kAll}));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<DeadLetter> letters, ReadLetters(rows));
  for (const DeadLetter& letter : letters) {
    GUANXI_RETURN_IF_ERROR(
        tx.Execute(kReplaceDeadLetter,
                   {WithoutPersonal(letter.event).SerializeAsString(), event.tenant_id(), consumer_,
                    event.resource_id(), letter.event.event_id()})
            .status());
  }
  return absl::OkStatus();
}

absl::Status DeadLetters::Remove(db::Transaction& tx, const LogEvent& event) {
  GUANXI_ASSIGN_OR_RETURN(const int64_t removed,
                          tx.Execute(kDeleteDeadLetter, {event.tenant_id(), consumer_,
                                                         event.resource_id(), event.event_id()}));
  if (removed == 1) return absl::OkStatus();
  return Error(absl::StatusCode::kAborted, "DEAD_LETTER_GONE", "it was applied meanwhile");
}

absl::Status DeadLetters::Forget(db::Transaction& tx, int partition) {
  return tx.Execute(kForgetDeadLetters, {consumer_, partition}).status();
}

absl::StatusOr<std::vector<DeadLetter>> DeadLetters::List(const Uuid& tenant, const Uuid& after,
                                                          int limit) {
  std::vector<DeadLetter> letters;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(
            const db::Rows rows,
            tx.Select(kSelectDeadLetters, {tenant.bytes(), consumer_, after.bytes(), limit}));
        GUANXI_ASSIGN_OR_RETURN(letters, ReadLetters(rows));
        return absl::OkStatus();
      }));
  return letters;
}

absl::StatusOr<std::vector<DeadLetter>> DeadLetters::ListOf(const Uuid& tenant,
                                                            const Uuid& resource, int limit) {
  std::vector<DeadLetter> letters;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(
            const db::Rows rows,
            tx.Select(kSelectDeadLettersOf, {tenant.bytes(), consumer_, resource.bytes(), limit}));
        GUANXI_ASSIGN_OR_RETURN(letters, ReadLetters(rows));
        if (letters.size() < static_cast<size_t>(limit)) return absl::OkStatus();
        // The last version may go on behind them.
        const LogEvent last = letters.back().event;
        while (!letters.empty() && IsOfVersion(letters.back(), last)) letters.pop_back();
        if (!letters.empty()) return absl::OkStatus();
        GUANXI_ASSIGN_OR_RETURN(
            const db::Rows version,
            tx.Select(kSelectDeadLettersAt, {tenant.bytes(), consumer_, resource.bytes(),
                                             last.sequence(), last.projection()}));
        GUANXI_ASSIGN_OR_RETURN(letters, ReadLetters(version));
        return absl::OkStatus();
      }));
  SortByKind(&letters);
  return letters;
}

}  // namespace guanxi::events
