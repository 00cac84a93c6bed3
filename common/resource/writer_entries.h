// What Writer makes of the entries of a request before it writes.
#ifndef GUANXI_COMMON_RESOURCE_WRITER_ENTRIES_H_
#define GUANXI_COMMON_RESOURCE_WRITER_ENTRIES_H_

#include <cstddef>
#include <string>
#include <vector>

#include "common/mask/mask.h"
#include "common/resource/resource.h"
#include "common/resource/resource_name.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// An entry of Ingest.
struct IngestEntry {
  size_t index = 0;
  std::string path;  // to the resource in the request
  const google::protobuf::Message* given = nullptr;
  std::vector<ExternalId> external_ids;
  ResourceName name;
};

// An entry of BatchCreate.
struct NewEntry {
  const google::protobuf::Message* request;
  ResourceName name;
  bool chosen;  // the client chose the id
};

// An update, as its request states it.
struct UpdateEntry {
  const google::protobuf::Message* given;  // the resource
  std::string path;                        // to it in the request
  ResourceName name;                       // its id is nil for `-`
  mask::Mask mask;
  std::string etag;
  bool allow_missing;
  bool hands_over;  // writes owner and department alone
};

// The resource that an update is for, and the external ids by which `-` was found to be it.
struct Meant {
  ResourceName name;
  std::vector<ExternalId> found_by;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_WRITER_ENTRIES_H_
