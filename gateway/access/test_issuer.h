// A token issuer over a directory of its own, with keys and clocks of a test.
#ifndef GUANXI_GATEWAY_ACCESS_TEST_ISSUER_H_
#define GUANXI_GATEWAY_ACCESS_TEST_ISSUER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gateway/access/access_store.h"
#include "gateway/access/login_guard.h"
#include "gateway/access/password.h"
#include "gateway/access/sessions.h"
#include "gateway/access/signing_keys.h"
#include "gateway/access/token_issuer.h"
#include "gateway/directory/test_directory.h"

namespace guanxi::access {

// One for each test. Ends the process if something does not start.
struct TestIssuer {
  TestIssuer();

  absl::Time Soon() const;
  // Puts accounts into the tenant "demo" or another one; a secret's hash is cheap.
  std::string Hash(const std::string& secret);
  void PutUser(const std::string& tenant, const std::string& login_name,
               const std::string& password_hash, bool active = true);
  void PutClient(const std::string& tenant, const std::string& code, const std::string& secret_hash,
                 const std::vector<v1::ApiClient::Grant>& grants, bool active = true);

  directory::TestDirectory all;
  PasswordHasher hasher{2, HashCost{64, 1}};
  AccessStore store{all.database.get(), &all.clock};
  Sessions sessions{all.database.get(), all.engine.get(), all.resources.get(), &all.clock};
  // 3 failures at once from one network, be it known or not, 6 from everywhere.
  LoginGuard guard{
      all.database.get(),
      LoginGuardOptions{
          {3, absl::Seconds(30)}, {6, absl::Seconds(30)}, absl::Hours(24), {3, absl::Seconds(30)}},
      &all.clock};
  std::unique_ptr<SigningKeys> keys;
  std::unique_ptr<TokenIssuer> issuer;
};

}  // namespace guanxi::access

#endif  // GUANXI_GATEWAY_ACCESS_TEST_ISSUER_H_
