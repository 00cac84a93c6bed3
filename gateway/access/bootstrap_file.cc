#include "gateway/access/bootstrap_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "gateway/access/client_secret.h"
#include "gateway/access/token_request.h"
#include "gateway/directory/names.h"

namespace guanxi::access {
namespace {

using nlohmann::json;

constexpr size_t kMinSecret = 8;
// Bytes of a display name: as the resources have it.
constexpr size_t kMaxTenantName = 200;
constexpr size_t kMaxName = 128;

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

  // A text that names something by its code; nothing if it is absent or empty.
  std::optional<std::string> Code(const char* member) {
    std::string code = String(member, false);
    if (code.empty()) return std::nullopt;
    return code;
  }
  // A list of such; nothing if it is absent.
  std::optional<std::vector<std::string>> Codes(const char* member) {
    if (Member(member) == nullptr) return std::nullopt;
    std::vector<std::string> codes;
    Each(member, [&](const json& one, const std::string& path) {
      if (one.is_string()) {
        codes.push_back(one.get<std::string>());
      } else {
        violations_->Add(path, "must be a string");
      }
    });
    return codes;
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

std::string ReadDisplayName(ObjectReader* reader, size_t limit, Violations* violations) {
  std::string name = reader->String("display_name", false);
  if (name.size() > limit) {
    violations->Add(reader->Path("display_name"), absl::StrCat("is longer than ", limit, " bytes"));
  }
  return name;
}

void CheckAccountCode(const std::string& code, const std::string& path, Violations* violations) {
  if (!code.empty() && !directory::IsAccountCode(code)) {
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
  user.display_name = ReadDisplayName(&reader, kMaxName, violations);
  user.secret = reader.String("password", true);
  user.department = reader.Code("department");
  user.manager = reader.Code("manager");
  user.roles = reader.Codes("roles");
  CheckAccountCode(user.code, reader.Path("username"), violations);
  CheckSecret(user.secret, reader.Path("password"), violations);
  reader.CheckAllSeen();
  return user;
}

BootstrapAccount ReadClient(const json& object, const std::string& path, Violations* violations) {
  ObjectReader reader(object, path, violations);
  BootstrapAccount client;
  client.code = reader.String("code", true);
  client.display_name = ReadDisplayName(&reader, kMaxName, violations);
  client.secret = reader.String("secret", false);
  client.roles = reader.Codes("roles");
  reader.Each("grants", [&](const json& grant, const std::string& grant_path) {
    const std::string name = grant.is_string() ? grant.get<std::string>() : "";
    const auto known = ParseGrant(name);
    if (!known || *known == Grant::kTokenExchange) {
      violations->Add(grant_path, "must be client_credentials, password or refresh_token");
    }
    if (name == GrantName(Grant::kClientCredentials) && client.secret.empty()) {
      violations->Add(grant_path, "a client without a secret cannot act for itself");
    }
    client.grants.push_back(name);
  });
  const auto has = [&](Grant grant) {
    const auto& all = client.grants;
    return std::find(all.begin(), all.end(), GrantName(grant)) != all.end();
  };
  if (has(Grant::kRefreshToken) && !has(Grant::kPassword)) {
    violations->Add(reader.Path("grants"), "refresh_token needs password");
  }
  CheckAccountCode(client.code, reader.Path("code"), violations);
  CheckSecret(client.secret, reader.Path("secret"), violations);
  reader.CheckAllSeen();
  return client;
}

BootstrapDepartment ReadDepartment(const json& object, const std::string& path,
                                   Violations* violations) {
  ObjectReader reader(object, path, violations);
  BootstrapDepartment department;
  department.code = reader.String("code", true);
  department.display_name = ReadDisplayName(&reader, kMaxName, violations);
  department.parent = reader.Code("parent");
  CheckAccountCode(department.code, reader.Path("code"), violations);
  reader.CheckAllSeen();
  return department;
}

// A service of the installation, whose secret is one of ours.
BootstrapAccount ReadService(const json& object, const std::string& path, Violations* violations) {
  ObjectReader reader(object, path, violations);
  BootstrapAccount service;
  service.code = reader.String("name", true);
  service.secret = reader.String("secret", true);
  service.grants = {std::string(GrantName(Grant::kClientCredentials)),
                    std::string(GrantName(Grant::kTokenExchange))};
  service.roles = {std::string(directory::kServiceRole)};
  CheckAccountCode(service.code, reader.Path("name"), violations);
  if (!service.secret.empty() && !IsServerMade(service.secret)) {
    violations->Add(reader.Path("secret"), "must be gxs_ and 43 characters of base64url");
  }
  reader.CheckAllSeen();
  return service;
}

BootstrapTenant ReadTenant(const json& object, const std::string& path, Violations* violations) {
  ObjectReader reader(object, path, violations);
  BootstrapTenant tenant;
  tenant.code = reader.String("code", true);
  tenant.display_name = ReadDisplayName(&reader, kMaxTenantName, violations);
  if (!tenant.code.empty() && !directory::IsTenantCode(tenant.code)) {
    violations->Add(reader.Path("code"), "must be 1 to 63 characters of a-z, 0-9, '.', '_', '-'");
  }
  if (tenant.code == directory::kSystemTenant) {
    violations->Add(reader.Path("code"), "is that of the services: name them in `services`");
  }
  reader.Each("departments", [&](const json& department, const std::string& department_path) {
    tenant.departments.push_back(ReadDepartment(department, department_path, violations));
  });
  reader.Each("users", [&](const json& user, const std::string& user_path) {
    tenant.users.push_back(ReadUser(user, user_path, violations));
  });
  reader.Each("clients", [&](const json& client, const std::string& client_path) {
    tenant.clients.push_back(ReadClient(client, client_path, violations));
  });
  reader.CheckAllSeen();
  return tenant;
}

}  // namespace

absl::StatusOr<Bootstrap> ParseBootstrap(absl::string_view text) {
  const json file = json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (file.is_discarded()) return InvalidField("", "the file is not JSON");
  Violations violations;
  Bootstrap all;
  ObjectReader reader(file, "", &violations);
  reader.Each("tenants", [&](const json& tenant, const std::string& path) {
    all.tenants.push_back(ReadTenant(tenant, path, &violations));
  });
  reader.Each("services", [&](const json& service, const std::string& path) {
    all.services.push_back(ReadService(service, path, &violations));
  });
  reader.CheckAllSeen();
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return all;
}

}  // namespace guanxi::access
