#include "common/redis/client.h"

#include <hiredis/hiredis.h>
#include <sys/time.h>

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/base/log.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"

namespace guanxi::redis {
namespace {

timeval LimitOf(absl::Duration duration) {
  return absl::ToTimeval(std::max(duration, absl::Milliseconds(1)));
}

Reply ToReply(const redisReply& raw) {
  Reply reply;
  switch (raw.type) {
    case REDIS_REPLY_STRING:
    case REDIS_REPLY_STATUS:
      reply.kind = Reply::Kind::kText;
      reply.text.assign(raw.str, raw.len);
      break;
    case REDIS_REPLY_ERROR:
      reply.kind = Reply::Kind::kError;
      reply.text.assign(raw.str, raw.len);
      break;
    case REDIS_REPLY_INTEGER:
      reply.kind = Reply::Kind::kInteger;
      reply.integer = raw.integer;
      break;
    case REDIS_REPLY_ARRAY:
      reply.kind = Reply::Kind::kArray;
      for (size_t i = 0; i < raw.elements; ++i) reply.items.push_back(ToReply(*raw.element[i]));
      break;
    default:
      break;  // REDIS_REPLY_NIL
  }
  return reply;
}

// The word by which clients tell errors apart. What follows may quote what was sent.
std::string ErrorCode(const Reply& reply) {
  return std::vector<std::string>(absl::StrSplit(reply.text, ' '))[0];
}

// Errors that another connection, which may reach another server, can mend.
bool IsOfTheServer(const Reply& reply) {
  if (reply.kind != Reply::Kind::kError) return false;
  for (const char* code : {"READONLY", "LOADING", "MASTERDOWN", "NOAUTH", "WRONGPASS"}) {
    if (absl::StartsWith(reply.text, code)) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<std::vector<Address>> ParseAddresses(absl::string_view text, int default_port) {
  std::vector<Address> addresses;
  for (const absl::string_view part : absl::StrSplit(text, ',', absl::SkipEmpty())) {
    const std::vector<std::string> words = absl::StrSplit(part, absl::MaxSplits(':', 1));
    Address address = {words[0], default_port};
    const bool has_port = words.size() == 2;
    if (address.host.empty() || (has_port && (!absl::SimpleAtoi(words[1], &address.port) ||
                                              address.port <= 0 || address.port > 65535))) {
      return absl::InvalidArgumentError(absl::StrCat(part, ": is not host:port"));
    }
    addresses.push_back(std::move(address));
  }
  return addresses;
}

class Client::Session {
 public:
  explicit Session(redisContext* context) : context_(context) {}
  ~Session() {
    if (context_ != nullptr) redisFree(context_);
  }

  bool ok() const { return context_ != nullptr && context_->err == 0; }

  bool Send(const Command& command) {
    std::vector<const char*> words;
    std::vector<size_t> sizes;
    for (const std::string& word : command) {
      words.push_back(word.data());
      sizes.push_back(word.size());
    }
    return redisAppendCommandArgv(context_, static_cast<int>(words.size()), words.data(),
                                  sizes.data()) == REDIS_OK;
  }

  // The next reply, waited for until `deadline`; false if none came.
  bool Receive(absl::Time deadline, Reply* reply) {
    const absl::Duration left = deadline - absl::Now();
    if (left <= absl::ZeroDuration() || redisSetTimeout(context_, LimitOf(left)) != REDIS_OK) {
      return false;
    }
    void* raw = nullptr;
    if (redisGetReply(context_, &raw) != REDIS_OK || raw == nullptr) return false;
    *reply = ToReply(*static_cast<redisReply*>(raw));
    freeReplyObject(raw);
    return true;
  }

 private:
  redisContext* const context_;
};

Client::Client(Options options, Clock* clock)
    : options_(std::move(options)), clock_(clock), pause_(options_.max_pause / 10) {}

Client::~Client() = default;

absl::Status Client::Fail(const char* what) {
  session_.reset();
  paused_until_ = clock_->Now() + pause_;
  pause_ = std::min(pause_ * 2, options_.max_pause);
  Log(Severity::kWarning, "redis.unavailable", {{"step", what}});
  return Unavailable("REDIS_UNAVAILABLE", "Redis cannot be reached");
}

absl::Status Client::Connect() {
  if (session_ != nullptr) return absl::OkStatus();
  if (clock_->Now() < paused_until_) {
    return Unavailable("REDIS_UNAVAILABLE", "Redis could not be reached a moment ago");
  }
  const timeval limit = LimitOf(options_.connect_timeout);
  Address server = {options_.host, options_.port};
  if (!options_.sentinels.empty() && !AskSentinels(&server)) return Fail("sentinels");
  redisContext* const context =
      options_.socket.empty() ? redisConnectWithTimeout(server.host.c_str(), server.port, limit)
                              : redisConnectUnixWithTimeout(options_.socket.c_str(), limit);
  session_ = std::make_unique<Session>(context);
  if (!session_->ok()) return Fail("connect");
  if (!options_.password.empty()) {
    Reply reply;
    if (!session_->Send({"AUTH", options_.password.Get()}) ||
        !session_->Receive(absl::Now() + options_.command_timeout, &reply)) {
      return Fail("authenticate");
    }
    if (reply.kind == Reply::Kind::kError) return Fail("password");
  }
  return options_.sentinels.empty() || IsMaster() ? absl::OkStatus() : Fail("role");
}

bool Client::AskSentinels(Address* master) const {
  for (const Address& sentinel : options_.sentinels) {
    Session session(redisConnectWithTimeout(sentinel.host.c_str(), sentinel.port,
                                            LimitOf(options_.connect_timeout)));
    Reply reply;
    if (!session.ok() ||
        !session.Send({"SENTINEL", "get-master-addr-by-name", options_.master_name}) ||
        !session.Receive(absl::Now() + options_.command_timeout, &reply)) {
      continue;
    }
    if (reply.items.size() != 2 || !absl::SimpleAtoi(reply.items[1].text, &master->port)) continue;
    master->host = reply.items[0].text;
    return true;
  }
  return false;
}

// A Sentinel may name the old one for a while, which has come back as a replica.
bool Client::IsMaster() {
  Reply reply;
  return session_->Send({"ROLE"}) &&
         session_->Receive(absl::Now() + options_.command_timeout, &reply) &&
         !reply.items.empty() && reply.items[0].text == "master";
}

absl::StatusOr<std::vector<Reply>> Client::Exchange(absl::Span<const Command> commands,
                                                    absl::Duration wait) {
  for (const Command& command : commands) {
    if (!session_->Send(command)) return Fail("send");
  }
  // The socket's own clock is the system's, whatever the one that tests move.
  const absl::Time deadline = absl::Now() + options_.command_timeout + wait;
  std::vector<Reply> replies(commands.size());
  for (Reply& reply : replies) {
    if (!session_->Receive(deadline, &reply)) return Fail("receive");
    if (IsOfTheServer(reply)) return Fail("server");
  }
  pause_ = options_.max_pause / 10;
  return replies;
}

absl::StatusOr<std::vector<Reply>> Client::Pipeline(absl::Span<const Command> commands,
                                                    absl::Duration wait) {
  if (commands.empty()) return std::vector<Reply>();
  GUANXI_RETURN_IF_ERROR(Connect());
  return Exchange(commands, wait);
}

absl::StatusOr<Reply> Client::Run(const Command& command, absl::Duration wait) {
  GUANXI_ASSIGN_OR_RETURN(std::vector<Reply> replies, Pipeline({command}, wait));
  if (replies[0].kind != Reply::Kind::kError) return std::move(replies[0]);
  const std::string code = ErrorCode(replies[0]);
  Log(Severity::kError, "redis.refused", {{"code", code}});
  return Error(absl::StatusCode::kInternal, "REDIS_REFUSED",
               absl::StrCat("Redis refused a command: ", code));
}

}  // namespace guanxi::redis
