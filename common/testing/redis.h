// A real, private Redis for tests.
#ifndef GUANXI_COMMON_TESTING_REDIS_H_
#define GUANXI_COMMON_TESTING_REDIS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/redis/client.h"

namespace guanxi {

// A redis-server of its own, without persistence, on a unix socket under /tmp and with a password.
// It dies with this object, and with the thread that started it if that dies first.
//
// Thread safety: none, but clients may be used from any thread.
class Redis {
 public:
  // About 50 ms.
  static absl::StatusOr<std::unique_ptr<Redis>> Start();
  ~Redis();
  Redis(const Redis&) = delete;
  Redis& operator=(const Redis&) = delete;

  const redis::Options& options() const { return options_; }

  // One command of a client of its own.
  absl::StatusOr<redis::Reply> Run(const redis::Command& command);

  // Ends the server as a crash would, and waits until it is gone.
  void Kill9();
  // Starts it again, empty, on the same socket after `Kill9`.
  absl::Status Restart();
  // The server answers nothing, while its socket accepts connections, until `Resume`.
  void Stall();
  void Resume();

 private:
  explicit Redis(std::string folder);
  absl::Status Launch();

  const std::string folder_;
  redis::Options options_;
  pid_t pid_ = -1;
};

}  // namespace guanxi

#endif  // GUANXI_COMMON_TESTING_REDIS_H_
