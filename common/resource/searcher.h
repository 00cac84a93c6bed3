// The Search method of a resource, and that of several: names by the suffix index, phones and
// e-mails by blind index.
#ifndef GUANXI_COMMON_RESOURCE_SEARCHER_H_
#define GUANXI_COMMON_RESOURCE_SEARCHER_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "common/mask/mask.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/resource/search_run.h"
#include "common/rpc/call.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// Thread-safe. Owns nothing that it is given.
class Searcher {
 public:
  // `parent` is the resource whose names this one's are under, or null: children of a deleted
  // parent are not found.
  Searcher(const Engine* engine, const Resource* resource, const Resource* parent)
      : Searcher(engine, {{resource, parent}}) {}
  // For SearchAll.
  Searcher(const Engine* engine, std::vector<Searched> kinds)
      : engine_(engine), kinds_(std::move(kinds)) {}

  // `query`, `page_size`, `page_token`, `read_mask`, of the first type. Records with that very
  // phone number, e-mail or last four digits come first, then those that match by name. All pages
  // together hold every live record that matches and does not change meanwhile, once. A page ends
  // at the number of records, or at page::kMaxPageBytes.
  //   INVALID_ARGUMENT  INVALID_FIELD (query), INVALID_PAGE_TOKEN, INVALID_PAGE_SIZE,
  //                     INVALID_FIELD_MASK
  absl::Status Search(const rpc::Call& call, const google::protobuf::Message& request,
                      google::protobuf::Message* response) const;

  // The same over all types, or those of `resource_types`, ranked together; with the same phone
  // number, e-mail or digits in the order of the types. Entries of the response's `results` have a
  // field for each type; `read_mask` is over such an entry.
  //   INVALID_ARGUMENT  as above, and INVALID_FIELD (resource_types)
  absl::Status SearchAll(const rpc::Call& call, const google::protobuf::Message& request,
                         google::protobuf::Message* response) const;

 private:
  // `bound` is what else the pages must agree in.
  absl::Status Run(const rpc::Call& call, absl::Span<const Searched> kinds,
                   const google::protobuf::Message& request, const std::string& bound,
                   const SearchRun::Put& put, google::protobuf::Message* response) const;
  // Tells who counts what is read (Environment::read_meter), `found` of each kind; the answer is
  // empty if they refuse it.
  absl::Status Meter(const rpc::Call& call, absl::Span<const Searched> kinds,
                     absl::Span<const int64_t> found, google::protobuf::Message* response) const;

  const Engine* const engine_;
  const std::vector<Searched> kinds_;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_SEARCHER_H_
