#include "workflow-svc/notifications/notification_service.h"

#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_limits.h"
#include "common/resource/unit_of_work.h"
#include "common/rules/values.h"
#include "google/protobuf/util/time_util.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Notification;

constexpr int kMarkedAtOnce = resource::kMaxWrites;

absl::Status CheckRequest(const v1::MarkNotificationsReadRequest& request) {
  if (request.names().empty() != request.has_before_time()) {
    return InvalidField("names", "want either names or before_time");
  }
  if (request.names_size() > kMarkedAtOnce) {
    return InvalidField("names", absl::StrCat("want at most ", kMarkedAtOnce));
  }
  if (!request.has_before_time()) return absl::OkStatus();
  Violations violations;
  rules::CheckTime("before_time", request.before_time(), &violations);
  return violations.ToStatus();
}

absl::StatusOr<std::vector<Uuid>> IdsOf(const resource::ResourceType& type,
                                        const v1::MarkNotificationsReadRequest& request) {
  std::vector<Uuid> ids;
  std::set<Uuid> seen;
  for (int i = 0; i < request.names_size(); ++i) {
    const std::string entry = absl::StrCat("names[", i, "]");
    GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                            resource::ParseName(type, request.names(i), entry));
    if (!seen.insert(name.id).second) return InvalidField(entry, "stands twice");
    ids.push_back(name.id);
  }
  return ids;
}

}  // namespace

absl::StatusOr<v1::CountUnreadNotificationsResponse>
NotificationServiceImpl::CountUnreadNotifications(const rpc::Call& call,
                                                  const v1::CountUnreadNotificationsRequest&) {
  v1::ListNotificationsRequest list;
  list.set_filter("state = UNREAD");
  list.set_page_size(1);
  list.set_include_total_size(true);
  list.mutable_read_mask()->add_paths("name");
  GUANXI_ASSIGN_OR_RETURN(const auto page,
                          notifications_.List<v1::ListNotificationsResponse>(call, list));
  v1::CountUnreadNotificationsResponse response;
  response.set_unread_count(page.total_size());
  return response;
}

absl::StatusOr<std::vector<Uuid>> NotificationServiceImpl::UnreadBefore(
    const rpc::Call& call, const v1::MarkNotificationsReadRequest& request) const {
  v1::ListNotificationsRequest list;
  list.set_filter(absl::StrCat("state = UNREAD create_time <= \"",
                               TimeUtil::ToString(request.before_time()), "\""));
  list.set_order_by("create_time");
  list.set_page_size(kMarkedAtOnce + 1);
  list.mutable_read_mask()->add_paths("name");
  GUANXI_ASSIGN_OR_RETURN(const auto page,
                          notifications_.List<v1::ListNotificationsResponse>(call, list));
  std::vector<Uuid> ids;
  for (const Notification& one : page.notifications()) {
    GUANXI_ASSIGN_OR_RETURN(
        const ResourceName name,
        resource::ParseName(resources_->notifications->type(), one.name(), "name"));
    ids.push_back(name.id);
  }
  return ids;
}

absl::StatusOr<v1::MarkNotificationsReadResponse> NotificationServiceImpl::MarkNotificationsRead(
    const rpc::Call& call, const v1::MarkNotificationsReadRequest& request) {
  const resource::Resource& notifications = *resources_->notifications;
  GUANXI_RETURN_IF_ERROR(CheckRequest(request));
  GUANXI_ASSIGN_OR_RETURN(std::vector<Uuid> ids, IdsOf(notifications.type(), request));
  bool more = false;
  if (request.has_before_time()) {
    GUANXI_ASSIGN_OR_RETURN(ids, UnreadBefore(call, request));
    more = ids.size() > size_t{kMarkedAtOnce};
    if (more) ids.resize(kMarkedAtOnce);
  }
  v1::MarkNotificationsReadResponse response;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &response, [&](UnitOfWork& work) -> absl::Status {
        GUANXI_ASSIGN_OR_RETURN(const auto rows, work.GetMany(notifications, ids));
        int marked = 0;
        for (const Uuid& id : ids) {
          const auto row = rows.find(id);
          if (row == rows.end()) {
            if (request.has_before_time()) continue;  // it was removed meanwhile
            return resource::NameNotFound(notifications, ResourceName{Uuid(), id});
          }
          Notification next;
          next.CopyFrom(*row->second.message);
          if (next.state() == Notification::READ) continue;
          next.set_state(Notification::READ);
          *next.mutable_read_time() =
              TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(work.now()));
          GUANXI_RETURN_IF_ERROR(work.Update(notifications, row->second, &next).status());
          ++marked;
        }
        response.set_marked_count(marked);
        response.set_more(more);
        return absl::OkStatus();
      }));
  return response;
}

}  // namespace guanxi::workflow
