// The one write path: what every create, update, delete, merge and import goes through.
#ifndef GUANXI_COMMON_RESOURCE_UNIT_OF_WORK_H_
#define GUANXI_COMMON_RESOURCE_UNIT_OF_WORK_H_

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/auth/principal.h"
#include "common/db/transaction.h"
#include "common/resource/changes.h"
#include "common/resource/custom_field_cache.h"
#include "common/resource/resource.h"
#include "common/resource/row_codec.h"

namespace guanxi::resource {

class Environment;
class PendingRows;

// At most so many resources are written by one unit of work.
inline constexpr int kMaxWrites = 200;
// A resource's message, in bytes. Its row (body and personal together) has as many, a change row
// twice as many, before and after.
inline constexpr int64_t kMaxResourceBytes = 128 * 1024;

// Reads and writes of resources inside one database transaction, by one principal at one moment.
//
// A write goes, in this order: normalise → check all → version compare → row → search rows, blind
// index, external ids, custom values → change row and outbox row → derived writes. Rows to insert
// are collected and go out in few multi-row statements by Flush, which Engine calls before COMMIT.
// What a unit of work wrote it also reads.
//
// A unit of work runs several times when its transaction is retried; it is built anew each time.
//
// Thread safety: none. Errors of all methods: those of common/db, and as stated.
class UnitOfWork {
 public:
  // `fields` are the tenant's custom fields as they were known before the transaction. Nothing is
  // owned.
  UnitOfWork(Environment* environment, db::Transaction* tx, const Principal& principal,
             WriteContext context, CustomFieldCache::Fields fields);
  ~UnitOfWork();
  UnitOfWork(const UnitOfWork&) = delete;
  UnitOfWork& operator=(const UnitOfWork&) = delete;

  const Principal& principal() const { return principal_; }
  const WriteContext& context() const { return context_; }
  // The moment of all writes, in whole microseconds.
  absl::Time now() const { return now_; }
  Environment& environment() const { return *environment_; }
  // For hand-written statements beside the resources. Rows to insert are not in the tables yet.
  db::Transaction& tx() const { return *tx_; }

  // The row, locked until the end, deleted ones too. NOT_FOUND if there is none.
  absl::StatusOr<Stored> Get(const Resource& resource, const ResourceName& name);
  // The same for a row that must not be deleted.
  absl::StatusOr<Stored> GetLive(const Resource& resource, const ResourceName& name);
  // The rows with these ids, locked in the order of ids, those that exist; by id.
  absl::StatusOr<std::map<Uuid, Stored>> GetMany(const Resource& resource,
                                                 absl::Span<const Uuid> ids);
  // The ids of the records, deleted ones too, that have these external ids, one for each pair; nil
  // where none has. Blanks around an id do not count.
  absl::StatusOr<std::vector<Uuid>> FindByExternalIds(const Resource& resource,
                                                      absl::Span<const ExternalId> external_ids);

  // Refuses ids and external ids that other records have, deleted ones too; call it before Insert
  // and Update unless they cannot collide. A collision that appears meanwhile makes Flush fail with
  // DUPLICATE_KEY, on which Engine runs everything again. The error's metadata name the `holder`
  // and say whether it is `deleted`, unless this unit of work made it.
  //   ALREADY_EXISTS    <TYPE>_ALREADY_EXISTS       an id of `fresh` is taken
  //   ALREADY_EXISTS    EXTERNAL_ID_ALREADY_EXISTS  another record has one of the external ids of
  //                                                 `next`, which lies at `path` of the request
  absl::Status CheckFree(const Resource& resource, absl::Span<const ResourceName> fresh);
  // `kThisUnit` leaves records of others to Flush: for ids that were looked up and not found.
  enum class Against { kAll, kThisUnit };
  absl::Status CheckExternalIdsFree(const Resource& resource, const Uuid& id,
                                    const google::protobuf::Message& next, absl::string_view path,
                                    Against against = Against::kAll);

  // Creates `*next` under `name`; `*next` becomes what was stored. Violations are relative to the
  // resource ("phones[0].number").
  //   INVALID_ARGUMENT  INVALID_FIELD               all violations at once
  //   INVALID_ARGUMENT  UNKNOWN_FIELD               `*next` has fields that this binary does not
  //                                                 know: it could neither check nor mask them
  //   INVALID_ARGUMENT  RESOURCE_TOO_LARGE          over kMaxResourceBytes
  absl::Status Insert(const Resource& resource, const ResourceName& name,
                      google::protobuf::Message* next);

  // Replaces `old`, which this unit of work read, by `*next`. Returns false, and writes nothing,
  // if they do not differ. One unit of work writes a row once: INTERNAL the second time, since
  // rows beside the first version may wait for Flush.
  absl::StatusOr<bool> Update(const Resource& resource, const Stored& old,
                              google::protobuf::Message* next);

  // Marks a live row deleted, or a deleted one live; `*row` becomes what was stored. INTERNAL if
  // the type has no `delete_time`: its records stay.
  //   FAILED_PRECONDITION  <TYPE>_NOT_DELETED       Undelete: it is not
  //   FAILED_PRECONDITION  <TYPE>_NOT_RESTORABLE    Undelete: what Check and Derive refuse
  absl::Status Delete(const Resource& resource, Stored* row);
  absl::Status Undelete(const Resource& resource, Stored* row);

  // Checks that `etag`, if neither empty nor `*`, is the row's.
  static absl::Status CheckEtag(const Resource& resource, absl::string_view etag,
                                const Stored& row);

  // The custom fields for a write of `next` over `old`, if that is not null: with those that were
  // defined elsewhere since this process read them. Valid until the next call.
  absl::StatusOr<const CustomFields*> FieldsFor(const ResourceType& type,
                                                const google::protobuf::Message* old,
                                                const google::protobuf::Message& next);

  // Sends all collected rows. Called by Engine.
  absl::Status Flush();
  // Resources written so far. Unchanged by a write that was refused by its checks alone: the unit
  // of work may go on without it.
  int writes() const { return writes_; }
  // Rows that this unit of work inserted, updated or deleted, side rows included.
  int64_t rows_written() const { return rows_written_; }

 private:
  absl::Status Prepare(const Resource& resource, const google::protobuf::Message* old,
                       google::protobuf::Message* next);
  // Runs the resource's Check and Derive for a deletion or its reversal, which writes `*next`.
  absl::Status DeleteOrUndelete(const Resource& resource, ChangeKind kind, const Stored& old,
                                Stored* next);
  // Who has the external id among what this unit of work wrote; nil if nobody.
  Uuid PendingHolder(const Resource& resource, const ExternalId& external_id) const;
  absl::Status Taken(const Resource& resource, absl::string_view type, absl::string_view what,
                     const Uuid& holder);
  absl::Status CountWrite(const Resource& resource, const Uuid& id);
  absl::Status Replace(const Resource& resource, ChangeKind kind, const Stored& old, Stored* next);
  absl::Status WriteSideRows(const Resource& resource, const Stored* old, const Stored& next);
  absl::Status WriteCustomRows(const Resource& resource, const Stored* old, const Stored& next);
  absl::Status WriteSideTable(const SideTable& table, const Uuid& id, const SideRowList& old_rows,
                              const SideRowList& new_rows);
  // Null stands for a record that searches do not find: absent or deleted.
  absl::Status WriteSearchRows(const Resource& resource, const google::protobuf::Message* before,
                               const google::protobuf::Message* after, const Uuid& id);
  absl::Status WriteChange(const Resource& resource, ChangeKind kind, const Stored* old,
                           const Stored& next);

  Environment* const environment_;
  db::Transaction* const tx_;
  const Principal principal_;
  const WriteContext context_;
  const absl::Time now_;
  const std::unique_ptr<PendingRows> pending_;
  CustomFieldCache::Fields fields_;
  bool fields_read_again_ = false;
  // For reads of what is still pending.
  std::map<std::pair<const Resource*, Uuid>, Stored> inserted_;
  std::map<std::pair<const Resource*, ExternalId>, Uuid> taken_external_ids_;
  std::set<std::pair<const Resource*, Uuid>> written_;
  Uuid root_event_;  // the first event: the cause of all that follows
  int writes_ = 0;
  int64_t rows_written_ = 0;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_UNIT_OF_WORK_H_
