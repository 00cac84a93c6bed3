#include "gateway/access/test_issuer.h"

#include <cstdlib>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace guanxi::access {
namespace {

std::string KeyFolder() {
  const char* const folder = std::getenv("TEST_TMPDIR");
  return absl::StrCat(folder != nullptr ? folder : "/tmp", "/keys");
}

}  // namespace

TestIssuer::TestIssuer() {
  const std::string folder = KeyFolder();
  std::filesystem::remove_all(folder);
  if (!SigningKeys::Add(folder, &all.clock).ok()) std::abort();
  keys = SigningKeys::Open(folder, &all.clock).value();
  issuer = std::make_unique<TokenIssuer>(
      TokenIssuer::Options{"https://issuer"},
      TokenIssuer::Parts{&store, &sessions, &hasher, &guard, keys.get()}, &all.clock);
}

absl::Time TestIssuer::Soon() const { return absl::Now() + absl::Seconds(60); }

std::string TestIssuer::Hash(const std::string& secret) {
  return hasher.Hash(secret, Soon()).value();
}

void TestIssuer::PutUser(const std::string& tenant, const std::string& login_name,
                         const std::string& password_hash, bool active) {
  directory::TenantAccounts accounts;
  accounts.code = tenant;
  directory::UserAccount user;
  user.login_name = login_name;
  user.password_hash = password_hash;
  user.active = active;
  accounts.users.push_back(user);
  all.Put(accounts);
}

void TestIssuer::PutClient(const std::string& tenant, const std::string& code,
                           const std::string& secret_hash,
                           const std::vector<v1::ApiClient::Grant>& grants, bool active) {
  directory::TenantAccounts accounts;
  accounts.code = tenant;
  directory::ClientAccount client;
  client.code = code;
  client.secret_hash = secret_hash;
  client.grants = grants;
  client.active = active;
  accounts.clients.push_back(client);
  all.Put(accounts);
}

}  // namespace guanxi::access
