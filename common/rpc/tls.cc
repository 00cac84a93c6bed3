#include "common/rpc/tls.h"

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/mutex.h"
#include "common/base/private_file.h"
#include "common/base/status_macros.h"

namespace guanxi::rpc {
namespace {

namespace experimental = grpc::experimental;

constexpr size_t kMaxKeyFile = 64 << 10;

absl::Status CheckReadable(const std::string& path) {
  if (access(path.c_str(), R_OK) == 0) return absl::OkStatus();
  return absl::NotFoundError(absl::StrCat("cannot read ", path, ": ", std::strerror(errno)));
}

struct OfProcess {
  Mutex mutex;
  std::shared_ptr<const Tls> tls ABSL_GUARDED_BY(mutex);
};

OfProcess* TheProcess() {
  static auto* const process = new OfProcess;
  return process;
}

}  // namespace

Tls::Tls(const std::string& folder, int look_seconds)
    : provider_(std::make_shared<experimental::FileWatcherCertificateProvider>(
          absl::StrCat(folder, "/tls.key"), absl::StrCat(folder, "/tls.crt"),
          absl::StrCat(folder, "/ca.crt"), static_cast<unsigned>(look_seconds))) {}

absl::StatusOr<std::shared_ptr<const Tls>> Tls::Open(const std::string& folder, int look_seconds) {
  GUANXI_RETURN_IF_ERROR(ReadPrivateFile(absl::StrCat(folder, "/tls.key"), kMaxKeyFile).status());
  GUANXI_RETURN_IF_ERROR(CheckReadable(absl::StrCat(folder, "/tls.crt")));
  GUANXI_RETURN_IF_ERROR(CheckReadable(absl::StrCat(folder, "/ca.crt")));
  return std::shared_ptr<const Tls>(new Tls(folder, look_seconds));
}

std::shared_ptr<grpc::ServerCredentials> Tls::ServerCredentials() const {
  experimental::TlsServerCredentialsOptions options(provider_);
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  return experimental::TlsServerCredentials(options);
}

std::shared_ptr<grpc::ChannelCredentials> Tls::ChannelCredentials() const {
  experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(provider_);
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  return experimental::TlsCredentials(options);
}

std::shared_ptr<grpc::ChannelCredentials> Tls::LoopbackCredentials() const {
  experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(provider_);
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_verify_server_certs(false);
  options.set_certificate_verifier(std::make_shared<experimental::NoOpCertificateVerifier>());
  options.set_check_call_host(false);
  return experimental::TlsCredentials(options);
}

std::shared_ptr<const Tls> ProcessTls() {
  OfProcess* const process = TheProcess();
  MutexLock lock(&process->mutex);
  return process->tls;
}

void SetProcessTls(std::shared_ptr<const Tls> tls) {
  OfProcess* const process = TheProcess();
  MutexLock lock(&process->mutex);
  process->tls = std::move(tls);
}

}  // namespace guanxi::rpc
