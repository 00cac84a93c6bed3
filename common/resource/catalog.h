// All resources of one schema, found by their messages.
#ifndef GUANXI_COMMON_RESOURCE_CATALOG_H_
#define GUANXI_COMMON_RESOURCE_CATALOG_H_

#include <map>
#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "common/resource/engine.h"
#include "common/resource/methods.h"
#include "common/resource/resource.h"
#include "google/protobuf/descriptor.h"

namespace guanxi::resource {

// What the adapters of services (tools/rpcgen), and whatever is to be done for every resource, find
// resources by. Immutable, thus thread-safe.
class Catalog {
 public:
  struct Entry {
    const Resource* resource = nullptr;
    // The one whose names this one's are under; null for a resource at the root.
    const Resource* parent = nullptr;
    std::unique_ptr<const Methods> methods;
  };

  // A resource's parent is the one with the same collections but the last: `customers/{customer}`
  // is that of `customers/{customer}/contacts/{contact}`. Nothing is owned; all must outlive the
  // catalog.
  //
  // Errors: INTERNAL, naming the message, for mistakes that stop the service at start-up: a parent
  // is not among the resources, two resources have the same collections or number, or one with
  // references or a parent's parent was not linked.
  static absl::StatusOr<std::unique_ptr<const Catalog>> Create(
      const Engine* engine, const std::vector<const Resource*>& resources);

  // In the order in which they were given.
  const std::vector<Entry>& entries() const { return entries_; }

  // nullptr if the schema has no such resource.
  const Entry* Find(const google::protobuf::Descriptor* message) const;

  // The standard methods of the resource with message M. Ends the process, with a log line that
  // names the message, if there is none: a service was wired to the wrong schema.
  template <typename M>
  const Methods& Of() const {
    return Of(M::descriptor());
  }
  const Methods& Of(const google::protobuf::Descriptor* message) const;

 private:
  Catalog() = default;

  std::vector<Entry> entries_;
  std::map<const google::protobuf::Descriptor*, size_t> by_message_;
};

}  // namespace guanxi::resource

#endif  // GUANXI_COMMON_RESOURCE_CATALOG_H_
