#include "customer-svc/behavior_event_service.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/filter/checker.h"
#include "common/filter/literal.h"
#include "common/filter/message_matcher.h"
#include "common/filter/moment.h"
#include "common/filter/truth.h"
#include "common/resource/environment.h"
#include "common/resource/field_rights.h"
#include "common/resource/methods.h"
#include "common/resource/resource_name.h"
#include "customer-svc/behavior_rules.h"
#include "google/protobuf/util/time_util.h"
#include "guanxi/customer/v1/customer_service.pb.h"
#include "guanxi/customer/v1/visitor_service.pb.h"

namespace guanxi::customer {
namespace {

using google::protobuf::util::TimeUtil;
using v1::BehaviorEvent;
using v1::CountBehaviorRequest;
using v1::CountBehaviorResponse;

constexpr int kMaxVisitors = 100;
constexpr int kMaxEvents = 10'000;
constexpr int kPage = 1000;

// `customer = "customers/..."`, or the same of a lead.
std::string IsHe(const CountBehaviorRequest& request) {
  return request.lead().empty()
             ? absl::StrCat("customer = ", filter::QuoteString(request.customer()))
             : absl::StrCat("lead = ", filter::QuoteString(request.lead()));
}

// Counts what of one list path after the other passes a filter.
class Counter {
 public:
  Counter(const rpc::Call& call, const resource::Methods& events, filter::MessageMatcher matcher,
          const filter::Moment& moment, const google::protobuf::Duration& period)
      : call_(call), events_(events), matcher_(std::move(matcher)), moment_(moment) {
    const absl::Time since = moment.now - absl::Seconds(period.seconds());
    within_ =
        absl::FormatTime(" AND occur_time > \"%Y-%m-%dT%H:%M:%E6SZ\"", since, absl::UTCTimeZone());
  }

  // Of the events that `condition`, an equation of a list path, holds for.
  absl::Status Add(const std::string& condition) {
    v1::ListBehaviorEventsRequest list;
    list.set_page_size(kPage);
    list.set_filter(condition + within_);
    list.set_order_by("occur_time desc");
    do {
      GUANXI_ASSIGN_OR_RETURN(const auto page,
                              events_.List<v1::ListBehaviorEventsResponse>(call_, list));
      for (const BehaviorEvent& event : page.behavior_events()) Look(event);
      list.set_page_token(page.next_page_token());
    } while (!list.page_token().empty() && looked_at_ < kMaxEvents);
    if (!list.page_token().empty()) Truncate();
    return absl::OkStatus();
  }

  void Truncate() { counted_.set_truncated(true); }
  const CountBehaviorResponse& counted() const { return counted_; }

 private:
  void Look(const BehaviorEvent& event) {
    if (++looked_at_ > kMaxEvents) return Truncate();
    if (!seen_.insert(event.name()).second) return;  // it names him and his visitor
    if (matcher_.Evaluate(event, moment_) != filter::Truth::kTrue) return;
    counted_.set_count(counted_.count() + 1);
    if (!counted_.has_last_occur_time() || counted_.last_occur_time() < event.occur_time()) {
      *counted_.mutable_last_occur_time() = event.occur_time();
    }
  }

  const rpc::Call& call_;
  const resource::Methods& events_;
  const filter::MessageMatcher matcher_;
  const filter::Moment moment_;
  std::string within_;
  std::set<std::string> seen_;
  int looked_at_ = 0;
  CountBehaviorResponse counted_;
};

absl::Status CheckNames(const rpc::Call& call, const resource::Methods& customers,
                        CountBehaviorRequest* request) {
  if (!request->lead().empty()) {
    const auto lead = resource::ParseReference("leads", request->lead());
    if (!lead.ok()) return InvalidField("lead", "want `leads/{uuid}`");
    request->set_lead(absl::StrCat("leads/", lead->ToString()));
    return absl::OkStatus();
  }
  v1::GetCustomerRequest get;
  get.set_name(request->customer());
  GUANXI_ASSIGN_OR_RETURN(const auto customer, customers.Get<v1::Customer>(call, get));
  request->set_customer(customer.name());
  return absl::OkStatus();
}

// Whether the answer is to have it.
bool Asks(const google::protobuf::FieldMask& mask, const char* path) {
  return mask.paths().empty() ||
         std::any_of(mask.paths().begin(), mask.paths().end(),
                     [&](const std::string& one) { return one == path || one == "*"; });
}

}  // namespace

absl::StatusOr<std::string> BehaviorEventServiceImpl::KnownCustomer(const rpc::Call& call,
                                                                    const std::string& key) const {
  const absl::Status seen =
      resource::CheckSeen(resources_->visitors->type(), call.principal, {"key", "customer"});
  if (key.empty() || !seen.ok()) return std::string();
  v1::ListVisitorsRequest list;
  list.set_page_size(1);
  list.set_filter(absl::StrCat("key = ", filter::QuoteString(key)));
  GUANXI_ASSIGN_OR_RETURN(const auto found,
                          catalog_->Of<v1::Visitor>().List<v1::ListVisitorsResponse>(call, list));
  return found.visitors().empty() ? std::string() : found.visitors(0).customer();
}

absl::StatusOr<BehaviorEvent> BehaviorEventServiceImpl::GetBehaviorEvent(
    const rpc::Call& call, const v1::GetBehaviorEventRequest& request) {
  const resource::Methods& events = catalog_->Of<BehaviorEvent>();
  GUANXI_ASSIGN_OR_RETURN(BehaviorEvent event, events.Get<BehaviorEvent>(call, request));
  if (!Asks(request.read_mask(), "known_customer")) return event;
  BehaviorEvent whole = event;
  if (request.has_read_mask()) {
    v1::GetBehaviorEventRequest all;
    all.set_name(request.name());
    GUANXI_ASSIGN_OR_RETURN(whole, events.Get<BehaviorEvent>(call, all));
  }
  if (!whole.customer().empty()) return event;
  GUANXI_ASSIGN_OR_RETURN(*event.mutable_known_customer(), KnownCustomer(call, whole.visitor()));
  return event;
}

absl::StatusOr<CountBehaviorResponse> BehaviorEventServiceImpl::CountBehavior(
    const rpc::Call& call, const CountBehaviorRequest& request) {
  Violations violations;
  CheckCount(request, &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  const resource::ResourceType& type = resources_->behavior_events->type();
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(
      type, call.principal, {"kind", "occur_time", "customer", "lead", "visitor", "topic"}));
  GUANXI_RETURN_IF_ERROR(resource::CheckSeen(resources_->visitors->type(), call.principal,
                                             {"key", "customer", "lead"}));
  GUANXI_ASSIGN_OR_RETURN(const filter::Predicate predicate,
                          filter::Compile(request.filter(), type.filter_schema()));
  GUANXI_ASSIGN_OR_RETURN(auto matcher,
                          filter::MessageMatcher::Create(predicate, BehaviorEvent::descriptor()));
  CountBehaviorRequest asked = request;
  GUANXI_RETURN_IF_ERROR(CheckNames(call, catalog_->Of<v1::Customer>(), &asked));
  const filter::Moment moment = engine_->environment().MomentOf(call.principal.tenant);
  Counter counter(call, catalog_->Of<BehaviorEvent>(), std::move(matcher), moment,
                  request.period());
  GUANXI_RETURN_IF_ERROR(counter.Add(IsHe(asked)));
  v1::ListVisitorsRequest list;
  list.set_page_size(kMaxVisitors);
  list.set_filter(IsHe(asked));
  GUANXI_ASSIGN_OR_RETURN(const auto visitors,
                          catalog_->Of<v1::Visitor>().List<v1::ListVisitorsResponse>(call, list));
  if (!visitors.next_page_token().empty()) counter.Truncate();
  for (const v1::Visitor& visitor : visitors.visitors()) {
    GUANXI_RETURN_IF_ERROR(
        counter.Add(absl::StrCat("visitor = ", filter::QuoteString(visitor.key()))));
  }
  return counter.counted();
}

}  // namespace guanxi::customer
