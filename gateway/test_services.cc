#include "gateway/test_services.h"

#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "gateway/access/signing_keys.h"
#include "gateway/config.h"
#include "gateway/services.h"

namespace guanxi::gateway {
namespace {

access::SigningKeys* Keys() {
  static access::SigningKeys* const keys = [] {
    const char* const folder = std::getenv("TEST_TMPDIR");
    const std::string path = absl::StrCat(folder != nullptr ? folder : "/tmp", "/service-keys");
    std::filesystem::remove_all(path);
    if (!access::SigningKeys::Add(path).ok()) std::abort();
    return access::SigningKeys::Open(path).value().release();
  }();
  return keys;
}

}  // namespace

absl::StatusOr<service::Services> MakeTestServices(const service::Parts& parts) {
  Config config;
  config.issuer = "https://issuer";
  config.edge = "127.0.0.1:1";
  return MakeServices(config, Keys(), parts);
}

}  // namespace guanxi::gateway
