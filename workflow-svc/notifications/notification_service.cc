#include "workflow-svc/notifications/notification_service.h"

#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/resource/field_rights.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_limits.h"
#include "common/resource/unit_of_work.h"
#include "common/rules/values.h"
#include "google/protobuf/util/time_util.h"
#include "workflow-svc/notifications/notification_reads.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::Stored;
using resource::UnitOfWork;
using v1::Notification;

constexpr int kMarkedAtOnce = resource::kMaxWrites;

// Nil for a program: it has none.
Uuid PersonOf(const rpc::Call& call) {
  return resource::ParseReference("users", call.principal.subject).value_or(Uuid());
}

// How many are unread, or were, tells which.
absl::Status CheckStateSeen(const resource::ResourceType& type, const rpc::Call& call) {
  return resource::CheckSeen(type, call.principal, {"state"});
}

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
  GUANXI_RETURN_IF_ERROR(CheckStateSeen(resources_->notifications->type(), call));
  v1::CountUnreadNotificationsResponse response;
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(const int unread,
                            CountUnread(tx, call.principal.tenant, PersonOf(call)));
    response.set_unread_count(unread);
    return absl::OkStatus();
  }));
  return response;
}

absl::StatusOr<std::vector<Uuid>> NotificationServiceImpl::UnreadBefore(
    const rpc::Call& call, const v1::MarkNotificationsReadRequest& request) const {
  const absl::Time time =
      absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(request.before_time()));
  std::vector<Uuid> ids;
  GUANXI_RETURN_IF_ERROR(engine_->Read(call, [&](db::Transaction& tx) -> absl::Status {
    GUANXI_ASSIGN_OR_RETURN(
        ids, UnreadUpTo(tx, call.principal.tenant, PersonOf(call), time, kMarkedAtOnce + 1));
    return absl::OkStatus();
  }));
  return ids;
}

absl::StatusOr<v1::MarkNotificationsReadResponse> NotificationServiceImpl::MarkNotificationsRead(
    const rpc::Call& call, const v1::MarkNotificationsReadRequest& request) {
  const resource::Resource& notifications = *resources_->notifications;
  GUANXI_RETURN_IF_ERROR(CheckStateSeen(notifications.type(), call));
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
          if (next.state() != Notification::UNREAD) continue;
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
