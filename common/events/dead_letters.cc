#include "common/events/dead_letters.h"

#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/consumer_queries.h"

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

}  // namespace

std::string ReasonOf(const absl::Status& status) {
  std::string reason = Reason(status);
  return reason.empty() ? absl::StatusCodeToString(status.code()) : reason;
}

absl::StatusOr<std::set<RecordKey>> DeadLetters::Parked(int partition) {
  std::set<RecordKey> parked;
  GUANXI_RETURN_IF_ERROR(
      database_->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        parked.clear();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                                tx.Select(kSelectParked, {consumer_, partition}));
        for (const db::Row row : rows) {
          parked.emplace(std::string(row.String(0)), std::string(row.String(1)));
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
  return tx
      .InsertRows(kInsertDeadLetter,
                  {{event.tenant_id(), consumer_, event.resource_id(), event.sequence(),
                    event.projection(), event.event_id(), partition, reason.substr(0, 64),
                    clock_->Now(), event.SerializeAsString()}})
      .status();
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
        return absl::OkStatus();
      }));
  return letters;
}

}  // namespace guanxi::events
