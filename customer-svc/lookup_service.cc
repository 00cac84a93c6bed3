#include "customer-svc/lookup_service.h"

#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/hourly_limit.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_scope.h"
#include "customer-svc/customer_lookup.h"
#include "customer-svc/lookup_keys.h"

namespace guanxi::customer {
namespace {

using resource::RowScope;
using resource::SearchRights;
using Kind = LookupKey::Kind;

constexpr size_t kMaxMatches = 10;

// What the caller sees of the fields that keys are values of.
struct KeyRights {
  bool hidden = false;
  bool masked = false;
};
KeyRights RightsTo(const std::string& path, const SearchRights& records) {
  if (records.view == nullptr) return {};
  const policy::FieldAccess access = records.view->AccessTo(path);
  return {access == policy::FieldAccess::kHidden, policy::IsMasked(access)};
}
KeyRights RightsTo(const LookupKey& key, const SearchRights& customers,
                   const SearchRights& contacts) {
  switch (key.kind) {
    case Kind::kPhone:
      return {!customers.phones || !contacts.phones,
              customers.masks_phones || contacts.masks_phones};
    case Kind::kEmail:
      return {!customers.emails || !contacts.emails,
              customers.masks_emails || contacts.masks_emails};
    case Kind::kCreditCode:
      return RightsTo("organization.credit_code", customers);
    case Kind::kExternalId: {
      const std::string path = absl::StrCat("external_ids.", key.system);
      const KeyRights own = RightsTo(path, customers), theirs = RightsTo(path, contacts);
      return {own.hidden || theirs.hidden, own.masked || theirs.masked};
    }
    case Kind::kName: {
      const KeyRights own = RightsTo("display_name", customers);
      const KeyRights others = RightsTo("aliases", customers);
      return {own.hidden || others.hidden, own.masked || others.masked};
    }
  }
  return {/*hidden=*/true, /*masked=*/true};
}

// Refuses keys of hidden fields. How many are of masked ones: an answer tells of each of them that
// a guess was right.
absl::StatusOr<int64_t> CountMasked(const Resources& all, const Principal& principal,
                                    absl::Span<const LookupKey> keys) {
  const SearchRights customers = SearchRightsOf(all.customers->type(), principal);
  const SearchRights contacts = SearchRightsOf(all.contacts->type(), principal);
  std::vector<std::string> hidden;
  int64_t masked = 0;
  for (const LookupKey& key : keys) {
    const KeyRights rights = RightsTo(key, customers, contacts);
    if (rights.hidden) hidden.push_back(key.path);
    if (rights.masked) ++masked;
  }
  if (hidden.empty()) return masked;
  const std::string fields = absl::StrJoin(hidden, ",");
  return Error(absl::StatusCode::kPermissionDenied, "FIELD_NOT_ALLOWED",
               absl::StrCat("nobody is looked up by fields that are hidden: ", fields),
               {{"fields", fields}});
}

// Takes out all but the first kMaxMatches.
void Cut(KnownCustomers* known) {
  while (known->size() > kMaxMatches) known->erase(std::prev(known->end()));
}

void AddMatch(const Resources& all, const Uuid& id, const KnownCustomer& found, bool visible,
              v1::LookupCustomerResponse* response) {
  v1::LookupMatch& match = *response->add_matches();
  match.mutable_keys()->Assign(found.keys.begin(), found.keys.end());
  if (!visible) return;
  resource::ResourceName name;
  name.id = id;
  match.set_customer(resource::FormatName(all.customers->type(), name));
  for (const Uuid& contact : found.contacts) {
    name.parent = id;
    name.id = contact;
    match.add_contacts(resource::FormatName(all.contacts->type(), name));
  }
}

v1::LookupCustomerResponse::Result ResultOf(const KnownCustomers& known) {
  if (known.empty()) return v1::LookupCustomerResponse::UNKNOWN;
  const bool by_name = known.begin()->second.keys == std::set<std::string>{kLookupNamePath};
  if (by_name) return v1::LookupCustomerResponse::NAMESAKE;
  return known.size() == 1 ? v1::LookupCustomerResponse::KNOWN
                           : v1::LookupCustomerResponse::AMBIGUOUS;
}

}  // namespace

absl::StatusOr<v1::LookupCustomerResponse> LookupServiceImpl::LookupCustomer(
    const rpc::Call& call, const v1::LookupCustomerRequest& request) {
  const Resources& all = *resources_;
  const Uuid& tenant = call.principal.tenant;
  resource::Environment& environment = engine_->environment();
  GUANXI_ASSIGN_OR_RETURN(const std::vector<LookupKey> keys, LookupKeysOf(request));
  GUANXI_ASSIGN_OR_RETURN(const int64_t masked, CountMasked(all, call.principal, keys));
  GUANXI_ASSIGN_OR_RETURN(const RowScope scope,
                          RowScope::Of(*all.customers, call.principal, resource::Use::kRead,
                                       environment.business_clock()->Now()));
  // Who does not reach all learns of every key whether it is somebody's.
  const int64_t guesses = scope.has_all() ? masked : static_cast<int64_t>(keys.size());
  GUANXI_RETURN_IF_ERROR(resource::CountLookups(*engine_, call, guesses));
  v1::LookupCustomerResponse response;
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    response.Clear();
    GUANXI_ASSIGN_OR_RETURN(KnownCustomers known,
                            FindByKeys(tx, tenant, environment.blind_index_key(), all, keys));
    response.set_result(ResultOf(known));
    Cut(&known);
    GUANXI_ASSIGN_OR_RETURN(const std::set<Uuid> visible, InScope(tx, tenant, scope, known));
    for (const bool shown : {true, false}) {
      for (const auto& [id, found] : known) {
        if ((visible.count(id) != 0) == shown) AddMatch(all, id, found, shown, &response);
      }
    }
    return absl::OkStatus();
  }));
  return response;
}

}  // namespace guanxi::customer
