#include "bench/list_pages.h"

#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/closed_loop.h"
#include "bench/figure.h"
#include "bench/population.h"
#include "common/base/status_macros.h"
#include "guanxi/customer/v1/interaction_service.grpc.pb.h"

namespace guanxi::bench {
namespace {

using customer::v1::ListCustomersRequest;
using customer::v1::ListCustomersResponse;

constexpr int kPage = 50;
constexpr int kLargestPage = 1000;  // to get far quickly
constexpr int kFarthestPage = 100;  // pages are found by key: farther ones cost the same
constexpr int kCalls = 300;
constexpr double kLimitMs = 20;
// Of lists that no path serves.
constexpr int kCombinedCalls = 20;
constexpr double kCombinedLimitMs = 1000;
constexpr double kCountedLimitMs = 2000;  // the list and the count are a pass each
// Under a scope.
constexpr double kScopedLimitMs = 30;
constexpr int kScopedCalls = 100;
// Until a call finds connections that work.
constexpr int kColdAttempts = 20;
constexpr absl::Duration kColdPause = absl::Milliseconds(200);

ListCustomersRequest Path(const std::string& filter, const std::string& order_by) {
  ListCustomersRequest request;
  request.set_filter(filter);
  request.set_order_by(order_by);
  return request;
}

std::vector<ListCustomersRequest> ListPaths(const std::string& tag) {
  const std::string owner = absl::StrCat("owner = \"", Population::BusiestOwner(), "\"");
  const std::string department =
      absl::StrCat("department = \"", Population::SomeDepartment(), "\"");
  return {Path("", "create_time desc"),
          Path("", "update_time desc"),
          Path("", "display_name"),
          Path("", "last_interaction_time desc"),
          Path("", "next_follow_up_time desc"),
          Path("", "silent_since_time"),
          Path(owner, "update_time desc"),
          Path(owner, "create_time desc"),
          Path(owner, "last_interaction_time desc"),
          Path(owner, "next_follow_up_time desc"),
          Path(owner, "silent_since_time"),
          Path(department, "update_time desc"),
          Path(department, "create_time desc"),
          Path("lifecycle_stage = DEAL", "update_time desc"),
          Path(absl::StrCat("tags:\"", tag, "\""), "name")};
}

// "owner = ... ORDER BY update_time desc", without the value.
std::string Describe(const ListCustomersRequest& path) {
  const std::string& filter = path.filter();
  return absl::StrCat(filter.substr(0, filter.find_first_of(" :")), filter.empty() ? "" : ", ",
                      path.order_by());
}

// What no path serves and the filter index does: of all, of few, and of no customers.
constexpr const char* kCombinations[] = {
    "grade = VIP OR region:*", "region = \"region-7\" AND industry = \"industry-7\"",
    "region = \"region-7\" AND grade = VIP AND create_time > ago(\"1d\")"};

class Lister {
 public:
  Lister(const Target& target, std::string token)
      : stub_(std::move(OwnStubs(target.ours, 1)[0])), token_(std::move(token)) {}

  absl::StatusOr<ListCustomersResponse> List(const ListCustomersRequest& request) const {
    return Call(stub_.get(), &CustomerStub::ListCustomers, token_, request);
  }

  // Tokens of full pages in the farther half of the list, or of its first kFarthestPage pages.
  absl::StatusOr<std::vector<std::string>> DeepTokens(ListCustomersRequest request) const {
    request.set_page_size(kLargestPage);
    request.mutable_read_mask()->add_paths("name");
    std::vector<std::string> tokens;
    while (tokens.size() < kFarthestPage) {
      GUANXI_ASSIGN_OR_RETURN(const auto page, List(request));
      if (page.next_page_token().empty()) {
        if (!tokens.empty() && page.customers_size() < kPage) tokens.pop_back();
        break;
      }
      tokens.push_back(page.next_page_token());
      request.set_page_token(tokens.back());
    }
    tokens.erase(tokens.begin(), tokens.begin() + static_cast<int64_t>(tokens.size() / 2));
    return tokens;
  }

  // Milliseconds of each of `calls` first pages, however many customers are on them.
  absl::StatusOr<std::vector<double>> TimeFirst(ListCustomersRequest request, int calls) const {
    request.set_page_size(kPage);
    std::vector<double> times;
    for (int i = 0; i < calls; ++i) {
      const absl::Time begin = absl::Now();
      GUANXI_RETURN_IF_ERROR(List(request).status());
      times.push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
    }
    return times;
  }

  // Milliseconds of each of kCalls pages that begin at the tokens in turn.
  absl::StatusOr<std::vector<double>> Time(ListCustomersRequest request,
                                           const std::vector<std::string>& tokens) const {
    request.set_page_size(kPage);
    std::vector<double> times;
    for (size_t i = 0; i < kCalls; ++i) {
      request.set_page_token(tokens[i * tokens.size() / kCalls]);
      const absl::Time begin = absl::Now();
      GUANXI_ASSIGN_OR_RETURN(const auto page, List(request));
      times.push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
      if (page.customers_size() != kPage) return absl::InternalError("a page is not full");
    }
    return times;
  }

 private:
  const std::unique_ptr<CustomerStub> stub_;
  const std::string token_;
};

// Milliseconds of kScopedCalls first pages of the interactions of all customers.
absl::StatusOr<std::vector<double>> TimeChildren(const Target& target, const std::string& token) {
  const auto stub = customer::v1::InteractionService::NewStub(OwnChannels(target.ours, 1)[0]);
  std::vector<double> times;
  for (int i = 0; i < kScopedCalls; ++i) {
    customer::v1::ListInteractionsRequest request;
    request.set_parent("customers/-");
    request.set_page_size(kPage);
    request.set_order_by("create_time desc");
    grpc::ClientContext context;
    rpc::Prepare(absl::Seconds(30), token, &context);
    customer::v1::ListInteractionsResponse page;
    const absl::Time begin = absl::Now();
    GUANXI_RETURN_IF_ERROR(FromGrpcStatus(stub->ListInteractions(&context, request, &page)));
    times.push_back(absl::ToDoubleMilliseconds(absl::Now() - begin));
  }
  return times;
}

}  // namespace

absl::Status MeasureLists(const Target& target, const std::string& tag) {
  const Lister lister(target, target.token);
  for (const ListCustomersRequest& path : ListPaths(tag)) {
    const auto print = [&](const char* which, const std::vector<double>& times) {
      Print({absl::StrCat("list by ", Describe(path), ", ", which, ", p99"),
             Percentile(times, 0.99), kLimitMs, "ms", 1, /*less_is_better=*/true});
    };
    GUANXI_ASSIGN_OR_RETURN(const auto first, lister.Time(path, {""}));
    print("first page", first);
    GUANXI_ASSIGN_OR_RETURN(const auto tokens, lister.DeepTokens(path));
    if (tokens.empty()) continue;  // among few customers: it has no farther half
    GUANXI_ASSIGN_OR_RETURN(const auto deep, lister.Time(path, tokens));
    print("deep page", deep);
  }
  return absl::OkStatus();
}

absl::Status MeasureCombinations(const Target& target, const std::string& order_by) {
  const Lister lister(target, target.token);
  for (const char* filter : kCombinations) {
    for (const bool counted : {false, true}) {
      ListCustomersRequest request = Path(filter, order_by);
      request.set_include_total_size(counted);
      GUANXI_ASSIGN_OR_RETURN(const auto times, lister.TimeFirst(request, kCombinedCalls));
      Print({absl::StrCat("list by ", request.filter(), ", ", request.order_by(),
                          counted ? ", counted" : "", ", p95"),
             Percentile(times, 0.95), counted ? kCountedLimitMs : kCombinedLimitMs, "ms", 1,
             /*less_is_better=*/true});
    }
  }
  return absl::OkStatus();
}

absl::Status MeasureScopedLists(const Target& target, const std::string& scope) {
  const Lister lister(target, target.limited_token);
  const auto print = [&](const std::string& what, const std::vector<double>& times) {
    Print({absl::StrCat("list of ", scope, ", ", what, ", p99"), Percentile(times, 0.99),
           kScopedLimitMs, "ms", 1, /*less_is_better=*/true});
  };
  for (const char* order : {"create_time desc", "update_time desc", "display_name"}) {
    const ListCustomersRequest request = Path("", order);
    GUANXI_ASSIGN_OR_RETURN(const auto first, lister.TimeFirst(request, kScopedCalls));
    print(absl::StrCat(order, ", first page"), first);
    GUANXI_ASSIGN_OR_RETURN(const auto tokens, lister.DeepTokens(request));
    if (tokens.empty()) continue;
    GUANXI_ASSIGN_OR_RETURN(const auto deep, lister.Time(request, tokens));
    print(absl::StrCat(order, ", deep page"), deep);
  }
  GUANXI_ASSIGN_OR_RETURN(const auto children, TimeChildren(target, target.limited_token));
  print("interactions of all", children);
  return absl::OkStatus();
}

absl::Status MeasureColdList(const Target& target) {
  const Lister lister(target, target.token);
  const ListCustomersRequest request =
      Path("region = \"region-7\" AND grade = VIP", "display_name");
  absl::Status status;
  for (int i = 0; i < kColdAttempts; ++i) {
    const auto times = lister.TimeFirst(request, 1);
    status = times.status();
    if (status.ok()) {
      Print({absl::StrCat("list by ", request.filter(), ", ", request.order_by(), ", cold"),
             times->front(), 0, "ms"});
      return absl::OkStatus();
    }
    // The first calls find connections that ended with the database.
    absl::SleepFor(kColdPause);
  }
  return status;
}

}  // namespace guanxi::bench
