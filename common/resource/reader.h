// The reading standard methods: Get, BatchGet, List (AIP-131, 132, 231), over request messages with
// the standard fields.
#ifndef GUANXI_COMMON_RESOURCE_READER_H_
#define GUANXI_COMMON_RESOURCE_READER_H_

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/resource/row_scope.h"
#include "common/rpc/call.h"
#include "common/rpc/lane.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// Rows outside the caller's scope (row_scope.h) are not there: NOT_FOUND by name, absent from
// lists.
//
// Thread-safe. Owns nothing that it is given. Responses are passed in empty.
class Reader {
 public:
  // `parent` is the resource whose names this one's are under, or null: children of an absent or
  // deleted parent, or of one under such a parent, cannot be reached. `lasting_tokens`: see
  // page::Query.
  Reader(const Engine* engine, const Resource* resource, const Resource* parent,
         bool lasting_tokens = false)
      : engine_(engine), resource_(resource), parent_(parent), lasting_tokens_(lasting_tokens) {}

  // `name`, `read_mask`; the resource itself comes back, deleted ones too.
  //   INVALID_ARGUMENT  INVALID_NAME, INVALID_FIELD_MASK
  //   NOT_FOUND         <TYPE>_NOT_FOUND
  absl::Status Get(const rpc::Call& call, const google::protobuf::Message& request,
                   google::protobuf::Message* response) const;

  // `names` (1 to 200, all under `parent` if the resource has one), `read_mask`; the resources in
  // the order of the names. Errors as Get; children of a deleted parent are absent.
  //   INVALID_ARGUMENT    INVALID_FIELD    a name is not under the parent
  //   RESOURCE_EXHAUSTED  BATCH_TOO_LARGE  they take more than page::kMaxPageBytes; the metadata
  //                                        says how many of the first names do not
  absl::Status BatchGet(const rpc::Call& call, const google::protobuf::Message& request,
                        google::protobuf::Message* response) const;

  // `parent`, `page_size`, `page_token`, `filter`, `order_by`, `show_deleted`, `read_mask`. Ids of
  // the parent may be wildcards (ParseParent); those of deleted parents are left out then. A page
  // ends at the number of rows, at page::kMaxPageBytes, or when very many of deleted parents lay in
  // between: it may be empty, and only an absent next_page_token means the end.
  //   INVALID_ARGUMENT   INVALID_FILTER, INVALID_ORDER_BY, INVALID_PAGE_TOKEN, INVALID_PAGE_SIZE
  //   NOT_FOUND          <PARENT TYPE>_NOT_FOUND
  //   DEADLINE_EXCEEDED  SCAN_TOO_EXPENSIVE  no declared list path serves this, and the scan did
  //                                          not end in time; the metadata lists the paths
  absl::Status List(const rpc::Call& call, const google::protobuf::Message& request,
                    google::protobuf::Message* response) const;

  // `name`, `page_size`, `page_token`: what happened to the record, deleted ones too, the last
  // first; the response's `changes` are metadata.v1.Change. A page ends as that of List does.
  //   INVALID_ARGUMENT  INVALID_NAME, INVALID_PAGE_TOKEN, INVALID_PAGE_SIZE
  //   NOT_FOUND         <TYPE>_NOT_FOUND  absent; a record that was erased has no history by name
  absl::Status ListChanges(const rpc::Call& call, const google::protobuf::Message& request,
                           google::protobuf::Message* response) const;

  // The lane that a list request belongs to: point if a declared path serves it. Cheap.
  rpc::Lane ListLane(const google::protobuf::Message& request) const;

 private:
  // Refuses (NOT_FOUND) what is above a record or a list, if it is deleted or hidden from the
  // caller; nil ids stand for any.
  absl::Status CheckAbove(db::Transaction& tx, const rpc::Call& call,
                          const ResourceName& above) const;
  absl::StatusOr<RowScope> ScopeOf(const rpc::Call& call) const;
  absl::Status ReadPage(db::Transaction& tx, const rpc::Call& call,
                        const google::protobuf::Message& request, const CustomFields& custom,
                        google::protobuf::Message* response, int64_t* guesses) const;

  const Engine* const engine_;
  const Resource* const resource_;
  const Resource* const parent_;
  const bool lasting_tokens_;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_READER_H_
