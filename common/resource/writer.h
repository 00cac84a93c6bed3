// The writing standard methods: Create, Update, Delete, Undelete and batches (AIP-133 to 135, 164,
// 233 to 235), over request messages with the standard fields.
#ifndef GUANXI_COMMON_RESOURCE_WRITER_H_
#define GUANXI_COMMON_RESOURCE_WRITER_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/resource/writer_entries.h"
#include "common/rpc/call.h"
#include "google/protobuf/message.h"

namespace guanxi::metadata::v1 {
class IngestResult;
}  // namespace guanxi::metadata::v1

namespace guanxi::resource {

// Entries of one Ingest.
inline constexpr size_t kMaxIngest = 1000;

// Thread-safe. Owns nothing that it is given. Every method is one unit of work; see Engine::Mutate
// for `request_id` and `validate_only`, UnitOfWork for the errors of a write. Violations are
// reported by the path in the request.
class Writer {
 public:
  // `parent` is the resource whose names this one's are under, or null.
  Writer(const Engine* engine, const Resource* resource, const Resource* parent)
      : engine_(engine), resource_(resource), parent_(parent) {}

  // `parent`, `<resource>`, `<resource>_id`; the response is the resource.
  //   NOT_FOUND       <PARENT TYPE>_NOT_FOUND
  //   ALREADY_EXISTS  <TYPE>_ALREADY_EXISTS, EXTERNAL_ID_ALREADY_EXISTS
  absl::Status Create(const rpc::Call& call, const google::protobuf::Message& request,
                      google::protobuf::Message* response) const;

  // The same after `before` in the same unit of work, whenever that runs: not for a request that
  // was done before. An error of it is the call's.
  using Before = absl::FunctionRef<absl::Status(UnitOfWork&)>;
  absl::Status CreateAfter(const rpc::Call& call, const google::protobuf::Message& request,
                           google::protobuf::Message* response, Before before) const;

  // `<resource>` (with name, etag), `update_mask`, `allow_missing`. The last id of the name may be
  // `-`: then the resource is the one with the given `external_ids`. What somebody else creates
  // meanwhile is updated. An etag may also come as the call's If-Match, which nothing meets that
  // does not exist. Of a deleted record owner and department may be changed, and nothing else: whom
  // it would come back to may have left.
  //   INVALID_ARGUMENT  INVALID_FIELD_MASK
  //   NOT_FOUND         <TYPE>_NOT_FOUND  the text names the external ids that nothing has
  //   ABORTED           STALE_ETAG
  //   ALREADY_EXISTS    EXTERNAL_ID_ALREADY_EXISTS
  absl::Status Update(const rpc::Call& call, const google::protobuf::Message& request,
                      google::protobuf::Message* response) const;

  // `name`, `etag`; the response is the resource.
  //   NOT_FOUND  <TYPE>_NOT_FOUND  absent, or (Delete) deleted already
  //   ABORTED    STALE_ETAG
  absl::Status Delete(const rpc::Call& call, const google::protobuf::Message& request,
                      google::protobuf::Message* response) const;
  absl::Status Undelete(const rpc::Call& call, const google::protobuf::Message& request,
                        google::protobuf::Message* response) const;

  // `requests` (1 to 200), or `names`; the response holds the resources in their order. All are
  // under `parent`, if the resource has one; its id may be `-` save in BatchCreate.
  //   INVALID_ARGUMENT  INVALID_FIELD  two entries mean one resource, by whatever name, or one is
  //                                    not under the parent
  absl::Status BatchCreate(const rpc::Call& call, const google::protobuf::Message& request,
                           google::protobuf::Message* response) const;
  absl::Status BatchUpdate(const rpc::Call& call, const google::protobuf::Message& request,
                           google::protobuf::Message* response) const;
  absl::Status BatchDelete(const rpc::Call& call, const google::protobuf::Message& request,
                           google::protobuf::Message* response) const;

  // `parent` (ids in it may be `-`, then each entry has its own), `requests` (1 to kMaxIngest, as
  // those of BatchCreate; ids of the clients' choice are refused); the response's `results` are
  // metadata.v1.IngestResult, in their order. Several units of work: each entry has an outcome of
  // its own, and those of one do not undo those of another. An entry is known by its external ids,
  // of which it has one at least: it may be sent again, and by several senders at once.
  //   INVALID_ARGUMENT  INVALID_FIELD, INVALID_NAME  how many entries; the parent
  // Of entries, besides those of UnitOfWork::Insert:
  //   ABORTED  TRANSACTION_CONFLICT  others sent the same too often meanwhile; send it again
  absl::Status Ingest(const rpc::Call& call, const google::protobuf::Message& request,
                      google::protobuf::Message* response) const;

 private:
  // The names of the records that have external ids.
  using Holders = std::map<ExternalId, std::string>;
  absl::StatusOr<std::vector<IngestEntry>> IngestEntries(
      const google::protobuf::Message& request,
      absl::Span<metadata::v1::IngestResult* const> results) const;
  // `parent` is that of the call, with nil ids for what each entry says itself.
  absl::StatusOr<IngestEntry> ParseIngest(const google::protobuf::Message& request,
                                          const std::string& path,
                                          const ResourceName& parent) const;
  // Stores the entries, and sets their results, in as many units of work as it takes.
  void IngestAll(const rpc::Call& call, absl::Span<IngestEntry> entries,
                 absl::Span<metadata::v1::IngestResult* const> results) const;
  // `*refused` is the place of the entry that cannot be taken, if there is one, in a unit of work
  // that cannot go on without it.
  absl::Status IngestPart(UnitOfWork& work, absl::Span<IngestEntry> part,
                          absl::Span<metadata::v1::IngestResult* const> results,
                          std::optional<size_t>* refused) const;
  // The live ones of the entries' parents, held to the end: in the order of their ids, so that
  // calls about the same ones wait for each other and do not deadlock.
  absl::StatusOr<std::set<ResourceName>> HoldParents(UnitOfWork& work,
                                                     absl::Span<const IngestEntry> part) const;
  absl::StatusOr<Holders> FindHolders(UnitOfWork& work, absl::Span<const IngestEntry> part) const;
  absl::Status IngestOne(UnitOfWork& work, const IngestEntry& entry,
                         const std::set<ResourceName>& parents,
                         metadata::v1::IngestResult* result) const;

  using RowChange = absl::FunctionRef<absl::Status(UnitOfWork&, Stored*)>;

  absl::StatusOr<ResourceName> NewName(const google::protobuf::Message& request,
                                       const std::string& path, bool* chosen) const;
  absl::StatusOr<std::vector<NewEntry>> NewEntries(const google::protobuf::Message& request) const;
  absl::Status CreateOne(UnitOfWork& work, const google::protobuf::Message& request,
                         const std::string& path, const ResourceName& name,
                         google::protobuf::Message* response) const;
  absl::Status Insert(UnitOfWork& work, const ResourceName& name,
                      const google::protobuf::Message& given, const std::string& path,
                      UnitOfWork::Against against, google::protobuf::Message* response) const;

  absl::StatusOr<UpdateEntry> ParseUpdate(const rpc::Call& call,
                                          const google::protobuf::Message& request,
                                          const std::string& path) const;
  // Locks parents and rows in the order of their ids, whatever that of the entries: writers of the
  // same rows wait for each other and do not deadlock.
  // Writes nothing if more of the entries guess than `*guesses`, which becomes how many do:
  // LOOKUPS_NOT_COUNTED.
  absl::Status UpdateAll(UnitOfWork& work, const std::vector<UpdateEntry>& entries,
                         const std::vector<google::protobuf::Message*>& responses,
                         int64_t* guesses) const;
  // The mutation. Guesses are counted before anything is compared, and whatever comes of it; those
  // of a request that is repeated were when it was done.
  absl::Status RunUpdates(
      const rpc::Call& call, const google::protobuf::Message& request,
      const std::vector<UpdateEntry>& entries, google::protobuf::Message* response,
      absl::FunctionRef<std::vector<google::protobuf::Message*>()> responses) const;
  // Whether the entry is for what is there, rather than something new or nothing.
  static bool IsFound(const UpdateEntry& entry, const ResourceName& name, const Stored* old);
  // Whether it states values of `old` that its caller sees masked.
  bool Guesses(const UnitOfWork& work, const UpdateEntry& entry, const Stored& old) const;
  // Finds the ids that `-` stand for; nil where no resource has the external ids.
  absl::Status Resolve(UnitOfWork& work, const UpdateEntry& entry, Meant* meant) const;
  absl::StatusOr<std::set<Uuid>> ResolveAll(UnitOfWork& work,
                                            const std::vector<UpdateEntry>& entries,
                                            std::vector<Meant>* meant) const;
  // The rows that the entries mean, now that they are locked: an external id may have gone to
  // another resource before, and is looked up again then. ABORTED (TRANSACTION_CONFLICT) if it does
  // not come to rest.
  absl::StatusOr<std::map<Uuid, Stored>> LockMeant(UnitOfWork& work,
                                                   const std::vector<UpdateEntry>& entries,
                                                   std::vector<Meant>* meant) const;
  // NOT_FOUND about the entry, whose place the text names: by external ids there is no name to
  // tell.
  absl::Status Missing(const UpdateEntry& entry, const ResourceName& name) const;
  // `old` is the row with the name's id, or null. What is missing and an edge has the id that its
  // ends make.
  absl::Status Upsert(UnitOfWork& work, const UpdateEntry& entry, ResourceName name,
                      const Stored* old, google::protobuf::Message* response) const;
  absl::Status UpdateOne(UnitOfWork& work, const UpdateEntry& entry, const Stored& old,
                         google::protobuf::Message* response) const;

  // Delete (of a `live` row) and Undelete.
  absl::Status ChangeOne(const rpc::Call& call, const google::protobuf::Message& request,
                         google::protobuf::Message* response, bool live, RowChange change) const;

  // Holds what lies above the records: from the root on, in the order of ids.
  absl::Status CheckParents(UnitOfWork& work, const std::set<ResourceName>& parents) const;

  const Engine* const engine_;
  const Resource* const resource_;
  const Resource* const parent_;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_WRITER_H_
