#include "bench/views.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "bench/closed_loop.h"
#include "bench/figure.h"
#include "bench/histories.h"
#include "common/base/status_macros.h"
#include "guanxi/customer/v1/customer_view_service.grpc.pb.h"
#include "guanxi/customer/v1/timeline_service.grpc.pb.h"

namespace guanxi::bench {
namespace {

using customer::v1::CustomerView;
using customer::v1::CustomerViewService;
using customer::v1::ListTimelineRequest;
using customer::v1::ListTimelineResponse;
using customer::v1::TimelineService;

constexpr int kCalls = 2000;
constexpr int kWarmUp = 100;
constexpr int kPage = 50;
constexpr double kViewMs = 5;
constexpr double kPageMs = 20;

std::string NameOf(const Uuid& customer) { return absl::StrCat("customers/", customer.ToString()); }

// As many customers, from all over the tenant's.
absl::StatusOr<std::vector<Uuid>> Anybody(const Target& target, int count) {
  const db::Query query{
      "bench.anybody",
      "SELECT id FROM customers WHERE tenant_id = ? AND live = 1 ORDER BY RAND(7) LIMIT ?"};
  std::vector<Uuid> ids;
  GUANXI_RETURN_IF_ERROR(
      target.database->ReadOnly({db::Lane::kJob}, [&](db::Transaction& tx) -> absl::Status {
        ids.clear();
        GUANXI_ASSIGN_OR_RETURN(const db::Rows rows,
                                tx.Select(query, {target.tenant.bytes(), count}));
        for (const db::Row row : rows) {
          GUANXI_ASSIGN_OR_RETURN(ids.emplace_back(), Uuid::FromBytes(row.String(0)));
        }
        return absl::OkStatus();
      }));
  if (ids.empty()) return absl::FailedPreconditionError("there are no customers");
  return ids;
}

class Pager {
 public:
  explicit Pager(const Target& target)
      : stub_(TimelineService::NewStub(OwnChannels(target.ours, 1)[0])), token_(target.token) {}

  // Milliseconds of the page of `*request`, which becomes that of the next one.
  absl::StatusOr<double> Time(ListTimelineRequest* request) const {
    grpc::ClientContext context;
    rpc::Prepare(absl::Seconds(30), token_, &context);
    ListTimelineResponse page;
    const absl::Time begin = absl::Now();
    GUANXI_RETURN_IF_ERROR(FromGrpcStatus(stub_->ListTimeline(&context, *request, &page)));
    const double spent = absl::ToDoubleMilliseconds(absl::Now() - begin);
    if (page.entries().empty()) return absl::InternalError("a page is empty");
    request->set_page_token(page.next_page_token());
    return spent;
  }

 private:
  const std::unique_ptr<TimelineService::Stub> stub_;
  const std::string token_;
};

void PrintPages(const std::string& whose, const std::vector<double>& times) {
  Print({absl::StrCat("time line of ", whose, ", p99"), Percentile(times, 0.99), kPageMs, "ms", 1,
         /*less_is_better=*/true});
}

}  // namespace

absl::Status MeasureViews(const Target& target) {
  GUANXI_RETURN_IF_ERROR(FillHistories(target).status());
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> customers, Anybody(target, kCalls));
  const auto stub = CustomerViewService::NewStub(OwnChannels(target.ours, 1)[0]);
  std::vector<double> times;
  for (int i = -kWarmUp; i < kCalls; ++i) {
    customer::v1::GetCustomerViewRequest request;
    request.set_customer(NameOf(customers[(i + kWarmUp) % customers.size()]));
    grpc::ClientContext context;
    rpc::Prepare(absl::Seconds(30), target.token, &context);
    CustomerView view;
    const absl::Time begin = absl::Now();
    GUANXI_RETURN_IF_ERROR(FromGrpcStatus(stub->GetCustomerView(&context, request, &view)));
    const double spent = absl::ToDoubleMilliseconds(absl::Now() - begin);
    if (view.interactions().interactions().empty() || view.todos().todos().empty() ||
        view.tickets().tickets().empty()) {
      return absl::InternalError("a view lacks what the customer has");
    }
    if (i >= 0) times.push_back(spent);
  }
  Print({absl::StrCat("view of a customer with ", kInteractionsEach, " interactions, p99"),
         Percentile(times, 0.99), kViewMs, "ms", 1, /*less_is_better=*/true});
  return absl::OkStatus();
}

absl::Status MeasureTimelines(const Target& target) {
  GUANXI_ASSIGN_OR_RETURN(const Uuid busy, FillHistories(target));
  GUANXI_ASSIGN_OR_RETURN(const std::vector<Uuid> customers, Anybody(target, kCalls));
  const Pager pager(target);
  std::vector<double> times;
  for (int i = -kWarmUp; i < kCalls; ++i) {
    ListTimelineRequest request;
    request.set_parent(NameOf(customers[(i + kWarmUp) % customers.size()]));
    request.set_page_size(kPage);
    GUANXI_ASSIGN_OR_RETURN(const double spent, pager.Time(&request));
    if (i >= 0) times.push_back(spent);
  }
  PrintPages("anybody", times);
  std::vector<double> deep;
  for (int round = 0; round < 5; ++round) {
    ListTimelineRequest request;
    request.set_parent(NameOf(busy));
    request.set_page_size(kPage);
    do {
      GUANXI_ASSIGN_OR_RETURN(deep.emplace_back(), pager.Time(&request));
    } while (!request.page_token().empty());
  }
  PrintPages(absl::StrCat("one with ", kBusyInteractions, " interactions, every page"), deep);
  return absl::OkStatus();
}

}  // namespace guanxi::bench
