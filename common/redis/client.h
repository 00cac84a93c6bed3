// One connection to Redis, for what may be lost: Redis holds no truth of ours.
//
// hiredis behind a narrow interface; nothing else includes it. redis-plus-plus, which is more
// convenient, is not in Debian 12, throws, and pools: threads that want Redis have a client each.
#ifndef GUANXI_COMMON_REDIS_CLIENT_H_
#define GUANXI_COMMON_REDIS_CLIENT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "common/base/clock.h"
#include "common/base/secret.h"
#include "common/redis/reply.h"

namespace guanxi::redis {

struct Address {
  std::string host;
  int port = 6379;
};
// "10.0.0.1:26379,10.0.0.2:26379"; without a port `default_port`. INVALID_ARGUMENT if it is not.
absl::StatusOr<std::vector<Address>> ParseAddresses(absl::string_view text, int default_port);

struct Options {
  // A unix socket's path, or host and port, or Sentinels that say where it is: they are asked, one
  // after the other, at each connection, for the master of that name.
  std::string socket;
  std::string host;
  int port = 6379;
  std::vector<Address> sentinels;
  std::string master_name = "mymaster";
  // Of the server, not of the Sentinels; asked for at each connection.
  Secret password;

  absl::Duration connect_timeout = absl::Seconds(1);
  // From the sending of commands to the last of their replies.
  absl::Duration command_timeout = absl::Seconds(1);
  // After a failure calls fail at once for a while, twice as long after each further one: from a
  // tenth of this up to it.
  absl::Duration max_pause = absl::Seconds(2);
};

// Connects when it is first used, and again after a failure: hiredis' own reconnection forgets
// time-outs, and its errors stick. None of the methods throws, and each blocks for a bounded time:
// command_timeout and `wait`; where it has to connect first also connect_timeout, and
// command_timeout for the password; with Sentinels both once more for each that is asked, and
// command_timeout for the server's role.
//
// Thread safety: none. Errors of all methods:
//   UNAVAILABLE  REDIS_UNAVAILABLE  no connection, no answer in time, or one that says that this is
//                                   no server to write to (a replica, one that is loading). What
//                                   was sent may have been done
class Client {
 public:
  explicit Client(Options options, Clock* clock = SystemClock());
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Sends all commands at once; returns their replies in order, those of kind kError too. `wait`
  // comes on top of the time-out: how long a command that blocks (XREAD BLOCK) may do so.
  absl::StatusOr<std::vector<Reply>> Pipeline(absl::Span<const Command> commands,
                                              absl::Duration wait = absl::ZeroDuration());
  // One command. A reply of kind kError is also an error:
  //   INTERNAL  REDIS_REFUSED  its first word is in the text and the log
  absl::StatusOr<Reply> Run(const Command& command, absl::Duration wait = absl::ZeroDuration());

 private:
  class Session;  // hiredis' objects

  absl::Status Connect();
  // Where the server is, as the first Sentinel says that answers; false if none does.
  bool AskSentinels(Address* master) const;
  // Whether the server that a Sentinel named takes itself for a master.
  bool IsMaster();
  absl::StatusOr<std::vector<Reply>> Exchange(absl::Span<const Command> commands,
                                              absl::Duration wait);
  // Drops the connection, and begins or prolongs the pause.
  absl::Status Fail(const char* what);

  const Options options_;
  Clock* const clock_;
  std::unique_ptr<Session> session_;  // null: not connected
  absl::Duration pause_;
  absl::Time paused_until_ = absl::InfinitePast();
};

}  // namespace guanxi::redis

#endif  // GUANXI_COMMON_REDIS_CLIENT_H_
