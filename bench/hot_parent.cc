#include "bench/hot_parent.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/closed_loop.h"
#include "bench/figure.h"
#include "bench/samples.h"
#include "common/base/status_macros.h"
#include "guanxi/customer/v1/contact_service.grpc.pb.h"
#include "guanxi/customer/v1/interaction_service.grpc.pb.h"

namespace guanxi::bench {
namespace {

using customer::v1::Contact;
using customer::v1::ContactService;
using customer::v1::CreateContactRequest;
using customer::v1::CreateInteractionRequest;
using customer::v1::Interaction;
using customer::v1::InteractionService;

constexpr int kChannels = 4;
constexpr int kInFlight = 16;
constexpr int kRounds = 3;
constexpr int kParents = 1000;

// One method of a service, called with requests that `next` makes for a parent.
template <typename Service, typename Request, typename Response>
struct Creation {
  using Stub = typename Service::Stub;
  using Method = void (Stub::async::*)(grpc::ClientContext*, const Request*, Response*,
                                       std::function<void(grpc::Status)>);

  absl::StatusOr<double> CallsPerSecond(absl::Duration duration,
                                        const std::vector<Uuid>& parents) const {
    std::atomic<size_t> count{0};
    return bench::CallsPerSecond(kInFlight, duration, [&](int slot, Done done) {
      struct OneCall {
        grpc::ClientContext context;
        Request request;
        Response response;
      };
      auto call = std::make_shared<OneCall>();
      call->request =
          next(absl::StrCat("customers/", parents[count.fetch_add(1) % parents.size()].ToString()));
      rpc::Prepare(absl::Seconds(30), token, &call->context);
      (stubs[slot % kChannels]->async()->*method)(
          &call->context, &call->request, &call->response,
          [call, done = std::move(done)](grpc::Status status) { done(FromGrpcStatus(status)); });
    });
  }

  std::vector<std::unique_ptr<Stub>> stubs;
  std::string token;
  Method method;
  std::function<Request(std::string parent)> next;
};

template <typename Service, typename Request, typename Response>
absl::Status Compare(const Target& target, const char* name, double goal, absl::Duration round,
                     const std::vector<Uuid>& parents,
                     typename Creation<Service, Request, Response>::Method method,
                     std::function<Request(std::string)> next) {
  Creation<Service, Request, Response> creation{{}, target.token, method, std::move(next)};
  for (const auto& channel : OwnChannels(target.ours, kChannels)) {
    creation.stubs.push_back(Service::NewStub(channel));
  }
  std::vector<double> one, many;
  for (int i = -1; i < kRounds; ++i) {  // the first round connects and warms up
    const absl::Duration duration = i < 0 ? round / 2 : round;
    GUANXI_ASSIGN_OR_RETURN(const double hot, creation.CallsPerSecond(duration, {parents[0]}));
    GUANXI_ASSIGN_OR_RETURN(const double spread, creation.CallsPerSecond(duration, parents));
    if (i < 0) continue;
    one.push_back(hot);
    many.push_back(spread);
  }
  Print({name, Median(one), Median(many), "calls/s", goal});
  return absl::OkStatus();
}

CreateContactRequest NewContact(std::string parent) {
  CreateContactRequest request;
  request.set_parent(std::move(parent));
  request.mutable_contact()->set_display_name("李明");
  request.mutable_contact()->set_title("采购总监");
  return request;
}

CreateInteractionRequest NewInteraction(std::string parent) {
  CreateInteractionRequest request;
  request.set_parent(std::move(parent));
  Interaction& interaction = *request.mutable_interaction();
  interaction.set_channel(Interaction::CALL);
  interaction.mutable_occur_time()->set_seconds(absl::ToUnixSeconds(absl::Now()));
  interaction.set_summary("客户询问报价，约定下周再联系。");
  return request;
}

}  // namespace

absl::Status MeasureHotParent(const Target& target, absl::Duration round) {
  GUANXI_ASSIGN_OR_RETURN(const auto parents,
                          LatestCustomers(target.database.get(), target.tenant, kParents));
  if (parents.size() < kParents) return absl::FailedPreconditionError("too few customers");
  GUANXI_RETURN_IF_ERROR((Compare<ContactService, CreateContactRequest, Contact>(
      target, "CreateContact under one customer against many", 0.9, round, parents,
      &ContactService::Stub::async::CreateContact, NewContact)));
  return Compare<InteractionService, CreateInteractionRequest, Interaction>(
      target, "CreateInteraction under one customer against many", 0, round, parents,
      &InteractionService::Stub::async::CreateInteraction, NewInteraction);
}

}  // namespace guanxi::bench
