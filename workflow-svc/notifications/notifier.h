// What other parts of the service tell people by: rules, reminders, clocks.
//
// A notice is written in the transaction of what it tells of, and is as certain. Behind the scenes
// (dispatcher.h) it becomes a notification in each recipient's list, in his language, one for all
// that the same source tells him within ten minutes, and what leaves the house by his preferences.
#ifndef GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTIFIER_H_
#define GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTIFIER_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "common/db/query.h"
#include "common/resource/unit_of_work.h"
#include "guanxi/workflow/v1/notification.pb.h"

namespace guanxi::workflow {

// Of one notice.
inline constexpr size_t kMaxRecipients = 100;

// What somebody is told, as it will stand there.
struct ReadyText {
  std::string title;  // on one line; what is over 512 bytes is cut
  std::string text;   // plain, of several lines; what is over 4,096 bytes is cut
};

// One who is told.
struct Recipient {
  std::string user;  // `users/{uuid}`
  // What he is told, rendered as he may see it; without a title: the notice's template.
  ReadyText ready = {};
};

// A text by way of a template (NotificationTemplate): its key, and what its places are filled with.
// A place without a value is left empty. Whoever fills one sees to it that all recipients may see
// the value.
struct Templated {
  std::string key;  // empty: that of the notice's kind ("todo_due")
  std::map<std::string, std::string> fields = {};
};

// Something that people are told.
struct Notice {
  v1::Notification::Kind kind = v1::Notification::KIND_UNSPECIFIED;
  std::vector<Recipient> recipients;  // at most kMaxRecipients; one who stands twice is told once
  Templated text = {};                // of those who have no ready text
  std::string subject = {};           // the name of the record that it is about; "": of none
  std::string source = {};            // the name of the rule, reminder or clock; "": of none
  // Of notices with the same key one person has one notification with their count. "": each is one
  // of its own. At most 256 bytes; most often `source`.
  std::string bundle_key = {};
  // What makes two notices the same: of those with one key a person is told once within 90 days. At
  // most 256 bytes, not with a `bundle_key`. "": nothing does.
  std::string once_key = {};
  // When the source came to know it, where it tells later: not told if it was taken back since
  // (take_back.h).
  std::optional<absl::Time> as_of = {};
};

// Tells each recipient. It is told in the tenant of the unit of work, whatever its principal may
// see: what is written is no record of his.
//   INTERNAL  no kind, no recipient or too many, a name that is none, a kind without a template of
//             its own and neither key nor ready text, two keys; a mistake of the caller's
absl::Status Notify(resource::UnitOfWork& work, const Notice& notice);

// Something that a robot or a web address is told: whoever reads there, so that what is not to be
// seen by all is masked already.
struct Posting {
  std::string channel;  // `channels/{uuid}`, of any kind but EMAIL; one that is gone gets nothing
  ReadyText text;
  std::string subject = {};
  std::string source = {};
  // Sent along as it is, in a call to a WEBHOOK: the text of a JSON value, at most 32,768 bytes.
  std::string data_json = {};
  // What makes two postings the same: the second of them is not sent. "": nothing does.
  std::string once_key = {};
};

// Posts it, as Notify. INTERNAL for what is no channel's name, and without a title.
absl::Status Post(resource::UnitOfWork& work, const Posting& posting);

// The statement, for the tests that read SQL.
db::InsertQuery InsertNoticesQuery();

}  // namespace guanxi::workflow

#endif  // GUANXI_WORKFLOW_SVC_NOTIFICATIONS_NOTIFIER_H_
