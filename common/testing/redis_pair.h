// A Redis with a replica and a Sentinel, for tests of a failover.
#ifndef GUANXI_COMMON_TESTING_REDIS_PAIR_H_
#define GUANXI_COMMON_TESTING_REDIS_PAIR_H_

#include <sys/types.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/redis/client.h"

namespace guanxi {

// On free ports of 127.0.0.1. They die with this object, and with the thread that started them if
// that dies first. Thread safety: as Redis.
class RedisPair {
 public:
  // About a second: until the replica has all that the master has.
  static absl::StatusOr<std::unique_ptr<RedisPair>> Start();
  ~RedisPair();
  RedisPair(const RedisPair&) = delete;
  RedisPair& operator=(const RedisPair&) = delete;

  // By the Sentinel.
  const redis::Options& options() const { return options_; }

  // From now on the replica gets nothing that the master acknowledges, not even later.
  absl::Status CutReplica();
  // Kills the master and waits until the Sentinel names the replica: what it did not get is lost.
  absl::Status FailOver();

 private:
  explicit RedisPair(std::string folder) : folder_(std::move(folder)) {}

  absl::Status Launch();
  pid_t StartServer(const std::string& name, const std::string& config);
  redis::Options ServerAt(int port) const;

  const std::string folder_;
  redis::Options options_;
  int master_port_ = 0, replica_port_ = 0, sentinel_port_ = 0;
  pid_t master_ = -1, replica_ = -1, sentinel_ = -1;
};

}  // namespace guanxi

#endif  // GUANXI_COMMON_TESTING_REDIS_PAIR_H_
