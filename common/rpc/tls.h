// Who a process is to the other processes of the suite: mutual TLS, or none.
//
// A folder holds `tls.crt` (the process's certificate and what leads to its authority), `tls.key`
// and `ca.crt` (the authorities that it trusts), all PEM, as cert-manager and Kubernetes write
// them. They are looked at every few seconds: handshakes after that use what is there by then, and
// connections that stand go on. So certificates, and authorities too, are swapped without losing a
// call; to change the authority, `ca.crt` holds both until all certificates are the new one's.
//
// A server takes nobody whose certificate is not signed by one of the authorities; a client looks
// at the name, too, which must be that of its target. What somebody may do is decided by his token,
// as without TLS. Health and metrics ports are plain text: they tell nothing of anybody.
#ifndef GUANXI_COMMON_RPC_TLS_H_
#define GUANXI_COMMON_RPC_TLS_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace grpc {
class ChannelCredentials;
class ServerCredentials;
namespace experimental {
class FileWatcherCertificateProvider;
}
}  // namespace grpc

namespace guanxi::rpc {

// Thread-safe. Servers and channels keep what they need of it.
class Tls {
 public:
  // Looks at the files once, and from then on every `look_seconds`, at least 1. Errors, with a text
  // that names the file:
  //   NOT_FOUND, FAILED_PRECONDITION  it cannot be read, or the key is open to others (see
  //                                   private_file.h)
  static absl::StatusOr<std::shared_ptr<const Tls>> Open(const std::string& folder,
                                                         int look_seconds = 5);

  // Asks clients for a certificate and takes none without.
  std::shared_ptr<grpc::ServerCredentials> ServerCredentials() const;
  std::shared_ptr<grpc::ChannelCredentials> ChannelCredentials() const;
  // For the process itself, which calls an address that no certificate names: the server is not
  // looked at. For loopback alone.
  std::shared_ptr<grpc::ChannelCredentials> LoopbackCredentials() const;

 private:
  Tls(const std::string& folder, int look_seconds);

  const std::shared_ptr<grpc::experimental::FileWatcherCertificateProvider> provider_;
};

// What the options of servers and channels say if nobody says otherwise; null, plain text, until it
// was set. Once, before the first of either is made: by ReadServiceFlags.
std::shared_ptr<const Tls> ProcessTls();
void SetProcessTls(std::shared_ptr<const Tls> tls);

}  // namespace guanxi::rpc

#endif  // GUANXI_COMMON_RPC_TLS_H_
