// A relay or a consumer as a process of its own, for tests that kill it.
//
//   worker relay|consumer SOCKET PRODUCER_SCHEMA CONSUMER_SCHEMA REDIS_SOCKET REDIS_PASSWORD POINT
//   N
//
// It dies where it passes POINT (see Relay::Options.passed, Consumer::Options.passed) for the Nth
// time; "" is nowhere. Otherwise it works until it is killed.
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/db/database.h"
#include "common/events/consumer.h"
#include "common/events/event_log.h"
#include "common/events/log_service.h"
#include "common/events/relay.h"
#include "common/events/test_world.h"

namespace guanxi::events {
namespace {

struct Arguments {
  std::string role, socket, producer, side;
  redis::Options redis;
  std::string point;
  int times = 0;
};

std::unique_ptr<db::Database> Open(const Arguments& arguments, const std::string& schema) {
  db::Options options;
  options.server.socket = arguments.socket;
  options.server.user = "root";
  options.server.schema = schema;
  return db::Database::Create(options).value();
}

std::function<void(absl::string_view)> DieAt(const Arguments& arguments) {
  return [point = arguments.point, left = arguments.times](absl::string_view passed) mutable {
    if (!point.empty() && passed == point && --left == 0) kill(getpid(), SIGKILL);
  };
}

[[noreturn]] void WaitToBeKilled() {
  while (true) absl::SleepFor(absl::Hours(1));
}

[[noreturn]] void RunRelay(const Arguments& arguments) {
  const auto database = Open(arguments, arguments.producer);
  redis::Client redis(arguments.redis);
  Relay::Options options;
  options.service = "producer";
  options.owner = absl::StrCat("relay ", getpid());
  options.lease = absl::Seconds(1);
  options.batch = 50;
  options.passed = DieAt(arguments);
  Relay relay(database.get(), SystemClock(), &redis, options);
  relay.Start();
  WaitToBeKilled();
}

[[noreturn]] void RunConsumer(const Arguments& arguments) {
  const auto database = Open(arguments, arguments.producer);
  const auto side = Open(arguments, arguments.side);
  UuidSource ids;
  EventLog log(database.get(), SystemClock(), &ids);
  LogServiceImpl service(&log, nullptr, SystemClock());
  Consumer::Options options;
  options.name = "side.test";
  options.producer = "producer";
  options.owner = absl::StrCat("consumer ", getpid());
  options.threads = 2;
  options.max_batch = 20;
  options.lease = absl::Seconds(2);
  options.max_pause = absl::Seconds(1);
  options.silence = absl::Milliseconds(500);
  options.poll = absl::Milliseconds(100);
  options.redis = arguments.redis;
  options.read = [&](const event::v1::ReadPartitionsRequest& request) {
    return service.ReadPartitions(CallOfService(), request);
  };
  options.apply = NoteAll(side.get());
  options.recover = [](const Loss&, const StillHeld&) {
    return absl::InternalError("nothing was to be lost");
  };
  options.passed = DieAt(arguments);
  Consumer consumer(side.get(), SystemClock(), options);
  consumer.Start();
  WaitToBeKilled();
}

}  // namespace
}  // namespace guanxi::events

int main(int argc, char** argv) {
  if (argc != 9) return 2;
  signal(SIGPIPE, SIG_IGN);
  guanxi::events::Arguments arguments;
  arguments.role = argv[1];
  arguments.socket = argv[2];
  arguments.producer = argv[3];
  arguments.side = argv[4];
  arguments.redis.socket = argv[5];
  arguments.redis.password = argv[6];
  arguments.redis.command_timeout = absl::Milliseconds(300);
  arguments.point = argv[7];
  arguments.times = std::atoi(argv[8]);
  if (arguments.role == "relay") guanxi::events::RunRelay(arguments);
  guanxi::events::RunConsumer(arguments);
}
