// The Search method of a resource: names by the suffix index, phones and e-mails by blind index.
#ifndef GUANXI_COMMON_RESOURCE_SEARCHER_H_
#define GUANXI_COMMON_RESOURCE_SEARCHER_H_

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/rpc/call.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// Thread-safe. Owns nothing that it is given.
class Searcher {
 public:
  // `parent` is the resource whose names this one's are under, or null: children of a deleted
  // parent are not found.
  Searcher(const Engine* engine, const Resource* resource, const Resource* parent)
      : engine_(engine), resource_(resource), parent_(parent) {}

  // `query`, `page_size`, `page_token`, `read_mask`. Records with that very phone number, e-mail
  // or last four digits come first, then those that match by name. All pages together hold every
  // live record that matches and does not change meanwhile, once. A page ends at the number of
  // records, or at page::kMaxPageBytes.
  //   INVALID_ARGUMENT  INVALID_FIELD (query), INVALID_PAGE_TOKEN, INVALID_PAGE_SIZE,
  //                     INVALID_FIELD_MASK
  absl::Status Search(const rpc::Call& call, const google::protobuf::Message& request,
                      google::protobuf::Message* response) const;

 private:
  class Run;

  const Engine* const engine_;
  const Resource* const resource_;
  const Resource* const parent_;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_SEARCHER_H_
