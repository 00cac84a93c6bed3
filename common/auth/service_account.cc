#include "common/auth/service_account.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/errors/grpc.h"
#include "common/rpc/client.h"

namespace guanxi {
namespace {

constexpr absl::Duration kFetchTimeout = absl::Seconds(3);
// So much of a token's life is left when the next one is fetched.
constexpr absl::Duration kMargin = absl::Minutes(1);
constexpr size_t kManySubjects = 1000;
constexpr absl::string_view kExchange =
    "&grant_type=urn:ietf:params:oauth:grant-type:token-exchange&subject_token_type="
    "urn:guanxi:params:oauth:token-type:subject&subject_token=";

std::unique_ptr<access::v1::TokenService::Stub> NewStub(const std::string& gateway) {
  rpc::ClientOptions options;
  options.target = gateway;
  options.services = {std::string(access::v1::TokenService::service_full_name())};
  return access::v1::TokenService::NewStub(rpc::NewChannel(options));
}

}  // namespace

ServiceAccount::ServiceAccount(Options options, Clock* clock)
    : options_(std::move(options)), clock_(clock), stub_(NewStub(options_.gateway)) {}

absl::StatusOr<std::string> ServiceAccount::TokenFor(const Uuid& tenant, absl::string_view user) {
  return Get(absl::StrCat("tenants/", tenant.ToString(), user.empty() ? "" : "/", user));
}

absl::StatusOr<std::string> ServiceAccount::Get(const std::string& subject) {
  std::shared_ptr<Flight> flight;
  {
    MutexLock lock(&mutex_);
    const auto known = kept_.find(subject);
    if (known != kept_.end() && clock_->Now() < known->second.renew) return known->second.token;
    std::shared_ptr<Flight>& other = flights_[subject];
    if (other != nullptr) {
      flight = other;
      // It ends by its own time limit.
      while (!flight->answer.has_value()) flight->landed.Wait(&mutex_);
      return *flight->answer;
    }
    flight = other = std::make_shared<Flight>();
  }
  return Fly(subject, flight.get());
}

absl::StatusOr<std::string> ServiceAccount::Fly(const std::string& subject, Flight* flight) {
  absl::StatusOr<Kept> fetched = Fetch(subject);
  MutexLock lock(&mutex_);
  flights_.erase(subject);
  if (!fetched.ok()) {
    flight->answer.emplace(fetched.status());
  } else {
    flight->answer.emplace(fetched->token);
    if (kept_.size() >= kManySubjects) {
      const absl::Time now = clock_->Now();
      absl::erase_if(kept_, [&](const auto& one) { return one.second.renew <= now; });
    }
    kept_[subject] = *std::move(fetched);
  }
  flight->landed.SignalAll();
  return *flight->answer;
}

absl::StatusOr<ServiceAccount::Kept> ServiceAccount::Fetch(const std::string& subject) {
  access::v1::IssueTokenRequest request;
  request.mutable_form()->set_content_type("application/x-www-form-urlencoded");
  // What stands here holds no character that a form encodes.
  request.mutable_form()->set_data(absl::StrCat(
      "client_id=", options_.name, "@system&client_secret=", options_.secret.Get(),
      subject.empty() ? "&grant_type=client_credentials" : absl::StrCat(kExchange, subject)));
  grpc::ClientContext context;
  rpc::Prepare(kFetchTimeout, "", &context);
  google::api::HttpBody answer;
  GUANXI_RETURN_IF_ERROR(FromGrpcStatus(stub_->IssueToken(&context, request, &answer)));
  const auto json = nlohmann::json::parse(answer.data(), nullptr, /*allow_exceptions=*/false);
  std::string token;
  int64_t seconds = 0;
  if (json.is_object()) {
    const auto text = json.find("access_token");
    const auto life = json.find("expires_in");
    if (text != json.end() && text->is_string()) token = text->get<std::string>();
    if (life != json.end() && life->is_number_integer()) seconds = life->get<int64_t>();
  }
  if (token.empty()) {
    return Error(absl::StatusCode::kUnauthenticated, "SERVICE_ACCOUNT_REFUSED",
                 absl::StrCat("the gateway gives ", options_.name, " no token"));
  }
  return Kept{std::move(token), clock_->Now() + absl::Seconds(seconds) - kMargin};
}

}  // namespace guanxi
