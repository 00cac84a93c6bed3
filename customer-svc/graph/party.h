// The parties of the network, by name.
#ifndef GUANXI_CUSTOMER_SVC_GRAPH_PARTY_H_
#define GUANXI_CUSTOMER_SVC_GRAPH_PARTY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/base/uuid.h"
#include "common/resource/resource_type.h"

namespace guanxi::customer {

struct Party {
  enum class Kind { kCustomer, kContact, kUser };
  Kind kind = Kind::kCustomer;
  Uuid id;
  Uuid customer;  // of a contact
};

// The party that the text names at `path` of a request. INVALID_ARGUMENT, INVALID_FIELD if it is
// none.
absl::StatusOr<Party> ParseParty(const resource::ResourceType& customers,
                                 const resource::ResourceType& contacts, absl::string_view text,
                                 absl::string_view path);

// Its name, in the form in which records have it.
std::string NameOf(const Party& party);
std::string CustomerNameOf(const Uuid& customer);
std::string ContactNameOf(const Uuid& customer, const Uuid& contact);
std::string UserNameOf(const Uuid& user);

}  // namespace guanxi::customer

#endif  // GUANXI_CUSTOMER_SVC_GRAPH_PARTY_H_
