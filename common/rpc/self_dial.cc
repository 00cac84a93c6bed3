#include "common/rpc/self_dial.h"

#include <grpcpp/channel.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>

#include <utility>

#include "absl/time/clock.h"
#include "common/base/log.h"

namespace guanxi::rpc {

SelfDial::SelfDial(Options options)
    : options_(std::move(options)), ticker_(options_.interval, [this] { Dial(); }) {}

void SelfDial::Dial() {
  if (CanConnect(options_.target, options_.timeout, options_.tls.get())) {
    failed_ = 0;
    return;
  }
  ++failed_;
  Log(Severity::kWarning, "server.self_dial_failed", {{"in_a_row", failed_}});
  if (failed_ >= options_.failures) options_.on_dead();
}

bool CanConnect(const std::string& target, absl::Duration timeout, const Tls* tls) {
  grpc::ChannelArguments args;
  args.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // not an open connection of another channel
  const auto channel = grpc::CreateCustomChannel(
      target, tls != nullptr ? tls->LoopbackCredentials() : grpc::InsecureChannelCredentials(),
      args);
  return channel->WaitForConnected(absl::ToChronoTime(absl::Now() + timeout));
}

}  // namespace guanxi::rpc
