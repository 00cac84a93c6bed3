// Load for benchmarks: as many calls at once as asked for, each followed by the next.
#ifndef GUANXI_BENCH_CLOSED_LOOP_H_
#define GUANXI_BENCH_CLOSED_LOOP_H_

#include <grpcpp/channel.h>

#include <functional>
#include <memory>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace guanxi::bench {

// Ends one call of a closed loop.
using Done = std::function<void(const absl::Status&)>;

// Keeps `in_flight` calls going for `duration` and returns how many succeeded per second. `start`
// begins one call without waiting for it; `slot` is in [0, in_flight), and a slot has one call at
// a time. `done` is called once, from any thread. A call that a busy server
// refuses (RESOURCE_EXHAUSTED) is followed by the next, as of a client that tries again; any other
// failure ends the loop, and its status is returned.
absl::StatusOr<double> CallsPerSecond(int in_flight, absl::Duration duration,
                                      absl::FunctionRef<void(int slot, Done done)> start);

// `count` channels to a target, each with a connection of its own. They live as long as the
// process.
std::vector<std::shared_ptr<grpc::Channel>> OwnChannels(absl::string_view target, int count);

}  // namespace guanxi::bench

#endif  // GUANXI_BENCH_CLOSED_LOOP_H_
