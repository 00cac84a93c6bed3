#include "tests/fault/scenario.h"

#include <grpcpp/channel.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "guanxi/customer/v1/customer_service.grpc.pb.h"
#include "tests/fault/ledger.h"
#include "tests/fault/world_reader.h"
#include "tests/fault/writer.h"

namespace guanxi::fault {
namespace {

enum class Victim { kDatabase, kService };

// At least 8 of the database: with a commit whose error is thrown away, a kill may show nothing.
constexpr Victim kKills[] = {
    Victim::kDatabase, Victim::kService,  Victim::kDatabase, Victim::kDatabase,
    Victim::kService,  Victim::kDatabase, Victim::kDatabase, Victim::kService,
    Victim::kDatabase, Victim::kDatabase, Victim::kService,  Victim::kDatabase,
};
constexpr int kWriters = 8;
constexpr int64_t kBetweenKills = 200;
// A kill strikes while so many commits are under way. Right after an acknowledgement there may be
// none: transactions commit in groups.
constexpr int64_t kCommitsUnderWay = 3;
constexpr absl::Duration kStuck = absl::Minutes(1);

class Writers {
 public:
  Writers(Writer::Stub* stub, Ledger* ledger) {
    for (int number = 1; number <= kWriters; ++number) {
      threads_.emplace_back([=] { Writer(number, stub, ledger, {}).Run(stop_); });
    }
  }
  ~Writers() { Stop(); }

  // Returns when all that was asked is answered.
  void Stop() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

 private:
  std::atomic<bool> stop_ = false;
  std::vector<std::thread> threads_;
};

absl::Status WaitForWrites(Ledger* ledger, absl::string_view when) {
  if (ledger->WaitForMore(kBetweenKills, kStuck)) return absl::OkStatus();
  return absl::DeadlineExceededError(absl::StrCat("no writes come through ", when));
}

absl::Status KillAll(Stack* stack, Ledger* ledger) {
  GUANXI_RETURN_IF_ERROR(WaitForWrites(ledger, "at the start"));
  for (size_t i = 0; i < std::size(kKills); ++i) {
    GUANXI_RETURN_IF_ERROR(stack->WaitForCommits(kCommitsUnderWay));
    const bool database = kKills[i] == Victim::kDatabase;
    GUANXI_RETURN_IF_ERROR(database ? stack->CrashDatabase() : stack->CrashService());
    const std::string when =
        absl::StrCat("after kill ", i + 1, ", of the ", database ? "database" : "service");
    GUANXI_RETURN_IF_ERROR(WaitForWrites(ledger, when));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Outcome> RunScenario(const Stack::Options& options) {
  GUANXI_ASSIGN_OR_RETURN(const auto stack, Stack::Start(options));
  const auto stub = customer::v1::CustomerService::NewStub(rpc::NewChannel(stack->client()));
  Ledger ledger;
  Writers writers(stub.get(), &ledger);
  GUANXI_RETURN_IF_ERROR(KillAll(stack.get(), &ledger));
  writers.Stop();

  Outcome outcome;
  outcome.told = ledger.told();
  outcome.acknowledged = ledger.acknowledged();
  outcome.repeated = ledger.repeated();
  GUANXI_ASSIGN_OR_RETURN(outcome.world, ReadWorld(stub.get(), stack->schema()));
  return outcome;
}

}  // namespace guanxi::fault
