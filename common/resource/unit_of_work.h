// The one write path: what every create, update, delete, merge and import goes through.
#ifndef GUANXI_COMMON_RESOURCE_UNIT_OF_WORK_H_
#define GUANXI_COMMON_RESOURCE_UNIT_OF_WORK_H_

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/resource/pending_rows.h"
#include "common/resource/resource.h"
#include "common/resource/row_sender.h"
#include "common/resource/unit_guards.h"
#include "common/resource/unit_limits.h"

namespace guanxi::resource {

class Inquiry;

// Reads and writes of resources inside one database transaction, by one principal at one moment.
//
// A write goes, in this order: normalise → check all → complete → admit → assign → derived writes.
// Nothing is sent before Flush, which Engine calls at the end (row_sender.h). So a row may be
// written in several steps; each step's Derive sees the old and new of its own, its version rises
// by one, and its change row has the first old and the last new. A version never comes twice: a
// record that is made again under the id of an erased one goes on where that one ended. What a unit
// of work wrote it also reads; statements of `tx` do not see it.
//
// A unit of work runs several times when its transaction is retried; it is built anew each time.
// Rows outside the principal's scope (row_scope.h) are not there: reads do not find them, names of
// them name nothing. Those that he may see and not change are PERMISSION_DENIED, ROW_READ_ONLY, and
// so is a new row that would not be his (ROW_OUT_OF_SCOPE). What he changes only as a collaborator,
// or because it is shared with him, he neither deletes, shares nor hands over (ROW_NOT_OWNED); a
// new owner needs `<collection>.transfer` (METHOD_NOT_ALLOWED). While Derive runs there is no
// scope: what follows from a write that was let through is not asked about.
//
// Thread safety: none. Errors of all methods: those of common/db, and as stated; and of writes
//   INVALID_ARGUMENT  TOO_MANY_WRITES  more than 2 * kMaxWrites rows, or kMaxSteps steps
class UnitOfWork : public UnitGuards {
 public:
  // `fields` are the tenant's custom fields as they were known before the transaction. Nothing is
  // owned.
  UnitOfWork(Environment* environment, db::Transaction* tx, const Principal& principal,
             WriteContext context, CustomFieldCache::Fields fields);

  const WriteContext& context() const { return context_; }

  // Creates `*next` under `name`; `*next` becomes what was stored. Violations are relative to it.
  //   INVALID_ARGUMENT  INVALID_FIELD               all violations at once
  //   INVALID_ARGUMENT  UNKNOWN_FIELD               fields that this binary could not check or mask
  //   INVALID_ARGUMENT  RESOURCE_TOO_LARGE          over kMaxResourceBytes
  //   PERMISSION_DENIED FIELD_NOT_ALLOWED           fields that are hidden or read-only
  // kNormal: `*next` comes out of the resource's Normalize, which need not be run again.
  enum class Form { kGiven, kNormal };
  absl::Status Insert(const Resource& resource, const ResourceName& name,
                      google::protobuf::Message* next, Form form = Form::kGiven);

  // Replaces `old`, which this unit of work read, by `*next`. Returns false, and writes nothing,
  // if they do not differ. INTERNAL if the row was written since `old` was read; see Newest.
  // kNormal: what differs has no other form.
  absl::StatusOr<bool> Update(const Resource& resource, const Stored& old,
                              google::protobuf::Message* next, Form form = Form::kGiven);

  // Marks a live row deleted (or, where deletion is HARD, removes it), or a deleted one live;
  // `*row` becomes what was stored. What comes back names no more what its references say is to be
  // cleared and what is gone. INTERNAL if the type's records stay.
  //   FAILED_PRECONDITION  <TYPE>_IN_USE            Delete: records name it, whose references say
  //                                                 REFUSE, or more than 200 whose say CLEAR
  //   FAILED_PRECONDITION  <TYPE>_NOT_DELETED       Undelete: it is not
  //   FAILED_PRECONDITION  <TYPE>_MERGED            Undelete: it is part of another record since a
  //                                                 merge, which can be undone
  //   FAILED_PRECONDITION  <TYPE>_NOT_RESTORABLE    Undelete: what Check and Derive refuse; it
  //                                                 names, as REFUSE, what is gone
  absl::Status Delete(const Resource& resource, Stored* row);
  absl::Status Undelete(const Resource& resource, Stored* row);

  // Puts a live row under another parent, which must be live; the id stays. For the resource's
  // Check and Derive it is an update of the name. Nothing follows it: children (whose names hold
  // that of the row's parent), and what others write of its name, are the caller's to move.
  //   NOT_FOUND         <PARENT TYPE>_NOT_FOUND
  //   INVALID_ARGUMENT  INVALID_FIELD            what Check refuses
  absl::Status Move(const Resource& resource, Stored* row, const ResourceName& parent);

  // Sets projected fields of a row, deleted ones too: `set` gets the message and changes those.
  // Neither version nor update_time changes. Copies that were read before are outdated, see Newest.
  //   INVALID_ARGUMENT  INVALID_FIELD  a value is longer than its options say or its column holds
  using Projection = absl::FunctionRef<void(google::protobuf::Message*)>;
  absl::Status Project(const Resource& resource, const ResourceName& name, Projection set);

  // Runs `body` without a scope, for a method whose own rules say who may do what to whose rows.
  absl::Status WithoutScope(absl::FunctionRef<absl::Status()> body);

  // A fact about a row that this unit of work read or wrote, which is no change of it: a change row
  // of the kind kEmitted, named `fact` ([a-z_.], at most 64 bytes), with `payload`; it is a write.
  //   INVALID_ARGUMENT  RESOURCE_TOO_LARGE  the payload is over kMaxResourceBytes
  absl::Status Emit(const Resource& resource, const Stored& row, absl::string_view fact,
                    const google::protobuf::Message& payload);

  // Adds a row to a table of the service's own, beside the resources: Flush sends all of one
  // `query`, which outlives the unit of work, by few statements; SendBeside does before `tx` is to
  // see them.
  void AddBeside(const db::InsertQuery& query, std::vector<db::Value> row) {
    beside_.Add(query, std::move(row));
  }
  absl::Status SendBeside() { return beside_.Flush(*tx_).status(); }

  // Has `check` run once, at the end of Flush, when all that was written is in the tables: for what
  // must hold of many rows together, such as that one of several is left. Its error undoes
  // everything. Of checks with the same `key` the first one runs. It writes nothing.
  using StoredCheck = std::function<absl::Status(UnitOfWork&)>;
  void CheckStored(absl::string_view key, StoredCheck check);

  // Has `*answer`, which must live until Flush, show the row, `message` of which was just read or
  // written, as Flush leaves it: with what later steps write.
  void Answer(const Resource& resource, const Uuid& id, const google::protobuf::Message& message,
              google::protobuf::Message* answer);

  // Sends what was written, and sets the answers. Called by Engine. Errors: those of RowSender.
  absl::Status Flush();
  // From now on looks for those who hold unique values before it writes, to say who they are.
  // Called by Engine once Flush has failed with DUPLICATE_KEY; until then nobody looks.
  //   ALREADY_EXISTS  the reason of the UniqueRule
  void LookForHolders() { looks_for_holders_ = true; }
  // From now on notes in `inquiry` what is to be asked of others before this may commit. Called by
  // Engine for mutations; without it, writes that have to ask are refused (INTERNAL).
  void Inquire(Inquiry* inquiry) { inquiry_ = inquiry; }
  // Whether that is so: an earlier run met others who wrote the same.
  bool collided() const { return looks_for_holders_; }
  // Writes so far. Unchanged by a write that was refused by its checks alone: the unit of work may
  // go on without it.
  int writes() const { return writes_; }
  // Whether one of them has this message.
  bool Wrote(const google::protobuf::Descriptor* message) const {
    return wrote_.count(message) != 0;
  }
  // Rows that this unit of work inserted, updated or deleted, side rows included.
  int64_t rows_written() const { return sender_.rows_written(); }

 private:
  friend class UnitMerges;

  // Run the resource's Assign, which sees everything, and Derive, which also writes everything.
  absl::Status Assign(const Resource& resource, ChangeKind kind,
                      const google::protobuf::Message* old, google::protobuf::Message* next);
  absl::Status Derive(const Resource& resource, ChangeKind kind,
                      const google::protobuf::Message* old, const google::protobuf::Message& next);
  // INVALID_ARGUMENT (TOO_MANY_WRITES) if there is no room for one more.
  absl::Status CheckRoom() const;
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
  // Clears what the deletion of its targets would have cleared, had the record been live.
  absl::Status ClearLost(const Resource& resource, google::protobuf::Message* message);
  absl::Status CheckUnique(const Resource& resource, const Stored* old, const Stored& next);
  // nil if nobody claims `values`.
  absl::StatusOr<Uuid> FindHolder(const Resource& resource, const UniqueKey& key,
                                  const std::vector<db::Value>& values, const Stored& next);
  // What the deletion of a row does to those that name it.
  absl::Status LeaveReferences(const Resource& resource, const Stored& row);
  absl::StatusOr<std::vector<Uuid>> FindReferrers(const Referrer& referrer, const Stored& row);
  // Takes `next` as what `old` (null: a new row) becomes, stamped. Valid until it is written again.
  absl::StatusOr<const Stored*> Record(const Resource& resource, const Stored* old, Stored next);

  const WriteContext context_;
  RowSender sender_;
  PendingRows beside_;
  struct PendingAnswer {
    const Resource* resource;
    Uuid id;
    google::protobuf::Message* message;
  };
  std::vector<PendingAnswer> answers_;
  std::map<std::string, StoredCheck> stored_checks_;
  std::set<const google::protobuf::Descriptor*> wrote_;
  bool looks_for_holders_ = false;
  Inquiry* inquiry_ = nullptr;
  int writes_ = 0;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_UNIT_OF_WORK_H_
