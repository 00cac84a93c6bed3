// Feeds arbitrary bytes to everything that reads tokens or key sets.
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"
#include "common/auth/jwks.h"
#include "common/auth/jwt.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  guanxi::ParseJwt(text).IgnoreError();
  // What is read must be rendered to something that reads the same.
  if (const auto claims = guanxi::ParseClaims(text); claims.ok()) {
    const std::string rendered = guanxi::RenderClaims(*claims);
    const auto again = guanxi::ParseClaims(rendered);
    if (!again.ok() || guanxi::RenderClaims(*again) != rendered) __builtin_trap();
  }
  guanxi::ParseJwks(text).IgnoreError();
  return 0;
}
