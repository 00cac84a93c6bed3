// The one write path: what every create, update, delete, merge and import goes through.
#ifndef GUANXI_COMMON_RESOURCE_UNIT_OF_WORK_H_
#define GUANXI_COMMON_RESOURCE_UNIT_OF_WORK_H_

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/auth/principal.h"
#include "common/db/transaction.h"
#include "common/resource/changes.h"
#include "common/resource/custom_field_cache.h"
#include "common/resource/resource.h"
#include "common/resource/row_codec.h"
#include "common/resource/written_rows.h"

namespace guanxi::resource {

class Environment;
class Inquiry;
class PendingRows;

// At most so many resources are written by one unit of work; as many again may be derived.
inline constexpr int kMaxWrites = 200;
// Writes of one unit of work, several of one row included.
inline constexpr int kMaxSteps = 8 * kMaxWrites;
// A resource's message, in bytes. Its row (body and personal together) has as many, a change row
// twice as many, before and after.
inline constexpr int64_t kMaxResourceBytes = 128 * 1024;

// Reads and writes of resources inside one database transaction, by one principal at one moment.
//
// A write goes, in this order: normalise → check all → admit → derived writes. Nothing is sent
// before Flush, which Engine calls at the end: for each row that differs from what it was → version
// compare → row → search rows, blind index, external ids, custom values → one change row and outbox
// row. So a row may be written in several steps; each step's Derive sees the old and new of its
// own, its version rises by one, and its change row has the first old and the last new. What a unit
// of work wrote it also reads; statements of `tx` do not see it. Rows to insert go out in few
// multi-row statements.
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
  // For hand-written statements beside the resources. What was written is not in the tables yet.
  db::Transaction& tx() const { return *tx_; }

  // The row, locked until the end, deleted ones too. NOT_FOUND if there is none.
  absl::StatusOr<Stored> Get(const Resource& resource, const ResourceName& name);
  // The same for a row that must not be deleted.
  absl::StatusOr<Stored> GetLive(const Resource& resource, const ResourceName& name);
  // Refuses (NOT_FOUND) what is not live, or under a parent that is not, and holds both so until
  // the end; shared with others who do. The parent comes first, as whoever writes the row has it.
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
  // Holds the rows with these ids as GetMany does, and returns the ids of those that are live. Get
  // and Project do not read again what is held exclusively.
  absl::StatusOr<std::set<Uuid>> HoldLive(const Resource& resource, const std::set<Uuid>& ids,
                                          Lock lock);
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
  // kNormal: `*next` comes out of the resource's Normalize, which need not be run again.
  enum class Form { kGiven, kNormal };
  absl::Status Insert(const Resource& resource, const ResourceName& name,
                      google::protobuf::Message* next, Form form = Form::kGiven);

  // Replaces `old`, which this unit of work read, by `*next`. Returns false, and writes nothing,
  // if they do not differ. INTERNAL if the row was written since `old` was read; see Newest.
  absl::StatusOr<bool> Update(const Resource& resource, const Stored& old,
                              google::protobuf::Message* next);

  // Marks a live row deleted (or, where deletion is HARD, removes it), or a deleted one live;
  // `*row` becomes what was stored. INTERNAL if the type's records stay.
  //   FAILED_PRECONDITION  <TYPE>_IN_USE            Delete: records name it, whose references say
  //                                                 REFUSE, or more than 200 whose say CLEAR
  //   FAILED_PRECONDITION  <TYPE>_NOT_DELETED       Undelete: it is not
  //   FAILED_PRECONDITION  <TYPE>_NOT_RESTORABLE    Undelete: what Check and Derive refuse
  absl::Status Delete(const Resource& resource, Stored* row);
  absl::Status Undelete(const Resource& resource, Stored* row);

  // Puts a live row under another parent, which must be live; the id stays. Nothing follows it:
  // children, and what others write of its name, are the caller's to move.
  //   NOT_FOUND  <PARENT TYPE>_NOT_FOUND
  absl::Status Move(const Resource& resource, Stored* row, const Uuid& parent);

  // Sets projected fields of a row, deleted ones too: `set` gets the message and changes those.
  // Neither version nor update_time is another afterwards. Copies of the row that were read before
  // are outdated, see Newest.
  using Projection = absl::FunctionRef<void(google::protobuf::Message*)>;
  absl::Status Project(const Resource& resource, const ResourceName& name, Projection set);

  // Takes the row `kind`, `key` (of at most 32 and 64 bytes), whether it exists or not, until the
  // end: of those who do, one goes on at a time. It is written, not only locked: on a cluster with
  // several writers that is what excludes.
  absl::Status Guard(absl::string_view kind, absl::string_view key);
  // Adds `delta` to the counter of that row. False, with the counter as it was, if it then were
  // over `limit`.
  absl::StatusOr<bool> Count(absl::string_view kind, absl::string_view key, int64_t delta,
                             int64_t limit);

  // A fact about a row that this unit of work read or wrote, which is no change of it: a change row
  // of the kind kEmitted, named `fact` ([a-z_.], at most 64 bytes), with `payload`.
  absl::Status Emit(const Resource& resource, const Stored& row, absl::string_view fact,
                    const google::protobuf::Message& payload);

  // Makes `*row`, which this unit of work read, what a later step has made of it.
  void Newest(const Resource& resource, Stored* row) const;

  // Checks that `etag`, if neither empty nor `*`, is that of the row as this unit of work found it.
  absl::Status CheckEtag(const Resource& resource, absl::string_view etag, const Stored& row) const;

  // Has `*answer` show the row, `message` of which was just read or written, as Flush leaves it:
  // with what later steps write. `*answer` must live until Flush.
  void Answer(const Resource& resource, const Uuid& id, const google::protobuf::Message& message,
              google::protobuf::Message* answer);

  // The custom fields for a write of `next` over `old`, if that is not null: with those that were
  // defined elsewhere since this process read them. Valid until the next call.
  absl::StatusOr<const CustomFields*> FieldsFor(const ResourceType& type,
                                                const google::protobuf::Message* old,
                                                const google::protobuf::Message& next);

  // Sends what was written, and sets the answers. Called by Engine.
  //   FAILED_PRECONDITION  CAUSE_TOO_DEEP  the cause of the writes has more than kMaxCauseDepth
  absl::Status Flush();
  // From now on looks for those who hold unique values before it writes, to say who they are.
  // Called by Engine once Flush has failed with DUPLICATE_KEY; until then nobody looks.
  //   ALREADY_EXISTS  the reason of the UniqueRule
  void LookForHolders() { looks_for_holders_ = true; }
  // From now on notes in `inquiry` what is to be asked of others before this may commit. Called by
  // Engine for mutations; without it, writes that have to ask are refused (INTERNAL).
  void Inquire(Inquiry* inquiry) { inquiry_ = inquiry; }
  // Writes so far. Unchanged by a write that was refused by its checks alone: the unit of work may
  // go on without it.
  int writes() const { return writes_; }
  // Whether one of them has this message.
  bool Wrote(const google::protobuf::Descriptor* message) const {
    return wrote_.count(message) != 0;
  }
  // Rows that this unit of work inserted, updated or deleted, side rows included.
  int64_t rows_written() const { return rows_written_; }

 private:
  absl::Status Prepare(const Resource& resource, const google::protobuf::Message* old,
                       google::protobuf::Message* next, Form form);
  // Runs the resource's Check and Derive for a deletion or its reversal, which writes `*next`.
  absl::Status DeleteOrUndelete(const Resource& resource, ChangeKind kind, const Stored& old,
                                Stored* next);
  // What the declared rules say of others before `next` is written: references, unique values.
  absl::Status CheckOthers(const Resource& resource, ChangeKind kind, const Stored* old,
                           const Stored& next);
  absl::Status CheckReference(const Resource& resource, size_t index, ChangeKind kind,
                              const Stored* old, const Stored& next);
  absl::Status CheckElsewhere(const Resource& resource, const google::protobuf::Message* old,
                              const google::protobuf::Message& next, Violations* violations);
  absl::Status CheckChain(const Resource& resource, size_t index, ChangeKind kind,
                          const Stored& next, ResourceName above);
  // Shares the parent of a row; false if that is not live. True for a resource at the root.
  absl::StatusOr<bool> ShareParent(const Resource& resource, const ResourceName& name);
  // The row for reading, shared with others who do; nullopt if Share would refuse it.
  absl::StatusOr<std::optional<Stored>> ReadShared(const Resource& resource,
                                                   const ResourceName& name);
  absl::Status CheckUnique(const Resource& resource, const Stored* old, const Stored& next);
  // nil if nobody claims `values`.
  absl::StatusOr<Uuid> FindHolder(const Resource& resource, const UniqueKey& key,
                                  const std::vector<db::Value>& values, const Stored& next);
  // What the deletion of a row does to those that name it.
  absl::Status LeaveReferences(const Resource& resource, const Stored& row);
  absl::StatusOr<std::vector<Uuid>> FindReferrers(const Referrer& referrer, const Stored& row);
  // Takes `next` as the row that `old` (null for a new one) becomes, stamped. Valid until the row
  // is written again.
  absl::StatusOr<const Stored*> Record(const Resource& resource, const Stored* old, Stored next);
  // Who has the external id by what this unit of work wrote: nil if it was given up; none if it
  // was not touched.
  std::optional<Uuid> PendingHolder(const Resource& resource, const ExternalId& external_id) const;
  void NoteExternalIds(const Resource& resource, const Stored* old, const Stored& next);
  absl::Status Taken(const Resource& resource, absl::string_view type, absl::string_view what,
                     const Uuid& holder);

  // Parts of Flush.
  // Gives events to what differs, and takes back what does not.
  void Settle(WrittenRow* row);
  absl::Status Send(const WrittenRow& row);
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
  Change NewChange(ChangeKind kind) const;
  void WriteChange(Change change, const WrittenRow& row);

  Environment* const environment_;
  db::Transaction* const tx_;
  const Principal principal_;
  const absl::Time now_;
  const WriteContext context_;
  const std::unique_ptr<PendingRows> pending_;
  CustomFieldCache::Fields fields_;
  bool fields_read_again_ = false;
  WrittenRows rows_;
  std::map<std::pair<const Resource*, Uuid>, Stored> held_;  // by HoldLive, and not written yet
  // By Share, with their parents: live until the end, but for what this unit of work writes.
  std::set<std::tuple<const Resource*, Uuid, Uuid>> shared_;
  std::map<const Resource*, std::vector<const WrittenRow*>> projected_;  // rows to be sent
  std::map<std::pair<const Resource*, ExternalId>, Uuid> external_ids_;  // nil: given up
  struct PendingAnswer {
    const Resource* resource;
    Uuid id;
    google::protobuf::Message* message;
  };
  std::vector<PendingAnswer> answers_;
  std::set<const google::protobuf::Descriptor*> wrote_;
  bool looks_for_holders_ = false;
  Inquiry* inquiry_ = nullptr;
  Uuid root_event_;  // the first event: the cause of all that follows
  int writes_ = 0;
  int64_t rows_written_ = 0;
};

// The statements of Guard and Count, for the linter.
std::vector<db::Query> GuardQueries();

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_UNIT_OF_WORK_H_
