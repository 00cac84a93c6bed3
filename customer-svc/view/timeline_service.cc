#include "customer-svc/view/timeline_service.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/page/page_size.h"
#include "common/page/page_token.h"
#include "common/resource/environment.h"
#include "common/resource/resource_name.h"
#include "common/resource/row_scope.h"
#include "customer-svc/view/seen_customer.h"
#include "customer-svc/view/timeline.h"
#include "customer-svc/view/timeline_branches.h"

namespace guanxi::customer {
namespace {

using v1::TimelineEntry;

constexpr int kMaxPage = 200;

absl::StatusOr<std::set<int>> KindsOf(const v1::ListTimelineRequest& request) {
  Violations violations;
  std::set<int> kinds;
  for (int i = 0; i < request.kinds_size(); ++i) {
    const int kind = request.kinds(i);
    const std::string path = absl::StrCat("kinds[", i, "]");
    if (kind == TimelineEntry::KIND_UNSPECIFIED || !TimelineEntry::Kind_IsValid(kind)) {
      violations.Add(path, "is unknown");
    } else if (!kinds.insert(kind).second) {
      violations.Add(path, "stands there twice");
    }
  }
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  return kinds;
}

// A value for each kind that has been told of: "5=1790000000000000/0196b0a0-...".
page::Cursor CursorOf(const TimelinePlaces& places) {
  page::Cursor cursor;
  for (const auto& [kind, place] : places) {
    if (!place.empty()) cursor.sort_values.emplace_back(absl::StrCat(kind, "=", place));
  }
  return cursor;
}

absl::StatusOr<TimelinePlaces> PlacesOf(const page::Cursor& cursor) {
  TimelinePlaces places;
  for (const auto& value : cursor.sort_values) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(value.value_or(""), absl::MaxSplits('=', 1));
    int kind = 0;
    if (!absl::SimpleAtoi(parts.first, &kind)) return WrongPlace();
    places[kind] = parts.second;
  }
  return places;
}

}  // namespace

absl::StatusOr<v1::ListTimelineResponse> TimelineServiceImpl::ListTimeline(
    const rpc::Call& call, const v1::ListTimelineRequest& request) {
  const resource::Resource& customers = *resources_->customers;
  resource::Environment& environment = engine_->environment();
  GUANXI_ASSIGN_OR_RETURN(const resource::ResourceName name,
                          resource::ParseName(customers.type(), request.parent(), "parent"));
  GUANXI_ASSIGN_OR_RETURN(const std::set<int> kinds, KindsOf(request));
  GUANXI_ASSIGN_OR_RETURN(const int page_size, page::PageSize(request.page_size()));
  const std::string text =
      absl::StrCat(resource::FormatName(customers.type(), name), "\n", absl::StrJoin(kinds, ","));
  const page::Query query{call.method, text, &call.principal};
  TimelinePlaces places;
  if (!request.page_token().empty()) {
    GUANXI_ASSIGN_OR_RETURN(const page::Cursor cursor,
                            environment.page_tokens().Read(query, request.page_token()));
    GUANXI_ASSIGN_OR_RETURN(places, PlacesOf(cursor));
  }
  const absl::Time now = environment.business_clock()->Now();
  GUANXI_ASSIGN_OR_RETURN(
      const resource::RowScope scope,
      resource::RowScope::Of(customers, call.principal, resource::Use::kRead, now));
  const Uuid& tenant = call.principal.tenant;
  GUANXI_ASSIGN_OR_RETURN(const TimelineBranches branches,
                          BranchesFor(*resources_, call.principal, name.id, kinds, now,
                                      environment.MomentOf(tenant).zone));
  TimelinePage page;
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_RETURN_IF_ERROR(ReadSeenCustomer(tx, customers, tenant, scope, name).status());
    GUANXI_ASSIGN_OR_RETURN(page,
                            ReadTimeline(tx, branches, places, std::min(page_size, kMaxPage)));
    return absl::OkStatus();
  }));
  if (page.more) {
    GUANXI_ASSIGN_OR_RETURN(std::string token,
                            environment.page_tokens().Make(query, CursorOf(page.places)));
    page.response.set_next_page_token(std::move(token));
  }
  return std::move(page.response);
}

}  // namespace guanxi::customer
