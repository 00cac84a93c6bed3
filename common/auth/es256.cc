#include "common/auth/es256.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/pem.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/auth/strict_json.h"
#include "common/base/status_macros.h"
#include "common/crypto/digest.h"

namespace guanxi {
namespace {

constexpr size_t kCoordinateSize = 32;
constexpr char kCurve[] = "prime256v1";  // OpenSSL's name of P-256

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
template <typename T, auto Free>
using Owned = std::unique_ptr<T, Deleter<Free>>;

using MdContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using KeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using Signature = Owned<ECDSA_SIG, ECDSA_SIG_free>;
using Number = Owned<BIGNUM, BN_free>;
using Bio = Owned<BIO, BIO_free>;

const unsigned char* Bytes(absl::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string* text) { return reinterpret_cast<unsigned char*>(text->data()); }

std::shared_ptr<EVP_PKEY> Share(EVP_PKEY* key) {
  return std::shared_ptr<EVP_PKEY>(key, EVP_PKEY_free);
}

// OpenSSL keeps errors per thread; left there they confuse the next user.
absl::Status Fail(absl::StatusCode code, absl::string_view what) {
  ERR_clear_error();
  return absl::Status(code, what);
}
absl::Status InvalidKey() {
  return Fail(absl::StatusCode::kInvalidArgument, "not a valid P-256 key");
}

// The JWS form of a DER signature.
absl::StatusOr<std::string> FromDer(const std::string& der) {
  const unsigned char* in = Bytes(der);
  const Signature parts(d2i_ECDSA_SIG(nullptr, &in, static_cast<long>(der.size())));
  std::string out(2 * kCoordinateSize, '\0');
  if (parts == nullptr ||
      BN_bn2binpad(ECDSA_SIG_get0_r(parts.get()), Bytes(&out), kCoordinateSize) < 0 ||
      BN_bn2binpad(ECDSA_SIG_get0_s(parts.get()), Bytes(&out) + kCoordinateSize, kCoordinateSize) <
          0) {
    return Fail(absl::StatusCode::kInternal, "ECDSA signature has no r and s");
  }
  return out;
}

// The DER form of a JWS signature, or "".
std::string ToDer(absl::string_view signature) {
  if (signature.size() != 2 * kCoordinateSize) return "";
  const Signature parts(ECDSA_SIG_new());
  Number r(BN_bin2bn(Bytes(signature), kCoordinateSize, nullptr));
  Number s(BN_bin2bn(Bytes(signature) + kCoordinateSize, kCoordinateSize, nullptr));
  if (parts == nullptr || r == nullptr || s == nullptr ||
      ECDSA_SIG_set0(parts.get(), r.get(), s.get()) != 1) {
    return "";
  }
  r.release();  // set0 took them
  s.release();
  const int size = i2d_ECDSA_SIG(parts.get(), nullptr);
  if (size <= 0) return "";
  std::string der(size, '\0');
  unsigned char* out = Bytes(&der);
  i2d_ECDSA_SIG(parts.get(), &out);
  return der;
}

absl::StatusOr<std::string> Coordinate(const EVP_PKEY* key, const char* name) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) return InvalidKey();
  const Number number(raw);
  std::string out(kCoordinateSize, '\0');
  if (BN_bn2binpad(number.get(), Bytes(&out), kCoordinateSize) < 0) return InvalidKey();
  return out;
}

bool IsP256(const EVP_PKEY* key) {
  char name[32] = "";
  size_t size = 0;
  return EVP_PKEY_is_a(key, "EC") == 1 &&
         EVP_PKEY_get_group_name(key, name, sizeof(name), &size) == 1 &&
         absl::string_view(name, size) == kCurve;
}

}  // namespace

absl::StatusOr<Es256PublicKey> Es256PublicKey::FromCoordinates(absl::string_view x,
                                                               absl::string_view y) {
  if (x.size() != kCoordinateSize || y.size() != kCoordinateSize) return InvalidKey();
  std::string point = absl::StrCat("\x04", x, y);  // uncompressed
  OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, const_cast<char*>(kCurve), 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
      OSSL_PARAM_construct_end(),
  };
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* raw = nullptr;
  if (context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &raw, EVP_PKEY_PUBLIC_KEY, params) != 1) {
    return InvalidKey();
  }
  Es256PublicKey key;
  key.x_ = std::string(x);
  key.y_ = std::string(y);
  key.key_ = Share(raw);
  return key;
}

bool Es256PublicKey::Verify(absl::string_view data, absl::string_view signature) const {
  const std::string der = ToDer(signature);
  const MdContext context(EVP_MD_CTX_new());
  const bool good =
      !der.empty() && context != nullptr &&
      EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) == 1 &&
      EVP_DigestVerify(context.get(), Bytes(der), der.size(), Bytes(data), data.size()) == 1;
  if (!good) ERR_clear_error();
  return good;
}

std::string Es256PublicKey::Thumbprint() const {
  // RFC 7638, 3.2: the required members in lexical order, no blanks.
  return EncodeBase64Url(
      crypto::Sha256(absl::StrCat(R"({"crv":"P-256","kty":"EC","x":")", EncodeBase64Url(x_),
                                  R"(","y":")", EncodeBase64Url(y_), R"("})")));
}

Es256PrivateKey::Es256PrivateKey(std::shared_ptr<EVP_PKEY> key, Es256PublicKey public_key)
    : key_(std::move(key)), public_key_(std::move(public_key)) {}

absl::StatusOr<Es256PrivateKey> Es256PrivateKey::FromKey(std::shared_ptr<EVP_PKEY> key) {
  if (key == nullptr || !IsP256(key.get())) return InvalidKey();
  GUANXI_ASSIGN_OR_RETURN(const std::string x, Coordinate(key.get(), OSSL_PKEY_PARAM_EC_PUB_X));
  GUANXI_ASSIGN_OR_RETURN(const std::string y, Coordinate(key.get(), OSSL_PKEY_PARAM_EC_PUB_Y));
  GUANXI_ASSIGN_OR_RETURN(Es256PublicKey public_key, Es256PublicKey::FromCoordinates(x, y));
  return Es256PrivateKey(std::move(key), std::move(public_key));
}

absl::StatusOr<Es256PrivateKey> Es256PrivateKey::Generate() {
  return FromKey(Share(EVP_EC_gen(kCurve)));
}

absl::StatusOr<Es256PrivateKey> Es256PrivateKey::FromPem(absl::string_view pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (bio == nullptr) return InvalidKey();
  // The callback answers a question for a pass phrase, which would go to the terminal.
  const auto no_password = [](char*, int, int, void*) { return -1; };
  return FromKey(Share(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr)));
}

absl::StatusOr<std::string> Es256PrivateKey::ToPem() const {
  const Bio bio(BIO_new(BIO_s_mem()));
  char* data = nullptr;
  if (bio == nullptr || PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0,
                                                      nullptr, nullptr) != 1) {
    return Fail(absl::StatusCode::kInternal, "cannot write the key");
  }
  const long size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, size);
}

absl::StatusOr<std::string> Es256PrivateKey::Sign(absl::string_view data) const {
  const MdContext context(EVP_MD_CTX_new());
  size_t size = 0;
  if (context == nullptr ||
      EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, Bytes(data), data.size()) != 1) {
    return Fail(absl::StatusCode::kInternal, "cannot sign");
  }
  std::string der(size, '\0');
  if (EVP_DigestSign(context.get(), Bytes(&der), &size, Bytes(data), data.size()) != 1) {
    return Fail(absl::StatusCode::kInternal, "cannot sign");
  }
  der.resize(size);  // the first answer was an upper bound
  return FromDer(der);
}

}  // namespace guanxi
