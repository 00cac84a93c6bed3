// SHA-256 of bytes that come in pieces.
#ifndef GUANXI_COMMON_FILES_SHA256_H_
#define GUANXI_COMMON_FILES_SHA256_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

struct evp_md_ctx_st;  // OpenSSL's EVP_MD_CTX

namespace guanxi::files {

// Thread safety: none.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) = default;
  Sha256& operator=(Sha256&&) = default;

  void Update(absl::string_view bytes);
  // The 32 bytes of the hash. Ends the object's life: nothing may be called after it.
  std::string Finish();

 private:
  struct Free {
    void operator()(evp_md_ctx_st* context) const;
  };
  std::unique_ptr<evp_md_ctx_st, Free> context_;
};

}  // namespace guanxi::files

#endif  // GUANXI_COMMON_FILES_SHA256_H_
