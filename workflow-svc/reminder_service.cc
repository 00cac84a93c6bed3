#include "workflow-svc/reminder_service.h"

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "common/base/status_macros.h"
#include "common/errors/errors.h"
#include "common/policy/field_view.h"
#include "common/policy/rights.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "common/rules/values.h"
#include "google/protobuf/util/time_util.h"
#include "workflow-svc/reminder_rules.h"

namespace guanxi::workflow {
namespace {

using google::protobuf::util::TimeUtil;
using resource::ResourceName;
using resource::Stored;
using v1::Reminder;

// The time that the caller says that he heard; nothing if he does not say.
absl::StatusOr<std::optional<absl::Time>> HeardBy(const rpc::Call& call,
                                                  const v1::DismissReminderRequest& request) {
  if (!request.has_time()) return std::optional<absl::Time>();
  Violations violations;
  rules::CheckTime("time", request.time(), &violations);
  GUANXI_RETURN_IF_ERROR(violations.ToStatus());
  if (call.principal.rights != nullptr) {
    // Whoever may try learns it.
    const auto view = call.principal.rights->ViewOf(v1::Todo::descriptor());
    if (view->AccessTo("due_time") >= policy::FieldAccess::kMasked) {
      return InvalidField("time", "is compared for those alone who see when to-dos are due");
    }
  }
  return std::optional<absl::Time>(
      absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(request.time())));
}

}  // namespace

absl::StatusOr<Reminder> ReminderServiceImpl::DismissReminder(
    const rpc::Call& call, const v1::DismissReminderRequest& request) {
  const resource::Resource& reminders = *resources_->reminders;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(reminders.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
  GUANXI_ASSIGN_OR_RETURN(const std::optional<absl::Time> heard, HeardBy(call, request));
  Reminder next;
  GUANXI_RETURN_IF_ERROR(engine_->Mutate(
      call, request, resource::WriteContext(), &next,
      [&](resource::UnitOfWork& work) -> absl::Status {
        // The to-do first, as everybody takes them.
        GUANXI_ASSIGN_OR_RETURN(const Stored todo,
                                work.GetLive(*resources_->todos, resource::ParentOf(name)));
        GUANXI_ASSIGN_OR_RETURN(const Stored old, work.GetLive(reminders, name));
        GUANXI_RETURN_IF_ERROR(work.CheckEtag(reminders, etag, old));
        next.CopyFrom(*old.message);
        GUANXI_RETURN_IF_ERROR(Dismiss(static_cast<const v1::Todo&>(*todo.message), heard, &next));
        return work.Update(reminders, old, &next).status();
      }));
  return next;
}

}  // namespace guanxi::workflow
