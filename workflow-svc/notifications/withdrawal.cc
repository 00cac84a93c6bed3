// What a person was told is taken back.
#include <map>
#include <vector>

#include "common/base/status_macros.h"
#include "common/resource/resource_name.h"
#include "workflow-svc/notifications/person_teller.h"

namespace guanxi::workflow {

using v1::Notification;

absl::Status PersonTeller::TakeBack(const notifications::StoredTakeBack& what) {
  GUANXI_ASSIGN_OR_RETURN(const std::vector<NoticeTie> ties,
                          TakeTies(work_.tx(), work_.principal().tenant, person_, what));
  std::map<Uuid, int> counts;
  for (const NoticeTie& tie : ties) ++counts[tie.notification];
  for (const auto& [notification, count] : counts) {
    GUANXI_RETURN_IF_ERROR(Withdraw(notification, count));
  }
  return absl::OkStatus();
}

absl::Status PersonTeller::Withdraw(const Uuid& notification, int count) {
  const auto row = work_.Get(*all_.notifications, resource::ResourceName{Uuid(), notification});
  if (absl::IsNotFound(row.status())) return absl::OkStatus();  // it was removed meanwhile
  GUANXI_RETURN_IF_ERROR(row.status());
  Notification next;
  next.CopyFrom(*row->message);
  if (next.state() != Notification::UNREAD) return absl::OkStatus();
  if (next.count() <= count) {
    next.set_state(Notification::WITHDRAWN);
  } else {
    next.set_count(next.count() - count);
    GUANXI_ASSIGN_OR_RETURN(const notifications::StoredNotice left,
                            LastTold(work_.tx(), work_.principal().tenant, notification));
    if (!left.title().empty()) {
      next.set_title(left.title());
      next.set_text(left.text());
      next.set_subject(left.subject());
    }
  }
  return work_.Update(*all_.notifications, *row, &next).status();
}

}  // namespace guanxi::workflow
