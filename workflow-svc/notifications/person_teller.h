// One person is told: within one unit of work, what of it becomes a notification of its own, what
// is added to one, and what is to leave by e-mail.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_PERSON_TELLER_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_PERSON_TELLER_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/base/uuid.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/workflow/v1/delivery.pb.h"
#include "guanxi/workflow/v1/notification.pb.h"
#include "guanxi/workflow/v1/notification_preference.pb.h"
#include "workflow-svc/notifications/notice_queue.h"
#include "workflow-svc/notifications/take_back.h"
#include "workflow-svc/resources.h"

namespace guanxi::workflow {

// So long what comes with the same key is added to one notification that is not read.
inline constexpr absl::Duration kBundleWindow = absl::Minutes(10);
// So long an e-mail about something that may come again waits, to say how often it came.
inline constexpr absl::Duration kMailWait = absl::Minutes(1);

// Lives as long as the unit of work. Errors of all methods: those of common/db and of writes.
class PersonTeller {
 public:
  // `locale`: what the directory says; the person's preference goes before it.
  PersonTeller(resource::UnitOfWork* work, const Resources* all, const Uuid& person,
               std::string locale)
      : work_(*work), all_(*all), person_(person), locale_(std::move(locale)) {}

  // Before the rest: holds the person, so that no two tell him at once.
  absl::Status Begin();
  // Takes back what one that was taken out of the queue says. Before the first that is added.
  absl::Status TakeBack(const notifications::StoredTakeBack& what);
  // Adds one that was taken out of the queue.
  absl::Status Add(const QueuedNotice& notice);
  // Writes what Add has gathered.
  absl::Status End();

 private:
  struct Entry {
    Uuid id;
    v1::Notification notification;
    bool is_bundled = false;
    // The stored one that it is added to; then `notification` is what it becomes.
    std::optional<resource::Stored> old;
  };

  absl::Status Render(const notifications::StoredNotice& notice, v1::Notification* to);
  // The notification that waits for more of the key; null: there is none.
  absl::StatusOr<Entry*> FindEntry(const std::string& bundle_key);
  absl::Status Deliver(const Entry& entry);
  // Notes what of it can be taken back.
  void Tie(const QueuedNotice& notice, const v1::Notification& said, const Uuid& notification);
  // Of a notification so many are taken back, one of which it may show.
  absl::Status Withdraw(const Uuid& notification, int count);

  resource::UnitOfWork& work_;
  const Resources& all_;
  const Uuid person_;
  std::string locale_;
  std::optional<v1::NotificationPreference> preference_;
  std::map<std::string, Entry> entries_;  // by bundle key, or by id
  std::vector<NoticeTie> ties_;           // of what was added
};

// Puts a delivery in the queue and its record beside it.
absl::Status AddDelivery(resource::UnitOfWork& work, const Resources& all, const Uuid& id,
                         v1::Delivery delivery, absl::Time due_time,
                         const notifications::StoredPosting& posting);

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_PERSON_TELLER_H_
