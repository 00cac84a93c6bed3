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
#include "common/text/credit_code.h"
#include "common/text/email.h"
#include "common/text/phone.h"
#include "customer-svc/customer_lookup.h"

namespace guanxi::customer {
namespace {

using resource::RowScope;
using resource::SearchRights;
using Kind = LookupKey::Kind;

constexpr size_t kMaxMatches = 10;
constexpr int kMaxKeys = 20;

// One key: its normal form, or what is wrong with it.
void AddKey(Kind kind, const std::string& path, absl::StatusOr<std::string> value,
            std::vector<LookupKey>* keys, Violations* violations) {
  if (value.ok()) {
    keys->push_back({kind, *std::move(value), path});
  } else {
    violations->Add(path, value.status().message());
  }
}

absl::StatusOr<std::vector<LookupKey>> KeysOf(const v1::LookupCustomerRequest& request) {
  const std::string region = request.phone_region().empty() ? "CN" : request.phone_region();
  Violations violations;
  if (!text::IsPhoneRegion(region)) {
    violations.Add("phone_region", "must be a region of ISO 3166 in capitals, such as CN or GB");
  }
  if (request.phones_size() > kMaxKeys) violations.Add("phones", "has more than 20");
  if (request.emails_size() > kMaxKeys) violations.Add("emails", "has more than 20");
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  std::vector<LookupKey> keys;
  for (int i = 0; i < request.phones_size(); ++i) {
    std::string around;
    auto phone = text::ParsePhone(request.phones(i), region, &around);
    AddKey(Kind::kPhone, absl::StrCat("phones[", i, "]"),
           phone.ok() ? absl::StatusOr<std::string>(phone->e164) : phone.status(), &keys,
           &violations);
  }
  for (int i = 0; i < request.emails_size(); ++i) {
    std::string around;
    auto email = text::ParseEmail(request.emails(i), &around);
    AddKey(Kind::kEmail, absl::StrCat("emails[", i, "]"),
           email.ok() ? absl::StatusOr<std::string>(email->match_key) : email.status(), &keys,
           &violations);
  }
  if (!request.credit_code().empty()) {
    AddKey(Kind::kCreditCode, "credit_code", text::ParseCreditCode(request.credit_code()), &keys,
           &violations);
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  if (keys.empty()) {
    return InvalidField("phones", "a phone number, an e-mail address or a credit code is required");
  }
  return keys;
}

// What the caller sees of the fields that keys are values of.
struct KeyRights {
  bool hidden = false;
  bool masked = false;
};
KeyRights RightsTo(Kind kind, const SearchRights& customers, const SearchRights& contacts) {
  switch (kind) {
    case Kind::kPhone:
      return {!customers.phones || !contacts.phones,
              customers.masks_phones || contacts.masks_phones};
    case Kind::kEmail:
      return {!customers.emails || !contacts.emails,
              customers.masks_emails || contacts.masks_emails};
    case Kind::kCreditCode:
      break;
  }
  if (customers.view == nullptr) return {};
  const policy::FieldAccess access = customers.view->AccessTo("organization.credit_code");
  return {access == policy::FieldAccess::kHidden, policy::IsMasked(access)};
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
    const KeyRights rights = RightsTo(key.kind, customers, contacts);
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
  return known.size() == 1 ? v1::LookupCustomerResponse::KNOWN
                           : v1::LookupCustomerResponse::AMBIGUOUS;
}

}  // namespace

absl::StatusOr<v1::LookupCustomerResponse> LookupServiceImpl::LookupCustomer(
    const rpc::Call& call, const v1::LookupCustomerRequest& request) {
  const Resources& all = *resources_;
  const Uuid& tenant = call.principal.tenant;
  resource::Environment& environment = engine_->environment();
  GUANXI_ASSIGN_OR_RETURN(const std::vector<LookupKey> keys, KeysOf(request));
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
