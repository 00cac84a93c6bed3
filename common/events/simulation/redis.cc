// common/redis over the streams of a simulation.
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/events/simulation/tables.h"
#include "common/redis/client.h"

namespace guanxi::redis {
namespace {

using events::simulation::Redis;
using events::simulation::TheOutside;

absl::Status Unavailable() {
  return Error(absl::StatusCode::kUnavailable, "REDIS_UNAVAILABLE", "no answer");
}

int64_t PositionOf(const std::string& id) {
  int64_t position = 0;
  const std::vector<std::string> parts = absl::StrSplit(id, '-');
  if (!absl::SimpleAtoi(parts[0], &position)) position = 0;
  return position;
}

Reply Text(std::string text) {
  Reply reply;
  reply.kind = Reply::Kind::kText;
  reply.text = std::move(text);
  return reply;
}

Reply Array(std::vector<Reply> items) {
  Reply reply;
  reply.kind = Reply::Kind::kArray;
  reply.items = std::move(items);
  return reply;
}

// XADD key MAXLEN ~ n id field value.
Reply Add(Redis& redis, const Command& command) {
  Redis::Stream& stream = redis.streams[command[1]];
  const int64_t position = PositionOf(command[5]);
  Reply reply = Text(command[5]);
  if (position <= stream.last) {
    reply.kind = Reply::Kind::kError;
    reply.text = "ERR The ID specified in XADD is equal or smaller than the target stream top item";
    return reply;
  }
  stream.last = position;
  stream.entries[position] = command[7];
  return reply;
}

// XREAD COUNT n [BLOCK ms] STREAMS keys ids.
Reply Read(const Redis& redis, const Command& command) {
  size_t at = 3;
  if (command[at] == "BLOCK") at += 2;
  ++at;
  const size_t count = (command.size() - at) / 2;
  std::vector<Reply> found;
  for (size_t i = 0; i < count; ++i) {
    const auto stream = redis.streams.find(command[at + i]);
    if (stream == redis.streams.end()) continue;
    std::vector<Reply> entries;
    const auto& all = stream->second.entries;
    for (auto entry = all.upper_bound(PositionOf(command[at + count + i])); entry != all.end();
         ++entry) {
      entries.push_back(
          Array({Text(absl::StrCat(entry->first, "-0")), Array({Text("e"), Text(entry->second)})}));
    }
    if (!entries.empty()) found.push_back(Array({Text(stream->first), Array(std::move(entries))}));
  }
  return found.empty() ? Reply() : Array(std::move(found));
}

}  // namespace

class Client::Session {};

Client::Client(Options options, Clock* clock) : options_(std::move(options)), clock_(clock) {}
Client::~Client() = default;

absl::StatusOr<std::vector<Reply>> Client::Pipeline(absl::Span<const Command> commands,
                                                    absl::Duration /*wait*/) {
  auto* const outside = TheOutside();
  if (!outside->redis.up || outside->processes[options_.password.Get()].dead) return Unavailable();
  std::vector<Reply> replies;
  for (const Command& command : commands) {
    if (command[0] == "XADD") {
      replies.push_back(Add(outside->redis, command));
    } else if (command[0] == "XREAD") {
      replies.push_back(Read(outside->redis, command));
    } else {
      replies.emplace_back();
    }
  }
  return replies;
}

absl::StatusOr<Reply> Client::Run(const Command& command, absl::Duration wait) {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Reply> replies, Pipeline({command}, wait));
  return replies[0];
}

}  // namespace guanxi::redis
