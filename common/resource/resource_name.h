// Resource names: `customers/{uuid}`, `customers/{uuid}/contacts/{uuid}`.
#ifndef GUANXI_COMMON_RESOURCE_RESOURCE_NAME_H_
#define GUANXI_COMMON_RESOURCE_RESOURCE_NAME_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/uuid.h"
#include "common/resource/resource_type.h"
#include "google/protobuf/message.h"

namespace guanxi::resource {

// The ids of a name. A wildcard `-` is a nil id, where it is allowed.
struct ResourceName {
  Uuid parent;  // nil if the resource has no parent
  Uuid id;
};

enum class Wildcard { kRefuse, kAllow };

// Parses the name in request field `path`. INVALID_ARGUMENT, reason INVALID_NAME, says what the
// form is. `kAllow` lets the last id be `-`.
absl::StatusOr<ResourceName> ParseName(const ResourceType& type, absl::string_view text,
                                       absl::string_view path,
                                       Wildcard wildcard = Wildcard::kRefuse);

// Parses the name of a parent, whose id may be `-` with kAllow.
absl::StatusOr<Uuid> ParseParent(const ResourceType& type, absl::string_view text,
                                 absl::string_view path, Wildcard wildcard);

std::string FormatName(const ResourceType& type, const ResourceName& name);
// The name of the parent alone.
std::string FormatParent(const ResourceType& type, const Uuid& parent);

// The id of `<collection>/{uuid}`; INVALID_ARGUMENT without details otherwise.
absl::StatusOr<Uuid> ParseReference(absl::string_view collection, absl::string_view text);

// The id of a record that ties two others together, by the names of its ends in the message at
// `path` of the request; see ResourceRules.edge_between. INVALID_ARGUMENT if one is missing or is
// no name.
absl::StatusOr<Uuid> EdgeId(const ResourceType& type, const google::protobuf::Message& message,
                            absl::string_view path);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_RESOURCE_NAME_H_
