// Shows masked fields of a record, on the record.
#ifndef GUANXI_COMMON_RESOURCE_REVEALER_H_
#define GUANXI_COMMON_RESOURCE_REVEALER_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "common/resource/engine.h"
#include "common/resource/resource.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/rpc/call.h"
#include "google/protobuf/message.h"
#include "google/protobuf/struct.pb.h"

namespace guanxi::resource {

// So often a caller may have a field shown to him, in each hour of the clock.
inline constexpr int kMaxRevealsPerHour = 30;

struct Reveal {
  ResourceName name;
  std::string path;    // as in a field mask, in snake_case or lowerCamelCase
  std::string reason;  // why: 1 to 512 bytes, not all of them blanks
};

// The record's JSON with the one field, unmasked, and a change row that says so: the fact
// `revealed.<path>` with the reason (metadata.v1.FieldReveal). In the unit of work of an RPC; what
// else it writes happens together with it.
//   INVALID_ARGUMENT    INVALID_FIELD      no personal data at the path; no reason
//   NOT_FOUND           <TYPE>_NOT_FOUND
//   PERMISSION_DENIED   FIELD_NOT_ALLOWED  the field is hidden from the caller
//   RESOURCE_EXHAUSTED  REVEAL_LIMIT       too often in this hour
absl::StatusOr<google::protobuf::Struct> RevealField(UnitOfWork& work, const Resource& resource,
                                                     const Reveal& reveal);

// The same as a call of its own, by the `name`, `path`, `reason` and `request_id` of a request, one
// of whose `resources` is named; the record's JSON becomes the `fields` of the response. The errors
// of Engine::Mutate besides, and INVALID_NAME.
absl::Status RevealByCall(const Engine& engine, absl::Span<const Resource* const> resources,
                          const rpc::Call& call, const google::protobuf::Message& request,
                          google::protobuf::Message* response);

// The methods of a service's RevealService: `Interface` is what its adapter calls. Thread-safe.
// Owns nothing that it is given.
template <typename Interface, typename Request, typename Response>
class RevealMethods final : public Interface {
 public:
  RevealMethods(const Engine* engine, std::vector<const Resource*> resources)
      : engine_(engine), resources_(std::move(resources)) {}

  absl::StatusOr<Response> RevealField(const rpc::Call& call, const Request& request) override {
    Response response;
    const absl::Status status = RevealByCall(*engine_, resources_, call, request, &response);
    if (!status.ok()) return status;
    return response;
  }

 private:
  const Engine* const engine_;
  const std::vector<const Resource*> resources_;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_REVEALER_H_
