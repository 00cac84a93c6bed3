// The real Envoy on the rendered configuration, for tests.
#ifndef GUANXI_GATEWAY_ENVOY_RUNNING_ENVOY_H_
#define GUANXI_GATEWAY_ENVOY_RUNNING_ENVOY_H_

#include <sys/types.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace guanxi {

// Ends with this object, or with the test. Thread safety: none.
class RunningEnvoy {
 public:
  // `values` are NAME=VALUE for `render`, the ports of the listeners and of admin excepted. Waits
  // until Envoy has keys to verify tokens with. The caller's binary has :runtime in its data.
  static absl::StatusOr<std::unique_ptr<RunningEnvoy>> Start(
      const std::vector<std::string>& values);
  ~RunningEnvoy();

  int port() const { return port_; }
  int health_port() const { return health_port_; }
  int pid() const { return pid_; }

  struct Answer {
    int status = 0;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
  };
  // One request by curl, with its own arguments.
  Answer Curl(const std::vector<std::string>& arguments, absl::string_view path) const;
  // The status line and all that follows, of the admin interface.
  std::string Admin(const std::vector<std::string>& arguments, absl::string_view path) const;

 private:
  RunningEnvoy() = default;
  absl::Status WaitUntilReady();

  pid_t pid_ = -1;
  int port_ = 0;
  int health_port_ = 0;
  std::string admin_file_;
};

// What a command prints on standard output; it must end with 0.
absl::StatusOr<std::string> OutputOf(const std::vector<std::string>& command);

}  // namespace guanxi

#endif  // GUANXI_GATEWAY_ENVOY_RUNNING_ENVOY_H_
