// The writing standard methods: Create, Update, Delete, Undelete and batches (AIP-133 to 135, 164,
// 233 to 235), over request messages with the standard fields.
#ifndef GUANXI_COMMON_RESOURCE_WRITER_H_
#define GUANXI_COMMON_RESOURCE_WRITER_H_

#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/rpc/call.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

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

  // `<resource>` (with name, etag), `update_mask`, `allow_missing`. The last id of the name may be
  // `-`: then the resource is the one with the given `external_ids`.
  //   INVALID_ARGUMENT  INVALID_FIELD_MASK
  //   NOT_FOUND         <TYPE>_NOT_FOUND
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

 private:
  // One entry of a batch: its request, and the path to it ("requests[3].").
  absl::Status CreateOne(UnitOfWork& work, const google::protobuf::Message& request,
                         const std::string& path, const ResourceName& name,
                         google::protobuf::Message* response) const;
  // `touched`: the ids of the entries before this one.
  absl::Status UpdateOne(UnitOfWork& work, const google::protobuf::Message& request,
                         const std::string& path, std::set<Uuid>* touched,
                         google::protobuf::Message* response) const;
  absl::Status InsertMissing(UnitOfWork& work, const ResourceName& name,
                             const google::protobuf::Message& given, const std::string& path,
                             google::protobuf::Message* response) const;
  absl::StatusOr<ResourceName> NewName(const google::protobuf::Message& request,
                                       const std::string& path, bool* chosen) const;
  // The name that the entry of an update states, whose last id is nil for `-`.
  absl::StatusOr<ResourceName> NameToUpdate(const google::protobuf::Message& request,
                                            const std::string& prefix) const;
  absl::Status ResolveWildcard(UnitOfWork& work, const google::protobuf::Message& given,
                               const std::string& path, ResourceName* name) const;
  absl::Status CheckParent(UnitOfWork& work, const Uuid& parent) const;

  const Engine* const engine_;
  const Resource* const resource_;
  const Resource* const parent_;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_WRITER_H_
