#include "customer-svc/graph/party.h"

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"

namespace guanxi::customer {

absl::StatusOr<Party> ParseParty(const resource::ResourceType& customers,
                                 const resource::ResourceType& contacts, absl::string_view text,
                                 absl::string_view path) {
  Party party;
  if (const auto user = resource::ParseReference("users", text); user.ok()) {
    party.kind = Party::Kind::kUser;
    party.id = *user;
    return party;
  }
  if (const auto customer = resource::ParseName(customers, text, path); customer.ok()) {
    party.id = customer->id;
    return party;
  }
  const auto contact = resource::ParseName(contacts, text, path);
  if (!contact.ok()) {
    return InvalidField(path, "want the name of a customer, of a contact or of a user");
  }
  party.kind = Party::Kind::kContact;
  party.id = contact->id;
  party.customer = contact->parent;
  return party;
}

std::string NameOf(const Party& party) {
  switch (party.kind) {
    case Party::Kind::kContact:
      return ContactNameOf(party.customer, party.id);
    case Party::Kind::kUser:
      return UserNameOf(party.id);
    case Party::Kind::kCustomer:
      break;
  }
  return CustomerNameOf(party.id);
}

std::string CustomerNameOf(const Uuid& customer) {
  return absl::StrCat("customers/", customer.ToString());
}

std::string ContactNameOf(const Uuid& customer, const Uuid& contact) {
  return absl::StrCat("customers/", customer.ToString(), "/contacts/", contact.ToString());
}

std::string UserNameOf(const Uuid& user) { return absl::StrCat("users/", user.ToString()); }

}  // namespace guanxi::customer
