#include "gateway/access/bootstrap.h"

#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "gateway/access/access_store.h"
#include "gateway/access/client_secret.h"
#include "gateway/access/password.h"
#include "gateway/access/token_request.h"

namespace guanxi::access {
namespace {

using nlohmann::json;

constexpr size_t kMinSecret = 8;
constexpr size_t kMaxDisplayName = 200;  // bytes; the column has as many characters

// Reads members of one JSON object and notes what is wrong with them.
class ObjectReader {
 public:
  ObjectReader(const json& object, std::string path, Violations* violations)
      : object_(object), path_(std::move(path)), violations_(violations) {
    if (!object.is_object()) violations->Add(path_, "must be an object");
  }

  std::string Path(absl::string_view member) const {
    return path_.empty() ? std::string(member) : absl::StrCat(path_, ".", member);
  }

  // "" if it is absent and not required.
  std::string String(const char* member, bool required) {
    seen_.insert(member);
    const json* value = Member(member);
    if (value == nullptr) {
      if (required) violations_->Add(Path(member), "is missing");
      return "";
    }
    if (!value->is_string()) {
      violations_->Add(Path(member), "must be a string");
      return "";
    }
    return value->get<std::string>();
  }

  // Calls `read(element, path)` for each element; an absent list is empty.
  template <typename Read>
  void Each(const char* member, Read read) {
    seen_.insert(member);
    const json* list = Member(member);
    if (list == nullptr) return;
    if (!list->is_array()) {
      violations_->Add(Path(member), "must be a list");
      return;
    }
    for (size_t i = 0; i < list->size(); ++i) {
      read((*list)[i], absl::StrCat(Path(member), "[", i, "]"));
    }
  }

  // Notes members that nobody asked for: a typing mistake must not go unnoticed.
  void CheckAllSeen() {
    if (!object_.is_object()) return;
    for (const auto& [member, value] : object_.items()) {
      if (seen_.count(member) == 0) violations_->Add(Path(member), "is not known");
    }
  }

 private:
  const json* Member(const char* member) const {
    if (!object_.is_object()) return nullptr;
    const auto it = object_.find(member);
    return it == object_.end() ? nullptr : &*it;
  }

  const json& object_;
  const std::string path_;
  Violations* const violations_;
  std::set<std::string> seen_;
};

std::string ReadDisplayName(ObjectReader* reader, Violations* violations) {
  std::string name = reader->String("display_name", false);
  if (name.size() > kMaxDisplayName) {
    violations->Add(reader->Path("display_name"), "is longer than 200 bytes");
  }
  return name;
}

void CheckAccountCode(const std::string& code, const std::string& path, Violations* violations) {
  if (!code.empty() && !IsAccountCode(code)) {
    violations->Add(path, "must be 1 to 64 characters of a-z, 0-9, '.', '_' and '-'");
  }
}

void CheckSecret(const std::string& secret, const std::string& path, Violations* violations) {
  if (!secret.empty() && secret.size() < kMinSecret) {
    violations->Add(path, "must have at least 8 bytes");
  }
  if (secret.size() > kMaxParameter) violations->Add(path, "is longer than 1,024 bytes");
}

BootstrapAccount ReadUser(const json& object, const std::string& path, Violations* violations) {
  ObjectReader reader(object, path, violations);
  BootstrapAccount user;
  user.code = reader.String("username", true);
  user.display_name = ReadDisplayName(&reader, violations);
  user.secret = reader.String("password", true);
  CheckAccountCode(user.code, reader.Path("username"), violations);
  CheckSecret(user.secret, reader.Path("password"), violations);
  reader.CheckAllSeen();
  return user;
}

BootstrapAccount ReadClient(const json& object, const std::string& path, Violations* violations) {
  ObjectReader reader(object, path, violations);
  BootstrapAccount client;
  client.code = reader.String("code", true);
  client.display_name = ReadDisplayName(&reader, violations);
  client.secret = reader.String("secret", false);
  reader.Each("grants", [&](const json& grant, const std::string& grant_path) {
    const std::string name = grant.is_string() ? grant.get<std::string>() : "";
    if (!ParseGrant(name)) violations->Add(grant_path, "must be client_credentials or password");
    if (name == GrantName(Grant::kClientCredentials) && client.secret.empty()) {
      violations->Add(grant_path, "a client without a secret cannot act for itself");
    }
    client.grants.push_back(name);
  });
  CheckAccountCode(client.code, reader.Path("code"), violations);
  CheckSecret(client.secret, reader.Path("secret"), violations);
  reader.CheckAllSeen();
  return client;
}

BootstrapTenant ReadTenant(const json& object, const std::string& path, Violations* violations) {
  ObjectReader reader(object, path, violations);
  BootstrapTenant tenant;
  tenant.code = reader.String("code", true);
  tenant.display_name = ReadDisplayName(&reader, violations);
  if (!tenant.code.empty() && !IsTenantCode(tenant.code)) {
    violations->Add(reader.Path("code"), "must be 1 to 63 characters of a-z, 0-9, '.', '_', '-'");
  }
  reader.Each("users", [&](const json& user, const std::string& user_path) {
    tenant.users.push_back(ReadUser(user, user_path, violations));
  });
  reader.Each("clients", [&](const json& client, const std::string& client_path) {
    tenant.clients.push_back(ReadClient(client, client_path, violations));
  });
  reader.CheckAllSeen();
  return tenant;
}

// `stored` if it is still the hash of `secret`, else a new one: a hash is salted, and making it
// anew each time would change rows for nothing.
absl::StatusOr<std::string> HashOf(const std::string& secret, const std::string& stored,
                                   PasswordHasher* hasher, absl::Time deadline) {
  if (secret.empty()) return std::string();
  if (!stored.empty()) {
    GUANXI_ASSIGN_OR_RETURN(const bool same, hasher->Matches(secret, stored, deadline));
    if (same) return stored;
  }
  return hasher->Hash(secret, deadline);
}

absl::StatusOr<std::string> SecretHashOf(const std::string& secret, const std::string& stored,
                                         PasswordHasher* hasher, absl::Time deadline) {
  if (IsServerMade(secret)) return SecretDigest(secret);
  return HashOf(secret, IsSecretDigest(stored) ? "" : stored, hasher, deadline);
}

absl::StatusOr<TenantAccounts> HashAll(const BootstrapTenant& tenant, AccessStore* store,
                                       PasswordHasher* hasher, absl::Time deadline) {
  TenantAccounts accounts{tenant.code, tenant.display_name, {}, {}};
  const Uuid id = TenantId(tenant.code);
  for (const BootstrapAccount& account : tenant.users) {
    GUANXI_ASSIGN_OR_RETURN(const auto stored, store->FindUser(id, account.code, deadline));
    User user{{}, account.code, account.display_name, "", true};
    GUANXI_ASSIGN_OR_RETURN(
        user.password_hash,
        HashOf(account.secret, stored ? stored->password_hash : "", hasher, deadline));
    accounts.users.push_back(std::move(user));
  }
  for (const BootstrapAccount& account : tenant.clients) {
    GUANXI_ASSIGN_OR_RETURN(const auto stored, store->FindClient(id, account.code, deadline));
    Client client{{}, account.code, account.display_name, "", {}, true};
    GUANXI_ASSIGN_OR_RETURN(
        client.secret_hash,
        SecretHashOf(account.secret, stored ? stored->secret_hash : "", hasher, deadline));
    for (const std::string& grant : account.grants) client.grants.push_back(*ParseGrant(grant));
    accounts.clients.push_back(std::move(client));
  }
  return accounts;
}

}  // namespace

absl::StatusOr<std::vector<BootstrapTenant>> ParseBootstrap(absl::string_view text) {
  const json file = json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (file.is_discarded()) return InvalidField("", "the file is not JSON");
  Violations violations;
  std::vector<BootstrapTenant> tenants;
  ObjectReader reader(file, "", &violations);
  reader.Each("tenants", [&](const json& tenant, const std::string& path) {
    tenants.push_back(ReadTenant(tenant, path, &violations));
  });
  reader.CheckAllSeen();
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return tenants;
}

absl::Status Bootstrap(const std::vector<BootstrapTenant>& tenants, AccessStore* store,
                       PasswordHasher* hasher, absl::Time deadline) {
  for (const BootstrapTenant& tenant : tenants) {
    GUANXI_ASSIGN_OR_RETURN(const TenantAccounts accounts,
                            HashAll(tenant, store, hasher, deadline));
    GUANXI_RETURN_IF_ERROR(store->Put(accounts, deadline));
    Log(Severity::kInfo, "access.bootstrap",
        {{"tenant", TenantId(tenant.code).ToString()},
         {"users", tenant.users.size()},
         {"clients", tenant.clients.size()}});
  }
  return absl::OkStatus();
}

}  // namespace guanxi::access
