// What a unit of work sends at its end.
#ifndef GUANXI_COMMON_RESOURCE_ROW_SENDER_H_
#define GUANXI_COMMON_RESOURCE_ROW_SENDER_H_

#include <cstdint>
#include <map>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/db/transaction.h"
#include "common/resource/changes.h"
#include "common/resource/pending_rows.h"
#include "common/resource/resource.h"
#include "common/resource/side_rows.h"
#include "common/resource/unit_reads.h"
#include "common/resource/written_rows.h"

namespace guanxi::resource {

// For each row that differs from what it was: version compare → row → search rows, blind index,
// external ids, custom values → one change row and outbox row. Rows to insert go out in few
// multi-row statements, behind all others.
//
// Thread safety: none. Errors of all methods: those of common/db, and as stated.
class RowSender {
 public:
  // Of the unit of work that `reads` is the base of. Nothing is owned.
  RowSender(UnitReads* reads, const Cause& cause, absl::Time now)
      : reads_(*reads),
        tx_(reads->tx()),
        tenant_(reads->principal().tenant),
        cause_(cause),
        now_(now) {}

  // Once, at the end.
  //   ABORTED              STALE_ETAG      somebody else wrote the row since it was read
  //   FAILED_PRECONDITION  CAUSE_TOO_DEEP  the cause of the writes has more than kMaxCauseDepth
  absl::Status Send(WrittenRows* rows);
  // Adds a fact about a row; see UnitOfWork::Emit.
  void Add(const Resource& resource, const Stored& row, absl::string_view fact,
           const google::protobuf::Message& payload);

  // Rows that were inserted, updated or deleted, side rows included.
  int64_t rows_written() const { return rows_written_; }

 private:
  // Gives events to what differs, and takes back what does not.
  void Settle(WrittenRow* row);
  // Has rows give up unique values that others of the unit of work take over.
  absl::Status ReleaseClaims(absl::Span<const WrittenRow* const> rows);
  absl::Status SendOne(const WrittenRow& row);
  absl::Status SendRow(const WrittenRow& row);
  absl::Status SendProjections();
  absl::Status SendProjections(const Resource& resource, absl::Span<const WrittenRow* const> rows);
  absl::Status WriteSideRows(const WrittenRow& row);
  absl::Status WriteCustomRows(const WrittenRow& written);
  absl::Status WriteSideTable(const SideTable& table, const ResourceType& type, const Uuid& id,
                              const SideRowList& old_rows, const SideRowList& new_rows);
  // Null stands for a record that searches do not find: absent or deleted.
  absl::Status WriteSearchRows(const Resource& resource, const google::protobuf::Message* before,
                               const google::protobuf::Message* after, const Uuid& id);
  Change NewChange(ChangeKind kind, const Uuid& event) const;
  void WriteChange(const Change& change, const WrittenRow& row);

  UnitReads& reads_;
  db::Transaction& tx_;
  const Uuid tenant_;
  const Cause cause_;
  const absl::Time now_;
  PendingRows pending_;
  std::map<const Resource*, std::vector<const WrittenRow*>> projected_;  // rows to be sent
  Uuid root_event_;  // the first event: the cause of all that follows
  int64_t rows_written_ = 0;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_ROW_SENDER_H_
