#include "workflow-svc/reminder_service.h"

#include <string>

#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "common/resource/unit_of_work.h"
#include "workflow-svc/reminder_rules.h"

namespace guanxi::workflow {

using resource::ResourceName;
using resource::Stored;
using v1::Reminder;

absl::StatusOr<Reminder> ReminderServiceImpl::DismissReminder(
    const rpc::Call& call, const v1::DismissReminderRequest& request) {
  const resource::Resource& reminders = *resources_->reminders;
  GUANXI_ASSIGN_OR_RETURN(const ResourceName name,
                          resource::ParseName(reminders.type(), request.name(), "name"));
  GUANXI_ASSIGN_OR_RETURN(const std::string etag,
                          resource::StatedEtag(call, request.etag(), "etag"));
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
        GUANXI_RETURN_IF_ERROR(Dismiss(static_cast<const v1::Todo&>(*todo.message), &next));
        return work.Update(reminders, old, &next).status();
      }));
  return next;
}

}  // namespace guanxi::workflow
