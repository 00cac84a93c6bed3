#include "customer-svc/lookup_keys.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/checks.h"
#include "common/resource/side_rows.h"
#include "common/search/name.h"
#include "common/text/credit_code.h"
#include "common/text/email.h"
#include "common/text/phone.h"

namespace guanxi::customer {
namespace {

using Kind = LookupKey::Kind;

constexpr int kMaxKeys = 20;
constexpr size_t kMaxIdBytes = 128;
constexpr size_t kMaxNameBytes = 256;

// One key: its normal form, or what is wrong with it.
void AddKey(Kind kind, const std::string& path, absl::StatusOr<std::string> value,
            std::vector<LookupKey>* keys, Violations* violations) {
  if (value.ok()) {
    keys->push_back({kind, *std::move(value), path});
  } else {
    violations->Add(path, value.status().message());
  }
}

void AddExternalId(const v1::LookupExternalId& id, const std::string& path,
                   std::vector<LookupKey>* keys, Violations* violations) {
  if (!resource::IsSystemName(id.system())) {
    violations->Add(path + ".system", "must match [a-z][a-z0-9_-]{0,31}");
  }
  LookupKey key{Kind::kExternalId, resource::NormalExternalId(id.id()), path};
  key.system = id.system();
  if (key.value.empty() || key.value.size() > kMaxIdBytes) {
    violations->Add(path + ".id", absl::StrCat("must have 1 to ", kMaxIdBytes, " bytes"));
  }
  keys->push_back(std::move(key));
}

void AddName(const std::string& name, std::vector<LookupKey>* keys, Violations* violations) {
  const auto folded = search::FoldNames({search::Name{name}});
  if (name.size() > kMaxNameBytes || !folded.ok() || folded->empty()) {
    violations->Add(kLookupNamePath, absl::StrCat("must have letters or digits, and at most ",
                                                  kMaxNameBytes, " bytes"));
  }
  keys->push_back({Kind::kName, name, kLookupNamePath});
}

}  // namespace

absl::StatusOr<std::vector<LookupKey>> LookupKeysOf(const v1::LookupCustomerRequest& request) {
  const std::string region = request.phone_region().empty() ? "CN" : request.phone_region();
  Violations violations;
  if (!text::IsPhoneRegion(region)) {
    violations.Add("phone_region", "must be a region of ISO 3166 in capitals, such as CN or GB");
  }
  if (request.phones_size() > kMaxKeys) violations.Add("phones", "has more than 20");
  if (request.emails_size() > kMaxKeys) violations.Add("emails", "has more than 20");
  if (request.external_ids_size() > kMaxKeys) violations.Add("external_ids", "has more than 20");
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
  for (int i = 0; i < request.external_ids_size(); ++i) {
    AddExternalId(request.external_ids(i), absl::StrCat("external_ids[", i, "]"), &keys,
                  &violations);
  }
  if (!request.display_name().empty()) AddName(request.display_name(), &keys, &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  if (keys.empty()) {
    return InvalidField("phones",
                        "a phone number, an e-mail address, an id, a credit code or a name is "
                        "required");
  }
  return keys;
}

}  // namespace guanxi::customer
