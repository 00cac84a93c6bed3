// Resource names: `customers/{uuid}`, `customers/{uuid}/contacts/{uuid}`, and one level more.
#ifndef GUANXI_COMMON_RESOURCE_RESOURCE_NAME_H_
#define GUANXI_COMMON_RESOURCE_RESOURCE_NAME_H_

#include <string>
#include <tuple>

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
  Uuid grandparent{};  // nil but in names of three levels

  friend bool operator==(const ResourceName& a, const ResourceName& b) {
    return a.id == b.id && a.parent == b.parent && a.grandparent == b.grandparent;
  }
  // By ids, as rows are locked.
  friend bool operator<(const ResourceName& a, const ResourceName& b) {
    return std::tie(a.id, a.parent, a.grandparent) < std::tie(b.id, b.parent, b.grandparent);
  }
};

// Of the record above, and of one below it.
inline ResourceName ParentOf(const ResourceName& name) { return {name.grandparent, name.parent}; }
inline ResourceName ChildOf(const ResourceName& parent, const Uuid& id) {
  return {parent.id, id, parent.parent};
}
// Whether both are under the same record, or both at the root.
inline bool AreSiblings(const ResourceName& a, const ResourceName& b) {
  return ParentOf(a) == ParentOf(b);
}

// The ids of the records above, from the root on, 16 bytes each; "" at the root.
std::string ParentIds(const ResourceName& name);
// The name of a record of the type by its id and those of ParentIds. INVALID_ARGUMENT if there are
// not as many as the type has levels above it.
absl::StatusOr<ResourceName> NameBelow(const ResourceType& type, absl::string_view parent_ids,
                                       const Uuid& id);

enum class Wildcard { kRefuse, kAllow };

// Parses the name in request field `path`. INVALID_ARGUMENT, reason INVALID_NAME, says what the
// form is. `kAllow` lets the last id be `-`.
absl::StatusOr<ResourceName> ParseName(const ResourceType& type, absl::string_view text,
                                       absl::string_view path,
                                       Wildcard wildcard = Wildcard::kRefuse);

// Parses the name of a parent of the type's records. With kAllow each of its ids may be `-`
// (AIP-159): `shelves/-/books/-` is above all pages, `shelves/{uuid}/books/-` above those of all
// books of one shelf, `shelves/-/books/{uuid}` above those of one book, whatever its shelf.
absl::StatusOr<ResourceName> ParseParent(const ResourceType& type, absl::string_view text,
                                         absl::string_view path, Wildcard wildcard);

std::string FormatName(const ResourceType& type, const ResourceName& name);

// The id of `<collection>/{uuid}`; INVALID_ARGUMENT without details otherwise.
absl::StatusOr<Uuid> ParseReference(absl::string_view collection, absl::string_view text);

// The id of a record that ties two others together, by the names of its ends in the message at
// `path` of the request; see ResourceRules.edge_between. INVALID_ARGUMENT if one is missing or is
// no name.
absl::StatusOr<Uuid> EdgeId(const ResourceType& type, const google::protobuf::Message& message,
                            absl::string_view path);

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_RESOURCE_NAME_H_
