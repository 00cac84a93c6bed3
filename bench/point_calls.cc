#include "bench/point_calls.h"

#include <atomic>
#include <functional>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "bench/closed_loop.h"
#include "bench/figure.h"
#include "bench/population.h"
#include "bench/samples.h"
#include "bench/stored_customers.h"
#include "common/base/status_macros.h"

namespace guanxi::bench {
namespace {

using customer::v1::CreateCustomerRequest;
using customer::v1::Customer;
using customer::v1::GetCustomerRequest;

constexpr int kChannels = 4;
constexpr int kInFlight = 16;  // as many as the point lane has workers: nothing queues
constexpr int kRounds = 3;
constexpr int kReadCustomers = 20'000;  // all of them fit into the server's memory

template <typename Request>
using Method = void (CustomerStub::async::*)(grpc::ClientContext*, const Request*, Customer*,
                                             std::function<void(grpc::Status)>);

// Calls `method` of one server with the requests that `next` makes, from any thread.
template <typename Request>
class Caller {
 public:
  Caller(absl::string_view address, std::string token, Method<Request> method,
         std::function<Request()> next)
      : stubs_(OwnStubs(address, kChannels)),
        token_(std::move(token)),
        method_(method),
        next_(std::move(next)) {}

  absl::StatusOr<double> CallsPerSecond(absl::Duration duration) const {
    return bench::CallsPerSecond(kInFlight, duration, [&](int slot, Done done) {
      struct OneCall {
        grpc::ClientContext context;
        Request request;
        Customer response;
      };
      auto call = std::make_shared<OneCall>();
      call->request = next_();
      rpc::Prepare(absl::Seconds(30), token_, &call->context);
      (stubs_[slot % kChannels]->async()->*method_)(
          &call->context, &call->request, &call->response,
          [call, done = std::move(done)](grpc::Status status) { done(FromGrpcStatus(status)); });
    });
  }

 private:
  const std::vector<std::unique_ptr<CustomerStub>> stubs_;
  const std::string token_;
  const Method<Request> method_;
  const std::function<Request()> next_;
};

template <typename Request>
absl::Status Compare(const Caller<Request>& ours, const Caller<Request>& limit, const char* name,
                     double goal, absl::Duration round) {
  std::vector<double> our_rates, limit_rates;
  for (int i = -1; i < kRounds; ++i) {  // the first round connects and warms up
    const absl::Duration duration = i < 0 ? round / 2 : round;
    GUANXI_ASSIGN_OR_RETURN(const double our_rate, ours.CallsPerSecond(duration));
    GUANXI_ASSIGN_OR_RETURN(const double limit_rate, limit.CallsPerSecond(duration));
    if (i < 0) continue;
    our_rates.push_back(our_rate);
    limit_rates.push_back(limit_rate);
  }
  Print({name, Median(our_rates), Median(limit_rates), "calls/s", goal});
  return absl::OkStatus();
}

template <typename Request>
absl::Status CompareWithBare(const Target& target, const char* name, double goal,
                             absl::Duration round, Method<Request> method,
                             const std::function<Request()>& next) {
  const Caller<Request> ours(target.ours, target.token, method, next);
  const Caller<Request> bare(target.bare, target.token, method, next);
  return Compare(ours, bare, name, goal, round);
}

// Requests for the customers that came last, in an order that is not that of the table.
absl::StatusOr<std::function<GetCustomerRequest()>> Reads(const Target& target) {
  GUANXI_ASSIGN_OR_RETURN(auto ids,
                          LatestCustomers(target.database.get(), target.tenant, kReadCustomers));
  if (ids.empty()) return absl::FailedPreconditionError("the tenant has no customers");
  return [ids = std::move(ids), count = std::make_shared<std::atomic<size_t>>(0)] {
    constexpr size_t kStride = 7919;  // a prime
    GetCustomerRequest request;
    request.set_name(
        absl::StrCat("customers/", ids[count->fetch_add(kStride) % ids.size()].ToString()));
    return request;
  };
}

CreateCustomerRequest CreateRequest(Customer customer, UuidSource* uuids) {
  CreateCustomerRequest request;
  *request.mutable_customer() = std::move(customer);
  for (auto& external : *request.mutable_customer()->mutable_external_ids()) {
    external.second = uuids->Next().ToString();
  }
  request.set_request_id(uuids->Next().ToString());
  return request;
}

}  // namespace

absl::Status MeasureGet(const Target& target, absl::Duration round) {
  GUANXI_ASSIGN_OR_RETURN(const auto reads, Reads(target));
  return CompareWithBare<GetCustomerRequest>(target, "GetCustomer against the bare handler", 0.7,
                                             round, &CustomerStub::async::GetCustomer, reads);
}

absl::Status MeasureRights(const Target& target, absl::Duration round) {
  if (target.limited_token.empty()) {
    return absl::InvalidArgumentError("GUANXI_LIMITED_TOKEN is not set");
  }
  GUANXI_ASSIGN_OR_RETURN(const auto reads, Reads(target));
  const Caller<GetCustomerRequest> limited(target.ours, target.limited_token,
                                           &CustomerStub::async::GetCustomer, reads);
  const Caller<GetCustomerRequest> all(target.ours, target.token, &CustomerStub::async::GetCustomer,
                                       reads);
  return Compare(limited, all,
                 "GetCustomer with scope, masks and a hidden field against all rights", 0.9, round);
}

absl::Status MeasureCreate(const Target& target, absl::Duration round) {
  Population population(/*seed=*/2, "sample");
  UuidSource uuids;
  const auto stub = std::move(OwnStubs(target.ours, 1)[0]);
  std::vector<Customer> samples;
  for (int i = 0; i < kSamples; ++i) {
    samples.push_back(population.Next());
    GUANXI_RETURN_IF_ERROR(Call(stub.get(), &CustomerStub::CreateCustomer, target.token,
                                CreateRequest(samples.back(), &uuids))
                               .status());
  }
  GUANXI_ASSIGN_OR_RETURN(const auto ids,
                          LatestCustomers(target.database.get(), target.tenant, kSamples));
  GUANXI_ASSIGN_OR_RETURN(const auto stored,
                          StoredCustomers::Read(target.database.get(), target.tenant, ids));
  double rows = 0;
  for (const CustomerRows& customer : stored.customers()) {
    rows += static_cast<double>(customer.Count()) / kSamples;
  }
  Print({"rows per CreateCustomer", rows, 30, "rows", 1, /*less_is_better=*/true});

  // bare_server copies the customers that came last before its first call: these.
  GUANXI_RETURN_IF_ERROR(Call(OwnStubs(target.bare, 1)[0].get(), &CustomerStub::CreateCustomer,
                              target.token, CreateRequest(samples[0], &uuids))
                             .status());
  std::atomic<size_t> count{0};
  return CompareWithBare<CreateCustomerRequest>(
      target, "CreateCustomer against the bare handler", 0.6, round,
      &CustomerStub::async::CreateCustomer,
      [&] { return CreateRequest(samples[count.fetch_add(1) % samples.size()], &uuids); });
}

absl::Status MeasureCreateRate(const Target& target, absl::Duration round) {
  UuidSource uuids;
  std::atomic<size_t> count{0};
  const auto next = [&] {
    Customer customer;
    customer.set_type(Customer::ORGANIZATION);
    customer.set_display_name(absl::StrCat("cost ", ++count));  // each its own: none waits
    return CreateRequest(std::move(customer), &uuids);
  };
  const Caller<CreateCustomerRequest> ours(target.ours, target.token,
                                           &CustomerStub::async::CreateCustomer, next);
  GUANXI_RETURN_IF_ERROR(ours.CallsPerSecond(round / 4).status());  // connects
  GUANXI_ASSIGN_OR_RETURN(const double rate, ours.CallsPerSecond(round));
  Print({"CreateCustomer", rate, 0, "calls/s"});
  return absl::OkStatus();
}

}  // namespace guanxi::bench
