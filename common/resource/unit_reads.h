// What a unit of work reads, and the checks that need no more than that.
#ifndef GUANXI_COMMON_RESOURCE_UNIT_READS_H_
#define GUANXI_COMMON_RESOURCE_UNIT_READS_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/auth/principal.h"
#include "common/db/query.h"
#include "common/db/rows.h"
#include "common/db/transaction.h"
#include "common/db/value.h"
#include "common/resource/custom_field_cache.h"
#include "common/resource/resource.h"
#include "common/resource/row_codec.h"
#include "common/resource/row_rights.h"
#include "common/resource/written_rows.h"

namespace guanxi::resource {

class Environment;

// The base of UnitOfWork. What the unit of work wrote it also reads. Rows outside the principal's
// scope (row_rights.h) are not there, but for what says otherwise.
//
// Thread safety: none. Errors of all methods: those of common/db, and as stated.
class UnitReads {
 public:
  UnitReads(const UnitReads&) = delete;
  UnitReads& operator=(const UnitReads&) = delete;

  const Principal& principal() const { return principal_; }
  Environment& environment() const { return *environment_; }
  // For hand-written statements beside the resources. What was written is not in the tables yet.
  db::Transaction& tx() const { return *tx_; }
  // The moment of all writes in business time, in whole microseconds.
  absl::Time now() const { return now_; }
  // The machine's time, of what is kept or counted for so long (Clocks::system).
  absl::Time system_now() const;

  // The row, locked until the end, deleted ones too, unless it was merged into another. NOT_FOUND
  // if there is none.
  absl::StatusOr<Stored> Get(const Resource& resource, const ResourceName& name);
  // The same for a row that must not be deleted.
  absl::StatusOr<Stored> GetLive(const Resource& resource, const ResourceName& name);
  // The same by a statement that reads more than the row: what was true when it was read.
  struct Beside {
    db::Query query;                // Resource::LockWith
    std::vector<db::Value> values;  // of its columns
    // What was read, its columns from kRowColumns on; nothing if this unit of work had the row.
    db::Rows rows;
  };
  absl::StatusOr<Stored> GetLive(const Resource& resource, const ResourceName& name,
                                 Beside* beside);
  // Refuses (NOT_FOUND) what is not live, or under a record that is not, and holds all so until the
  // end; shared with others who do. What is above comes first, as whoever writes the row has it.
  absl::Status Share(const Resource& resource, const ResourceName& name);
  // The live rows under a parent, locked, in the order of ids; what this unit of work wrote is
  // among them.
  //   FAILED_PRECONDITION  TOO_MANY_CHILDREN  more than kMaxWrites
  absl::StatusOr<std::vector<Stored>> ListByParent(const Resource& resource, const Uuid& parent);
  // Shows `visit` live rows under a parent for which `filter` holds: first those that this unit of
  // work wrote (all of them: the filter is for the database), then stored ones in the order of
  // `order_by`, until it returns false. A plain read: the caller holds the parent.
  using Visit = absl::FunctionRef<bool(const google::protobuf::Message&)>;
  absl::Status VisitChildren(const Resource& resource, const Uuid& parent, absl::string_view filter,
                             absl::string_view order_by, Visit visit);
  // The rows with these ids, locked in the order of ids, those that exist; by id. What is only read
  // is shared with others who do the same; do not share first what you write later: two who do
  // deadlock.
  absl::StatusOr<std::map<Uuid, Stored>> GetMany(const Resource& resource,
                                                 absl::Span<const Uuid> ids,
                                                 Lock lock = Lock::kExclusive);
  // Holds the rows with these names as GetMany does, and returns the names of those that are live.
  // Get and Project do not read again what is held exclusively.
  absl::StatusOr<std::set<ResourceName>> HoldLive(const Resource& resource,
                                                  const std::set<ResourceName>& names, Lock lock);
  // The ids of the records, deleted ones too, that have these external ids, one for each pair; nil
  // where none has. Blanks around an id do not count. Of one that was merged into another: that.
  absl::StatusOr<std::vector<Uuid>> FindByExternalIds(const Resource& resource,
                                                      absl::Span<const ExternalId> external_ids);

  // Refuses ids and external ids that other records have, deleted ones too; call it before Insert
  // and Update unless they cannot collide: for ids of a client's choice, and those of edges. A
  // collision that appears meanwhile makes Flush fail with DUPLICATE_KEY, on which Engine runs
  // everything again. The error's metadata name the `holder` and say whether it is `deleted`,
  // unless this unit of work made it.
  //   ALREADY_EXISTS    <TYPE>_ALREADY_EXISTS       an id of `fresh` is taken
  //   ALREADY_EXISTS    EXTERNAL_ID_ALREADY_EXISTS  another record has one of the external ids of
  //                                                 `next`, which lies at `path` of the request
  absl::Status CheckFree(const Resource& resource, absl::Span<const ResourceName> fresh);
  // `kThisUnit` leaves records of others to Flush: for ids that were looked up and not found.
  enum class Against { kAll, kThisUnit };
  absl::Status CheckExternalIdsFree(const Resource& resource, const Uuid& id,
                                    const google::protobuf::Message& next, absl::string_view path,
                                    Against against = Against::kAll);

  // Whether there may be rows that the principal cannot see: then one that was not found may exist.
  absl::StatusOr<bool> HidesRows(const Resource& resource) { return rights_.HidesRows(resource); }

  // Whether the principal may change the row, for methods that have others do so for him.
  //   PERMISSION_DENIED  ROW_READ_ONLY  he may see it, and not change it
  absl::Status CheckMayWrite(const Resource& resource, const Stored& row) {
    return rights_.CheckMayWrite(resource, row);
  }

  // Makes `*row`, which this unit of work read, what a later step has made of it.
  void Newest(const Resource& resource, Stored* row) const;

  // The live row as this unit of work leaves it, whoever asks, without a lock: for rules that look
  // at others. Empty if there is none.
  absl::StatusOr<std::optional<Stored>> Peek(const Resource& resource, const ResourceName& name);

  // Checks that `etag`, if neither empty nor `*`, is that of the row as this unit of work found it.
  absl::Status CheckEtag(const Resource& resource, absl::string_view etag, const Stored& row) const;

  // The custom fields for a write of `next` over `old`, if that is not null: with those that were
  // defined elsewhere since this process read them. Valid until the next call.
  absl::StatusOr<const CustomFields*> FieldsFor(const ResourceType& type,
                                                const google::protobuf::Message* old,
                                                const google::protobuf::Message& next);

 protected:
  UnitReads(Environment* environment, db::Transaction* tx, const Principal& principal,
            CustomFieldCache::Fields fields, absl::Time now)
      : environment_(environment),
        tx_(tx),
        principal_(principal),
        now_(now),
        rights_(tx, &principal_, now),
        fields_(std::move(fields)) {}
  ~UnitReads() = default;

  // The row for reading, shared with others who do, whoever asks; nullopt if Share would refuse it
  // to who sees all.
  absl::StatusOr<std::optional<Stored>> ReadShared(const Resource& resource,
                                                   const ResourceName& name);
  void NoteExternalIds(const Resource& resource, const Stored* old, const Stored& next);
  // The last version of an erased record that CheckFree found under the id; 0 if there was none.
  int64_t FormerVersion(const Resource& resource, const Uuid& id) const;
  // Everything was sent.
  void Forget();

  Environment* const environment_;
  db::Transaction* const tx_;
  const Principal principal_;
  const absl::Time now_;
  RowRights rights_;
  WrittenRows rows_;

 private:
  // Shares the record above a row; false if that is not live. True for a resource at the root.
  absl::StatusOr<bool> ShareParent(const Resource& resource, const ResourceName& name);
  // By one of the resource's queries of a row, whatever is above.
  absl::StatusOr<std::optional<Stored>> ReadLive(const Resource& resource, const ResourceName& name,
                                                 const db::Query& query);
  // As Get; null: the row alone.
  absl::StatusOr<Stored> GetBeside(const Resource& resource, const ResourceName& name,
                                   Beside* beside);
  // As Get, GetMany and FindByExternalIds, whoever asks.
  absl::StatusOr<Stored> Read(const Resource& resource, const ResourceName& name,
                              Beside* beside = nullptr);
  absl::StatusOr<std::map<Uuid, Stored>> ReadMany(const Resource& resource,
                                                  absl::Span<const Uuid> ids, Lock lock);
  absl::StatusOr<std::vector<Uuid>> FindAllByExternalIds(const Resource& resource,
                                                         absl::Span<const ExternalId> external_ids);
  // Puts in the place of those that were merged into others these.
  absl::Status FollowHolders(const Resource& resource, std::vector<Uuid>* holders) const;
  // Who has the external id by what this unit of work wrote: nil if it was given up; none if it
  // was not touched.
  std::optional<Uuid> PendingHolder(const Resource& resource, const ExternalId& external_id) const;
  absl::Status Taken(const Resource& resource, absl::string_view type, absl::string_view what,
                     const Uuid& holder);
  absl::Status ReadFormerVersions(const Resource& resource, const std::vector<Uuid>& ids);

  CustomFieldCache::Fields fields_;
  bool fields_read_again_ = false;
  std::map<std::pair<const Resource*, Uuid>, Stored> held_;  // by HoldLive, and not written yet
  // By Share, with what is above: live until the end, but for what this unit of work writes.
  std::set<std::pair<const Resource*, ResourceName>> shared_;
  std::map<std::pair<const Resource*, ExternalId>, Uuid> external_ids_;  // nil: given up
  std::map<std::pair<const Resource*, Uuid>, int64_t> former_;           // by CheckFree
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_UNIT_READS_H_
